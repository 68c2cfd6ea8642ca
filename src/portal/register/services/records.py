"""How is a record drafted and changed?"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Organisation
from portal.accounts.roles import Act, Scope
from portal.accounts.uscc import normalise_uscc
from portal.errors import Invalid, NotAllowed, Sentence
from portal.journal.events import Event
from portal.journal.services import take_turn
from portal.register.cells import Cell, References, UnreadableError, read, text_of, words_of
from portal.register.columns import MODELS, SEPARATOR, Column, Plain, Shape, columns_of, content_of
from portal.register.models import Kind, Project, Record, State
from portal.register.models.record import SHOWN
from portal.register.services.revisions import held, next_serial, revise

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LONGEST_ID = 60
RESERVED = frozenset({"new", "import", "export", "template", "bulk", "mine", "publiccode", "records", "search"})
"""Words that stand in addresses where an id would."""


@transaction.atomic
def record_draft(
    *, kind: str, values: Mapping[str, Cell | Sequence[str]], by: Acting, ident: str = "", publiccode: Mapping[str, Any] | None = None
) -> Record:
    """A new record in the state of a draft.

    values:  by column name; texts as people write them, or plain values; what is left out stays empty
    ident:   wished id; otherwise one is made from the name

    Raises:
        Invalid: a value cannot be so; each problem names its field.
        NotAllowed: the acting role may not draft such a record.
    """
    record = new_record(kind=kind, values=values, by=by, ident=ident, publiccode=publiccode)
    revise(record, by=by, event=Event.RECORD_DRAFTED)
    return record


def new_record(
    *,
    kind: str,
    values: Mapping[str, Cell | Sequence[str]],
    by: Acting,
    ident: str = "",
    wish: str = "",
    publiccode: Mapping[str, Any] | None = None,
) -> Record:
    """A draft without its first revision, which the caller writes in the same transaction. ``wish``: words an id may be made of.

    Raises:
        Invalid: a value cannot be so.
        NotAllowed: the acting role may not draft such a record.
    """
    take_turn()
    settled = settle(kind, values)
    scope = by.scope(Act.RECORD_EDIT)
    record = MODELS[Kind(kind)](
        kind=kind,
        state=State.DRAFT,
        person=None if scope in {Scope.CITY, Scope.DISTRICT} else by.person,
        district=by.district if scope is Scope.DISTRICT else "",
        organisation_id=(by.organisation_id or None) if scope is Scope.OWN else None,
    )
    links = _assign(record, kind, settled)
    if isinstance(record, Project):
        record.publiccode = dict(publiccode or {})
    if not record.name:
        raise Invalid({"name": _("请填写名称。")})
    prove_place(record, by, before=None)
    record.id = free_id(ident, exact=True) if ident else free_id(record.name_en, record.name, wish)
    record.serial = next_serial(Record)
    record.save(force_insert=True)
    _link(record, links)
    return record


@transaction.atomic
def record_change(
    *,
    record: Record,
    version: int,
    values: Mapping[str, Cell | Sequence[str]],
    by: Acting,
    reason: str = "",
    publiccode: Mapping[str, Any] | None = None,
) -> Record:
    """Change some values; without any difference nothing is written and the version stays.

    Raises:
        Invalid: a value cannot be so.
        WrongState: the record has been changed since ``version``, or is removed.
        NotAllowed: the acting role may not change it.
    """
    now = held(record, version)
    by.prove(Act.RECORD_EDIT, person_id=now.person_id, organisation_id=now.organisation_id, district=now.district)
    before, place = content_of(now), (now.organisation_id or "", now.district)
    links = _assign(now, now.kind, settle(now.kind, values))
    if not now.name:
        raise Invalid({"name": _("请填写名称。")})
    further = isinstance(now, Project) and publiccode is not None and dict(publiccode) != now.publiccode
    if isinstance(now, Project) and publiccode is not None:
        now.publiccode = dict(publiccode)
    prove_place(now, by, before=place)
    _link(now, links)
    if content_of(now) == before and not further:
        return now
    revise(now, by=by, event=Event.RECORD_CHANGED, reason=reason, before=before)
    return now


def settle(kind: str, values: Mapping[str, Cell | Sequence[str]], references: References | None = None) -> dict[str, Plain]:
    """Values of columns as revisions keep them.

    Raises:
        Invalid: each problem by column name.
    """
    columns = {column.name: column for column in columns_of(kind)}
    problems: dict[str, Sentence] = {name: _("没有这一项。") for name in values if name not in columns}
    given = {name: _as_cell(value) for name, value in values.items() if name in columns}
    coded = [name for name in given if columns[name].shape in {Shape.ORGANISATION, Shape.PROJECTS}]
    known = references or references_for([columns[name] for name in coded], [text_of(given[name]) for name in coded])
    settled: dict[str, Plain] = {}
    for name, cell in given.items():
        try:
            settled[name] = read(columns[name], cell, known)
        except UnreadableError as error:
            problems[name] = _("%(reason)s。%(remedy)s") % {"reason": error.reason, "remedy": error.remedy}
    if problems:
        raise Invalid(problems)
    return settled


def references_for(columns: Iterable[Column], texts: Iterable[str] | None = None) -> References:
    """What codes in these columns may stand for. With ``texts`` only what they mention is looked up."""
    shapes = {column.shape for column in columns}
    wanted = None if texts is None else [word for text in texts for word in (text, normalise_uscc(text), *words_of(text)) if word]
    organisations: dict[str, str] = {}
    if Shape.ORGANISATION in shapes and wanted != []:
        asked = Q() if wanted is None else Q(pk__in=wanted) | Q(uscc__in=wanted)
        for ident, uscc in Organisation.objects.filter(asked).values_list("pk", "uscc"):
            organisations[ident] = ident
            if uscc:
                organisations[uscc] = ident
    projects: dict[str, str] = {}
    if Shape.PROJECTS in shapes and wanted != []:
        asked = Q() if wanted is None else Q(pk__in=wanted) | Q(name__in=wanted)
        for ident, name in Record.objects.filter(asked, kind=Kind.PROJECT, state__in=SHOWN).values_list("pk", "name"):
            projects[ident] = ident
            projects.setdefault(name, ident)
    return References(organisations, projects)


def prove_place(record: Record, by: Acting, *, before: tuple[str, str] | None) -> None:
    """That the acting role may keep the record where it now stands: nobody registers for a body or a district they do not act for.

    Raises:
        Invalid: the organisation or district is not theirs.
        NotAllowed: the acting role drafts nothing at all.
    """
    scope = by.scope(Act.RECORD_EDIT)
    if scope is Scope.NONE or by.person is None:
        raise NotAllowed(Act.RECORD_EDIT)
    organisation, district = record.organisation_id or "", record.district
    if scope is Scope.CITY or before == (organisation, district):
        return
    if scope is Scope.DISTRICT:
        if district != by.district and record.person_id != by.actor_id:
            raise Invalid({"district": _("您只能登记本区（园区）的；其他区县的请由当地办理。")})
        return
    if organisation and organisation != by.organisation_id and (before is None or before[0] != organisation):
        belongs = Grant.objects.held_on(timezone.localdate()).filter(person_id=by.actor_id, organisation_id=organisation).exists()
        if not belongs:
            raise Invalid({"organisation": _("您不是这个单位的成员，不能以它的名义登记；请先由单位管理员邀请您加入，或先留空。")})
    if before is not None and record.registered_at and before[1] != district:
        raise Invalid({"district": _("登记之后改换区县要由主管部门办理；请联系现在的区县。")})


def free_id(*wishes: str, exact: bool = False) -> str:
    """An id nobody has, made of the first wish that has Latin letters.

    Raises:
        Invalid: the exact wish is taken or cannot be an id.
    """
    slugs = [re.sub(r"-{2,}", "-", slugify(wish).replace("_", "-")).strip("-")[:LONGEST_ID].strip("-") for wish in wishes]
    slug = next((slug for slug in slugs if exact or (len(re.findall("[a-z]", slug)) > 1 and slug not in RESERVED)), "")
    if not slug and not exact:
        return "r-" + "".join(secrets.choice(LETTERS) for _place in range(8))
    taken = set(Record.objects.filter(pk__startswith=slug).values_list("pk", flat=True))
    if exact:
        if slug != wishes[0] or slug in taken or slug in RESERVED:
            raise Invalid({"id": _("编号“%(id)s”已被使用，或含有小写字母、数字、连字符以外的字符。") % {"id": wishes[0]}})
        return slug
    number, made = 1, slug
    while made in taken:
        number += 1
        made = f"{slug}-{number}"
    return made


def _as_cell(value: Cell | Sequence[str]) -> Cell:
    if value is None or isinstance(value, str | int | float) or not isinstance(value, Sequence):
        return value
    return SEPARATOR.join(value)


def assign(record: Record, settled: Mapping[str, Plain]) -> None:
    """Set settled values of a saved record, its links to other records included."""
    _link(record, _assign(record, record.kind, settled))


def _assign(record: Record, kind: str, settled: Mapping[str, Plain]) -> dict[str, list[str]]:
    """Set values; returns the links to other records, which need a saved row."""
    links: dict[str, list[str]] = {}
    for column in columns_of(kind):
        if column.name not in settled:
            continue
        value = settled[column.name]
        if column.shape is Shape.PROJECTS:
            links[column.name] = [str(ident) for ident in value] if isinstance(value, list) else []
        elif column.shape is Shape.ORGANISATION:
            record.organisation_id = str(value) if value else None
        elif column.shape is Shape.DATE:
            setattr(record, column.name, _day(value))
        else:
            setattr(record, column.name, value)
    return links


def _day(value: Plain) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _link(record: Record, links: Mapping[str, list[str]]) -> None:
    for name, idents in links.items():
        getattr(record, name).set(idents)
