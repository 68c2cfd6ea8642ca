"""Which experts may not judge which applications, and how sure is that? Computed from the register and a run, never from a guess.

A person the run cannot tie to any commit is "not computable", not "no conflict". The sentences name people and organisations: they
are for the office and for the expert's own declaration, not for blind phases. A fixed number of queries, whatever is asked.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.db.models import Q

from portal.accounts.models import Grant, Organisation, Person
from portal.accounts.roles import HELD_IN_ORGANISATION
from portal.evidence.models import Run
from portal.evidence.selectors.code_ties import CodeTies, code_ties
from portal.register.models import Employment, EmploymentState, Expert, HostAccount, Mailbox, Record, Repository
from xingtu.decide.conflict import Conflict
from xingtu.decide.recusal import judge
from xingtu.decide.ties import Limits, Owned, Parties, PastAward, Stay, Ties
from xingtu.report.privacy import shown_text

__all__ = ["Conflict", "Coverage", "Findings", "Limits", "Parties", "PastAward", "conflicts", "findings"]

NOTHING = CodeTies([], [], [], [], {}, {})


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether code could speak about an expert at all."""

    expert: str
    computable: bool
    sentence: str
    sentence_en: str
    commits: int = 0
    repositories: int = 0


@dataclass(frozen=True, slots=True)
class Findings:
    """``unread``: application → repositories of its records that the run has not read: there, too, nothing is known."""

    conflicts: tuple[Conflict, ...]
    coverage: Mapping[str, Coverage]
    unread: Mapping[str, tuple[str, ...]]


def conflicts(
    *,
    experts: Sequence[str],
    parties: Mapping[str, Parties],
    on: date,
    years: int = 3,
    run: Run | None,
    past_awards: Mapping[str, PastAward] | None = None,
    limits: Limits | None = None,
) -> list[Conflict]:
    """Only the conflicts; whoever shows them must show ``findings(…).coverage`` beside them."""
    found = findings(experts=experts, parties=parties, on=on, years=years, run=run, past_awards=past_awards, limits=limits)
    return list(found.conflicts)


def findings(
    *,
    experts: Sequence[str],
    parties: Mapping[str, Parties],
    on: date,
    years: int = 3,
    run: Run | None,
    past_awards: Mapping[str, PastAward] | None = None,
    limits: Limits | None = None,
) -> Findings:
    """Conflicts of all experts with all applications on a day, looking back ``years``."""
    since = years_before(on, years)
    people = sorted({person for party in parties.values() for person in party.person_ids})
    records = _records({record for party in parties.values() for record in party.record_ids})
    bodies = {one for party in parties.values() for one in party.organisation_ids}
    bodies |= {record.organisation for record in records.values() if record.organisation}
    repositories = {one for record in records.values() for one in record.repositories}
    code = NOTHING
    if run is not None and experts:
        code = code_ties(
            run, experts=experts, people=people, organisations=bodies, repositories=repositories, since=since, on=on
        )  # fmt: skip
    stays = [*_stays([*experts, *people], bodies), *code.stays]
    ties = Ties(
        stays=stays,
        work=code.work,
        together=code.together,
        leads=code.leads,
        accounts=_accounts(experts, repositories),
        records=records,
        contributors=code.contributors,
        names=_names({*experts, *people}, {*bodies, *(stay.organisation for stay in stays)}, run, repositories),
    )
    found = judge(
        experts, parties, ties, since=since, on=on, years=years, limits=limits or Limits(), past_awards=past_awards or {}
    )  # fmt: skip
    coverage = {expert: _coverage(expert, run, code) for expert in experts}
    return Findings(tuple(found), coverage, _unread(parties, records, run))


