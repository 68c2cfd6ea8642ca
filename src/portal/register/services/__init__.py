"""What register writes: each act in one transaction with its journal entry."""
