"""How does a story become git objects with the same ids on every machine?

Objects are made here rather than by ``git fast-import`` because a story must know a commit's id while it is told ("This reverts commit
…", a submodule) and because some objects must be left out of a damaged clone on purpose. What is written is ordinary git.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from .edits import GITLINK, Edit, Entry, Files

CITY_ZONE = timezone(timedelta(hours=8))
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Author:
    """The bytes a commit carries for a person, and the encoding header it has (None: no header)."""

    name: bytes
    email: bytes
    encoding: str | None = None
    message_codec: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as git writes it: seconds since 1970 and the offset from UTC."""

    seconds: int
    zone: str = "+0800"


def moment(text: str) -> Stamp:
    """Read ``2025-03-01 10:30[:15]`` as local time of the city."""
    return Stamp(int(datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE).timestamp()))


@dataclass(frozen=True, slots=True)
class Told:
    """One commit as the story told it, kept so that it can be replayed, squashed or reverted."""

    id: str
    parents: tuple[str, ...]
    edits: tuple[Edit, ...]
    author: Author
    at: Stamp
    message: str
    files: Files


@dataclass
class History:
    """The commits, branches and tags of one repository while its story is told."""

    objects: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    commits: dict[str, Told] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def copy(self) -> "History":
        """Give an independent copy: a fork or a mirror."""
        return History(dict(self.objects), dict(self.commits), dict(self.refs))

    def tip(self, branch: str = MAIN) -> str:
        """Give the commit a branch points to."""
        return self.refs[f"refs/heads/{branch}"]

    def branch(self, name: str, start: str | None = None) -> None:
        """Start a branch at a commit (default: at the tip of the main one)."""
        self.refs[f"refs/heads/{name}"] = start or self.tip()

    def tag(self, name: str, tagger: Author, at: Stamp) -> None:
        """Put an annotated tag on the tip of the main branch."""
        head = f"object {self.tip()}\ntype commit\ntag {name}\n".encode()
        self.refs[f"refs/tags/{name}"] = self._store(b"tag", head + _signed(b"tagger", tagger, at) + f"\n{name}\n".encode())

    def commit(
        self,
        edits: Sequence[Edit],
        message: str,
        author: Author,
        at: Stamp,
        *,
        branch: str = MAIN,
        committer: Author | None = None,
        committed: Stamp | None = None,
        merged: Sequence[str] = (),
    ) -> str:
        """Add a commit to a branch (its root, when the branch does not exist yet) and give its id."""
        ref = f"refs/heads/{branch}"
        parents = ((self.refs[ref],) if ref in self.refs else ()) + tuple(merged)
        files = dict(self.commits[parents[0]].files) if parents else {}
        for edit in edits:
            edit.apply(files)
        lines = [b"tree " + self._tree(files).encode(), *(b"parent " + parent.encode() for parent in parents)]
        head = b"\n".join(lines) + b"\n" + _signed(b"author", author, at) + _signed(b"committer", committer or author, committed or at)
        if author.encoding:
            head += f"encoding {author.encoding}\n".encode()
        body = (message if message.endswith("\n") else message + "\n").encode(author.message_codec)
        made = self._store(b"commit", head + b"\n" + body)
        self.commits[made] = Told(made, parents, tuple(edits), author, at, message, files)
        self.refs[ref] = made
        return made

    def merge(self, topics: Sequence[str], message: str, author: Author, at: Stamp, *, branch: str = MAIN) -> str:
        """Merge branches (two or more: an octopus); the result holds the edits of all of them."""
        edits = [edit for topic in topics for told in self.only_on(topic, branch) for edit in told.edits]
        return self.commit(edits, message, author, at, branch=branch, merged=[self.tip(topic) for topic in topics])

    def squash(self, topic: str, message: str, author: Author, at: Stamp, *, committer: Author) -> str:
        """Put the edits of a topic on the main branch as one commit with one parent."""
        edits = [edit for told in self.only_on(topic) for edit in told.edits]
        return self.commit(edits, message, author, at, committer=committer)

    def replay(self, told: Told, at: Stamp, *, committer: Author, branch: str = MAIN, note: str = "") -> str:
        """Cherry-pick or rebase: same author, same author date, same edits; another committer, another id."""
        message = f"{told.message}\n\n{note}" if note else told.message
        return self.commit(told.edits, message, told.author, told.at, branch=branch, committer=committer, committed=at)

    def revert(self, commit: str, author: Author, at: Stamp, *, subject: str | None = None) -> str:
        """Undo a commit; without a subject of its own the message says so as git does."""
        told = self.commits[commit]
        edits = [edit.undone() for edit in reversed(told.edits)]
        said = f'Revert "{told.message.splitlines()[0]}"\n\nThis reverts commit {commit}.'
        return self.commit(edits, subject or said, author, at)

    def only_on(self, topic: str, branch: str = MAIN) -> list[Told]:
        """Give the commits of a topic that the branch does not have, oldest first (topics are linear)."""
        known = set(self._ancestors(self.tip(branch)))
        return [self.commits[commit] for commit in self._ancestors(self.tip(topic)) if commit not in known][::-1]

    def named(self, subject: str) -> Told:
        """Give the one commit with this subject."""
        (found,) = (told for told in self.commits.values() if told.message.splitlines()[0] == subject)
        return found

    def _ancestors(self, commit: str) -> Iterator[str]:
        waiting, seen = [commit], set()
        while waiting:
            now = waiting.pop()
            if now not in seen:
                seen.add(now)
                yield now
                waiting.extend(self.commits[now].parents)

    def _store(self, kind: bytes, payload: bytes) -> str:
        head = kind + b" " + str(len(payload)).encode() + b"\0"
        made = hashlib.sha1(head + payload, usedforsecurity=False).hexdigest()
        self.objects[made] = (kind, payload)
        return made

    def _tree(self, files: Files) -> str:
        folders: dict[bytes, Files] = {}
        entries: list[tuple[bytes, bytes, bytes, str]] = []
        for path, entry in files.items():
            folder, slash, rest = path.partition(b"/")
            if slash:
                folders.setdefault(folder, {})[rest] = entry
            else:
                entries.append((path, entry.mode, path, self._blob(entry)))
        # git sorts a folder as if its name ended in a slash
        entries += [(name + b"/", b"40000", name, self._tree(inside)) for name, inside in folders.items()]
        lines = (mode + b" " + name + b"\0" + bytes.fromhex(id_) for _, mode, name, id_ in sorted(entries))
        return self._store(b"tree", b"".join(lines))

    def _blob(self, entry: Entry) -> str:
        return entry.content.decode() if entry.mode == GITLINK else self._store(b"blob", entry.content)


def _signed(role: bytes, author: Author, at: Stamp) -> bytes:
    return role + b" " + author.name + b" <" + author.email + b"> " + f"{at.seconds} {at.zone}\n".encode()
