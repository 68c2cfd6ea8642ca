"""What would an uploaded workbook do to the register, and how is it carried out?

A plan is made and shown first; what is carried out is made anew from the same bytes inside the transaction, so that nothing
slips in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import Invalid, NotAllowed
from portal.journal.events import Event
from portal.journal.services import record as journal_record
from portal.journal.services import take_turn
from portal.register.columns import COLUMNS, MODELS, Plain, content_of, missing
from portal.register.intake import Intake, Row, read_intake
from portal.register.models import Kind, Record, Repository, State
from portal.register.moves import reaches
from portal.register.selectors.histories import Changed, differences, names_for
from portal.register.selectors.records import records_visible
from portal.register.services.moves import prove_complete
from portal.register.services.records import new_record, prove_place, record_change, references_for
from portal.register.services.repositories import already, repository_add
from portal.register.services.revisions import revise
from portal.register.workbook import IDENT, REPOSITORIES, VERSION, marked

ENTERED: dict[str, tuple[Event, State]] = {
    "draft": (Event.RECORD_DRAFTED, State.DRAFT),
    "submit": (Event.RECORD_SUBMITTED, State.SUBMITTED),
    "register": (Event.RECORD_REGISTERED, State.REGISTERED),
}
"""How far new rows are taken."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One row and what it would do."""

    row: Row
    record: Record | None
    changes: tuple[Changed, ...] = ()
    repositories: tuple[str, ...] = ()
    """Addresses that would be added."""

    @property
    def outcome(self) -> str:
        """``wrong``, ``new``, ``changed`` or ``same``."""
        if self.row.problems:
            return "wrong"
        if self.record is None:
            return "new"
        return "changed" if self.changes or self.repositories else "same"


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole workbook."""

    intake: Intake
    target: str
    rows: tuple[Planned, ...]

    def of(self, outcome: str) -> list[Planned]:
        """The rows with that outcome."""
        return [planned for planned in self.rows if planned.outcome == outcome]

    @property
    def may_all(self) -> bool:
        """Whether every row can be carried out."""
        return not self.of("wrong")


@dataclass(frozen=True, slots=True)
class Imported:
    """What was done."""

    new: int
    changed: int
    same: int
    skipped: int
    records: tuple[Record, ...]


def plan_import(*, content: bytes, by: Acting, kind: str = "", target: str = "submit") -> Plan:
    """Read a workbook and compare it with the register; writes nothing.

    Raises:
        Invalid: the file is none we can read.
        NotAllowed: the acting role may not import.
    """
    _prove(by, target)
    kinds = (kind,) if kind else tuple(Kind.values)
    known = references_for(column for one in kinds for column in COLUMNS[Kind(one)])
    intake = read_intake(content, dict.fromkeys(Kind.values, known), kind=kind)
    return _planned(intake, by, target)


@transaction.atomic
def records_import(*, content: bytes, by: Acting, kind: str = "", target: str = "submit", good_only: bool = False) -> Imported:
    """Carry a workbook out: new rows become records, rows with an id change theirs. All rows or none, unless ``good_only``.

    Raises:
        Invalid: some rows are wrong and ``good_only`` was not chosen, or no row is right.
        NotAllowed: the acting role may not import.
    """
    take_turn()
    plan = plan_import(content=content, by=by, kind=kind, target=target)
    wrong = plan.of("wrong")
    if wrong and not good_only:
        raise Invalid({"file": _("还有 %(n)d 行没有改好，什么也没有导入。") % {"n": len(wrong)}})
    made = [_carried_out(planned, plan, by) for planned in plan.rows if planned.outcome in {"new", "changed"}]
    counts = {outcome: len(plan.of(outcome)) for outcome in ("new", "changed", "same")}
    if not made and wrong:
        raise Invalid({"file": _("没有一行可以导入，请按错误表改正后再试。")})
    journal_record(
        event=Event.RECORDS_IMPORTED,
        by=by,
        subject_kind="register",
        subject=plan.intake.kind,
        details={**counts, "skipped": len(wrong), "target": target, "sha256": sha256(content).hexdigest()},
    )
    return Imported(**counts, skipped=len(wrong), records=tuple(made))


def returned_workbook(plan: Plan) -> bytes:
    """The rows that were sent, wrong cells marked, with the list of what is wrong."""
    intake = plan.intake
    rows = [(row.number, intake.sheet.rows[row.number]) for row in intake.rows]
    return marked(intake.kind, intake.heading, rows, intake.problems)


def _prove(by: Acting, target: str) -> None:
    by_act = {"draft": Act.RECORD_IMPORT, "submit": Act.RECORD_IMPORT, "register": Act.RECORD_CONFIRM}
    if target not in ENTERED or not by.may(Act.RECORD_IMPORT) or not by.may(by_act[target]):
        raise NotAllowed(Act.RECORD_IMPORT)


def _planned(intake: Intake, by: Acting, target: str) -> Plan:
    rows = intake.rows
    model = MODELS[Kind(intake.kind)]
    seen = records_visible(by).filter(kind=intake.kind, pk__in=[row.ident for row in rows if row.ident]).values("pk")
    records: dict[str, Record] = {record.pk: record for record in model.objects.filter(pk__in=seen).prefetch_related("repositories")}
    taken = _taken_repositories(rows)
    named = _taken_names(intake)
    planned: list[tuple[Row, Record | None, dict[str, Plain]]] = []
    added: dict[int, tuple[str, ...]] = {}
    for row in rows:
        record = _record_of(intake, row, records, by)
        content = content_of(record) if record else {}
        if record is None and not row.ident:
            _look_at_new(intake, row, by, target, named)
        elif record is not None:
            _look_at_change(intake, row, record, content)
        added[row.number] = _new_addresses(intake, row, record, taken)
        planned.append((row, record, content))
    names = names_for(intake.kind, [content | row.values for row, _record, content in planned])
    return Plan(
        intake,
        target,
        tuple(
            Planned(
                row,
                record,
                differences(intake.kind, content, content | row.values, names) if record else (),
                added[row.number],
            )
            for row, record, content in planned
        ),
    )


def _record_of(intake: Intake, row: Row, records: Mapping[str, Record], by: Acting) -> Record | None:
    if not row.ident:
        return None
    record = records.get(row.ident)
    if record is None or not reaches(by, Act.RECORD_EDIT, record):
        intake.problem(
            row, IDENT, _("没有编号为 %(id)s 的登记可改") % {"id": row.ident}, _("新登记请把编号留空；修改请先导出，保留原来的编号。")
        )
        return None
    if row.version is None:
        if not any(problem.column == intake.places.get(VERSION) for problem in row.problems):
            intake.problem(row, VERSION, _("修改已有登记时要有版本"), _("请重新导出，在新表上修改，不要删改“版本”一列。"))
    elif row.version != record.version:
        intake.problem(
            row,
            VERSION,
            _("登记已是第 %(now)d 版，这一行是按第 %(seen)d 版改的") % {"now": record.version, "seen": row.version},
            _("请重新导出，看过新内容后再改这一行。"),
        )
    return record


def _look_at_new(intake: Intake, row: Row, by: Acting, target: str, named: Mapping[str, str]) -> None:
    """Whether a record could be made of the row, in the place it names, and submitted."""
    if by.scope(Act.RECORD_EDIT) is Scope.DISTRICT and not row.values.get("district"):
        row.values["district"] = by.district
    name = str(row.values.get("name") or "")
    if name in named:
        intake.problem(
            row, "name", _("已有同名登记，编号 %(id)s") % {"id": named[name]}, _("要修改它，请先导出再改；确是另一个，请把名称写得不同。")
        )
    wrong = {problem.column for problem in row.problems}
    if target != "draft":
        for column in missing(row.values, intake.kind):
            if intake.places.get(column.name) not in wrong:
                intake.problem(row, column.name, _("没有填“%(label)s”") % {"label": column.label}, _("这是必填项，请补上。"))
        if intake.kind == Kind.PROJECT and not row.repositories and intake.places.get(REPOSITORIES) not in wrong:
            intake.problem(row, REPOSITORIES, _("没有填代码仓库"), _("请至少填一个仓库网址；没有仓库就没有事实。"))
    district, organisation = str(row.values.get("district") or ""), str(row.values.get("organisation") or "")
    unsaved = MODELS[Kind(intake.kind)](kind=intake.kind, district=district, organisation_id=organisation or None)
    try:
        prove_place(unsaved, by, before=None)
    except Invalid as error:
        for field, sentence in error.problems.items():
            intake.problem(row, field, sentence, _("请改正，或交由对方办理。"))


def _look_at_change(intake: Intake, row: Row, record: Record, content: Mapping[str, Plain]) -> None:
    """What is registered or submitted may not lose what a submission needs, nor leave a place its editor may not move it from."""
    after = {**content, **row.values}
    if record.state == State.REMOVED:
        intake.problem(row, IDENT, _("这条登记已注销"), _("请删去这一行；要恢复，请由项目办办理。"))
    wrong = {problem.column for problem in row.problems}
    if record.state not in {State.DRAFT, State.RETURNED}:
        for column in missing(after, record.kind):
            if column.name in row.values and intake.places.get(column.name) not in wrong:
                intake.problem(row, column.name, _("“%(label)s”不能留空") % {"label": column.label}, _("这是必填项，请补上。"))


def _new_addresses(intake: Intake, row: Row, record: Record | None, taken: Mapping[str, Repository]) -> tuple[str, ...]:
    """Addresses of a row that its record does not have yet; one that is another's is a problem."""
    new: list[str] = []
    for url in row.repositories:
        found = taken.get(url.lower())
        if found is None or found.record_id is None:
            new.append(url)
        elif record is None or found.record_id != record.pk:
            intake.problem(row, REPOSITORIES, already(found), _("请核对网址，或删去这一行。"))
        elif found.removed_at is not None:
            new.append(url)
    return tuple(new)


