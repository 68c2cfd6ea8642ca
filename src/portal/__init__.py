"""The web half of Xingtu: on which people register what is theirs, see what the repositories prove, and question it."""
