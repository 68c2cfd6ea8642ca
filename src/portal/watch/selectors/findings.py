"""Which findings does a list show, narrowed and in which order, and what leaves the platform of them?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case as SqlCase
from django.db.models import F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.accounts.acting import Acting
from portal.cases.models import CaseState
from portal.evidence.models import RiskFinding, RiskLevel, Standing, Urgency
from portal.evidence.risk_rules import risk_rules
from portal.evidence.risk_words import cause_text
from portal.house.documents.excel import Kind, SheetColumn
from portal.house.documents.excel import Value as Cell
from portal.house.parts import Facet
from portal.watch.selectors.facets import any_of, facet

PER_PAGE = 30
SOON_DAYS = 7
NAMES = ("urgency", "level", "signal", "scope", "state", "due", "shown", "project", "package")
TONES = {RiskLevel.CRITICAL: "bad", RiskLevel.HIGH: "bad", RiskLevel.MEDIUM: "warn", RiskLevel.LOW: "plain", RiskLevel.NONE: "plain"}
UNTOUCHED = "untouched"
MILLION, TENTH = 1_000_000, 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for; each narrowing holds any number of values, of which one must fit."""

    query: str
    chosen: Mapping[str, tuple[str, ...]]
    sort: str


def wanted_of(given: Any) -> Wanted:  # noqa: ANN401 - a QueryDict
    """As the address asks."""
    return Wanted(given.get("q", "").strip()[:100], {name: tuple(given.getlist(name)) for name in NAMES}, given.get("sort", "order"))


def narrowed(rows: QuerySet[RiskFinding], wanted: Wanted, acting: Acting) -> QuerySet[RiskFinding]:
    """Those that fit, in the order asked for; without a word about it those that are there and not settled."""
    chosen = wanted.chosen
    rows = rows.filter(any_of(_shown(one) for one in chosen["shown"] or ("open",)))
    if wanted.query:
        text = wanted.query
        named = Q(group__icontains=text) | Q(package__icontains=text) | Q(record__name__icontains=text) | Q(ids__icontains=text)
        rows = rows.filter(named)
    if urgencies := [int(one) for one in chosen["urgency"] if one in {str(value) for value in Urgency.values}]:
        rows = rows.filter(urgency__in=urgencies)
    if levels := chosen["level"]:
        rows = rows.filter(level__in=["" if one == "unrated" else one for one in levels])
    if packages := chosen["package"]:
        rows = rows.filter(package__in=packages)
    if projects := chosen["project"]:
        rows = rows.filter(record__in=projects)
    for name, condition in (("signal", _signal), ("scope", _scope), ("due", _due)):
        if chosen[name]:
            rows = rows.filter(any_of(condition(one) for one in chosen[name]))
    if chosen["state"]:
        rows = rows.filter(any_of(_state(one, acting) for one in chosen["state"]))
    return _sorted(rows, wanted.sort)


def _sorted(rows: QuerySet[RiskFinding], sort: str) -> QuerySet[RiskFinding]:
    down, key = sort.startswith("-"), sort.removeprefix("-")
    if key == "level":
        order = [RiskLevel.CRITICAL, RiskLevel.HIGH, "", RiskLevel.MEDIUM, RiskLevel.LOW, RiskLevel.NONE]
        whens = [When(level=level, then=Value(place)) for place, level in enumerate(order)]
        rows = rows.annotate(height=SqlCase(*whens, default=Value(len(order)), output_field=IntegerField()))
        return rows.order_by("-height" if down else "height", F("score").desc(nulls_last=True), "pk")
    field = {"due": "due_on", "found": "opened_at", "project": "record__name", "package": "package"}.get(key)
    if field:
        return rows.order_by(F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True), "urgency", "pk")
    return rows.order_by("-urgency" if down else "urgency", F("due_on").asc(nulls_last=True), F("epss").desc(nulls_last=True), "pk")


def facets(wanted: Wanted, *, projects: Iterable[tuple[str, str]] = ()) -> list[Facet]:
    """What a list can be narrowed by; ``projects`` only where there are several of the reader's own."""
    state = {UNTOUCHED: _("还没有人办理"), "mine": _("由我办理")}
    state |= {one.value: str(one.label) for one in CaseState if one is not CaseState.CLOSED}
    levels = {one.value: str(one.label) for one in RiskLevel} | {"unrated": _("未评级")}
    listed = [
        facet("shown", _("范围"), {"open": _("待处置"), "settled": _("已声明或豁免"), "closed": _("已消失")}, wanted.chosen),
        facet("urgency", _("处置次序"), {str(one.value): str(one.label) for one in Urgency}, wanted.chosen),
        facet("level", _("级别"), levels, wanted.chosen),
        facet("signal", _("信号"), {"kev": _("已知被利用（KEV）"), "epss": _("很可能被利用（EPSS）")}, wanted.chosen),
        facet("due", _("期限"), {"late": _("已逾期"), "soon": _("%(n)d 天内到期") % {"n": SOON_DAYS}}, wanted.chosen),
        facet("state", _("办理"), state, wanted.chosen),
        facet("scope", _("用途"), {"runtime": _("运行时用到"), "other": _("只在开发、测试、构建时用到")}, wanted.chosen),
    ]
    named = dict(projects)
    return [*listed, facet("project", _("项目"), named, wanted.chosen)] if len(named) > 1 else listed


