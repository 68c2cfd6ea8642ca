"""Which subjects belong together, and which joins are refused because somebody said they are two people?

A contradiction is never decided by whichever statement came first: every join that leads from one of the two to the other
is refused at both ends, and a person is asked. Weak joins (alias, mailmap) give way before declared ones.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

DECLARED = "declared"


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """Two subjects are one person, because of ``reason``: declared, alias or mailmap."""

    left: str
    right: str
    reason: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The outcome. ``root`` names the component of every subject that takes part in a join that was kept."""

    root: dict[str, str]
    kept: tuple[Join, ...]
    refused: tuple[tuple[Join, tuple[str, str]], ...]
    """With the pair that was said to be two people."""

    def of(self, subject: str) -> str:
        """The component's smallest subject; the subject itself when nothing joins it."""
        return self.root.get(subject, subject)


def joined(joins: Iterable[Join], apart: Iterable[tuple[str, str]] = ()) -> Joined:
    """Connected components of ``joins`` with no pair of ``apart`` and no two declared persons in one of them."""
    edges = sorted(set(joins))
    root = components(edges)
    strong = components(edge for edge in edges if edge.reason == DECLARED)
    pairs = {(min(pair), max(pair)) for pair in apart} | _two_persons(root)
    refused = {
        (edge, (left, right))
        for left, right in sorted(pairs)
        if left != right and root.get(left, left) == root.get(right, right)
        for edge in _leading_across(edges, left, right, strong)
    }
    dropped = {edge for edge, _ in refused}
    kept = tuple(edge for edge in edges if edge not in dropped)
    return Joined(components(kept), kept, tuple(sorted(refused)))


def components(edges: Iterable[Join]) -> dict[str, str]:
    """The smallest subject of each subject's component."""
    parent: dict[str, str] = {}

    def find(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for edge in edges:
        low, high = sorted((find(edge.left), find(edge.right)))
        parent[high] = low
    return {node: find(node) for node in parent}


def _two_persons(root: dict[str, str]) -> set[tuple[str, str]]:
    persons = defaultdict(list)
    for node in sorted(root):
        if node.startswith("person:"):
            persons[root[node]].append(node)
    return {pair for several in persons.values() for pair in combinations(several, 2)}


def _leading_across(edges: list[Join], left: str, right: str, strong: dict[str, str]) -> list[Join]:
    """The joins at either end that lead to the other end; only weak ones if the declared ones alone keep the two apart."""
    left_group, right_group = strong.get(left, left), strong.get(right, right)
    if left_group == right_group:
        ends, strong = (left, right), {}
    else:
        # what is declared to belong together counts as one, so only weak joins lead out of it
        ends = (left_group, right_group)
    group: Callable[[str], str] = lambda node: strong.get(node, node)  # noqa: E731 named once, used below
    neighbours: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        one, other = group(edge.left), group(edge.right)
        neighbours[one].add(other)
        neighbours[other].add(one)
    across = []
    for start, goal in (ends, ends[::-1]):
        reaching = _reached(neighbours, goal, without=start)
        for edge in edges:
            one, other = group(edge.left), group(edge.right)
            if one != other and ((one == start and other in reaching) or (other == start and one in reaching)):
                across.append(edge)
    return across


def _reached(neighbours: dict[str, set[str]], start: str, *, without: str) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for node in neighbours[waiting.pop()] - seen:
            if node != without:
                seen.add(node)
                waiting.append(node)
    return seen
