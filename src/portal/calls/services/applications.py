"""How does a draft of an application begin, and how are answers kept so that two who write at once lose nothing?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation
from portal.accounts.roles import Act, Scope
from portal.calls.models import Application, ApplicationVersion, Call, CallState
from portal.calls.programmes import programme_of
from portal.calls.selectors.answers import mark_of
from portal.calls.selectors.applications import is_applicant
from portal.calls.selectors.folder import EDITABLE, Folder
from portal.calls.services.moves import held
from portal.calls.steps import OVER
from portal.calls.typed import Typed
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.doors import said
from portal.house.search import search_text
from portal.journal.events import Event
from portal.journal.services import record as journal_record
from portal.journal.services import take_turn
from portal.register.models import Record, State
from portal.register.selectors.records import records_of
from portal.register.vocabulary import districts
from xingtu.policy.form import is_empty

SITTING = timedelta(minutes=30)
"""Autosaves of one person no farther apart are one version."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A field that two people changed at once."""

    field: str
    theirs: object
    mine: object


class Crossed(WrongState):
    """Somebody else has changed the same fields meanwhile; nothing was saved."""

    def __init__(self, crossings: tuple[Crossing, ...], version: ApplicationVersion | None) -> None:
        super().__init__(_("有人刚刚改了同样的内容，您的还没有保存。请比较后再保存一次。"))
        self.crossings, self.version = crossings, version


@dataclass(frozen=True, slots=True)
class Saved:
    """``changed``: ids of the fields that are different now; ``joined``: somebody else's changes to other fields stand beside them."""

    application: Application
    changed: tuple[str, ...]
    joined: bool = False


def prove_open(call: Call) -> None:
    """Return when one may apply now.

    Raises:
        WrongState: not open, not yet open, or over.
    """
    now = timezone.now()
    if call.state != CallState.OPEN or call.opens_at > now:
        raise WrongState(
            _("%(call)s现在不接受申报（%(state)s）。") % {"call": said(call.name, call.name_en), "state": call.get_state_display()}
        )
    if call.deadline_at is not None and call.deadline_at <= now:
        at = timezone.localtime(call.deadline_at).strftime("%Y-%m-%d %H:%M")
        raise WrongState(_("%(call)s已于 %(at)s 截止。") % {"call": said(call.name, call.name_en), "at": at})


@transaction.atomic
def application_draft(
    *, call: Call, organisation: Organisation | None, record: Record | None, by: Acting, district: str = ""
) -> Application:
    """Begin to apply; a draft of the same applicant about the same thing is gone on with instead.

    Raises:
        WrongState: the call is not open.
        Invalid: the programme is for others, or about other things.
        NotAllowed: not theirs to apply for, or with.
    """
    take_turn()
    prove_open(call)
    if not programme_of(call.version).applies:
        raise WrongState(_("这个项目按事实排名，不接受申报，不需要征集。"))
    _prove_applicant(call, organisation, by)
    _prove_subject(call, record, by)
    mine = Application.objects.filter(call=call, organisation=organisation, record=record).exclude(step__in=OVER)
    begun = (mine if organisation else mine.filter(person=by.person)).first()
    if begun is not None:
        return begun
    place = (organisation.district if organisation else "") or (record.district if record else "") or district
    title = record.name if record else said(call.name, call.name_en)
    made = Application.objects.create(
        call=call, organisation=organisation, person=by.person, record=record, title=title, district=_known_district(place),
        search_text=search_text(title, organisation.name if organisation else ""),
    )  # fmt: skip
    ApplicationVersion.objects.create(application=made, version=1, answers={}, by=by.actor_id)
    journal_record(
        event=Event.APPLICATION_DRAFTED,
        by=by,
        subject_kind="application",
        subject=made.pk,
        details={"call": call.pk, "record": record.pk if record else "", "organisation": organisation.pk if organisation else ""},
    )
    return made


def _prove_applicant(call: Call, organisation: Organisation | None, by: Acting) -> None:
    programme = programme_of(call.version)
    kind = "organisation" if organisation else "person"
    if kind not in programme.applicants or programme.form is None:
        sentence = _("本项目只由单位申报。") if kind == "person" else _("本项目只由个人申报。")
        raise Invalid({"applicant": sentence})
    own = organisation is None or (by.scope(Act.APPLICATION_EDIT) is Scope.OWN and by.organisation_id == organisation.pk)
    if by.person is None or not own:
        raise NotAllowed(Act.APPLICATION_EDIT)


def _prove_subject(call: Call, record: Record | None, by: Acting) -> None:
    needed = [kind for kind in programme_of(call.version).subjects if kind != "person"]
    if record is None:
        if needed and "person" not in programme_of(call.version).subjects:
            raise Invalid({"record": _("请选择这次申报的对象；还没有登记的，先登记。")})
        return
    if record.kind not in needed or record.state == State.REMOVED:
        raise Invalid({"record": _("《%(name)s》不是本项目可以申报的对象。") % {"name": record.name}})
    if not records_of(by).filter(pk=record.pk).exists():
        raise NotAllowed(Act.RECORD_VIEW)


