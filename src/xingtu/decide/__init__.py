"""Numbers become verdicts with reasons. Pure: no clock, network, file or randomness."""
