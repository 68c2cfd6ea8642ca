"""What cases reads, already narrowed to what the acting role may see."""