def _known_district(ident: str) -> str:
    return ident if ident in {district.id for district in districts()} else ""


def answers_save(*, application: Application, typed: Typed, by: Acting, autosaved: bool = False) -> Saved:
    """Keep what one page of the form says; fields it did not have stay as they are, and so does what could not be read.

    Raises:
        Crossed: somebody else changed the same fields since the page was made; nothing is saved.
        NotAllowed: not the applicant's side. WrongState: it has been handed in.
    """
    with transaction.atomic():
        if not autosaved:
            take_turn()
        now = held_for_writing(application, by)
        folder = Folder(now)
        others = now.versions.exclude(by=by.actor_id).first()
        answers, crossings, joined = _joined(now.answers, typed, frozenset(folder.fills), others.answers if others else {})
        if crossings:
            raise Crossed(crossings, now.versions.first())
        changed = answers_put(application=now, answers=folder.settled(answers), by=by, autosaved=autosaved)
    return Saved(now, changed, joined)


def held_for_writing(application: Application, by: Acting) -> Application:
    """The application, locked, when this person may change its answers now.

    Raises:
        NotAllowed: not the applicant's side. WrongState: it has been handed in.
    """
    now = held(application)
    if not is_applicant(by, now):
        raise NotAllowed(Act.APPLICATION_EDIT)
    if now.step not in EDITABLE:
        raise WrongState(_("这份申报已经提交，不能再改。需要修改的，请先撤回，或等退回补正。"))
    return now


def _joined(
    stored: Mapping[str, object], typed: Typed, filled: frozenset[str], others: Mapping[str, object]
) -> tuple[dict[str, object], tuple[Crossing, ...], bool]:
    answers, crossings, joined = dict(stored), [], False
    for name in typed.read:
        mine, theirs, base = typed.answers.get(name), stored.get(name), typed.base.get(name, "")
        if is_empty(mine) and name in filled and name not in stored:
            # what was filled in is deleted on purpose, and does not come back
            answers[name] = ""
        elif mark_of(mine) in {base, mark_of(theirs)}:
            joined = joined or mark_of(theirs) != base
        elif mark_of(theirs) != base and mark_of(theirs) == mark_of(others.get(name)):
            # what one saved oneself since, as a page does that saves itself while its button is pressed, is nobody else's
            crossings.append(Crossing(name, theirs, mine))
        elif not is_empty(mine):
            answers[name] = mine
        elif name in filled:
            answers[name] = ""
        else:
            answers.pop(name, None)
    return answers, tuple(crossings), joined


def answers_put(*, application: Application, answers: Mapping[str, object], by: Acting, autosaved: bool = False) -> tuple[str, ...]:
    """Write answers down as a new version; ids of what is different, nothing when nothing is. The caller holds the application."""
    before = dict(application.answers)
    changed = tuple(sorted(name for name in {*before, *answers} if before.get(name) != answers.get(name)))
    if not changed:
        if not autosaved:
            application.versions.filter(version=application.version, autosaved=True).update(autosaved=False)
        return ()
    application.answers, application.version, application.updated_at = dict(answers), application.version + 1, timezone.now()
    application.title = _title(application)
    application.search_text = search_text(
        application.title, application.number or "", application.organisation.name if application.organisation else ""
    )
    application.save(update_fields=["answers", "version", "updated_at", "title", "search_text"])
    _version_keep(application, by, autosaved=autosaved)
    if not autosaved:
        journal_record(
            event=Event.APPLICATION_CHANGED,
            by=by,
            subject_kind="application",
            subject=application.pk,
            details={"fields": list(changed), "version": application.version},
        )
    return changed


def _version_keep(application: Application, by: Acting, *, autosaved: bool) -> None:
    newest = application.versions.first()
    now = application.updated_at
    same_sitting = (
        newest is not None and newest.autosaved and not newest.submitted and newest.by == by.actor_id and now - newest.at < SITTING
    )
    kept = newest if newest is not None and same_sitting else ApplicationVersion(application=application, by=by.actor_id)
    kept.version, kept.answers, kept.at, kept.autosaved = application.version, application.answers, now, autosaved
    kept.attachments = Folder(application).digests(application.answers)
    kept.save()


def _title(application: Application) -> str:
    """What people call it: the name asked for in the form, else that of the record, else the first thing that was written.

    A place in a ranking is called by its prize, whatever its claim says.
    """
    if application.verdict:
        return application.title
    form = Folder(application).form
    texts = [field for field in form.fields if field.kind == "text"]
    named = [field for field in texts if field.fact.endswith(".name") and not field.fact.startswith(("person.", "organisation."))]
    answered = [
        str(application.answers[field.id]) for field in (*named, *([] if application.record else texts)) if field.id in application.answers
    ]
    fallback = application.record.name if application.record else said(application.call.name, application.call.name_en)
    return (answered[0] if answered else fallback)[:200]
