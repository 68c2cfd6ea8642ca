"""Template tags of register."""
