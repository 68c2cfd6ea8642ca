"""How do the versions of R packages order? Integers, separated by dots and hyphens alike."""

import re

from xingtu.versions.scheme import Comparable, Scheme

VERSION = re.compile(r"[0-9]+([.-][0-9]+)*")


def parse(text: str) -> Comparable | None:
    """R's ``package_version``: the shorter of two that begin alike comes first."""
    return tuple(map(int, re.split("[.-]", text))) if VERSION.fullmatch(text) else None


SCHEME = Scheme(
    id="cran",
    name="R package_version",
    source="https://cran.r-project.org/doc/manuals/R-exts.html#The-DESCRIPTION-file and ?numeric_version",
    parse=parse,
    examples=[
        ("0.4-0", "<", "0.5-2"),
        ("1.2.4", ">", "1.2-3"),
        ("1.2-3", "=", "1.2.3"),
        ("1.0", "<", "1.0.0"),
        ("1.10", ">", "1.9"),
        ("01.2", "=", "1.2"),
    ],
    unordered=["", "1.2a", "1..2", "1.2-", "v1.2"],
)
