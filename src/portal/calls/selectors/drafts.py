"""Which drafts may somebody edit, is one sound, and if not, at which place of which part is it wrong?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Role, Scope
from portal.calls.models import Draft, DraftState, ProgrammeVersion, Signature
from portal.calls.programme_keys import PART_OF_PLACE
from portal.calls.programme_text import data_of, moved_a_year, policy_hash_of
from portal.calls.selectors.programmes import series_of, versions_of
from portal.errors import Invalid, NotAllowed
from portal.evidence.models import Backtest
from portal.evidence.selectors.backtests import backtest_of
from portal.evidence.services.programme_texts import programme_prove
from xingtu.policy.programme import Programme

PLACE = re.compile(r"^policy/programmes/[^:：,]+\.toml(?:, (?P<place>.+?))?(?:: |：)(?P<what>.+)$", re.DOTALL)
NAMED = re.compile(r'(?P<kind>[a-z_]+) (?:"(?P<name>[^"]*)"|(?P<number>\d+))')
BRACKETS = re.compile(r"\[+(?P<path>[a-z_.]+)\]+")
WAY = re.compile(r"（[a-z_]+(?: → [a-z_]+)+）")
LISTS = {
    "section": "section", "field": "field", "rule": "rule", "criterion": "criterion", "phase": "phase", "step": "step", "grant": "grant",
    "track": "track", "tier": "tier", "award": "award", "milestone": "milestone",
}  # fmt: skip
"""The word a place uses → the list of the file."""
NEEDED = 2
"""Signatures of different people."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be carried out. ``part`` empty: it belongs to no single part; ``address``: of the table, if it is found."""

    sentence: str
    place: str = ""
    part: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Soundness:
    """The programme a draft describes, or why it describes none."""

    programme: Programme | None
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Signing:
    """How far a draft is from being published. ``lacking``: what is still needed, in order."""

    policy_hash: str
    signatures: tuple[Signature, ...]
    backtest: Backtest | None
    by_head: bool

    @property
    def complete(self) -> bool:
        """Two different people, one of them the head of the office, have signed exactly this text."""
        return len({signature.person for signature in self.signatures}) >= NEEDED and self.by_head


def drafts_visible(acting: Acting) -> QuerySet[Draft]:
    """All of them to whoever drafts for the city, none to anybody else."""
    if acting.scope(Act.PROGRAMME_DRAFT) is not Scope.CITY:
        return Draft.objects.none()
    return Draft.objects.select_related("based_on")


def draft_visible(acting: Acting, ident: int) -> Draft:
    """One of them.

    Raises:
        NotAllowed: there is none of that id within reach.
    """
    found = drafts_visible(acting).filter(pk=ident).first()
    if found is None:
        raise NotAllowed(Act.PROGRAMME_DRAFT)
    return found


def soundness_of(draft: Draft) -> Soundness:
    """Whether it loads, against the engine's own metrics and rules."""
    try:
        return Soundness(programme_prove(draft.programme, draft.text), None)
    except Invalid as error:
        return Soundness(None, problem_of(str(next(iter(error.problems.values()))), draft.text))


def problem_of(message: str, text: str) -> Problem:
    """What the loader says, with the part of the editor and the table it speaks of."""
    match = PLACE.match(message)
    if match is None:
        return Problem(message)
    place, what = match["place"] or "", match["what"].strip()
    if brackets := BRACKETS.match(place):
        path = brackets["path"]
        return Problem(what, place, PART_OF_PLACE.get(path.split(".")[0], ""), path)
    named = list(NAMED.finditer(place))
    if not named:
        return Problem(what, place, _guessed(what))
    try:
        data = data_of(text)
    except Invalid:
        data = {}
    what = WAY.sub(lambda way: _way_said(way[0], data), what)
    return Problem(what, place, PART_OF_PLACE.get(named[0]["kind"], ""), _address(named, data))


