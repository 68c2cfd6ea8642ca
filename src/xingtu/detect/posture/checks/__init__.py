"""One file a check; found by scanning this folder, tested by ``tests/contracts/test_checks.py``."""
