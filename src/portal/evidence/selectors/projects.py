"""What do the repositories of a registered project prove?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.doors import metric_door, said
from portal.evidence.models import Run, RunMetric, RunNumber, RunOrganisation, RunRepository, RunTotal
from portal.evidence.selectors.names import shown_names
from portal.evidence.selectors.runs import newest_observation, observation
from portal.evidence.selectors.series import activity, by_key, several
from portal.evidence.selectors.values import COUNTS, summed
from portal.house.charts import Series
from portal.house.parts import Stat
from portal.register.models import Record, Repository
from portal.register.models.record import SHOWN
from portal.register.selectors.records import records_visible
from xingtu.decide.reasons import REASONS
from xingtu.facts.authorship import UNKNOWN_ORGANISATION
from xingtu.facts.line_credit import COMMIT_CLASSES, FILE_CLASSES, LINE_CLASSES
from xingtu.report.ranking import LineClass, MonthActivity
from xingtu.report.text import Text

WHOLE = 1_000_000
MOST_PEOPLE = 20
SHARE, PERCENT = "比例", 100
"""Shares are read as percentages."""
SHOWN_METRICS = (
    "merged_changes", "credited_lines", "contributor_absence_factor", "elephant_factor", "first_time_contributors",
    "returning_contributors", "bulk_imports", "self_merge_share",
)  # fmt: skip
CLASSES = (*COMMIT_CLASSES, *FILE_CLASSES, *LINE_CLASSES)


@dataclass(frozen=True, slots=True)
class Share:
    """A person's or organisation's part of a project; ``value / WHOLE`` is shown."""

    ident: str
    name: str
    value: int
    door: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class ProjectEvidence:
    """All a project page shows of one run."""

    run: Run
    repositories: list[RunRepository]
    stats: list[Stat]
    months: list[MonthActivity]
    people_months: list[str]
    people_series: list[Series]
    organisation_series: list[Series]
    people: list[Share]
    organisations: list[Share]
    lines: list[LineClass]
    gross_added: int | None
    """None: some diffs could not be read."""
    credited_added: int | None
    retention: list[dict[str, Any]]
    incomplete: bool
    unread: bool
    """None of its repositories could be read: nothing is known, which is not nothing."""


def project_seen(acting: Acting, ident: str) -> Record:
    """A record whose page this person may open.

    Raises:
        NotAllowed: it is not public, nor within reach.
    """
    record = Record.objects.select_related("organisation").filter(pk=ident).first()
    if record is None:
        raise NotAllowed(Act.RECORD_VIEW)
    # a draft that a person keeps is theirs alone, officers do not read it
    if record.state not in SHOWN and not records_visible(acting).filter(pk=ident).exists():
        raise NotAllowed(Act.RECORD_VIEW)
    return record


def owns(acting: Acting, record: Record) -> bool:
    """Whether the record is the acting person's or organisation's own, or within the office's reach."""
    return acting.reaches(Act.RECORD_VIEW, person_id=record.person_id, organisation_id=record.organisation_id, district=record.district)


def run_shown(acting: Acting, record: Record) -> Run | None:
    """The newest published observation; to those whose project it is, the newest there is."""
    return newest_observation() if owns(acting, record) else observation()


def project_evidence(run: Run, record: Record, acting: Acting) -> ProjectEvidence | None:
    """What a run says of a project; None when none of its repositories is in it."""
    ids = list(Repository.objects.filter(record=record, removed_at=None).order_by("serial").values_list("id", flat=True))
    repositories = list(run.repositories.filter(repository__in=ids))
    if not repositories:
        return None
    ids = [repository.repository for repository in repositories]
    unread = all(not repository.tip and repository.missing for repository in repositories)
    metrics = {metric.metric: metric for metric in run.metrics.all()}
    numbers = _numbers(run, ids)
    credited = _total(run, ids, "credited_lines", metrics)
    lines, gross = _lines(numbers, credited)
    names = _organisation_names(run)
    organisations = by_key((row.organisation, row.key, row.value) for row in numbers if row.metric == "organisation_activity_by_month")
    months, organisation_series = several(run, {names.get(ident, ident): values for ident, values in organisations.items()}, scale=WHOLE)
    people_by_month = by_key((row.repository, row.key, row.value) for row in numbers if row.metric == "contributors_by_month")
    shown = {repository.repository: repository.name for repository in repositories}
    people_series = several(run, {shown[ident]: values for ident, values in people_by_month.items()})[1]
    merged = by_key(("", row.key, row.value) for row in numbers if row.metric == "activity_by_month").get("", {})
    return ProjectEvidence(
        run=run,
        repositories=repositories,
        stats=_stats(run, record, ids, metrics),
        months=activity(run, merged, unread=unread),
        people_months=months,
        people_series=people_series,
        organisation_series=organisation_series,
        people=_people(run, ids, acting),
        organisations=_organisations(run, ids, names),
        lines=[] if unread else lines,
        gross_added=None if credited is None else gross,
        credited_added=credited,
        retention=[
            {"quarter": row.key, "value": row.value, "people": (row.beside or {}).get("people")}
            for row in sorted(numbers, key=lambda row: row.key)
            if row.metric == "retention" and len(ids) == 1
        ],
        incomplete=any(repository.missing for repository in repositories),
        unread=unread,
    )


