"""How do the versions of Haskell packages order? Lists of integers, as Cabal compares them."""

import re

from xingtu.versions.scheme import Comparable, Scheme

VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")


def parse(text: str) -> Comparable | None:
    """1.2 is not 1.2.0 here, but comes before it."""
    return tuple(map(int, text.split("."))) if VERSION.fullmatch(text) else None


SCHEME = Scheme(
    id="hackage",
    name="Cabal Version",
    source="https://hackage.haskell.org/package/Cabal-syntax/docs/Distribution-Types-Version.html",
    parse=parse,
    examples=[
        ("1.2", "<", "1.2.0"),
        ("1.2.0", "<", "1.2.1"),
        ("0.9", "<", "0.10"),
        ("1.0.0.1", "<", "1.0.1"),
        ("20210101", ">", "3"),
    ],
    unordered=["", "1.2-rc1", "1.2.", "1,2"],
)
