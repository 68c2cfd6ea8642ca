"""What do other people's lists say? One reader a format; each returns assertions and all problems it met."""
