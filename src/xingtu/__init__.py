"""星图 Xingtu: a city's open source programme, computed from the evidence in real repositories."""

__version__ = "0.1.0"
