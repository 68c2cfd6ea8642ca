"""What stands on a public notice: which applications are ready for it, what of them may be shown, for how long, and is it still so?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.calendar import calendar
from portal.calls.models import Application, Call, Notice, NoticeLine, NoticeState, Objection, ObjectionState
from portal.calls.programmes import programme_of
from portal.calls.selectors.awards import awards_ready
from portal.errors import NotAllowed
from portal.evidence.models import Run
from portal.house.context import office
from portal.house.personal_data import TEMPLATES
from xingtu.policy.grant_facts import yuan
from xingtu.policy.notice import NoticeRules
from xingtu.policy.programme import Programme

NOTICE, OBJECTION = "notice", "objection"
ON_NOTICE = frozenset({NOTICE, OBJECTION})
GONE = frozenset({"declined", "withdrawn", "removed", "lapsed", "waived"})
REVIEWED_AGAIN = ("review", "panel", "verify", "nominated")
"""Where an objection can reopen the decision, in this order."""
PUBLIC = (NoticeState.PUBLISHED, NoticeState.ENDED, NoticeState.REPLACED, NoticeState.WITHDRAWN)
READABLE = frozenset({NoticeState.PUBLISHED, NoticeState.ENDED})
"""Whose list the public reads."""
UNSETTLED = (ObjectionState.RECEIVED, ObjectionState.ADMITTED, ObjectionState.INVESTIGATED)


@dataclass(frozen=True, slots=True)
class Dates:
    """Of a notice published on ``published_on``. ``provisional``: a year among them has no calendar yet, so it cannot be published."""

    published_on: date
    starts_on: date
    ends_on: date
    objections_until: date
    expires_on: date
    provisional: bool


def rules_of(call: Call) -> NoticeRules:
    """The file's rules on notices.

    Raises:
        NotAllowed: the programme has no notice.
    """
    rules = programme_of(call.version).notice
    if rules is None:
        raise NotAllowed(Act.NOTICE_PUBLISH)
    return rules


def dates_of(rules: NoticeRules, published_on: date) -> Dates:
    """Counted by the office's calendar as the file says."""
    known = calendar()
    span = known.end_of(published_on, rules.period, rules.count_from)
    until = known.after(span.last_on, rules.objection_days)
    whole = known.span(min(published_on, span.first_on), until)
    return Dates(
        published_on,
        span.first_on,
        span.last_on,
        until,
        span.last_on + timedelta(days=rules.keep_days),
        span.provisional or whole.provisional,
    )


def applications_ready(call: Call) -> list[Application]:
    """Those whose next step is the notice, their money approved in full where there is money."""
    programme = programme_of(call.version)
    before = [step.id for step in programme.steps if NOTICE in step.moves and step.id not in ON_NOTICE]
    waiting = call.applications.filter(step__in=before).select_related("call__version", "organisation", "person", "record")
    found = list(waiting.prefetch_related("awards__approvals"))
    if not programme.money:
        return found
    return [one for one in awards_ready(found) if one.awards.all()]


def applications_of_new_version(replaced: Notice) -> list[Application]:
    """Those of a replaced list that are still on it."""
    lines = replaced.lines.filter(application__step__in=ON_NOTICE)
    lines = lines.select_related("application__call__version", "application__organisation", "application__person", "application__record")
    return [line.application for line in lines]


def rows_of(programme: Programme, applications: Sequence[Application]) -> list[dict[str, str]]:
    """Every column a public list could have, unmasked, one row an application."""
    districts = {one.id: one.name for one in office().districts}
    tracks = {track.id: track.name for track in programme.tracks}
    return [_row(programme, one, position, districts, tracks) for position, one in enumerate(applications, start=1)]


