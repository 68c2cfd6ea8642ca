"""How is an explanation laid out for the person it is about: repository by repository, reason by reason?"""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.utils import timezone

from portal.evidence.doors import metric_door, said
from portal.evidence.models import Run
from portal.register.models import Record, Repository
from portal.register.models.record import SHOWN
from xingtu.decide.explain import OUTSIDE, ExplainedChange, Explanation

MOST_SHOWN = 30
"""Commits of one reason on the page itself; the rest is behind the number."""
WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One commit as its author reads it."""

    commit: str
    landed_on: date | None
    gross: int | None
    credited: int | None
    share: int
    sentence: str
    url: str

    @property
    def short(self) -> str:
        """As people write it."""
        return self.commit[:10]

    @property
    def percent(self) -> int:
        """The author's part of it."""
        return self.share * 100 // WHOLE


@dataclass(frozen=True, slots=True)
class Group:
    """Commits that do not count for one reason; ``reason_class`` is what an objection names."""

    reason_class: str
    name: str
    count: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class RepositoryWork:
    """A subject's work in one repository."""

    repository: str
    name: str
    host: str
    record: Record | None
    counted: int
    """In millionths of a change."""
    counted_lines: list[Line]
    counted_commits: int
    groups: list[Group] = field(default_factory=list)
    door: str = ""


def repositories_of(run: Run, told: Explanation) -> list[RepositoryWork]:
    """The subject's repositories, most counted work first."""
    rows = {row.repository: row for row in run.repositories.all()}
    held = Repository.objects.filter(id__in=rows, record__state__in=SHOWN).select_related("record")
    records = {repository.id: repository.record for repository in held}
    found = []
    for part in told.repositories:
        row = rows.get(part.repository)
        url = row.url.removesuffix(".git") if row else ""
        found.append(
            RepositoryWork(
                repository=part.repository,
                name=row.name if row else part.repository,
                host=urlsplit(url).hostname or "",
                record=records.get(part.repository),
                counted=part.counted_share,
                counted_commits=len(part.counted),
                counted_lines=[_line(change, "", url) for change in _newest(part.counted)],
                groups=[
                    Group(
                        group.reason_class,
                        said(group.name, group.name_en),
                        len(group.changes),
                        [
                            _line(change, said(*group.sentences_of(change)), url, outside=group.reason_class == OUTSIDE)
                            for change in _newest(group.changes)
                        ],
                    )
                    for group in part.not_counted
                ],
                door=metric_door(run, "merged_changes", repository=part.repository, person=told.subject),
            )
        )
    return sorted(found, key=lambda one: (-one.counted, one.repository))


def _newest(changes: tuple[ExplainedChange, ...]) -> list[ExplainedChange]:
    return list(reversed(changes[-MOST_SHOWN:]))


def _line(change: ExplainedChange, sentence: str, url: str, *, outside: bool = False) -> Line:
    return Line(
        commit=change.commit,
        landed_on=timezone.localdate(change.landed_at) if change.landed_at else None,
        gross=change.gross.added if change.gross else None,
        # what lies outside the window is credited in another one, not in this
        credited=0 if outside else change.credited.added if change.credited else None,
        share=change.share,
        sentence=sentence,
        url=f"{url}/commit/{change.commit}" if url.startswith("https://") else "",
    )
