"""Forms of public."""
