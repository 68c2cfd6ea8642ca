"""Whom did the lot choose, and can anybody draw it again?

The pool is frozen and its digest published; later a seed comes from a source nobody controls. Candidates stand in the order of
SHA-256(seed|id), and seats go down that order to whoever works in the field, is free, and is not excluded. Everybody else has a reason.
The same seed and pool give the same people; one chosen who then drops out is replaced by the next in order, nobody else changes.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """``load``: files already assigned; ``excluded``: why this person may not sit, in Chinese and English, or None."""

    id: str
    fields: tuple[str, ...]
    load: int = 0
    excluded: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Someone who was not chosen; ``position`` in the drawn order counts from 1."""

    id: str
    position: int
    reason: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Draw:
    """``chosen`` and ``passed_over`` stand in drawn order; ``vacant``: seats nobody was left for."""

    seed: str
    pool_digest: str
    order: tuple[str, ...]
    chosen: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]
    vacant: int


def pool_digest(ids: Iterable[str]) -> str:
    """SHA-256 of the ids, sorted, one a line: published before there is a seed, so that nobody can be added after."""
    return hashlib.sha256("".join(f"{name}\n" for name in sorted(ids)).encode()).hexdigest()


def order(seed: str, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids as the seed orders them; the order they are given in is nothing."""
    return tuple(sorted(ids, key=lambda name: (_lot(seed, name), name)))


def draw(seed: str, pool: Sequence[Candidate], seats: int, field: str, *, quota: int | None = None) -> Draw:
    """Fill the seats from the pool.

    field: id a candidate must work in, "" for any
    quota: most files one person may hold, with this one; None is no limit

    Raises:
        ValueError: the seed is empty, a candidate stands in the pool twice, or there are fewer than no seats.
    """
    candidates = {candidate.id: candidate for candidate in pool}
    if not seed.strip():
        raise ValueError("抽取的种子是空的；请先公布种子")
    if len(candidates) < len(pool):
        raise ValueError("抽取库中有人出现了两次")
    if seats < 0:
        raise ValueError(f"席位数不能是负数（{seats}）")
    drawn = order(seed, candidates)
    chosen: list[str] = []
    passed_over = []
    for position, name in enumerate(drawn, start=1):
        reason = _reason(candidates[name], field, quota)
        if reason is None and len(chosen) == seats:
            reason = f"名额 {seats} 个已满", f"All {seats} seats were filled"
        if reason is None:
            chosen.append(name)
        else:
            passed_over.append(PassedOver(name, position, *reason))
    return Draw(seed, pool_digest(candidates), drawn, tuple(chosen), tuple(passed_over), seats - len(chosen))


def _lot(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}|{name}".encode()).hexdigest()


def _reason(candidate: Candidate, field: str, quota: int | None) -> tuple[str, str] | None:
    """What stands against the candidate whatever the lot says; what excludes a person comes first."""
    if candidate.excluded:
        return candidate.excluded
    if field and field not in candidate.fields:
        return "不在所需领域", "Does not work in the field"
    if quota is not None and candidate.load >= quota:
        return f"已承担 {candidate.load} 件，达到上限 {quota} 件", f"Holds {candidate.load} files already, the most is {quota}"
    return None
