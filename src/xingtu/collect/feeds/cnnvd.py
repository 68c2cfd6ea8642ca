"""What does CNNVD call a flaw, and how bad does it say it is? From the XML files its members download.

They name products and no packages: they add a number, a Chinese title and a level to what is known of a CVE, and match nothing.
"""

from collections.abc import Iterator

from xingtu.collect.feeds.notes import notes_in
from xingtu.facts.signals import Note

SOURCE = "CNNVD"


def is_cnnvd(content: bytes) -> bool:
    """Whether a file looks like such an export."""
    head = content[:65_536]
    return b"CNNVD-" in head and b"<entry" in head


def read_cnnvd(content: bytes, name: str, refused: dict[str, str]) -> Iterator[Note]:
    """A note for every CVE of every record; one without a CVE is a note without one.

    Raises:
        FeedRefused: it is no export of CNNVD's.
    """
    return notes_in(
        content, name, refused, source=SOURCE, record="entry", number=("vuln-id",), title=("name", "vuln-name"), level=("severity",),
        cve=("cve-id",), published=("published",),
    )  # fmt: skip
