"""Forms of register."""
