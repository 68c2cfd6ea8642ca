"""What may a blind reviewer read? Texts without the words that identify an applicant, and numbers without names, owners or links."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import get_language

from portal.accounts.domains import EVERYBODYS
from portal.accounts.models import Grant, Organisation, Person
from portal.evidence.models import Run, RunMetric, RunOrganisation, RunPerson, RunRepository
from portal.evidence.selectors.values import repository_values, summed
from portal.register.models import Employment, EmploymentState, Expert, HostAccount, Mailbox, Record, Repository, Revision
from portal.register.vocabulary import code_hosts
from xingtu.decide.ties import Parties
from xingtu.report.redaction import MASK, person_forms, redacted, short_forms, telling

__all__ = ["MASK", "BlindDossier", "BlindLine", "blind_dossier", "identifying_words", "redacted"]

LONGEST_STAFF = 2_000
"""People of an organisation whose names are hidden too."""
LARGEST_KNOWN = 100
"""Coarse numbers keep two digits from here on."""


@dataclass(frozen=True, slots=True)
class BlindLine:
    """One number; ``parts``: the same of each repository, in the dossier's order. None is unknown, never 0."""

    metric: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    value: int | None
    scale: int
    definition: str
    caveats: tuple[str, ...]
    parts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class BlindDossier:
    """Evidence of an application without a name. ``unread``: repositories the run has not read, whose part is unknown."""

    lines: tuple[BlindLine, ...]
    window: str
    window_en: str
    repositories: int
    unread: int
    coarse: bool


def identifying_words(parties: Parties) -> tuple[str, ...]:
    """Every word of the register that tells whose an application is: names, short forms, codes, domains, accounts, addresses.

    Names that everybody uses (github, core) are left out; texts lose addresses anyway (``redacted``).
    """
    words: list[str] = []
    records = list(Record.objects.filter(pk__in=parties.record_ids))
    bodies = {*parties.organisation_ids, *(record.organisation_id for record in records if record.organisation_id)}
    people = {*parties.person_ids, *(record.person_id for record in records if record.person_id)}
    words += _of_records(records)
    words += _of_organisations(bodies)
    words += _of_people(people)
    words += _of_staff(bodies)
    return telling(words)


def blind_dossier(record_ids: Sequence[str], run: Run, metrics: Sequence[str], *, coarse: bool = False) -> BlindDossier:
    """Numbers of the records' repositories as a whole and one by one, with their definitions.

    coarse: two digits only, because an exact number can be looked up on the city's public pages.
    """
    held = list(Repository.objects.filter(record__in=record_ids, removed_at=None).order_by("serial").values_list("id", flat=True))
    values = repository_values(run, metrics)
    definitions = {definition.metric: definition for definition in run.metrics.filter(metric__in=metrics)}
    read = set(run.repositories.exclude(tip="").values_list("repository", flat=True))
    lines = []
    for metric in metrics:
        definition = definitions.get(metric)
        if definition is None:
            continue
        parts = [values.get(repository, {}).get(metric) for repository in held]
        whole = summed(parts) if definition.additive and parts else parts[0] if len(parts) == 1 else None
        lines.append(
            BlindLine(
                metric,
                definition.name,
                definition.name_en,
                definition.unit,
                definition.unit_en,
                _shown(whole, coarse=coarse),
                definition.scale,
                _told(definition),
                tuple(definition.caveats),
                tuple(_shown(part, coarse=coarse) for part in parts),
            )
        )
    unread = sum(repository not in read for repository in held)
    return BlindDossier(tuple(lines), run.window, run.window_en, len(held), unread, coarse)


def _told(metric: RunMetric) -> str:
    """What it means, in the reader's language; definitions are written in English, and the question they answer in Chinese."""
    return metric.definition if (get_language() or "").startswith("en") else metric.question or metric.definition


