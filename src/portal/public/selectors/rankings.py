"""Which rankings are published, and what stands in each line?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import get_language

from portal.accounts.acting import PUBLIC, Acting
from portal.accounts.models import Consent, Purpose
from portal.evidence.masking import masked
from portal.evidence.models import Run, RunMetric, RunOrganisation, RunPerson, RunTrack, RunVerdict
from portal.evidence.selectors import shown_names
from portal.public import addresses
from portal.public.plain_text import public_text
from portal.public.selectors.numbers import metrics_of
from portal.public.selectors.observation import OBSERVATION, published_runs

PERSON = "person"
ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class RankingLine:
    """A line as shown: no name that may not be shown is in it."""

    verdict: RunVerdict
    name: str
    href: str
    organisations: tuple[tuple[str, str], ...]
    shown: tuple[tuple[RunMetric, int | None], ...]
    reasons: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """A track of a published run."""

    run: Run
    track: RunTrack
    metric: RunMetric
    shown: tuple[RunMetric, ...]
    conditions: tuple[str, ...]
    ties: str
    notes: tuple[str, ...]
    ranked: int
    set_aside: int


def rankings() -> list[tuple[Run, list[RunTrack]]]:
    """Published runs with their tracks, newest first; the standing observation last within a day."""
    runs = published_runs().prefetch_related("tracks")
    return [(run, list(run.tracks.all())) for run in runs[:200]]


def newest_ranking() -> Run | None:
    """The newest published run that is more than an observation, else the newest observation."""
    return published_runs().exclude(programme__startswith=OBSERVATION).first() or published_runs().first()


def track_of(run: Run, ident: str) -> RunTrack | None:
    """The run's track of that id."""
    return run.tracks.filter(track=ident).first()


def ranking(run: Run, track: RunTrack) -> Ranking:
    """What a reader must know before the first line."""
    held, place = metrics_of(run), 1 if english() else 0
    counts = run.verdicts.filter(track=track.track).aggregate(all=Count("id"), ranked=Count("place"))
    return Ranking(
        run=run,
        track=track,
        metric=held[track.metric],
        shown=tuple(held[metric] for metric in track.shown if metric in held),
        conditions=tuple(_said(pair, place) for pair in track.conditions),
        ties=_said(track.ties, place),
        notes=tuple(_said(pair, place) for pair in run.notes),
        ranked=counts["ranked"],
        set_aside=counts["all"] - counts["ranked"],
    )


def verdicts_of(found: Ranking, query: str = "") -> QuerySet[RunVerdict]:
    """The lines in the engine's order; with ``query``, those whose shown name it may be."""
    rows = RunVerdict.objects.filter(run=found.run, track=found.track.track).order_by("row")
    query = query.strip()
    if not query:
        return rows
    whole = Q(name__icontains=query) | Q(name_en__icontains=query)
    if found.track.subject_kind != PERSON:
        return rows.filter(whole)
    consent = Consent.objects.filter(person=OuterRef("subject"), purpose=Purpose.PUBLIC_NAME, withdrawn_at__isnull=True)
    program = RunPerson.objects.filter(run=found.run, person=OuterRef("subject")).exclude(actor=PERSON)
    # a masked name is found by what is shown of it and by its length: a match tells no more than the list does
    hidden = Q(name__startswith=query[0], open=False, letters=len(query))
    return rows.annotate(open=Exists(consent) | Exists(program), letters=Length("name")).filter((whole & Q(open=True)) | hidden)


def page_of(
    found: Ranking, query: str, number: str | int, *, acting: Acting = PUBLIC, size: int = ROWS_A_PAGE
) -> tuple[Page[RunVerdict], list[RankingLine]]:
    """One page of the list."""
    page = Paginator(verdicts_of(found, query), size).get_page(number)
    return page, lines_of(found, list(page.object_list), acting=acting)


def row_of_person(found: Ranking, person: str) -> int | None:
    """Where the reader stands themself."""
    if not person or found.track.subject_kind != PERSON:
        return None
    return RunVerdict.objects.filter(run=found.run, track=found.track.track, subject=person).values_list("row", flat=True).first()


def line_of(found: Ranking, row: int, *, acting: Acting = PUBLIC) -> RankingLine | None:
    """One line, by its place in the engine's order."""
    rows = list(RunVerdict.objects.filter(run=found.run, track=found.track.track, row=row)[:1])
    return lines_of(found, rows, acting=acting)[0] if rows else None


def lines_of(found: Ranking, rows: Sequence[RunVerdict], *, acting: Acting = PUBLIC) -> list[RankingLine]:
    """The lines as shown, with two questions to the database however many they are."""
    people = found.track.subject_kind == PERSON
    wanted = {ident for row in rows for ident in row.organisations} if people else {row.subject for row in rows}
    organisations = {
        ident: (name_en if english() and name_en else name)
        for ident, name, name_en in RunOrganisation.objects.filter(run=found.run, organisation__in=wanted).values_list(
            "organisation", "name", "name_en"
        )
    }
    names = shown_names(found.run, [row.subject for row in rows], acting) if people else {}
    return [_line(found, row, names, organisations, own=acting.actor_id) for row in rows]


def _line(found: Ranking, row: RunVerdict, names: dict[str, str], organisations: dict[str, str], *, own: str) -> RankingLine:
    people, place = found.track.subject_kind == PERSON, 1 if english() else 0
    said = (
        public_text(names.get(row.subject) or masked(row.name))
        if people
        else public_text(row.name_en if english() and row.name_en else row.name)
    )
    return RankingLine(
        verdict=row,
        name=said,
        href="" if people or row.subject not in organisations else addresses.organisation(row.subject),
        organisations=tuple((ident, organisations[ident]) for ident in row.organisations if ident in organisations) if people else (),
        shown=tuple(zip(found.shown, row.shown, strict=False)),
        reasons=tuple(public_text(_said(pair, place)) for pair in row.reasons),
        own=bool(own) and row.subject == own,
    )


def profile_of(line: RankingLine) -> str:
    """The person's own public page, where they agreed to have one."""
    consent = Consent.objects.filter(person=line.verdict.subject, purpose=Purpose.PUBLIC_PROFILE, withdrawn_at__isnull=True)
    return addresses.person(line.verdict.subject) if consent.exists() else ""


def neighbours(found: Ranking, row: int) -> dict[str, int | None]:
    """The lines before and after."""
    rows = RunVerdict.objects.filter(run=found.run, track=found.track.track)
    return {
        "before": rows.filter(row__lt=row).order_by(F("row").desc()).values_list("row", flat=True).first(),
        "after": rows.filter(row__gt=row).order_by("row").values_list("row", flat=True).first(),
    }


def _said(pair: Sequence[str], place: int) -> str:
    if not pair:
        return ""
    return (pair[place] if len(pair) > place else "") or pair[0]


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")
