"""What evidence writes: snapshots, jobs, runs; each act in one transaction with its journal entry."""
