"""How do the versions of OCaml packages order? As Debian's, without epoch and revision."""

import re

from xingtu.versions.scheme import Comparable, Scheme
from xingtu.versions.schemes.debian import string

VERSION = re.compile(r"[0-9A-Za-z_+.~-]+")


def parse(text: str) -> Comparable | None:
    """Non-digits and numbers in turn; a tilde comes before the end."""
    return string(text) if VERSION.fullmatch(text) else None


SCHEME = Scheme(
    id="opam",
    name="opam",
    source="https://opam.ocaml.org/doc/Manual.html#version-ordering",
    parse=parse,
    examples=[
        ("~~", "<", "~"),
        ("~", "<", "~beta2"),
        ("~beta2", "<", "~beta10"),
        ("~beta10", "<", "0.1"),
        ("0.1", "<", "1.0~beta"),
        ("1.0~beta", "<", "1.0"),
        ("1.0", "<", "1.0-test"),
        ("1.0-test", "<", "1.0.1"),
        ("1.0.1", "<", "1.0.10"),
        ("1.0.10", "<", "dev"),
        ("dev", "<", "trunk"),
    ],
    unordered=["", "1.0:1", "1 0"],
)
