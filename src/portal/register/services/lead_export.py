"""How does the ledger leave as an Excel workbook? As the reader may see it, without the names of those talked to, and journalled."""

import io
from collections.abc import Iterable

import xlsxwriter
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed
from portal.journal.events import Event
from portal.journal.services import record
from portal.register.models import Lead, Promise
from portal.register.selectors.leads import leads_visible
from portal.register.vocabulary import districts, name_of

COLUMNS = (
    "id", "kind", "name", "name_en", "state", "district", "organisation", "source", "next_step", "next_on", "contacts", "last_contact_on",
    "promises", "promises_passed", "promises_failed", "targets", "opened_on", "moved_on", "ended_on", "ended_reason",
)  # fmt: skip


def leads_export(*, leads: Iterable[Lead] | None = None, by: Acting, purpose: str) -> bytes:
    """The workbook of all leads within reach, or of ``leads`` among them.

    Raises:
        NotAllowed: the role reads no ledger.
        Invalid: no purpose was given.
    """
    if not by.may(Act.LEAD_VIEW):
        raise NotAllowed(Act.LEAD_VIEW)
    if not purpose.strip():
        raise Invalid({"purpose": _("请写明导出的用途，会写入留痕。")})
    reach = leads_visible(by) if leads is None else leads_visible(by).filter(pk__in=[one.pk for one in leads])
    rows = [_row(lead) for lead in _with_counts(reach)]
    with transaction.atomic():
        record(
            event=Event.RECORDS_EXPORTED,
            by=by,
            subject_kind="leads",
            subject=by.role_text,
            reason=purpose,
            details={"columns": list(COLUMNS), "rows": len(rows)},
        )
    return _workbook(rows, purpose)


def _with_counts(leads: Iterable[Lead]) -> Iterable[Lead]:
    return leads.select_related("organisation").annotate(  # type: ignore[attr-defined,no-any-return]
        n_contacts=Count("contacts", distinct=True),
        last_contact=Max("contacts__on"),
        n_promises=Count("promises", distinct=True),
        n_passed=Count("promises", filter=Q(promises__result=Promise.Result.PASS), distinct=True),
        n_failed=Count("promises", filter=Q(promises__result=Promise.Result.FAIL), distinct=True),
        n_targets=Count("targets", distinct=True),
    )


def _row(lead: Lead) -> tuple[object, ...]:
    extra = lead.__dict__
    return (
        lead.pk, lead.get_kind_display(), lead.name, lead.name_en, lead.get_state_display(), name_of(districts(), lead.district),
        lead.organisation.name if lead.organisation else "", lead.source, lead.next_step, lead.next_on, extra["n_contacts"],
        extra["last_contact"], extra["n_promises"], extra["n_passed"], extra["n_failed"], extra["n_targets"],
        timezone.localdate(lead.opened_at), timezone.localdate(lead.moved_at), lead.ended_on, lead.ended_reason,
    )  # fmt: skip


def _headings() -> list[str]:
    return [
        _("编号"), _("类别"), _("名称"), _("英文名称"), _("进展"), _("区县（园区）"), _("落地主体"), _("线索来源"),
        _("下一步"), _("下一步日期"), _("联系次数"), _("最近联系"), _("承诺数"), _("已兑现"), _("未兑现"), _("目标仓库数"),
        _("登记日期"), _("最近进展"), _("结束日期"), _("结束理由"),
    ]  # fmt: skip


def _workbook(rows: list[tuple[object, ...]], purpose: str) -> bytes:
    out = io.BytesIO()
    # texts stay texts: no name can become a formula
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F7"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_("线索台账"))
    sheet.write_row(0, 0, _headings(), heading)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if hasattr(value, "isoformat"):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            else:
                sheet.write_string(number, place, str(value))
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    sheet.set_column(0, len(COLUMNS) - 1, 14)
    about = book.add_worksheet(_("说明"))
    about.write_column(
        0,
        0,
        [_("导出时间：%(at)s") % {"at": timezone.localtime().strftime("%Y-%m-%d %H:%M")}, _("用途：%(purpose)s") % {"purpose": purpose}],
    )
    about.set_column(0, 0, 60)
    book.close()
    return out.getvalue()
