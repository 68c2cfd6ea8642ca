"""What does the city give away, as 360Giving says it? Every award in force, in the standard's fields, open to everybody.

Of a person only a code and a band of the amount is given. No text begins with a sign a spreadsheet would compute.
"""

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from portal.calls.models import Award, EntryKind
from portal.calls.programmes import programme_of
from portal.house.context import office
from portal.house.personal_data import findings

PREFIX = "xingtu"
IN_FORCE = ("awarded", "paid", "tracking", "accepted", "recovery", "recovered")
BANDS_YUAN = (10_000, 50_000, 100_000, 500_000, 1_000_000)
FEN = 100
COLUMNS = (
    "Identifier", "Title", "Description", "Currency", "Amount Applied For", "Amount Awarded", "Amount Disbursed", "Amount Band",
    "Award Date", "Planned Dates:Start Date", "Actual Dates:End Date", "Recipient Org:Identifier", "Recipient Org:Name",
    "Recipient Ind:Identifier", "Funding Org:Identifier", "Funding Org:Name", "Grant Programme:Code", "Grant Programme:Title",
    "From an Open Call?", "Classifications:Title", "Last modified", "Data Source",
)  # fmt: skip
AMOUNT = re.compile(r'"(amountAppliedFor|amountAwarded|amountDisbursed|value)": "(-?\d+\.\d\d)"')
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def awards_in_force() -> QuerySet[Award]:
    """Awards whose list is in force."""
    found = Award.objects.filter(
        application__step__in=IN_FORCE, approved_fen__gt=0, application__notice_lines__notice__result__isnull=False
    )
    related = ("application__call__version", "application__organisation", "application__record", "application__person")
    return found.distinct().select_related(*related).prefetch_related("entries").order_by("application__number", "grant")


def grants(base: str) -> Iterator[dict[str, Any]]:
    """Each award as 360Giving's JSON has it. ``base``: this platform's address."""
    for award in awards_in_force():
        yield _grant(award, base)


def _grant(award: Award, base: str) -> dict[str, Any]:
    application, call = award.application, award.application.call
    programme = programme_of(call.version)
    body = application.organisation
    title = (application.record.name if application.record else application.title) if body else call.name
    paid = [entry for entry in award.entries.all() if entry.kind == EntryKind.PAID and entry.amount_fen > 0]
    line = application.notice_lines.filter(notice__result__isnull=False).select_related("notice__result").order_by("notice__version").last()
    awarded_on = timezone.localdate(line.notice.result.published_at).isoformat() if line else ""
    grant: dict[str, Any] = {
        "id": f"{PREFIX}-{application.number}-{award.grant}",
        "title": _clean(title or call.name),
        "description": _clean(programme.summary or programme.name),
        "currency": office().currency,
        "awardDate": awarded_on,
        "plannedDates": [{"startDate": awarded_on}] if awarded_on else [],
        "fundingOrganization": [{"id": f"{PREFIX}-office-{office().id}", "name": f"{office().name}开源生态项目办公室"}],
        "grantProgramme": [{"code": call.version.programme, "title": call.version.name}],
        "fromOpenCall": "Yes" if programme.entry == "open_call" else "No",
        "classifications": [{"vocabulary": "xingtu-grant", "code": award.grant, "title": _kind(award)}],
        "dateModified": timezone.localtime(application.updated_at).isoformat(timespec="seconds"),
        "dataSource": f"{base}{reverse('calls:result', args=[line.notice_id])}" if line else base,
    }
    if body is None:
        # a person: neither name nor exact amount, so that nobody is told from their reward
        return grant | {"recipientIndividual": {"id": f"{PREFIX}-individual-{application.number}"}, "amountBand": band(award.approved_fen)}
    return grant | {
        "recipientOrganization": [{"id": f"CN-USCC-{body.uscc}" if body.uscc else f"{PREFIX}-organisation-{body.pk}", "name": body.name}],
        "amountAppliedFor": _yuan(award.applied_fen),
        "amountAwarded": _yuan(award.approved_fen),
        "amountDisbursed": _yuan(award.paid_fen - award.recovered_fen),
        "commitmentTransaction": [{"date": awarded_on, "value": _yuan(award.approved_fen)}],
        "disbursementTransaction": [
            {"date": (entry.voucher_on or timezone.localdate(entry.at)).isoformat(), "value": _yuan(entry.amount_fen)} for entry in paid
        ],
        "actualDates": [{"endDate": (paid[-1].voucher_on or timezone.localdate(paid[-1].at)).isoformat()}] if paid else [],
    }


def _kind(award: Award) -> str:
    programme = programme_of(award.application.call.version)
    named = {grant.id: grant.name for grant in programme.grants} | {track.id: track.name for track in programme.tracks}
    return named.get(award.grant) or named.get(str(award.application.verdict.get("track", "")), "") or programme.name


def band(amount_fen: int) -> str:
    """Between which round sums of yuan an amount lies, the lower one included."""
    lower = 0
    for upper in BANDS_YUAN:
        if amount_fen < upper * FEN:
            return f"{lower}-{upper}"
        lower = upper
    return f"{lower}+"


def _yuan(fen: int) -> str:
    """Exact, as a decimal string: a float would not be."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // FEN}.{abs(fen) % FEN:02}"


def _clean(text: str) -> str:
    """Without any number or mailbox of somebody."""
    for one in reversed(findings(text)):
        text = f"{text[: one.start]}***{text[one.end :]}"
    return text


def package(base: str) -> dict[str, Any]:
    """The whole file."""
    return {"version": "1.1", "licence": "https://creativecommons.org/licenses/by/4.0/", "grants": list(grants(base))}


def json_text(base: str) -> str:
    """The package, readable; amounts are written as the decimals they are, never as floats."""
    text = json.dumps(package(base), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return AMOUNT.sub(r'"\1": \2', text)


def csv_text(base: str) -> str:
    """The same as a table; Excel opens it as it is."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for grant in grants(base):
        writer.writerow([guarded(str(cell)) for cell in _cells(grant)])
    return "\ufeff" + out.getvalue()


def _cells(grant: dict[str, Any]) -> tuple[str, ...]:
    body, planned, actual = (_first(grant.get(name)) for name in ("recipientOrganization", "plannedDates", "actualDates"))
    programme, funder, kind = grant["grantProgramme"][0], grant["fundingOrganization"][0], grant["classifications"][0]
    return (
        grant["id"], grant["title"], grant["description"], grant["currency"], grant.get("amountAppliedFor", ""),
        grant.get("amountAwarded", ""), grant.get("amountDisbursed", ""), grant.get("amountBand", ""), grant["awardDate"],
        planned.get("startDate", ""), actual.get("endDate", ""), body.get("id", ""), body.get("name", ""),
        grant.get("recipientIndividual", {}).get("id", ""), funder["id"], funder["name"], programme["code"], programme["title"],
        grant["fromOpenCall"], kind["title"], grant["dateModified"], grant["dataSource"],
    )  # fmt: skip


def _first(parts: list[dict[str, str]] | None) -> dict[str, str]:
    return parts[0] if parts else {}


def guarded(cell: str) -> str:
    """What a spreadsheet would compute begins with an apostrophe."""
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(FORMULA) or cell.startswith(FORMULA) else cell
