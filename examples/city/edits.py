"""What does one commit do to the files, and how is it undone or done again elsewhere?

A commit of the example city is a list of edits, not a snapshot. So a cherry-pick is the same edits on other ground, a squash is the
edits of several commits in one, and a revert is the same edits undone in reverse order.
"""

from dataclasses import dataclass
from typing import Protocol

PLAIN, EXECUTABLE, SYMLINK, GITLINK = b"100644", b"100755", b"120000", b"160000"


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a path: git's mode and the bytes (of a submodule: the commit id it points to)."""

    mode: bytes
    content: bytes


Files = dict[bytes, Entry]


class Edit(Protocol):
    """A change of one or more paths."""

    def apply(self, files: Files) -> None:
        """Change ``files`` in place."""

    def undone(self) -> "Edit":
        """Give the edit that takes this one back."""


@dataclass(frozen=True, slots=True)
class Write:
    """A path gets this content, whatever stood there; ``before`` is what an undoing puts back (None: nothing)."""

    path: bytes
    content: bytes
    mode: bytes = PLAIN
    before: Entry | None = None

    def apply(self, files: Files) -> None:
        """Change ``files`` in place."""
        files[self.path] = Entry(self.mode, self.content)

    def undone(self) -> Edit:
        """Give the edit that takes this one back."""
        if self.before is None:
            return Remove(self.path)
        return Write(self.path, self.before.content, self.before.mode, Entry(self.mode, self.content))


@dataclass(frozen=True, slots=True)
class Remove:
    """A path goes away."""

    path: bytes

    def apply(self, files: Files) -> None:
        """Change ``files`` in place."""
        del files[self.path]

    def undone(self) -> Edit:
        """Refuse: what stood there is not remembered."""
        raise NotImplementedError(self.path)


@dataclass(frozen=True, slots=True)
class Append:
    """Text is added at the end of a file; a missing file is created and begins with ``start``."""

    path: bytes
    text: bytes
    start: bytes = b""

    def apply(self, files: Files) -> None:
        """Change ``files`` in place."""
        before = files.get(self.path, Entry(PLAIN, self.start))
        files[self.path] = Entry(before.mode, before.content + self.text)

    def undone(self) -> Edit:
        """Give the edit that takes this one back."""
        return Withdraw(self.path, self.text, self.start)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A text that was appended is taken out again; a file of which nothing but ``start`` is left goes away."""

    path: bytes
    text: bytes
    start: bytes = b""

    def apply(self, files: Files) -> None:
        """Change ``files`` in place."""
        Replace(self.path, self.text, b"").apply(files)
        if files[self.path].content == self.start:
            del files[self.path]

    def undone(self) -> Edit:
        """Give the edit that takes this one back."""
        return Append(self.path, self.text, self.start)


@dataclass(frozen=True, slots=True)
class Replace:
    """A text that stands exactly once in a file is exchanged for another."""

    path: bytes
    old: bytes
    new: bytes

    def apply(self, files: Files) -> None:
        """Change ``files`` in place."""
        entry = files[self.path]
        if entry.content.count(self.old) != 1:
            message = f"{self.path!r}: {self.old!r} stands there {entry.content.count(self.old)} times, not once"
            raise ValueError(message)
        files[self.path] = Entry(entry.mode, entry.content.replace(self.old, self.new))

    def undone(self) -> Edit:
        """Give the edit that takes this one back."""
        return Replace(self.path, self.new, self.old)


@dataclass(frozen=True, slots=True)
class Move:
    """A file goes to another path unchanged."""

    old: bytes
    new: bytes

    def apply(self, files: Files) -> None:
        """Change ``files`` in place."""
        files[self.new] = files.pop(self.old)

    def undone(self) -> Edit:
        """Give the edit that takes this one back."""
        return Move(self.new, self.old)


@dataclass(frozen=True, slots=True)
class ChangeMode:
    """A file keeps its bytes and gets another mode."""

    path: bytes
    mode: bytes

    def apply(self, files: Files) -> None:
        """Change ``files`` in place."""
        files[self.path] = Entry(self.mode, files[self.path].content)

    def undone(self) -> Edit:
        """Give the edit that takes this one back: plain and executable are exchanged."""
        return ChangeMode(self.path, PLAIN if self.mode == EXECUTABLE else EXECUTABLE)
