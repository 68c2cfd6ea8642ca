"""Is this a 统一社会信用代码 that can exist? GB 32100: 18 characters, the last a check character (weights 3^i mod 31)."""

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def normalise_uscc(text: str) -> str:
    """Half-width capitals without spaces and hyphens."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def is_uscc(text: str) -> bool:
    """Whether the normalised text has the right letters and check character."""
    if len(text) != LENGTH or any(letter not in ALPHABET for letter in text):
        return False
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(text[:-1]))
    return ALPHABET[(31 - total % 31) % 31] == text[-1]
