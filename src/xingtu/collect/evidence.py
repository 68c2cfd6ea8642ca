"""Which changed lines are only white space, and which only moved? And what is the patch, whatever its context?

Works on one commit at a time. Lines are compared after all white space is deleted, so re-indenting, re-wrapping of
blanks and changes of line ending are seen through.
"""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b

WHITE = b" \t\r\v\f"
DIGEST_BYTES = 16


@dataclass(slots=True)
class FileLines:
    """Changed lines of one file; the counts are filled in by ``weigh``."""

    head: bytes
    """What names the file in the patch hash: old and new path."""
    inverse_head: bytes
    added: list[bytes] = field(default_factory=list)
    deleted: list[bytes] = field(default_factory=list)
    whitespace: int = 0
    moved_added: int = 0
    moved_deleted: int = 0


@dataclass(slots=True)
class _Rest:
    """Lines of one file that are not white space only, with how often each occurs."""

    lines: FileLines
    added: Counter[bytes]
    deleted: Counter[bytes]


def weigh(files: list[FileLines], *, moved_min_characters: int) -> tuple[str, str] | None:
    """Count white-space-only and moved lines of each file; return (patch_id, inverse_patch_id), None for no change at all.

    A white-space-only line equals a line deleted in the same file. A moved line has more than ``moved_min_characters``
    characters and equals a line deleted in another file of the commit (multiset intersection, files in git's order).
    """
    forward, backward = blake2b(digest_size=DIGEST_BYTES), blake2b(digest_size=DIGEST_BYTES)
    rests = []
    for lines in files:
        added, deleted = _bare(lines.added, b"\n+"), _bare(lines.deleted, b"\n-")
        plus, minus = blake2b(added, digest_size=DIGEST_BYTES).digest(), blake2b(deleted, digest_size=DIGEST_BYTES).digest()
        forward.update(lines.head + b"+" + plus + b"-" + minus)
        backward.update(lines.inverse_head + b"+" + minus + b"-" + plus)
        if added and deleted:
            lines.whitespace = _common(added, deleted)
        if len(files) > 1 and (added or deleted):
            rests.append(_rest(lines, added, deleted))
        # a root commit of a large project is held only once
        lines.added, lines.deleted = [], []
    if len(rests) > 1:
        _count_moved(rests, moved_min_characters)
    return (forward.hexdigest(), backward.hexdigest()) if files else None


def _bare(lines: list[bytes], sign: bytes) -> bytes:
    """Lines without sign and white space, each with a newline before it; empty for no lines."""
    return (b"\n" + b"".join(lines))[:-1].translate(None, WHITE).replace(sign, b"\n") if lines else b""


def _common(added: bytes, deleted: bytes) -> int:
    ours, theirs = added.split(b"\n")[1:], deleted.split(b"\n")[1:]
    shared = set(ours).intersection(theirs)
    if not shared:
        return 0
    one, other = Counter(line for line in ours if line in shared), Counter(line for line in theirs if line in shared)
    return sum(min(times, other[line]) for line, times in one.items())


def _rest(lines: FileLines, added: bytes, deleted: bytes) -> _Rest:
    plus, minus = Counter(added.split(b"\n")[1:]), Counter(deleted.split(b"\n")[1:])
    return _Rest(lines, plus - minus, minus - plus) if lines.whitespace else _Rest(lines, plus, minus)


def _count_moved(rests: list[_Rest], moved_min_characters: int) -> None:
    gone = set().union(*(rest.deleted for rest in rests))
    shared = {line for rest in rests for line in rest.added if line in gone and _characters(line) > moved_min_characters}
    if not shared:
        return
    arrived: Counter[bytes] = Counter()
    left: Counter[bytes] = Counter()
    for rest in rests:
        arrived.update({line: rest.added[line] for line in shared.intersection(rest.added)})
        left.update({line: rest.deleted[line] for line in shared.intersection(rest.deleted)})
    to_place = {line: min(times, left[line]) for line, times in arrived.items()}
    to_take = dict(to_place)
    for rest in rests:
        rest.lines.moved_added = _spend(to_place, rest.added)
        rest.lines.moved_deleted = _spend(to_take, rest.deleted)


def _characters(line: bytes) -> int:
    return len(line.decode("utf-8", "replace"))


def _spend(budget: dict[bytes, int], mine: Counter[bytes]) -> int:
    """Take from the budget what these lines can use, and return how many that were."""
    spent = 0
    for line in budget.keys() & mine.keys():
        taken = min(mine[line], budget[line])
        budget[line] -= taken
        spent += taken
    return spent
