"""What does a check see: which files, their contents when asked, recent commits, and facts found elsewhere?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from xingtu.detect.posture.ci.file import CiFile
from xingtu.detect.posture.ci.files import ci_files
from xingtu.facts.tree_entries import FILE_MODES, TreeEntry

LARGEST_BYTES = 5_000_000
"""Larger files hold no settings, scripts or code anybody wrote."""
CACHED_BYTES = 50_000_000
GITHUB = "github.com"


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the history, newest first. ``organisation``: domain of the author's mailbox, never the mailbox itself."""

    committed_at: datetime
    author: str
    organisation: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class LicenceFact:
    """What a scan of this very tree concluded."""

    expression: str
    approved: bool
    path: str


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in no tree. None: nobody told.

    host:             the host the project lives on, empty when it is not known
    commits:          newest first, as far back as was read
    first_commit_at:  None: history is not whole
    vulnerabilities:  open groups of advisories, each (name, path, line)
    """

    host: str = ""
    as_of: datetime | None = None
    commits: tuple[Commit, ...] | None = None
    first_commit_at: datetime | None = None
    licence: LicenceFact | None = None
    vulnerabilities: tuple[tuple[str, str, int | None], ...] | None = None
    vulnerabilities_note: str = ""
    vulnerabilities_note_en: str = ""


@dataclass
class Tree:
    """A tree at a commit."""

    entries: tuple[TreeEntry, ...]
    read: Callable[[str], bytes | None]
    """Content of a blob; None: it is not there."""
    known: Known = field(default_factory=Known)
    _kept: dict[str, bytes] = field(default_factory=dict)
    _kept_bytes: int = 0

    @cached_property
    def files(self) -> tuple[TreeEntry, ...]:
        """Plain files: no links, no submodules."""
        return tuple(entry for entry in self.entries if entry.mode in FILE_MODES)

    @cached_property
    def by_lower_path(self) -> Mapping[str, TreeEntry]:
        """Files by their path in small letters; of two that differ in case only, the first."""
        found: dict[str, TreeEntry] = {}
        for entry in self.files:
            found.setdefault(entry.path.lower(), entry)
        return found

    @cached_property
    def ci(self) -> tuple[CiFile, ...]:
        """The build files of all hosts we can read."""
        return tuple(ci_files(self.files, self.text))

    def content(self, entry: TreeEntry) -> bytes:
        """A file's bytes; empty when they are missing or too many."""
        if entry.size_bytes is None or entry.size_bytes > LARGEST_BYTES:
            return b""
        if entry.blob not in self._kept:
            content = self.read(entry.blob) or b""
            if self._kept_bytes + len(content) > CACHED_BYTES:
                return content
            self._kept[entry.blob] = content
            self._kept_bytes += len(content)
        return self._kept[entry.blob]

    def text(self, entry: TreeEntry) -> str:
        """A file's text, whatever its bytes."""
        return self.content(entry).decode("utf-8", "replace").removeprefix("\ufeff")

    def ending(self, *endings: str) -> Iterator[TreeEntry]:
        """Files whose path in small letters ends so."""
        return (entry for entry in self.files if entry.path.lower().endswith(endings))


def tree_of(files: Mapping[str, str | bytes], known: Known | None = None) -> Tree:
    """A tree held in memory, for examples and tests."""
    contents = {path: text.encode("utf-8") if isinstance(text, str) else text for path, text in files.items()}
    entries = tuple(TreeEntry(path, "100644", path, len(content)) for path, content in sorted(contents.items()))
    return Tree(entries, contents.get, known or Known())