def years_before(on: date, years: int) -> date:
    """The first day of the period; 29 February becomes 28 February where the year has none."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=on.day - 1)


def _coverage(expert: str, run: Run | None, code: CodeTies) -> Coverage:
    if run is None:
        return Coverage(
            expert, False, "没有可用的运行，代码方面的关系无法计算（不等于没有），须由本人声明。",  # noqa: FBT003 - the column's value
            "There is no run to ask: ties in code cannot be computed (which is not none); the expert must declare them.",
        )  # fmt: skip
    commits, repositories = code.commits.get(expert, (0, 0))
    if not commits:
        return Coverage(
            expert, False, "运行认不出专家的任何提交（没有认领邮箱，或在别处贡献），代码方面的关系无法计算（不等于没有），须由本人声明。",  # noqa: FBT003
            "The run ties no commit to the expert (no mailbox claimed, or work elsewhere): ties in code cannot be computed (which is not "
            "none); the expert must declare them.",
        )  # fmt: skip
    return Coverage(
        expert, True, f"按运行中专家的 {commits} 个提交、{repositories} 个仓库计算；运行没有读取的仓库不在其内。",  # noqa: FBT003
        f"Computed from {commits} commits of the expert in {repositories} repositories of the run; repositories it has not read are not "
        "covered.", commits, repositories,
    )  # fmt: skip


def _unread(parties: Mapping[str, Parties], records: Mapping[str, Owned], run: Run | None) -> dict[str, tuple[str, ...]]:
    read = set(run.repositories.exclude(tip="").values_list("repository", flat=True)) if run is not None else set()
    unread = {
        application: tuple(
            dict.fromkeys(
                one for record in party.record_ids if record in records for one in records[record].repositories if one not in read
            )
        )
        for application, party in parties.items()
    }
    return {application: missing for application, missing in unread.items() if missing}


def _records(idents: set[str]) -> dict[str, Owned]:
    held: dict[str, list[str]] = defaultdict(list)
    repositories = Repository.objects.filter(record__in=idents, removed_at=None).order_by("serial")
    for repository, record in repositories.values_list("id", "record_id"):
        held[str(record)].append(repository)
    rows = Record.objects.filter(pk__in=idents).values_list("pk", "name", "person_id", "organisation_id")
    return {pk: Owned(shown_text(name), person or "", body or "", tuple(held[pk])) for pk, name, person, body in rows}


def _stays(people: Sequence[str], bodies: set[str]) -> list[Stay]:
    """Employments, memberships and the experts' register; also the employers of applicants, who may be colleagues."""
    stays = [
        Stay(person, body, since, until, "contested" if state == EmploymentState.CONTESTED else "employment")
        for person, body, since, until, state in Employment.objects.filter(person__in=people)
        .exclude(state=EmploymentState.WITHDRAWN)
        .values_list("person_id", "organisation_id", "from_on", "until_on", "state")
    ]
    grants = Grant.objects.filter(person__in=people, organisation__isnull=False, role__in=HELD_IN_ORGANISATION)
    stays += [
        Stay(person, str(body), since, until, "grant")
        for person, body, since, until in grants.values_list("person_id", "organisation_id", "from_on", "until_on")
    ]
    return [*stays, *_named_employers(people, bodies), *_domains(people, bodies)]


def _named_employers(people: Sequence[str], bodies: set[str]) -> list[Stay]:
    """What the experts' register says: the body it links, or one whose name is written there."""
    called = dict(Organisation.objects.filter(pk__in=bodies).values_list("name", "pk"))
    stays = []
    for expert in Expert.objects.filter(person__in=people):
        body = expert.organisation_id or called.get(expert.employer.strip())
        if body:
            stays.append(Stay(str(expert.person_id), body, None, None, "expert_record"))
    return stays


def _domains(people: Sequence[str], bodies: set[str]) -> list[Stay]:
    owner = {
        domain.lower(): pk for pk, domains in Organisation.objects.filter(pk__in=bodies).values_list("pk", "domains") for domain in domains
    }
    if not owner:
        return []
    stays = []
    for person, address in Mailbox.objects.filter(person__in=people, withdrawn_at=None).values_list("person_id", "address"):
        domain = address.rpartition("@")[2].lower()
        body = next((owner[name] for name in _upwards(domain) if name in owner), None)
        if body:
            stays.append(Stay(person, body, None, None, "mailbox"))
    return stays


def _upwards(domain: str) -> list[str]:
    parts = domain.split(".")
    return [".".join(parts[place:]) for place in range(len(parts) - 1)]


def _accounts(experts: Sequence[str], repositories: set[str]) -> dict[str, frozenset[str]]:
    """Repositories that lie under an expert's own account of a code host, former addresses too."""
    logins: dict[tuple[str, str], set[str]] = defaultdict(set)
    held = HostAccount.objects.filter(person__in=experts, released_at=None)
    for person, host, login in held.values_list("person_id", "host", "login"):
        logins[host.lower(), login.lower()].add(person)
    found: dict[str, set[str]] = defaultdict(set)
    for repository, url, aliases in Repository.objects.filter(id__in=repositories).values_list("id", "url", "aliases"):
        for address in (url, *aliases):
            parts = urlsplit(address)
            host, owner = (parts.hostname or "").lower(), parts.path.strip("/").partition("/")[0].lower()
            for name in (host, host.partition(".")[0]):
                for person in logins.get((name, owner), ()):
                    found[person].add(repository)
    return {person: frozenset(theirs) for person, theirs in found.items()}


def _names(people: set[str], bodies: set[str], run: Run | None, repositories: set[str]) -> dict[str, str]:
    names = dict(Organisation.objects.filter(pk__in=bodies).values_list("pk", "name"))
    names |= dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    shown = Q(pk__in=repositories)
    if run is not None:
        names |= dict(run.repositories.values_list("repository", "name"))
        names |= dict(run.organisations.filter(organisation__in=bodies - set(names)).values_list("organisation", "name"))
        names |= dict(run.people.filter(person__in=people - set(names)).values_list("person", "name"))
    names |= dict(Repository.objects.filter(shown).values_list("pk", "name"))
    return {ident: shown_text(name) for ident, name in names.items() if name}
