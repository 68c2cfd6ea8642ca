"""Sign-in with an account on GitCode."""
