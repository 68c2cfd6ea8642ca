"""How do records leave the register as a workbook? With a purpose, and kept in the journal with columns and count."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation
from portal.errors import Invalid
from portal.journal.events import Event
from portal.journal.services import record as journal_record
from portal.register.columns import MODELS, Shape, columns_of, content_of
from portal.register.models import Kind, Record, Repository, State
from portal.register.selectors.records import Question, found, records_exportable
from portal.register.workbook import Line, export, sheet_columns

SHORTEST_PURPOSE = 4
MOST_RECORDS = 5_000


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to take home."""

    name: str
    content: bytes
    rows: int


@transaction.atomic
def records_export(*, kind: str, purpose: str, by: Acting, question: Question | None = None) -> Exported:
    """All records of a kind that the acting role may export and that answer the question.

    Raises:
        Invalid: no purpose is given, or there are more records than one workbook takes.
        NotAllowed: the acting role exports nothing.
    """
    exportable = records_exportable(by)
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise Invalid({"purpose": _("请写明用途，它会留痕，如“报送市项目办 11 月月报”。")})
    reached = found(exportable.filter(kind=kind), question or Question()).exclude(state=State.REMOVED)
    count = reached.count()
    if count > MOST_RECORDS:
        raise Invalid(
            {"purpose": _("符合条件的有 %(n)d 条，一次最多导出 %(most)d 条，请先按区县或领域筛选。") % {"n": count, "most": MOST_RECORDS}}
        )
    model = MODELS[Kind(kind)]
    links = [column.name for column in columns_of(kind) if column.shape is Shape.PROJECTS]
    kept = Prefetch("repositories", Repository.objects.filter(removed_at__isnull=True), to_attr="kept_repositories")
    records = model.objects.filter(pk__in=reached.order_by().values("pk")).prefetch_related(kept, *links).order_by("serial")
    codes = {ident: uscc or ident for ident, uscc in Organisation.objects.values_list("pk", "uscc")}
    content = export(kind, [_line(record) for record in records], codes)
    journal_record(
        event=Event.RECORDS_EXPORTED,
        by=by,
        subject_kind="register",
        subject=kind,
        reason=purpose.strip(),
        details={"columns": [column.name for column in sheet_columns(kind)], "rows": count},
    )
    return Exported(f"{Kind(kind).label}-{timezone.localdate():%Y%m%d}.xlsx", content, count)


def _line(record: Record) -> Line:
    repositories: list[Repository] = record.kept_repositories  # type: ignore[attr-defined] # set by the prefetch above
    return Line(record.pk, record.version, content_of(record), [repository.url for repository in repositories])
