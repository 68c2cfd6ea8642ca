"""What templates of calls ask for."""
