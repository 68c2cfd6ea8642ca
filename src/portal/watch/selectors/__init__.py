"""What watch reads."""
