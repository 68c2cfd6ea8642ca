"""How does a secret that was committed by mistake look, and how is it told from a placeholder? Rules are data, in ``rules/``."""
