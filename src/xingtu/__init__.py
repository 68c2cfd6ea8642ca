"""星图 Xingtu: a city's open source programme, computed from the evidence in real repositories."""

from typing import Literal

__version__ = "0.1.0"
__all__ = ["compare_versions"]


def compare_versions(ecosystem: str, left: str, right: str) -> Literal[-1, 0, 1]:
    """-1 if left comes before right in the order of the ecosystem, 1 if after it, 0 if they are the same version.

    ecosystem: as the OSV schema writes it: "PyPI", "Debian:12"

    Raises:
        xingtu.errors.UnknownEcosystem: there is no such ecosystem.
        xingtu.errors.UnorderedEcosystem: its versions have no order.
        xingtu.errors.UnorderedVersion: left or right is no version there (a ValueError; the message says which).
    """
    from xingtu import versions  # noqa: PLC0415 -- who imports xingtu pays for the orders only when comparing

    return versions.compare_versions(ecosystem, left, right)
