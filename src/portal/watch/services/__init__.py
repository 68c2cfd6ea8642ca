"""What watch writes."""
