"""Pages of journal."""
