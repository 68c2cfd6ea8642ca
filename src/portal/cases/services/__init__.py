"""What cases writes: each act in one transaction with its journal entry."""
