"""Sign-in with an account on Gitee."""
