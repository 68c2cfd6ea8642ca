"""Which name and mailbox does a ``.mailmap`` give to a commit's name and mailbox?

Exactly git's reading of a mailmap blob (``mailmap.c`` of git 2.39), because ``git shortlog -sne`` is what people compare us with.
The map is applied by us and never by git: git would take it from whatever directory the process stands in.
"""

from dataclasses import dataclass, field

GIT_SPACE = b" \t\n\r"


@dataclass(slots=True)
class _Entry:
    """What is said about one commit mailbox: for everybody behind it, and for single names."""

    name: bytes | None = None
    email: bytes | None = None
    by_name: dict[bytes, tuple[bytes | None, bytes | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mailmap:
    """A parsed mailmap. Mailboxes and names are looked up without regard to ASCII case, as git does."""

    _entries: dict[bytes, _Entry]

    @classmethod
    def parse(cls, content: bytes) -> "Mailmap":
        """The map written in ``content``. Lines git cannot read say nothing, as in git; a NUL byte ends the map."""
        entries: dict[bytes, _Entry] = {}
        for line in content.split(b"\0", 1)[0].split(b"\n"):
            if not line.startswith(b"#"):
                _add(entries, line)
        return cls(entries)

    def map(self, name: bytes, email: bytes) -> tuple[bytes, bytes]:
        """The (name, mailbox) to use instead of those of a commit; unchanged when the map is silent."""
        entry = self._entries.get(email.lower())
        if entry is None:
            return name, email
        # a line for this very name replaces the general one as a whole, even when it gives less
        new_name, new_email = entry.by_name.get(name.lower(), (entry.name, entry.email))
        return (name if new_name is None else new_name), (email if new_email is None else new_email)


def _add(entries: dict[bytes, _Entry], line: bytes) -> None:
    new_name, new_email, rest = _name_and_email(line, empty_email_allowed=False)
    if new_email is None:
        return
    old_name, old_email, _ = _name_and_email(rest, empty_email_allowed=True) if rest else (None, None, b"")
    if old_email is None:
        # "Proper Name <commit@x>" gives a name only
        old_email, renamed = new_email, None
    else:
        renamed = new_email
    entry = entries.setdefault(old_email.lower(), _Entry())
    if old_name is not None:
        entry.by_name[old_name.lower()] = (new_name, renamed)
        return
    # two general lines for one mailbox complete each other; the later one wins where both speak
    entry.name = entry.name if new_name is None else new_name
    entry.email = entry.email if renamed is None else renamed


def _name_and_email(text: bytes, *, empty_email_allowed: bool) -> tuple[bytes | None, bytes | None, bytes]:
    """(name, mailbox, what follows) of ``Name <mailbox> …``; no mailbox: nothing could be read."""
    before, opened, after = text.partition(b"<")
    email, closed, rest = after.partition(b">")
    if not opened or not closed or not (email or empty_email_allowed):
        return None, None, b""
    return before.strip(GIT_SPACE) or None, email, rest