def shared_with(run: Run, repositories: Sequence[str]) -> list[tuple[Record, int]]:
    """Public projects that people work on who also work here, and how many; most first."""
    pairs = RunNumber.objects.filter(run=run, metric="shared_contributors")
    mine = set(repositories)
    found: dict[str, int] = {}
    for left, right, value in pairs.values_list("repository", "key", "value"):
        if (left in mine) != (right in mine):
            other = right if left in mine else left
            found[other] = max(found.get(other, 0), value or 0)
    # people of several repositories of one project may be the same: the larger number is sure, the sum is not
    by_record: dict[str, int] = {}
    others = Repository.objects.filter(id__in=found, record__state__in=SHOWN, removed_at=None).values_list("id", "record_id")
    for repository, record in others:
        by_record[record] = max(by_record.get(record, 0), found[repository])
    records = Record.objects.in_bulk(by_record)
    return sorted(((records[ident], count) for ident, count in by_record.items()), key=lambda row: (-row[1], row[0].serial))


def _numbers(run: Run, ids: Sequence[str]) -> list[RunNumber]:
    wanted = ("activity_by_month", "contributors_by_month", "organisation_activity_by_month", "uncredited_lines_by_class", "retention")
    return list(RunNumber.objects.filter(run=run, metric__in=wanted, repository__in=ids))


def _stats(run: Run, record: Record, ids: Sequence[str], metrics: dict[str, RunMetric]) -> list[Stat]:
    return [
        Stat(
            label=said(metrics[name].name, metrics[name].name_en),
            value=_total(run, ids, name, metrics),
            unit=_unit(metrics[name]),
            scale=metrics[name].scale // (PERCENT if metrics[name].unit == SHARE else 1),
            href=metric_door(run, name, record=record.pk),
            note="" if len(ids) == 1 or metrics[name].additive else _("各仓库的数不可相加，请点开分别查看"),
        )
        for name in SHOWN_METRICS
        if name in metrics
    ]


def _unit(metric: RunMetric) -> str:
    return "%" if metric.unit == SHARE else said(metric.unit, metric.unit_en)


def _total(run: Run, ids: Sequence[str], metric: str, metrics: dict[str, RunMetric]) -> int | None:
    """Over the project; unknown where a repository was not read, or where several numbers may not be added."""
    if metric not in metrics:
        return None
    rows = RunTotal.objects.filter(run=run, subject_kind="repository", metric=metric, subject__in=ids)
    known = dict(rows.values_list("subject", "value"))
    unread = set(run.repositories.filter(repository__in=ids, tip="").exclude(missing=[]).values_list("repository", flat=True))
    if not metrics[metric].additive:
        none = 0 if metric in COUNTS and ids[0] not in unread else None
        return known.get(ids[0], none) if len(ids) == 1 else None
    return summed([known.get(ident, None if ident in unread else 0) for ident in ids])


def _people(run: Run, ids: Sequence[str], acting: Acting) -> list[Share]:
    rows = RunNumber.objects.filter(run=run, metric="merged_changes", repository__in=ids, value__gt=0)
    top = list(rows.values("person").annotate(total=Sum("value")).order_by("-total", "person")[:MOST_PEOPLE])
    names = shown_names(run, [row["person"] for row in top], acting)
    return [
        Share(
            row["person"],
            names[row["person"]],
            row["total"],
            metric_door(run, "merged_changes", person=row["person"], repository=_only(ids)),
        )
        for row in top
    ]


def _organisations(run: Run, ids: Sequence[str], names: dict[str, str]) -> list[Share]:
    rows = RunNumber.objects.filter(run=run, metric="merged_changes", repository__in=ids, value__gt=0)
    top = rows.values("organisation").annotate(total=Sum("value")).order_by("-total", "organisation")[:MOST_PEOPLE]
    return [
        Share(
            row["organisation"],
            names.get(row["organisation"], row["organisation"]),
            row["total"],
            metric_door(run, "merged_changes", organisation=row["organisation"], repository=_only(ids)),
            known=row["organisation"] != UNKNOWN_ORGANISATION,
        )
        for row in top
    ]


def _only(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else ""


def _organisation_names(run: Run) -> dict[str, str]:
    rows = RunOrganisation.objects.filter(run=run).values_list("organisation", "name", "name_en")
    return {ident: said(name, name_en) for ident, name, name_en in rows}


def _lines(numbers: Sequence[RunNumber], credited: int | None) -> tuple[list[LineClass], int]:
    """Every class of the added lines, with what was credited; and all of them together."""
    sums: dict[str, list[int]] = {}
    for row in numbers:
        if row.metric == "uncredited_lines_by_class":
            both = sums.setdefault(row.key, [0, 0])
            both[0] += row.value or 0
            both[1] += (row.beside or {}).get("deleted") or 0
    # a bar of 0 would say that nothing was credited, where nobody knows
    found = [] if credited is None else [_line_class("credited", credited // WHOLE, 0, credited=True)]
    found += [_line_class(name, *sums[name]) for name in CLASSES if name in sums]
    return found, sum(line.added for line in found)


def _line_class(name: str, added: int, deleted: int, *, credited: bool = False) -> LineClass:
    reason = REASONS[name]
    zh = reason.sentence.replace("（{evidence}）", "").replace("{evidence}", "另一次提交")
    en = reason.sentence_en.replace(" ({evidence})", "").replace("{evidence}", "another commit")
    sentence = Text(zh.replace(" 另一次提交 ", "另一次提交"), en)
    return LineClass(name, Text(reason.name, reason.name_en), sentence, added, deleted, credited=credited)
