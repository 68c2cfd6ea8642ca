"""Which of two versions of a package comes first, in the order of its ecosystem?"""

from functools import lru_cache
from typing import Literal

from xingtu.errors import UnorderedVersion, VersionError
from xingtu.versions.ecosystems import scheme_of
from xingtu.versions.scheme import LONGEST, Comparable


@lru_cache(maxsize=1 << 15)  # the advisories of one package list the same versions over and over
def parse(ecosystem: str, text: str) -> Comparable | None:
    """A key that orders as the ecosystem orders; None: the text is no version there.

    Raises:
        UnknownEcosystem: there is no such ecosystem.
        UnorderedEcosystem: its versions have no order.
    """
    scheme = scheme_of(ecosystem)
    return scheme.parse(text.strip()) if len(text) <= LONGEST else None


def key_of(ecosystem: str, text: str) -> Comparable | None:
    """The same; None also where the ecosystem has no order."""
    try:
        return parse(ecosystem, text)
    except VersionError:
        return None


def compare_versions(ecosystem: str, left: str, right: str) -> Literal[-1, 0, 1]:
    """-1 if left comes before right, 1 if it comes after, 0 if they are the same version.

    Raises:
        UnknownEcosystem: there is no such ecosystem.
        UnorderedEcosystem: its versions have no order.
        UnorderedVersion: left or right is no version there; the message says which.
    """
    keys = []
    for text in (left, right):
        key = parse(ecosystem, text)
        if key is None:
            shown = text if len(text) <= LONGEST else f"{text[:40]}…（{len(text)} 个字符）"
            raise UnorderedVersion(f"{shown!r} 不是 {ecosystem} 的版本号，无法排序；请核对来源，或只与公告逐一列出的版本比对。", text)
        keys.append(key)
    if keys[0] < keys[1]:
        return -1
    return 0 if keys[0] == keys[1] else 1
