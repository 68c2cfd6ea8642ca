"""What messages reads, already narrowed to what the acting role may see."""
