"""From where are advisories brought up to date: which buckets of OSV's layout, which git repositories?

``policy/feeds.toml``. On an island the bucket is a mirror of ours or another's inside the network; the operator says so (``inside``).
"""

from collections.abc import Callable
from dataclasses import dataclass

from xingtu.policy.stanza import Stanza, distinct, read_stanza

FILE = "feeds.toml"


@dataclass(frozen=True, slots=True)
class BucketFeed:
    """A bucket. ``ecosystems`` empty: all of it as one source; else each directory is a source of its own, ``<id>/<ecosystem>``."""

    id: str
    base: str
    ecosystems: tuple[str, ...]
    licence: str
    inside: bool
    """An address of the own network: http and inner addresses are allowed, for this one alone."""

    @property
    def sources(self) -> dict[str, str]:
        """Source -> directory of the bucket."""
        return {f"{self.id}/{one}": one for one in self.ecosystems} or {self.id: ""}


@dataclass(frozen=True, slots=True)
class GitFeed:
    """A repository of advisories; ``under`` is a folder of it, ``revision`` a branch (empty: its default)."""

    id: str
    url: str
    revision: str
    under: str
    kind: str
    licence: str


@dataclass(frozen=True, slots=True)
class Feeds:
    """All of them, as written."""

    buckets: tuple[BucketFeed, ...]
    repositories: tuple[GitFeed, ...]


def configured_feeds(read: Callable[[str], str]) -> Feeds:
    """The feeds of a city; ``read`` gives the text of a file of its policy folder."""
    return parse_feeds(read(FILE), file_name=f"policy/{FILE}")


def parse_feeds(text: str, *, file_name: str) -> Feeds:
    """The feeds.

    Raises:
        PolicyError: a key is unknown or missing, or two feeds have one id.
    """
    root = read_stanza(text, file_name)
    buckets, repositories = root.inners("bucket", label="bucket"), root.inners("git", label="git")
    root.close()
    feeds = Feeds(tuple(_bucket(one) for one in buckets), tuple(_repository(one) for one in repositories))
    distinct([*buckets, *repositories], [*(one.id for one in feeds.buckets), *(one.id for one in feeds.repositories)])
    return feeds


def _bucket(stanza: Stanza) -> BucketFeed:
    feed = BucketFeed(
        id=stanza.identifier("id"),
        base=stanza.text("base"),
        ecosystems=stanza.texts("ecosystems", default=()),
        licence=stanza.text("licence"),
        inside=stanza.flag("inside", default=False),
    )
    stanza.close()
    if not feed.base.startswith("https://") and not (feed.inside and feed.base.startswith("http://")):
        stanza.refuse(f"base = “{feed.base}”：应以 https:// 开头；内网的 http 地址须同时写 inside = true。")
    for one in feed.ecosystems:
        if ":" in one or "/" in one:
            stanza.refuse(f"ecosystems 中的 “{one}” 应是桶里的目录名，不含冒号（Alpine:v3.17 在 Alpine 里）。")
    return feed


def _repository(stanza: Stanza) -> GitFeed:
    feed = GitFeed(
        id=stanza.identifier("id"),
        url=stanza.text("url"),
        revision=stanza.text("revision", default=""),
        under=stanza.text("under", default=""),
        kind=stanza.text("kind", default="osv"),
        licence=stanza.text("licence"),
    )
    stanza.close()
    return feed
