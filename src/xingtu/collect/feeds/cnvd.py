"""What does CNVD call a flaw, and how bad does it say it is? From the XML files its members download.

They name products and no packages: they add a number, a Chinese title and a level to what is known of a CVE, and match nothing.
"""

from collections.abc import Iterator

from xingtu.collect.feeds.notes import notes_in
from xingtu.facts.signals import Note

SOURCE = "CNVD"


def is_cnvd(content: bytes) -> bool:
    """Whether a file looks like such an export."""
    head = content[:65_536]
    return b"CNVD-" in head and b"<vulnerability" in head


def read_cnvd(content: bytes, name: str, refused: dict[str, str]) -> Iterator[Note]:
    """A note for every CVE of every record; one without a CVE is a note without one.

    Raises:
        FeedRefused: it is no export of CNVD's.
    """
    return notes_in(
        content, name, refused, source=SOURCE, record="vulnerability", number=("number", "cnvdId"), title=("title", "name"),
        level=("serverity", "severity"), cve=("cveNumber", "cve"), published=("openTime", "submitTime"),
    )  # fmt: skip