def level_text(finding: RiskFinding) -> str:
    """What nobody graded is not harmless."""
    return finding.get_level_display() if finding.level else _("未评级")


def level_tone(finding: RiskFinding) -> str:
    """As tags are toned."""
    return TONES[RiskLevel(finding.level)] if finding.level in RiskLevel.values else "warn"


def state_text(finding: RiskFinding) -> str:
    """Where it stands, for lists."""
    if finding.closed_at is not None:
        return _("已消失")
    if finding.standing not in {Standing.OPEN, Standing.UNDER_INVESTIGATION}:
        return finding.get_standing_display()
    return finding.case.get_state_display() if finding.case is not None else _("还没有人办理")


def columns() -> list[SheetColumn]:
    """As the file heads them."""
    titles: list[tuple[str, Kind]] = [
        (_("项目"), "text"),
        (_("所属单位"), "text"),
        (_("区县（园区）"), "text"),
        (_("仓库"), "text"),
        (_("生态"), "code"),
        (_("组件"), "code"),
        (_("使用的版本"), "code"),
        (_("修复版本"), "code"),
        (_("漏洞"), "code"),
        (_("公告编号"), "code"),
        (_("级别"), "text"),
        ("CVSS", "text"),
        (_("列入 KEV"), "text"),
        (_("EPSS（%）"), "text"),
        (_("EPSS 日期"), "text"),
        (_("处置次序"), "text"),
        (_("位置"), "text"),
        (_("发现时间"), "text"),
        (_("发现原因"), "text"),
        (_("消失时间"), "text"),
        (_("消失原因"), "text"),
        (_("期限"), "text"),
        (pgettext("风险", "状态"), "text"),
    ]
    return [SheetColumn(title, kind) for title, kind in titles]


def row(finding: RiskFinding) -> list[Cell]:
    """A line of the file."""
    record = finding.record
    return [
        record.name if record else "",
        record.organisation.name if record and record.organisation else "",
        record.district if record else "",
        finding.project,
        finding.ecosystem,
        finding.package,
        " ".join(finding.versions),
        " ".join(finding.fixed),
        finding.group,
        " ".join(finding.ids),
        level_text(finding),
        f"{finding.score / TENTH:.1f}" if finding.score is not None else "",
        str(finding.kev_added_on or ""),
        f"{finding.epss * 100 / MILLION:.2f}" if finding.epss is not None else "",
        str(finding.epss_on or ""),
        str(finding.get_urgency_display()),
        "; ".join(place_text(one) for one in finding.places),
        _moment(finding.opened_at),
        cause_text(finding.open_cause),
        _moment(finding.closed_at),
        cause_text(finding.close_cause) if finding.close_cause else "",
        str(finding.due_on or ""),
        state_text(finding),
    ]


def place_text(place: Mapping[str, Any]) -> str:
    """``poetry.lock:12``."""
    return f"{place['path']}:{place['line']}" if place.get("line") else str(place["path"])


def _moment(at: Any) -> str:  # noqa: ANN401 - an instant or None
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _shown(name: str) -> Q:
    to_do = Q(standing__in=(Standing.OPEN, Standing.UNDER_INVESTIGATION))
    there = Q(closed_at=None)
    return {"open": there & to_do, "settled": there & ~to_do, "closed": ~there}.get(name, Q(pk__in=()))


def _signal(name: str) -> Q:
    return {
        "kev": Q(kev_added_on__isnull=False),
        "epss": Q(epss__gte=risk_rules().epss_threshold),
    }.get(name, Q(pk__in=()))


def _scope(name: str) -> Q:
    return {"runtime": Q(runtime=True), "other": Q(runtime=False)}.get(name, Q(pk__in=()))


def _due(name: str) -> Q:
    today = timezone.localdate()
    return {"late": Q(due_on__lt=today), "soon": Q(due_on__gte=today, due_on__lte=today + timedelta(days=SOON_DAYS))}.get(
        name, Q(pk__in=())
    )


def _state(name: str, acting: Acting) -> Q:
    if name == UNTOUCHED:
        return Q(case=None) | Q(case__state=CaseState.FOUND)
    if name == "mine":
        return Q(case__owner=acting.actor_id)
    return Q(case__state=name) if name in CaseState.values else Q(pk__in=())
