"""Sign-in with an account on AtomGit."""
