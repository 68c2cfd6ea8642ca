"""How did each commit come onto the default branch, and when?"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ancestry:
    """Places of the commits reachable from one tip."""

    position: Mapping[str, int]
    """Commit → topological place, 0 = oldest."""
    landed: Mapping[str, str]
    """Commit → the first-parent commit that brought it; a first-parent commit brings itself."""
    imported: frozenset[str]
    """Commits that do not descend from the first-parent chain's own root: history brought in from elsewhere."""
    roots: tuple[str, ...]


def ancestry(newest_first: Sequence[tuple[str, tuple[str, ...]]], *, cut_off: AbstractSet[str] = frozenset()) -> Ancestry:
    """Places of commits given as (commit, parents), newest first in topological order, the tip first.

    Parents outside the list (cut away by a shallow clone) are passed over. ``cut_off`` are the commits that lost theirs: nobody
    knows where they come from, so they are not called imported.
    """
    if not newest_first:
        return Ancestry({}, {}, frozenset(), ())
    parents = dict(newest_first)
    oldest_first = [commit for commit, _ in reversed(newest_first)]
    chain = _first_parents(newest_first[0][0], parents)
    return Ancestry(
        position={commit: place for place, commit in enumerate(oldest_first)},
        landed=_landed(chain, parents),
        imported=_imported(oldest_first, parents, ours={chain[-1], *cut_off}),
        roots=tuple(sorted(commit for commit, above in newest_first if not above)),
    )


def _first_parents(tip: str, parents: Mapping[str, tuple[str, ...]]) -> list[str]:
    chain = [tip]
    while (above := parents[chain[-1]]) and above[0] in parents:
        chain.append(above[0])
    return chain


def _landed(chain: list[str], parents: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    landed: dict[str, str] = {}
    for bringer in reversed(chain):
        waiting = [bringer]
        while waiting:
            commit = waiting.pop()
            if commit not in landed:
                landed[commit] = bringer
                waiting.extend(above for above in parents[commit] if above in parents and above not in landed)
    return landed


def _imported(oldest_first: list[str], parents: Mapping[str, tuple[str, ...]], *, ours: set[str]) -> frozenset[str]:
    elsewhere = set()
    for commit in oldest_first:
        if commit not in ours and not ours.intersection(parents[commit]):
            elsewhere.add(commit)
        else:
            ours.add(commit)
    return frozenset(elsewhere)
