"""How do the versions of Python packages order? By ``packaging``, which PyPI's own tools use."""

from packaging.version import InvalidVersion, Version

from xingtu.versions.scheme import Comparable, Scheme


def parse(text: str) -> Comparable | None:
    """Versions older than PEP 440 have no order: an advisory must list them."""
    try:
        # packaging takes what \d takes; the specification means ASCII digits
        return Version(text) if text.isascii() else None
    except InvalidVersion:
        return None


SCHEME = Scheme(
    id="pep440",
    name="PEP 440",
    source="https://packaging.python.org/en/latest/specifications/version-specifiers/",
    parse=parse,
    examples=[
        ("1.dev0", "<", "1.0.dev456"),
        ("1.0.dev456", "<", "1.0a1"),
        ("1.0a1", "<", "1.0a2.dev456"),
        ("1.0a2.dev456", "<", "1.0a12.dev456"),
        ("1.0a12.dev456", "<", "1.0a12"),
        ("1.0a12", "<", "1.0b1.dev456"),
        ("1.0b1.dev456", "<", "1.0b2"),
        ("1.0b2", "<", "1.0b2.post345.dev456"),
        ("1.0b2.post345.dev456", "<", "1.0b2.post345"),
        ("1.0b2.post345", "<", "1.0rc1.dev456"),
        ("1.0rc1.dev456", "<", "1.0rc1"),
        ("1.0rc1", "<", "1.0"),
        ("1.0", "<", "1.0+abc.5"),
        ("1.0+abc.5", "<", "1.0+abc.7"),
        ("1.0+abc.7", "<", "1.0+5"),
        ("1.0+5", "<", "1.0.post456.dev34"),
        ("1.0.post456.dev34", "<", "1.0.post456"),
        ("1.0.15", "<", "1.1.dev1"),
        ("1.1.dev1", "<", "1!0.1"),
        ("1.0", "=", "1.0.0"),
        ("v1.0-RC1", "=", "1.0rc1"),
        ("1.0-1", "=", "1.0.post1"),
        ("1.0_ALPHA", "=", "1.0a0"),
    ],
    unordered=["", "1.0-final-2", "2004d-x", "1.0+", "١.٢"],
)
