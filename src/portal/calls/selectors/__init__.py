"""What calls reads, within the scope of the acting role."""
