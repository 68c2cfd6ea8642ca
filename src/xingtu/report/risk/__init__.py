"""How are vulnerabilities and what is known of them written for people and machines? Freshness and coverage stand beside every answer."""
