"""Which versions has a repository tagged, and on which day? Asked of the clone as it was last fetched; nothing is fetched here.

A tag's day is its own where somebody signed or wrote it, else that of its commit; both can be forged and are shown as such.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from portal.evidence.home import home
from portal.evidence.prefill import VERSION_TAG
from xingtu.collect.git import open_git_directory
from xingtu.errors import CollectError
from xingtu.store.lake import Lake


@dataclass(frozen=True, slots=True, order=True)
class VersionTag:
    """In order of days."""

    on: date
    name: str
    repository: str
    stable: bool
    """1.0 or later, and no release candidate."""
    release: bool
    """No alpha, beta or release candidate."""


def version_tags(repositories: Iterable[str], until: date) -> list[VersionTag] | None:
    """All of them until and with one day, oldest first; None when one of the repositories has no clone here."""
    lake, found = Lake(home()), []
    for repository in repositories:
        try:
            scan = lake.latest(repository)
            if scan is None:
                return None
            git = open_git_directory(Path(scan.path))
            lines = git.output("for-each-ref", "--format=%(creatordate:unix) %(refname:strip=2)", "refs/tags/").decode("utf-8", "replace")
        except (CollectError, OSError):
            return None
        found += [tag for line in lines.split("\n")[:-1] if (tag := _tag(repository, line)) is not None and tag.on <= until]
    return sorted(found)


def _tag(repository: str, line: str) -> VersionTag | None:
    seconds, _space, name = line.partition(" ")
    match = VERSION_TAG.fullmatch(name)
    if match is None or not seconds.lstrip("-").isdigit():
        return None
    try:
        day = datetime.fromtimestamp(int(seconds), timezone.get_default_timezone()).date()
    except (ValueError, OverflowError, OSError):
        return None
    release = not match["rest"]
    return VersionTag(day, name, repository, stable=release and int(match[1]) >= 1, release=release)
