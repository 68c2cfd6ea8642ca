"""Which repositories is a scan asked to read, and under which id?"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from xingtu.collect.git import GitDirectory

REMOTE = re.compile(r"^[a-z][a-z0-9+.-]*://|^[^/\\:]+@[^/\\:]+:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One repository to read. ``address`` is a local path or a URL; the id survives renames and moves."""

    repository: str
    address: str
    name: str = ""
    url: str = ""
    branches: tuple[str, ...] = ()
    """Further ref patterns to read beside the default branch, e.g. ``refs/heads/release/*``."""
    mailmap: str = "HEAD"
    """``HEAD``, ``none``, or ``REV:PATH``."""
    since: int | None = None
    """Read the diffs of commits committed from this instant on (seconds since 1970); None reads all."""


def is_remote(address: str) -> bool:
    """A URL or scp-like address, not a local path."""
    return bool(REMOTE.match(address))


def id_of_url(url: str) -> str:
    """``host/owner/name``, lower-case host, without user, port, ``.git`` and trailing slash."""
    parts = urlsplit(url if "://" in url else "ssh://" + url.replace(":", "/", 1))
    path = parts.path.strip("/").removesuffix(".git").rstrip("/")
    return f"{(parts.hostname or '').lower()}/{path}"


def id_of_clone(path: Path, repository: GitDirectory) -> str:
    """The id of a clone nobody registered: that of its origin, else its last two folder names."""
    origin = repository.output("config", "--local", "--get", "remote.origin.url", accept=(0, 1)).decode("utf-8", "replace").strip()
    if origin and is_remote(origin):
        return id_of_url(origin)
    parts = [part for part in path.resolve().parts if part not in {"/", ".git"}]
    return "local/" + "/".join(part.removesuffix(".git").removesuffix(".bundle") for part in parts[-2:])