def _row(
    programme: Programme, application: Application, position: int, districts: Mapping[str, str], tracks: Mapping[str, str]
) -> dict[str, str]:
    verdict = application.verdict
    fen = sum(award.approved_fen or award.recommended_fen for award in application.awards.all())
    by_person = application.organisation_id is None and application.person is not None
    return {
        "number": str(position),
        "person": application.person.name if by_person and application.person else "",
        "organisation": application.organisation.name if application.organisation else "",
        "project": _project(application, by_person=by_person),
        "district": districts.get(application.district, ""),
        "field": "、".join(_fields(programme, application)),
        "track": tracks.get(str(verdict.get("track", "")), ""),
        "place": str(verdict.get("place") or ""),
        "amount": yuan(fen) if programme.money and fen else "",
        "result": proposed_words(programme),
    }


def _project(application: Application, *, by_person: bool) -> str:
    if application.record:
        return application.record.name
    # a person's own name in the title would stand unmasked beside the masked one
    named = by_person and application.person is not None and application.person.name in application.title
    return "" if named or application.verdict else application.title


def proposed_words(programme: Programme) -> str:
    """What is proposed for everybody on the list."""
    return "拟奖励" if programme.money else "拟列入名录" if programme.library else "拟入选"


def _fields(programme: Programme, application: Application) -> list[str]:
    for field in programme.form.fields if programme.form else ():
        if field.id in {"field", "fields"} and not field.personal:
            answer = application.answers.get(field.id)
            chosen = answer if isinstance(answer, list) else [answer]
            return [option.label for option in field.options if option.id in chosen]
    return []


