"""One detector a file, found by scanning this folder."""
