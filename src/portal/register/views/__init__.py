"""Pages of register."""
