"""Which 统一社会信用代码 can exist?

GB 32100: 18 characters, the last a check character (weights 3^i mod 31), so that no single wrong character passes.
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_character(body: str) -> str:
    """What the first 17 characters ask for in the last place."""
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return ALPHABET[(31 - total % 31) % 31]


def is_uscc(text: str) -> bool:
    """Whether the text (half-width capitals, without spaces) has the right letters and check character."""
    return len(text) == LENGTH and all(letter in ALPHABET for letter in text) and check_character(text[:-1]) == text[-1]
