"""One file a metric; found by ``xingtu.catalogue``, tested by ``tests/contracts/test_metrics.py``."""
