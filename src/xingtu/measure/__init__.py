"""Tables become numbers: pure expressions, no clock, no network, no file."""