def columns_of(mask: str, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The template's columns that hold anything on this list, named in both languages."""
    template = TEMPLATES[mask]  # type: ignore[index] # the loader knows the four
    used = [(key, label) for key, label in template.columns.items() if any(row.get(key) for row in rows)]
    named = []
    for key, label in used:
        with override("zh-hans"):
            chinese = str(label)
        with override("en"):
            named.append({"id": key, "label": chinese, "label_en": str(label)})
    return named


def masked(mask: str, row: Mapping[str, str], columns: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What of a row may be published."""
    shown = TEMPLATES[mask].shown(row)  # type: ignore[index] # as above
    return {column["id"]: shown.get(column["id"], "") for column in columns}


def people_columns(mask: str) -> frozenset[str]:
    """Columns that name natural persons."""
    return TEMPLATES[mask].people  # type: ignore[index] # as above


def run_of(call: Call, applications: Sequence[Application]) -> Run | None:
    """The one run the whole list rests on; None where each has its own."""
    runs = {one.run for one in applications if one.run_id} or ({call.run} if call.run else set())
    return runs.pop() if len(runs) == 1 else None


def digest_of(notice: Notice, dates: Dates) -> str:
    """Of exactly what would be published: whoever confirmed this digest has seen this and nothing else."""
    lines = [[line.position, line.application_id, line.shown] for line in notice.lines.all()]
    said = {
        "title": notice.title, "introduction": notice.introduction, "columns": notice.columns, "lines": lines,
        "run": notice.run.run_id if notice.run else "", "policy": notice.call.version.policy_hash,
        "dates": {name: str(value) for name, value in asdict(dates).items()},
    }  # fmt: skip
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as it stands today. ``standing``: on, reviewed, gone or decided."""

    line: NoticeLine
    columns: tuple[dict[str, str], ...]
    texts: tuple[str, ...]
    standing: str

    @property
    def labelled(self) -> list[tuple[dict[str, str], str]]:
        """Each text beside its column."""
        return list(zip(self.columns, self.texts, strict=True))


def lines_shown(notice: Notice) -> list[ShownLine]:
    """The list, with what became of those that left it: of them only the number is shown."""
    shown = []
    for line in notice.lines.select_related("application").order_by("position"):
        standing = standing_of_line(notice, line)
        hidden = standing in {"gone", "reviewed"}
        texts = ["" if hidden and column["id"] != "number" else line.shown.get(column["id"], "") for column in notice.columns]
        shown.append(ShownLine(line, tuple(notice.columns), tuple(texts), standing))
    return shown


def standing_of_line(notice: Notice, line: NoticeLine) -> str:
    """Where the application of a line is today."""
    if notice.state == NoticeState.DRAFT or line.application.step in ON_NOTICE:
        return "on"
    if line.application.step in GONE:
        return "gone"
    if line.application.step in REVIEWED_AGAIN or not has_result(notice):
        return "reviewed"
    return "decided"


def has_result(notice: Notice) -> bool:
    """Whether its list is in force."""
    return hasattr(notice, "result")


def notices_public() -> QuerySet[Notice]:
    """Those a reader may open, running ones first."""
    return Notice.objects.filter(state__in=PUBLIC).select_related("call__version", "run", "result")


def notice_visible(acting: Acting, ident: int) -> Notice:
    """A notice that has been published, or a draft for the office.

    Raises:
        NotAllowed: there is none of that number for this reader.
    """
    found = Notice.objects.select_related("call__version", "run", "result", "replaces").filter(pk=ident).first()
    if found is None or (found.state == NoticeState.DRAFT and not acting.may(Act.CALL_RUN)):
        raise NotAllowed(Act.CALL_RUN)
    return found


def list_readable(notice: Notice, acting: Acting) -> bool:
    """Whether this reader sees the lines: of a list that was replaced or taken down only the office does."""
    return notice.state in READABLE or acting.may(Act.CALL_RUN) or acting.may(Act.SCORES_VIEW)


def takes_objections(notice: Notice, today: date) -> bool:
    """Whether anybody may still object."""
    return notice.state in READABLE and notice.objections_until is not None and today <= notice.objections_until and not has_result(notice)


def working_days_left(notice: Notice, today: date) -> int:
    """Until the notice ends, the last day included."""
    return max(0, calendar().between(today, notice.ends_on)) if notice.ends_on else 0


def draft_of(call: Call) -> Notice | None:
    """The draft being prepared."""
    return call.notices.filter(state=NoticeState.DRAFT).select_related("call__version", "run").order_by("-version").first()


def open_objections(notice: Notice) -> QuerySet[Objection]:
    """Those that still want an answer, against this list, one it replaces, or an application on it."""
    lists, earlier = [notice.pk], notice.replaces
    while earlier is not None:
        lists.append(earlier.pk)
        earlier = earlier.replaces
    concerned = Q(notice__in=lists) | Q(application__in=notice.lines.values("application"))
    return Objection.objects.filter(concerned, state__in=UNSETTLED)


def correction_waits(notice: Notice) -> bool:
    """Whether a corrected list is being prepared in its place: it cannot come into force any more, the correction does."""
    return notice.replaced_by.filter(state=NoticeState.DRAFT).exists()


def superseded(notice: Notice) -> QuerySet[NoticeLine]:
    """Its lines whose application is on a later public list, with a time of its own that must end first."""
    later = NoticeLine.objects.filter(notice__call=notice.call_id, notice__version__gt=notice.version, notice__state__in=READABLE)
    return notice.lines.filter(application__in=later.values("application"))


def differs(notice: Notice) -> bool:
    """Whether a draft is not what the applications are now: one has left, an approval was taken back, a name or an amount changed."""
    lines = list(
        notice.lines.select_related("application__call__version", "application__organisation", "application__person", "application__record")
    )
    applications = [line.application for line in lines]
    ready = {one.pk for one in (applications_of_new_version(notice.replaces) if notice.replaces else applications_ready(notice.call))}
    rows = rows_of(programme_of(notice.call.version), applications)
    now = [masked(notice.mask, row, notice.columns) for row in rows]
    return any(one.pk not in ready for one in applications) or now != [line.shown for line in lines]


def result_due(notice: Notice) -> bool:
    """Whether its result may be published now."""
    over = notice.objections_until is not None and timezone.localdate() > notice.objections_until
    free = not open_objections(notice).exists() and not correction_waits(notice)
    return notice.state in READABLE and over and not has_result(notice) and free
