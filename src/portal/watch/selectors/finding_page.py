"""What does the page of one finding show: why it stands, where, what to do, what was said, and how it came here?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act, Scope
from portal.cases.selectors.history import history
from portal.errors import Sentence
from portal.evidence.doors import said
from portal.evidence.models import RiskFinding, RiskInventory, RiskStatement, VexState
from portal.evidence.risk_words import KINDS, cause_text, scope_text
from portal.evidence.selectors.ownership import person_answering
from portal.house.parts import Event, Reason
from portal.watch.selectors.findings import level_text, place_text

SHORT = 12
EVERY = "*"
"""As the engine writes a range without bounds."""
GRADED_BY: dict[str, Sentence] = {"cvss_v4": "CVSS 4.0", "cvss_v3": "CVSS 3", "cvss_v2": "CVSS 2", "text": gettext_lazy("按公告的文字分级")}
STATEMENT_TONES = {
    VexState.DRAFT: "warn", VexState.IN_FORCE: "good", VexState.EXPIRED: "plain", VexState.OVERTAKEN: "bad", VexState.REFUSED: "bad",
    VexState.WITHDRAWN: "plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place that names the component."""

    text: str
    scope: str
    how: str
    """Asked for by the project itself, or brought by what."""
    blob: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement, as a list and its page show it."""

    statement: RiskStatement
    tone: str
    writers: list[str]
    signer: str


def name_of(finding: RiskFinding) -> str:
    """Of the project, in the reader's language."""
    return said(finding.record.name, finding.record.name_en) if finding.record is not None else finding.project


def reasons_of(finding: RiskFinding) -> list[Reason]:
    """Which sentence of which advisory touches which version."""
    return [
        Reason(
            _("公告 %(id)s 写明受影响的版本：%(range)s；这里使用 %(version)s。")
            % {"id": one["id"], "range": _("全部版本") if one["range"] == EVERY else one["range"], "version": one["version"]},
            "note",
            advisory_address(one["id"]),
        )
        for one in finding.matches
    ]


def records_of(finding: RiskFinding) -> list[Mapping[str, Any]]:
    """The records behind, each once, with what proves which text was read."""
    return list({one["id"]: one for one in finding.matches}.values())


def advisory_address(ident: str) -> str:
    """Where its page is; empty: it has none."""
    try:
        return reverse("watch:advisory", args=[ident])
    except NoReverseMatch:
        return ""


def places_of(finding: RiskFinding) -> list[PlaceRow]:
    """In order of the files."""
    return [PlaceRow(place_text(one), scope_text(one["scope"]), _how(one), str(one.get("blob", ""))) for one in finding.places]


def timeline_of(finding: RiskFinding, acting: Acting) -> list[Event]:
    """What happened to the finding and to its case, newest first."""
    told = [Event(at=one.at, title=_happened(one.kind, one.before, one.after, one.cause), by=_("检测")) for one in finding.events.all()]
    earlier = RiskFinding.objects.filter(
        project=finding.project, ecosystem=finding.ecosystem, package=finding.package, group=finding.group, closed_at__lt=finding.opened_at
    )
    for one in earlier:
        told.append(Event(at=one.opened_at, title=_("上一次出现：%(cause)s") % {"cause": cause_text(one.open_cause)}, by=_("检测")))
        told.append(
            Event(
                at=one.closed_at or one.opened_at, title=_("上一次消失：%(cause)s") % {"cause": cause_text(one.close_cause)}, by=_("检测")
            )
        )
    if finding.case is not None and _confided(finding, finding.case.organisation_id, acting):
        told += history(finding.case, acting)
    brought = finding.brought or {}
    for commit, at, text in (
        (brought.get("commit"), brought.get("committed_at"), _("提交 %(commit)s 带入 %(version)s")),
        (brought.get("until_commit"), brought.get("until_at"), _("提交 %(commit)s 换掉了它")),
    ):
        if commit and at:
            title = text % {"commit": str(commit)[:SHORT], "version": brought.get("version", "")}
            told.append(Event(at=datetime.fromisoformat(str(at)), title=title, by=_("仓库历史")))
    return sorted(told, key=lambda event: event.at, reverse=True)


def statements_of(finding: RiskFinding, acting: Acting) -> list[RiskStatement]:
    """What was stated on it; what an organisation wrote that had the project before is for officers."""
    return [one for one in finding.statements.all() if _confided(finding, one.organisation_id, acting)]


