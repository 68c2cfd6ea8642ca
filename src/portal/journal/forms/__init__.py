"""Forms of journal."""
