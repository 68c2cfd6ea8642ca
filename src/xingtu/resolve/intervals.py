"""From when to when does a statement about an employer hold, and where do statements ask for more than a whole person?"""

from collections import defaultdict
from collections.abc import Iterable

from xingtu.facts.authorship import WHOLE
from xingtu.resolve.assertions import NO_DAY, Assertion

Ends = Iterable[tuple[str, str]]
"""(until, organisation) lines: each valid before its day, the one with no day for ever after."""


def intervals_from_ends(ends: Ends) -> list[tuple[str, str, str]]:
    """(since, until, organisation), each beginning where the one before it ends; of lines with equal ends the first holds."""
    by_end: dict[str, str] = {}
    for until, organisation in ends:
        by_end.setdefault(until, organisation)
    ordered = sorted(by_end, key=lambda until: (until == NO_DAY, until))
    return [(since, until, by_end[until]) for since, until in zip([NO_DAY, *ordered], ordered, strict=False)]


def overfull(assertions: Iterable[Assertion]) -> list[tuple[str, str, str, int]]:
    """(subject, since, until, share) wherever the affiliations of one subject add up to more than the whole on some day."""
    by_subject = defaultdict(set)
    for statement in assertions:
        if statement.kind == "affiliated":
            by_subject[statement.subject].add((statement.since, statement.until, statement.object, statement.share))
    found = []
    for subject, rows in sorted(by_subject.items()):
        days = sorted({since for since, _, _, _ in rows} | {until for _, until, _, _ in rows if until} | {NO_DAY})
        for since, until in zip(days, [*days[1:], NO_DAY], strict=True):
            share = sum(row[3] for row in rows if row[0] <= since and (not row[1] or since < row[1]))
            if share > WHOLE:
                found.append((subject, since, until, share))
    return found
