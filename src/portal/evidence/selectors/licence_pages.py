"""What does the licence tab of a project say first, and what behind it? Sentences and rows in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.evidence.doors import said
from portal.evidence.home import home
from portal.evidence.models import LicenceAlarm, LicenceConflict, LicenceReading, RulingState
from portal.evidence.selectors.licences import RepositoryLicences
from portal.house.charts import lang
from portal.house.parts import Reason, Stat
from portal.register.models import Record, Repository
from xingtu.errors import EvidenceError
from xingtu.facts.licence_conflicts import DISTRIBUTIONS, RELATIONS
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.wording import named
from xingtu.store.licence_evidence import LicenceStore, Summary

SHORT = 12
PERCENT = 10_000
"""Millionths in one per cent."""
UNREAD = ("missing", "unfinished", "too_large")
USE_OUTCOMES = {"allowed": "pass", "questioned": "unknown", "refused": "fail"}
ANSWER_TONES = {"compatible": "good", "review": "warn", "incompatible": "bad"}
LEVEL_TONES = {"red": "bad", "yellow": "warn", "green": "good"}
MOST_LICENCES = 40


@dataclass(frozen=True, slots=True)
class Door:
    """A place in a tree and where it is shown."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class RootLine:
    """One part of a tree with the three licences that are kept apart."""

    root: str
    vendored: bool
    declared: str
    declared_in: tuple[Door, ...]
    detected: str
    detected_door: str
    concluded: str
    by: str
    by_door: str
    reason: str
    questions: tuple[tuple[str, str], ...]
    """Each with what to do."""


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One question of compatibility as it is explained; ``ruling`` is the newest that arose from it, if its reader may see it."""

    ident: int
    answer: str
    tone: str
    label: str
    root: str
    outbound: str
    inbound: str
    relation: str
    distribution: str
    reasons: tuple[str, ...]
    conditions: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: tuple[Door, ...]
    found_at: Any
    ruling: Any


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """A change between two readings."""

    level: str
    tone: str
    text: str
    path: Door | None
    before: str
    after: str
    commit: str
    raised_at: Any


@dataclass(frozen=True, slots=True)
class LicenceCountLine:
    """How many files say one thing."""

    expression: str
    files: int
    vendored: int
    href: str


@dataclass(frozen=True, slots=True)
class LicencePart:
    """One repository. All but the first five are empty for a reader who sees no findings."""

    repository: Repository
    reading: LicenceReading | None
    attempt: LicenceReading | None
    licence_class: str
    stats: list[Stat]
    uses: list[Reason]
    duties: list[str]
    open_points: list[Reason]
    roots: list[RootLine]
    conflicts: list[ConflictLine]
    compatible: int
    alarms: list[AlarmLine]
    licences: list[LicenceCountLine]
    reuse: Mapping[str, Sequence[str]]
    tools: list[tuple[str, str]]
    gaps: str
    """Which files were not read."""
    lost: str
    """Why the stored evidence cannot be shown, if so."""
    suffix: str
    """Of the ids of headings, which are told apart where a project has several repositories."""


def licence_part(record: Record, row: RepositoryLicences, *, findings: bool, rulings_open: bool = False, suffix: str = "") -> LicencePart:
    """All of a repository that the page shows. ``findings``: whether its reader sees them."""
    reading = row.reading
    summary, lost = _summary(reading) if reading is not None and findings else (None, "")
    judged: Mapping[str, Any] = reading.judged if reading else {}
    return LicencePart(
        repository=row.repository,
        reading=reading,
        attempt=row.attempt,
        licence_class=_text(judged.get("class")),
        stats=_stats(reading, suffix, findings=findings) if reading else [],
        uses=[_use(one) for one in judged.get("uses", [])],
        duties=[_text(one["sentence"]) for one in judged.get("duties", [])],
        open_points=_open_points(reading, row, summary, suffix) if reading and findings else [],
        roots=[_root(record, row.repository, one) for one in summary.roots] if summary else [],
        conflicts=[conflict_line(record, one, rulings_open=rulings_open) for one in row.conflicts if one.open],
        compatible=int(judged.get("compatible", 0)) if findings else 0,
        alarms=[alarm_line(record, one) for one in row.alarms],
        licences=_licences(record, row.repository, summary) if summary else [],
        reuse=reading.reuse if reading and findings else {},
        tools=sorted(summary.look.tools.items()) if summary else [],
        gaps=gaps_text(reading) if reading else "",
        lost=lost,
        suffix=suffix,
    )


def files_page(record: Record, repository: Repository, **asked: str) -> str:
    """Where the files of a repository are listed, or the findings of one."""
    query = {"repository": repository.pk} | {name: value for name, value in asked.items() if value}
    return f"{reverse('evidence:licence_files', args=[record.pk])}?{urlencode(query)}"


def conflict_line(record: Record, one: LicenceConflict, *, rulings_open: bool) -> ConflictLine:
    """As explained to somebody who sees findings."""
    content = one.content
    ruling = one.rulings.exclude(state=RulingState.DISCARDED).order_by("-pk").first() if rulings_open else None
    return ConflictLine(
        ident=one.pk,
        answer=one.answer,
        tone=ANSWER_TONES[one.answer],
        label=str(one.get_answer_display()),
        root=one.root,
        outbound=one.outbound,
        inbound=one.inbound,
        relation=named("relation", content.get("relation", "unknown"), lang()),
        distribution=named("distribution", content.get("distribution", ""), lang()),
        reasons=_either(content, "reasons"),
        conditions=_either(content, "conditions"),
        sources=tuple(source_text(source) for source in content.get("sources", [])),
        evidence=tuple(_door(record, one.repository, place) for place in content.get("evidence", [])),
        found_at=one.found_at,
        ruling=ruling,
    )


def alarm_line(record: Record, one: LicenceAlarm) -> AlarmLine:
    """As explained to somebody who sees findings."""
    return AlarmLine(
        level=str(one.get_level_display()),
        tone=LEVEL_TONES[one.level],
        text=said(one.text, one.text_en),
        path=_door(record, one.repository, one.path) if one.path else None,
        before=one.before.commit[:SHORT],
        after=one.after.commit[:SHORT],
        commit=one.commit[:SHORT],
        raised_at=one.raised_at,
    )


def source_text(source: str) -> str:
    """Who answered, with version: ``osadl@2024-05-22``."""
    name, _at, version = source.partition("@")
    kind, _colon, ident = name.partition(":")
    called = {
        "osadl": _("OSADL 兼容性矩阵"),
        "mulan": _("木兰条款表"),
        "clauses": _("条款表"),
        "category": _("类别规则"),
        "policy": _("许可证政策"),
        "relation": _("使用方式规则"),
        "relations": _("使用方式规则"),
        "ruling": _("专家裁定"),
    }.get(kind, kind)
    return " ".join(part for part in (str(called), ident, version) if part)


def ways(group: str) -> list[tuple[str, str]]:
    """How a part may be used (``relation``), or the whole given on (``distribution``): ids with their names."""
    return [(ident, named(group, ident, lang())) for ident in {"relation": RELATIONS, "distribution": DISTRIBUTIONS}[group]]


def gaps_text(reading: LicenceReading) -> str:
    """Which files were not read, and why; empty when all were."""
    found = [(state, count) for state, count in sorted(reading.counts.items()) if state != "scanned" and count]
    words = [_("%(state)s %(n)d 个") % {"state": named("state", state, lang()), "n": count} for state, count in found]
    return ("、" if lang() == "zh" else ", ").join(words)


def _summary(reading: LicenceReading) -> tuple[Summary | None, str]:
    try:
        found = LicenceStore(home()).summary(reading.repository_id, reading.evidence)
    except EvidenceError:
        found = None
    return found, "" if found else _("这次检测的明细不在本机；请告知维护者从备份恢复，或重新请求检测。")


def _text(pair: Mapping[str, str] | None) -> str:
    return said(pair.get("zh", ""), pair.get("en", "")) if pair else ""


def _either(content: Mapping[str, Any], name: str) -> tuple[str, ...]:
    chinese, english = content.get(name, []), content.get(f"{name}_en", [])
    return tuple(english if lang() == "en" and english else chinese)


def _use(one: Mapping[str, Any]) -> Reason:
    text = "：" if lang() == "zh" else ": "
    outcome: Any = USE_OUTCOMES.get(one["answer"], "unknown")
    return Reason(f"{_text(one['use'])}{text}{_text(one['reason'])}", outcome)


def _stats(reading: LicenceReading, suffix: str, *, findings: bool) -> list[Stat]:
    coverage = Stat(
        _("读完的文件"), reading.coverage, "%", scale=PERCENT, note=_("%(n)d / %(all)d 个") % {"n": reading.scanned, "all": reading.files}
    )
    if not findings:
        return [coverage]
    score = Stat(
        _("REUSE 得分"), reading.reuse_score, "%", f"#reuse{suffix}", scale=PERCENT,
        note=_("许可证和版权都写明的文件 %(n)d / %(all)d 个") % {"n": reading.reuse_covered, "all": reading.reuse_files},
    )  # fmt: skip
    return [
        coverage,
        Stat(_("不兼容"), reading.incompatible, _("处"), f"#conflicts{suffix}"),
        Stat(_("待专家复核"), reading.review, _("处"), f"#conflicts{suffix}"),
        score,
    ]


def _open_points(reading: LicenceReading, row: RepositoryLicences, summary: Summary | None, suffix: str) -> list[Reason]:
    found: list[Reason] = []
    if not reading.concluded:
        found.append(Reason(_("许可证尚未认定：声明与检出不一致，或两者缺一；要有规则或专家裁定才能认定。"), "unknown"))
    if n := reading.incompatible:
        found.append(Reason(ngettext("%d 处不兼容", "%d 处不兼容", n) % n, "fail", f"#conflicts{suffix}"))
    if n := reading.review:
        found.append(Reason(ngettext("%d 处待专家复核", "%d 处待专家复核", n) % n, "unknown", f"#conflicts{suffix}"))
    roots: Iterable[LicenceRoot] = summary.roots if summary else ()
    asked = dict.fromkeys(question for root in roots for question in root.questions)
    found += [Reason(named("question", question, lang()), "unknown", f"#columns{suffix}") for question in asked]
    unread = sum(reading.counts.get(state, 0) for state in UNREAD)
    if unread:
        text = ngettext("%d 个文件没有读完，里面可能有别的许可证", "%d 个文件没有读完，里面可能有别的许可证", unread)
        found.append(Reason(text % unread, "unknown", f"#coverage{suffix}"))
    if row.alarms:
        found.append(Reason(_("最近有许可证变更告警"), "note", f"#alarms{suffix}"))
    return found


def _root(record: Record, repository: Repository, one: LicenceRoot) -> RootLine:
    kind, _colon, ident = one.concluded_by.partition(":")
    number = ident.removeprefix("r")
    ruled = kind == "ruling" and number.isdecimal()
    return RootLine(
        root=one.root,
        vendored=one.vendored,
        declared=one.declared,
        declared_in=tuple(_door(record, repository.pk, place) for place in one.declared_in),
        detected=one.detected,
        detected_door=files_page(record, repository, root=one.root),
        concluded=one.concluded,
        by=_concluder(one.concluded_by, number if ruled else ""),
        by_door=reverse("watch:ruling", args=[int(number)]) if ruled else "",
        reason=said(one.reason, one.reason_en),
        questions=tuple((named("question", question, lang()), named("remedy", question, lang())) for question in one.questions),
    )


def _concluder(by: str, ruling: str) -> str:
    if ruling:
        return _("专家裁定 %(id)s") % {"id": ruling}
    return _("按规则 %(id)s") % {"id": by} if by else ""


def _licences(record: Record, repository: Repository, summary: Summary) -> list[LicenceCountLine]:
    return [
        LicenceCountLine(one.expression, one.files, one.vendored_files, files_page(record, repository, expression=one.expression))
        for one in summary.licences[:MOST_LICENCES]
        if one.expression
    ]


def _door(record: Record, repository: str, place: str) -> Door:
    """``path``, ``path:line`` or ``path:first-last``."""
    path, _colon, lines = place.rpartition(":")
    if not path or not lines.replace("-", "").isdecimal():
        path, lines = place, ""
    query = urlencode({"repository": repository, "path": path})
    anchor = f"#l{lines.partition('-')[0]}" if lines else ""
    return Door(place, f"{reverse('evidence:licence_files', args=[record.pk])}?{query}{anchor}")
