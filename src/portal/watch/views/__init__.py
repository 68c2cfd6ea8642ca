"""Pages of watch."""
