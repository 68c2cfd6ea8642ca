"""Sign-in with accounts of code hosts that the library lacks: one package a host."""
