"""How is the work of a range worded for JSON? The form is ``docs/contributions.schema.json``."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import xingtu
from xingtu.collect.mining import reading_digest
from xingtu.collect.plan import reading_of
from xingtu.contributions.maps import Maps
from xingtu.contributions.revisions import Range
from xingtu.measure.published_tables import Work, by_employer, hackers, headline, tables
from xingtu.policy.crediting import Crediting
from xingtu.store.canonical import digest

FORMAT = "xingtu-contributions/1"


def answer(work: Work, actors: Mapping[str, str], of_range: Range, maps: Maps, crediting: Crediting) -> dict[str, Any]:
    """The whole answer, ready for JSON."""
    return {
        "format": FORMAT,
        "headline": headline(work),
        "developers": _developers(work, actors),
        "employers": _employers(work),
        "tables": {title: [list(row) for row in rows] for title, rows in tables(work).items()},
        "completeness": _completeness(of_range, work),
        "versions": _versions(of_range, maps, crediting),
    }


def _developers(work: Work, actors: Mapping[str, str]) -> list[dict[str, Any]]:
    numbers: dict[str, Counter[str]] = {}
    for changeset in work.changesets:
        row = numbers.setdefault(changeset.author, Counter())
        row["changesets"] += 1
        for name in ("added", "removed", "changed", "credited_added"):
            row[name] += getattr(changeset, name)
    rows = [
        {"name": work.people[person], "actor": actors[person]}
        | {name: row[name] for name in ("changesets", "added", "removed", "changed", "credited_added")}
        for person, row in numbers.items()
    ]
    return sorted(rows, key=_by_changesets)


def _employers(work: Work) -> list[dict[str, Any]]:
    columns = {
        "changesets": by_employer(work, lambda _: 1),
        "added": by_employer(work, lambda changeset: changeset.added),
        "removed": by_employer(work, lambda changeset: changeset.removed),
        "changed": by_employer(work, lambda changeset: changeset.changed),
        "hackers": hackers(work),
    }
    rows: list[dict[str, Any]] = [
        {"name": work.organisation(organisation)} | {name: column[organisation] for name, column in columns.items()}
        for organisation in columns["changesets"]
    ]
    return sorted(rows, key=_by_changesets)


def _by_changesets(row: dict[str, Any]) -> tuple[int, str]:
    return -row["changesets"], row["name"]


def _completeness(of_range: Range, work: Work) -> dict[str, Any]:
    notes = list(of_range.look.notes)
    if not of_range.commits:
        notes.append("范围内没有提交；若写成 A..B，请检查两端是否写反")
    return {
        "expected_commits": len(of_range.commits),
        "measured_commits": len(of_range.commits),
        "merges": len(of_range.commits) - len(work.changesets),
        "notes": notes,
    }


def _versions(of_range: Range, maps: Maps, crediting: Crediting) -> dict[str, Any]:
    look = of_range.look
    return {
        "engine": xingtu.__version__,
        "git": look.git.output("--version").decode("utf-8", "replace").split()[-1],
        "reading": reading_digest(reading_of(crediting)),
        "crediting": crediting.version,
        "repository": of_range.repository,
        "tip": look.tip,
        "base": of_range.base,
        "identity": maps.joining,
        "mailmap": {"name": of_range.mailmap, "sha256": digest(look.mailmap)},
        "aliases": [{"name": version.name, "sha256": version.sha256} for version in maps.aliases],
        "affiliations": [{"name": version.name, "sha256": version.sha256} for version in maps.affiliations],
    }