def _confided(finding: RiskFinding, organisation: str | None, acting: Acting) -> bool:
    now = finding.record.organisation_id if finding.record else None
    return acting.scope(Act.FINDING_VIEW) is Scope.CITY or organisation == now


def statement_rows(statements: list[RiskStatement]) -> list[StatementRow]:
    """People stand with their names: they answer for what they wrote and signed."""
    idents = {ident for one in statements for ident in [*one.writers, one.signed_by] if ident}
    names = {ident: said(person.name, person.name_en) or ident for ident, person in Person.objects.in_bulk(list(idents)).items()}
    return [
        StatementRow(
            one, STATEMENT_TONES[VexState(one.state)], [names.get(ident, ident) for ident in one.writers], names.get(one.signed_by, "")
        )
        for one in statements
    ]


def may_work(finding: RiskFinding, acting: Acting) -> bool:
    """Whether this person does something here, or only reads."""
    owner = finding.record
    person, body = person_answering(owner, acting), owner.organisation_id if owner else None
    return all(acting.reaches(act, person_id=person, organisation_id=body) for act in (Act.FINDING_VIEW, Act.CASE_ACT))


def may_decide(acting: Acting) -> bool:
    """Whether this person signs statements."""
    return acting.scope(Act.FINDING_DECIDE) is Scope.CITY


def signable(one: RiskStatement, acting: Acting) -> bool:
    """Whether this person may sign it as it stands."""
    return may_decide(acting) and one.state == VexState.DRAFT and acting.actor_id not in one.writers


def pairs_of(finding: RiskFinding) -> list[tuple[str, Any]]:
    """The facts beside, each number with its day."""
    record = finding.record
    inventory = RiskInventory.objects.filter(pk=finding.project).first()
    pairs: list[tuple[str, Any]] = [
        (_("项目"), name_of(finding)),
        (_("所属单位"), said(record.organisation.name, record.organisation.name_en) if record and record.organisation else ""),
        (_("仓库"), finding.project),
        (_("生态"), finding.ecosystem),
        (_("级别"), _graded(finding)),
        ("CVSS", f"{finding.score / 10:.1f}" if finding.score is not None else _("公告没有给出")),
        (_("已知被利用（KEV）"), _kev(finding)),
        (_("被利用的可能性（EPSS）"), _epss(finding)),
        (_("公告发布"), finding.published[:10]),
        (_("发现时间"), timezone.localtime(finding.opened_at).strftime("%Y-%m-%d %H:%M")),
        (_("发现原因"), cause_text(finding.open_cause)),
        (_("首次发现于提交"), finding.seen_commit[:SHORT]),
        (_("最近检查的提交"), inventory.commit[:SHORT] if inventory else ""),
    ]
    return [(label, value) for label, value in pairs if value]


def _how(place: Mapping[str, Any]) -> str:
    if place.get("direct"):
        return _("项目直接依赖")
    if place.get("via"):
        return _("由 %(packages)s 带入") % {"packages": str(place["via"]).replace(" ", " → ")}
    return _("间接依赖") if place.get("direct") is False else _("文件没有写明由谁带入")


def _happened(kind: str, before: str, after: str, cause: str) -> str:
    title = str(KINDS.get(kind, kind))
    why = f"{before or '—'} → {after or '—'}" if kind == "severity" else cause_text(cause) if cause else ""
    return _("%(what)s：%(why)s") % {"what": title, "why": why} if why else title


def _graded(finding: RiskFinding) -> str:
    by = GRADED_BY.get(finding.severity_source, finding.severity_source)
    return _("%(level)s（%(by)s）") % {"level": level_text(finding), "by": by} if by else level_text(finding)


def _kev(finding: RiskFinding) -> str:
    if finding.kev_added_on is None:
        return _("不在清单中")
    text = _("%(day)s 列入，要求 %(due)s 前修复") % {"day": finding.kev_added_on, "due": finding.kev_due_on or "—"}
    return _("%(listed)s；已知被勒索软件利用") % {"listed": text} if finding.ransomware else text


def _epss(finding: RiskFinding) -> str:
    if finding.epss is None:
        return _("没有数据")
    return _("%(share)s（%(day)s）") % {"share": f"{finding.epss / 10_000:.2f}%", "day": finding.epss_on}