def _shown(value: int | None, *, coarse: bool) -> int | None:
    """Two digits of a number, rounded half up, where it is coarse."""
    if value is None or not coarse or abs(value) < LARGEST_KNOWN:
        return value
    step = int(10 ** (len(str(abs(value))) - 2))
    return (value + step // 2) // step * step


def _of_records(records: Sequence[Record]) -> Iterator[str]:
    held: dict[str, list[Repository]] = defaultdict(list)
    for repository in Repository.objects.filter(record__in=records):
        held[str(repository.record_id)].append(repository)
    for record in records:
        yield from _of_name(record.name)
        yield from _of_name(record.name_en)
        yield record.id
        yield from _of_address(record.homepage)
        for repository in held[record.id]:
            yield from _of_name(repository.name)
            yield repository.id
            for address in (repository.url, *repository.aliases):
                yield from _of_address(address)
    ids = [repository.id for repositories in held.values() for repository in repositories]
    for name in RunRepository.objects.filter(repository__in=ids).values_list("name", flat=True).distinct():
        yield from _of_name(name)
    # what it was called before identifies it as well
    for content in Revision.objects.filter(record__in=records).values_list("content", flat=True):
        for key in ("name", "name_en"):
            yield from _of_name(str(content.get(key) or ""))
        yield from _of_address(str(content.get("homepage") or ""))


def _of_organisations(bodies: Iterable[str]) -> Iterator[str]:
    wanted = sorted(bodies)
    for body in Organisation.objects.filter(pk__in=wanted):
        yield from (body.id, body.uscc or "")
        for name in (body.name, body.name_en):
            yield from short_forms(name)
        for domain in body.domains:
            yield from _of_host(domain)
    for names in RunOrganisation.objects.filter(organisation__in=wanted).values_list("name", "name_en").distinct():
        for name in names:
            yield from short_forms(name)


def _of_people(people: Iterable[str]) -> Iterator[str]:
    wanted = sorted(people)
    for person in Person.objects.filter(pk__in=wanted):
        yield person.id
        yield from _of_mailbox(person.email)
        for name in (person.name, person.name_en):
            yield from person_forms(name)
    for names in RunPerson.objects.filter(person__in=wanted).values_list("name", "name_en").distinct():
        for name in names:
            yield from person_forms(name)
    yield from HostAccount.objects.filter(person__in=wanted).values_list("login", flat=True)
    for address in Mailbox.objects.filter(person__in=wanted).values_list("address", flat=True):
        yield from _of_mailbox(address)
    for employer in Expert.objects.filter(person__in=wanted).values_list("employer", flat=True):
        yield from short_forms(employer)
    current = Employment.objects.filter(person__in=wanted).exclude(state=EmploymentState.WITHDRAWN)
    for names in current.values_list("organisation__name", "organisation__name_en").distinct():
        for name in names:
            yield from short_forms(name)


def _of_staff(bodies: Iterable[str]) -> Iterator[str]:
    """Full names of those who work in the organisation: a text that names its engineers names it."""
    wanted = sorted(bodies)
    members = Grant.objects.held_on(timezone.localdate()).filter(organisation__in=wanted).values("person")
    employed = Employment.objects.filter(organisation__in=wanted, state=EmploymentState.CONFIRMED).values("person")
    for held in (members, employed):
        for name, name_en in Person.objects.filter(pk__in=held).values_list("name", "name_en")[:LONGEST_STAFF]:
            yield from (name, *person_forms(name_en)[:2])


def _of_name(name: str) -> Iterator[str]:
    """A project's name, and each part of one that says it twice (齿轮仿真 gearsim)."""
    yield name
    yield from name.replace("（", " ").replace("）", " ").replace("(", " ").replace(")", " ").split()


def _of_address(address: str) -> Iterator[str]:
    """Host, path and each part of the path, where they say more than the name of a code host."""
    if not address:
        return
    parts = urlsplit(address if "://" in address else f"//{address}")
    path = parts.path.strip("/").removesuffix(".git")
    yield address
    yield path
    yield from path.split("/")
    if not _is_code_host(parts.hostname or ""):
        yield from _of_host(parts.hostname or "")


def _of_host(host: str) -> Iterator[str]:
    if host in EVERYBODYS:
        return
    yield host
    yield from host.split(".")[:-1]


def _of_mailbox(address: str) -> Iterator[str]:
    local, _, domain = address.partition("@")
    yield address
    yield local
    yield from _of_host(domain)


def _is_code_host(host: str) -> bool:
    return any(host in (known.domain, *known.aliases) for known in code_hosts())
