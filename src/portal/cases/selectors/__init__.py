"""What cases reads."""

from portal.cases.selectors.doors import Link, links_of
from portal.cases.selectors.parties import assignable, case_to_act_on, concerned, desk_of, fixers, moves_open, parts_of
from portal.cases.selectors.queue import case_for, cases_visible, open_cases_about, overdue

__all__ = [
    "Link", "assignable", "case_for", "case_to_act_on", "cases_visible", "concerned", "desk_of", "fixers", "links_of", "moves_open",
    "open_cases_about", "overdue", "parts_of",
]  # fmt: skip
