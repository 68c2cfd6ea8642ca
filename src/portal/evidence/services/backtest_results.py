"""What would a draft have done last year: who gets what, who just misses it, what it costs, and how does that differ from today?

``result_of`` gives what is kept with the back-test, plain JSON:

- ``kind`` ranking | applications; ``on`` the day facts are seen from; ``window`` [from, until); ``years_back`` how many years the draft's
  own window was moved into the past, because it is not over yet; ``budget_fen``; ``unread`` [[repository, why], …]
- ranking: ``tracks`` [{id, name, name_en, awarded: [row], missed: [row]}], ``cost_fen``, ``unresolved`` (ties over the places)
- applications: ``subjects`` (kinds of record), ``run``, ``passes`` [row], ``just_misses`` [row] (one condition failed), ``unknowns``
  [row], ``fails`` (number), ``set_aside`` [[zh, en], …] (conditions only an application can answer), ``bound`` {…} (``cost_bound``)
- both: ``by_district`` and ``by_size`` [{id, count, amount_fen}] of the winners or passes; ``against`` the same draft's difference to the
  version in force {policy_hash, version, won: [row], lost: [row], changed: [row], cost_fen, before_fen} or {}
- a row: {subject, name, name_en, district, size, place, amount_fen, reasons: [[zh, en], …], track}
"""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from portal.evidence.home import home, programme_file
from portal.evidence.models import Backtest
from portal.evidence.selectors.runs import newest_observation
from portal.evidence.services.backtest_applications import applications_result
from portal.evidence.services.backtest_ranking import ranking_result
from portal.evidence.services.snapshot import city_file, snapshot_freeze
from xingtu.policy.window import DatesWindow
from xingtu.resolve.declarations import read_city
from xingtu.run import Rules, rules_on_disk
from xingtu.settings import settings
from xingtu.store.lake import Lake

Result = dict[str, Any]
LEAP_DAY = (2, 29)


def result_of(asked: Backtest) -> Result:
    """Compute it; nothing is fetched and nothing is kept but what is returned.

    Raises:
        PortalError: a text is not on this machine.
        XingtuError: the draft's repositories or rules cannot be read.
    """
    today = timezone.localdate()
    draft = _result(asked.programme, asked.policy_hash, today)
    if asked.against:
        before = _result(asked.programme, asked.against, today)
        draft["against"] = _difference(before, draft) | {"policy_hash": asked.against}
    return draft


def _result(programme: str, policy_hash: str, today: date) -> Result:
    rules, years = into_the_past(rules_on_disk(programme_file(programme, policy_hash), settings().policy), today)
    window = rules.programme.window
    on = today
    if isinstance(window, DatesWindow) and years:
        on = window.until_on
    head: Result = {
        "version": rules.programme.version,
        "on": on.isoformat(),
        "window": [window.from_on.isoformat(), window.until_on.isoformat()] if isinstance(window, DatesWindow) else [],
        "years_back": years,
        "budget_fen": rules.programme.budget_fen,
        "against": {},
    }
    if rules.programme.tracks:
        declarations = read_city(city_file(snapshot_freeze()))
        return head | {"kind": "ranking"} | ranking_result(rules, declarations, Lake(home()))
    return head | {"kind": "applications"} | applications_result(rules.programme, newest_observation(), on)


def into_the_past(rules: Rules, today: date) -> tuple[Rules, int]:
    """The rules over the newest whole window that is over, and by how many years theirs was moved for that."""
    window = rules.programme.window
    if not isinstance(window, DatesWindow) or window.until_on <= today:
        return rules, 0
    years = next(back for back in range(1, window.until_on.year) if _years_before(window.until_on, back) <= today)
    moved = DatesWindow(_years_before(window.from_on, years), _years_before(window.until_on, years))
    return replace(rules, programme=replace(rules.programme, window=moved)), years


def _years_before(day: date, years: int) -> date:
    if (day.month, day.day) == LEAP_DAY:
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def _difference(before: Result, after: Result) -> Result:
    """Who wins by the draft alone, who by the version in force alone, whose amount is another."""
    old, new = _winners(before), _winners(after)
    changed = [
        row | {"before_fen": old[key]["amount_fen"]}
        for key, row in new.items()
        if key in old and row["amount_fen"] != old[key]["amount_fen"]
    ]
    return {
        "version": before["version"],
        "won": [row for key, row in new.items() if key not in old],
        "lost": [row for key, row in old.items() if key not in new],
        "changed": changed,
        "cost_fen": _cost(after),
        "before_fen": _cost(before),
    }


def _winners(result: Result) -> dict[tuple[str, str], Result]:
    rows = [row for track in result["tracks"] for row in track["awarded"]] if result["kind"] == "ranking" else result["passes"]
    return {(row["track"], row["subject"]): row for row in rows}


def _cost(result: Result) -> int | None:
    found: int | None = result["cost_fen"] if result["kind"] == "ranking" else result["bound"]["passes_fen"]
    return found