def _taken_repositories(rows: Sequence[Row]) -> dict[str, Repository]:
    """Registered repositories by address and alias, in lower case, as far as the rows name them."""
    wanted = {url.lower() for row in rows for url in row.repositories}
    if not wanted:
        return {}
    found: dict[str, Repository] = {}
    for repository in Repository.objects.select_related("record"):
        for url in (repository.url, *repository.aliases):
            if str(url).lower() in wanted:
                found[str(url).lower()] = repository
    return found


def _taken_names(intake: Intake) -> dict[str, str]:
    """Names of records of this kind that are there already; an expert's name may be another's as well."""
    if intake.kind == Kind.EXPERT:
        return {}
    wanted = [str(row.values.get("name") or "") for row in intake.rows if not row.ident]
    return {
        name: ident
        for ident, name in Record.objects.filter(kind=intake.kind, name__in=wanted).exclude(state=State.REMOVED).values_list("pk", "name")
    }


def _carried_out(planned: Planned, plan: Plan, by: Acting) -> Record:
    row = planned.row
    values: dict[str, Any] = dict(row.values)
    if planned.record is not None:
        record = record_change(record=planned.record, version=planned.record.version, values=values, by=by, reason=_("由 Excel 导入"))
        for url in planned.repositories:
            repository_add(record=record, url=url, by=by)
        return record
    return _entered(planned, plan, by)


def _entered(planned: Planned, plan: Plan, by: Acting) -> Record:
    """A new record taken to where the plan wants it in one act: one revision, one entry for it and one for each repository."""
    wish = planned.repositories[0].rpartition("/")[2].removesuffix(".git") if planned.repositories else ""
    record = new_record(kind=plan.intake.kind, values=dict(planned.row.values), by=by, wish=wish)
    for url in planned.repositories:
        repository_add(record=record, url=url, by=by)
    event, state = ENTERED[plan.target]
    if plan.target != "draft":
        prove_complete(record, content_of(record))
    if plan.target == "register":
        by.prove(Act.RECORD_CONFIRM, organisation_id=record.organisation_id, district=record.district)
        record.registered_at = timezone.now()
    record.state = state
    revise(record, by=by, event=event, reason=_("由 Excel 导入"))
    return record
