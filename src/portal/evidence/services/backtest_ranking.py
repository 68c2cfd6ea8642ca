"""Who would a ranking have awarded, and who stood just below? Computed as a run is, from the lake as it stands, and not kept."""

from collections.abc import Iterable
from typing import Any

from portal.evidence.home import home
from portal.evidence.services.backtest_shares import Bodies, shares
from xingtu import city
from xingtu.dossier import Dossier
from xingtu.facts.authorship import UNKNOWN_ORGANISATION
from xingtu.facts.verdicts import Verdict
from xingtu.policy.track import Track
from xingtu.resolve.declarations import Declarations
from xingtu.run import Evidence, Rules, city_key, rank
from xingtu.store.lake import Lake

JUST_BELOW = 5
"""How many of those not awarded are named, each track."""


def ranking_result(rules: Rules, declarations: Declarations, lake: Lake) -> dict[str, Any]:
    """The part of a back-test's result that a ranking has.

    Raises:
        DeclarationError: no repository is in the programme's libraries.
    """
    facts, repositories = city.evidence(lake, declarations, rules.programme, rules.crediting)
    dossier = Dossier(rank(rules, Evidence(facts, repositories), declarations, city_key(home())))
    bodies = Bodies()
    tracks = [_track(track, dossier, bodies) for track in rules.programme.tracks]
    awarded = [row for track in tracks for row in track["awarded"]]
    return {
        "tracks": tracks,
        "cost_fen": sum(row["amount_fen"] or 0 for row in awarded),
        "unresolved": sum(verdict.outcome == "unresolved" for verdict in dossier.verdicts),
        "unread": [[entry.name, sentence] for entry in repositories for sentence in entry.missing],
        **shares(awarded),
    }


def _track(track: Track, dossier: Dossier, bodies: Bodies) -> dict[str, Any]:
    own = [verdict for verdict in dossier.verdicts if verdict.track == track.id]
    missed = [verdict for verdict in own if verdict.outcome != "awarded"]
    return {
        "id": track.id,
        "name": track.name,
        "name_en": track.name_en,
        "awarded": _rows(track, (verdict for verdict in own if verdict.outcome == "awarded"), dossier, bodies),
        "missed": _rows(track, missed[:JUST_BELOW], dossier, bodies),
    }


def _rows(track: Track, verdicts: Iterable[Verdict], dossier: Dossier, bodies: Bodies) -> list[dict[str, Any]]:
    return [_row(track, verdict, dossier, bodies) for verdict in verdicts]


def _row(track: Track, verdict: Verdict, dossier: Dossier, bodies: Bodies) -> dict[str, Any]:
    body = verdict.subject if track.subject == "organisation" else _employer(dossier, verdict.subject)
    named = dossier.organisations.get(verdict.subject)
    return {
        "track": track.id,
        "subject": verdict.subject,
        "name": verdict.name,
        "name_en": named.en if named else dossier.english.get(verdict.subject, ""),
        "district": bodies.district(body),
        "size": bodies.size(body),
        "place": verdict.place,
        "value": verdict.value,
        "amount_fen": verdict.amount_fen,
        "reasons": _reasons(track, verdict),
    }


def _reasons(track: Track, verdict: Verdict) -> list[list[str]]:
    """The engine's; who met every condition and stands below the last place has none of them."""
    told = [list(pair) for pair in zip(verdict.reasons, verdict.reasons_en, strict=True)]
    if verdict.place is not None and track.places is not None and verdict.place > track.places:
        told.append(
            [f"排在第 {verdict.place} 名，只取前 {track.places} 名。", f"Place {verdict.place}; only the first {track.places} count."]
        )
    return told


def _employer(dossier: Dossier, person: str) -> str:
    """Whoever they did most of their work for."""
    worked = {body: share for body, share in dossier.employers.get(person, {}).items() if body != UNKNOWN_ORGANISATION}
    return max(worked, key=lambda body: (worked[body], body)) if worked else ""
