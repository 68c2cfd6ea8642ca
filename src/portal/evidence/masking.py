"""How is a person named who did not agree to be named in public?"""

STARS = "**"


def masked(name: str) -> str:
    """The first character and stars; nothing of an empty name."""
    return f"{name.strip()[0]}{STARS}" if name.strip() else ""