def _way_said(way: str, data: Mapping[str, Any]) -> str:
    """A way through the steps by the names officials know."""
    steps = data.get("step")
    names = {str(step.get("id")): str(step.get("shown")) for step in steps if isinstance(step, Mapping)} if isinstance(steps, list) else {}
    return re.sub(r"[a-z_]+", lambda ident: names.get(ident[0], ident[0]), way)


def _guessed(what: str) -> str:
    """The part a sentence about the whole file belongs to, by the stanza it asks for."""
    for word, part in (("[notice]", "notice"), ("[review]", "review"), ("[[section]]", "form"), ("[call]", "times"), ("[budget]", "money"),
                       ("[[step]]", "steps"), ("[[track]]", "money"), ("（notice）", "steps"), ("（review）", "steps")):  # fmt: skip
        if word in what:
            return part
    return ""


def _address(named: list[re.Match[str]], data: Mapping[str, Any]) -> str:
    """Follow the named tables down the file; where one is not found, as far as it goes."""
    here: Any = data
    address: list[str] = []
    for match in named:
        name = LISTS.get(match["kind"], match["kind"])
        rows = here.get(name) if isinstance(here, Mapping) else None
        if rows is None and isinstance(here, Mapping) and not address:
            # criteria and phases stand below [review]
            rows, address = (here.get("review") or {}).get(name), ["review"]
        if not isinstance(rows, list):
            return ".".join(address)
        place = next((at for at, row in enumerate(rows) if _is_called(row, match, at)), None)
        if place is None:
            return ".".join(address)
        address += [name, str(place)]
        here = rows[place]
    return ".".join(address)


def _is_called(row: Any, match: re.Match[str], at: int) -> bool:  # noqa: ANN401 -- a table of the file
    if match["number"]:
        return at + 1 == int(match["number"])
    return isinstance(row, Mapping) and match["name"] in {str(row.get(key)) for key in ("id", "name", "from_place")}


def signing_of(draft: Draft) -> Signing:
    """Signatures that count are those under exactly this text."""
    policy_hash = policy_hash_of(draft.text)
    signatures = tuple(draft.signatures.filter(policy_hash=policy_hash))
    return Signing(
        policy_hash=policy_hash,
        signatures=signatures,
        backtest=backtest_of(draft.programme, policy_hash),
        by_head=any(signature.role == Role.OFFICE_HEAD.value for signature in signatures),
    )


def compared_with(draft: Draft) -> tuple[ProgrammeVersion | None, str]:
    """The version the draft is held against, and its text as it would read for the same year and id.

    For a new year that is last year's file with its dates moved: what differs then is what somebody changed.
    """
    newest = versions_of(draft.programme).exclude(policy_hash=policy_hash_of(draft.text)).first()
    if newest is not None:
        return newest, newest.text
    if draft.based_on is None:
        return None, ""
    text = draft.based_on.text
    if draft.based_on.programme != draft.programme and series_of(draft.based_on.programme) == series_of(draft.programme):
        text = moved_a_year(text, ident=draft.programme, by_years=years_between(draft.based_on.programme, draft.programme))
    return draft.based_on, text


def years_between(before: str, after: str) -> int:
    """By how many years the second programme's id is later."""
    first, second = before.rpartition("-")[2], after.rpartition("-")[2]
    return int(second) - int(first) if first.isdecimal() and second.isdecimal() else 0


def next_year_of(version: ProgrammeVersion) -> str:
    """The id of next year's file; the newest year there is counts."""
    series, year = series_of(version.programme), version.programme.rpartition("-")[2]
    taken = ProgrammeVersion.objects.filter(programme__startswith=f"{series}-").values_list("programme", flat=True)
    open_drafts = Draft.objects.filter(programme__startswith=f"{series}-", state=DraftState.OPEN).values_list("programme", flat=True)
    years = [int(ident.rpartition("-")[2]) for ident in {*taken, *open_drafts, version.programme} if ident.rpartition("-")[2].isdecimal()]
    return f"{series}-{max(years) + 1}" if year.isdecimal() else f"{version.programme}-2"
