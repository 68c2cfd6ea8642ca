"""What calls writes; each act ends in the journal."""
