"""Where facts, caches and runs lie on disk, and nothing else."""
