"""What does the register say, in the words of ``city.toml``? The same register gives the same bytes.

Only what counts is written: registered projects, targets of leads, verified bodies, proven mailboxes, confirmed employment,
statements of the office. A person is called by their full name only where they agreed to it: a run is public.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Q

from portal.accounts.models import Consent, Organisation, Person, Standing
from portal.accounts.models.consent import Purpose
from portal.evidence.home import APPLICANTS
from portal.evidence.masking import masked
from portal.evidence.models import ImportedMap, Statement, StatementKind
from portal.evidence.selectors.licence_rulings import row_of, rulings_in_force
from portal.evidence.toml_text import quoted, stanza
from portal.register.models import Employment, EmploymentState, Lead, Listing, Mailbox, Record, Repository, State
from xingtu.policy.office import Office
from xingtu.resolve.addresses import address_subject, domain_suffixes, normalise_address
from xingtu.resolve.assertions import Assertion
from xingtu.resolve.intervals import overfull
from xingtu.resolve.public_mail import PUBLIC_MAIL_DOMAINS
from xingtu.resolve.shares import percent_as_share
from xingtu.resolve.toml_table import ID, PATH_ID

REGISTERED, CANDIDATES, TARGETS = "registered", "candidates", "targets"
"""Libraries every city has: what is registered; what asks to be; what the city would like to win."""
HEAD = (
    "# 声明快照：由门户从登记中写出，请勿手改。含邮箱，仅限办公室内部。\n"
    "# Written from the register; holds mailboxes, never leaves the office.\n"
)
SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class CityText:
    """The text and what it counts; ``left_out`` tells what could not be written, a sentence each."""

    parts: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """Imported maps, by their path beside the text."""
    repositories: int = 0
    people: int = 0
    organisations: int = 0
    statements: int = 0
    left_out: list[str] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return "".join(self.parts).encode()


def city_text(office: Office, hosts: dict[str, str], *, applicants: Collection[str] = ()) -> CityText:
    """The whole register.

    hosts:      invented hosts and the folders that stand for them, demonstration only
    applicants: repositories that the applications of a call bring
    """
    told = CityText([HEAD, stanza("[city]", {"id": office.id, "name": office.name, "name_en": office.name_en}, blank=False)])
    _maps(told)
    if hosts:
        told.parts.append("\n[hosts]\n" + "".join(f"{quoted(host)} = {quoted(folder)}\n" for host, folder in sorted(hosts.items())))
    told.parts.extend(_repositories(told, set(applicants)))
    known = _organisations(told)
    statements = list(Statement.objects.filter(withdrawn_at=None))
    _people(told, statements, known)
    _statements(told, statements)
    _rulings(told)
    return told


def plain(text: str, otherwise: str) -> str:
    """A name on one line that nobody can take for a mailbox."""
    return SPACE.sub(" ", text).strip().replace("@", "＠") or otherwise


def _maps(told: CityText) -> None:
    names: dict[str, list[str]] = defaultdict(list)
    for map_ in ImportedMap.objects.all():
        content = bytes(map_.content)
        path = f"imports/{sha256(content).hexdigest()[:16]}/{map_.name}"
        told.files[path] = content
        names[map_.use].append(path)
    if names:
        told.parts.append(stanza("[imports]", {use: names[use] for use in ("aliases", "affiliations")}))


def _repositories(told: CityText, applicants: set[str]) -> Iterator[str]:
    listed: dict[str, list[str]] = defaultdict(list)
    for record, library in Listing.objects.filter(removed_on=None).values_list("record_id", "library"):
        listed[record].append(library)
    wanted = set(Lead.targets.through.objects.values_list("repository_id", flat=True))
    candidates = Repository.objects.filter(removed_at=None).select_related("record").order_by("serial")
    shown = Q(record__state__in=[State.REGISTERED, State.SUBMITTED])
    for repository in candidates.filter(shown | Q(id__in=wanted | applicants)):
        if not PATH_ID.fullmatch(repository.id):
            told.left_out.append(f"仓库 {repository.id} 的编号含有大写字母或其他字符，未写入声明")
            continue
        told.repositories += 1
        yield stanza(
            "[[repository]]",
            {
                "id": repository.id,
                "name": plain(repository.name, repository.id),
                "url": repository.url,
                "libraries": sorted(
                    {name for name, ids in ((TARGETS, wanted), (APPLICANTS, applicants)) if repository.id in ids}
                    | set(_libraries(repository.record, listed))
                ),
                "branches": [branch for branch in repository.branches if branch],
                "mailmap": repository.mailmap or "HEAD",
            },
        )


def _libraries(record: Record | None, listed: dict[str, list[str]]) -> list[str]:
    if record is not None and record.state == State.REGISTERED:
        return [REGISTERED, *listed[record.pk]]
    return [CANDIDATES] if record is not None and record.state == State.SUBMITTED else []


def _organisations(told: CityText) -> set[str]:
    """Bodies whose standing was verified: anybody may declare one, and its domains would draw others' work to it."""
    taken: set[str] = set()
    known: set[str] = set()
    for body in Organisation.objects.exclude(standing=Standing.DECLARED).order_by("registered_at", "id"):
        if not ID.fullmatch(body.id):
            told.left_out.append(f"单位 {body.id} 的编号含有大写字母或其他字符，未写入声明")
            continue
        domains = []
        for domain in sorted({str(text).lower().strip("@. ") for text in body.domains}):
            if not domain or "@" in domain or domain in taken or PUBLIC_MAIL_DOMAINS.intersection(domain_suffixes(domain)):
                told.left_out.append(f"单位 {body.id} 的域名 {domain} 是公共邮箱域名，或已属于更早登记的单位，未写入声明")
                continue
            domains.append(domain)
            taken.add(domain)
        known.add(body.id)
        told.organisations += 1
        told.parts.append(
            stanza(
                "[[organisation]]",
                {
                    "id": body.id,
                    "name": plain(body.name, body.id),
                    "name_en": plain(body.name_en, ""),
                    "domains": domains,
                },
            )
        )
    return known


def _people(told: CityText, statements: Collection[Statement], organisations: set[str]) -> None:
    signatures: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for statement in statements:
        if statement.kind == StatementKind.SIGNATURE:
            signatures[statement.content["person"]].append((statement.content["address"], statement.content["name"]))
    shared = {normalise_address(one.content["address"]) for one in statements if one.kind == StatementKind.SHARED_MAILBOX}
    mailboxes = _mailboxes(told, shared)
    employments: dict[str, list[Employment]] = defaultdict(list)
    for employment in Employment.objects.filter(state=EmploymentState.CONFIRMED, organisation_id__in=organisations).order_by("id"):
        employments[employment.person_id].append(employment)
    named = set(Consent.objects.filter(purpose=Purpose.PUBLIC_NAME, withdrawn_at=None).values_list("person_id", flat=True))
    ids = mailboxes.keys() | employments.keys() | signatures.keys()
    for person in Person.objects.filter(erased_at=None).order_by("id"):
        if person.id not in ids:
            continue
        if not ID.fullmatch(person.id):
            told.left_out.append(f"人员 {person.id} 的编号含有大写字母或其他字符，未写入声明")
            continue
        told.people += 1
        told.parts.append(_person(told, person, mailboxes[person.id], signatures[person.id], shown=person.id in named))
        told.parts.extend(_employments(told, person, employments[person.id]))


def _mailboxes(told: CityText, shared: set[str]) -> dict[str, list[str]]:
    """Person → addresses. What two people have proven under different spellings is the one's who proved it first."""
    found: dict[str, list[str]] = defaultdict(list)
    taken: set[str] = set()
    for mailbox in Mailbox.objects.filter(proven_at__isnull=False, withdrawn_at=None).order_by("proven_at", "id"):
        address = normalise_address(mailbox.address)
        if address in taken or address in shared:
            told.left_out.append(f"邮箱认领 {mailbox.pk} 与更早的认领或共用邮箱相同，未写入声明")
            continue
        taken.add(address)
        found[mailbox.person_id].append(address)
    return found


def _person(told: CityText, person: Person, addresses: list[str], signatures: list[tuple[str, str]], *, shown: bool) -> str:
    rows = [f"    {{ address = {quoted(address)} }},\n" for address in sorted(addresses)]
    rows += [f"    {{ address = {quoted(address)}, name = {quoted(name)} }},\n" for address, name in sorted(signatures)]
    told.statements += len(rows)
    name, english = (person.name, person.name_en) if shown else (masked(person.name), masked(person.name_en))
    head = stanza("[[person]]", {"id": person.id, "name": plain(name, person.id), "name_en": plain(english, "")})
    return head + (f"identities = [\n{''.join(rows)}]\n" if rows else "")


def _employments(told: CityText, person: Person, claimed: list[Employment]) -> Iterator[str]:
    fitting: list[Employment] = []
    for employment in claimed:
        if overfull(_assertion(one) for one in [*fitting, employment]):
            told.left_out.append(f"任职声明 {employment.pk} 与 {person.id} 已确认的任职合计超过 100%，未写入声明")
            continue
        fitting.append(employment)
    for employment in sorted(fitting, key=lambda one: (str(one.from_on or ""), one.pk)):
        told.statements += 1
        yield stanza(
            "[[person.employment]]",
            {
                "organisation": employment.organisation_id,
                "from": employment.from_on,
                "until": employment.until_on,
                "percent": employment.percent,
            },
        )


def _assertion(employment: Employment) -> Assertion:
    since, until = (day.isoformat() if day else "" for day in (employment.from_on, employment.until_on))
    share = percent_as_share(str(employment.percent))
    return Assertion("affiliated", f"person:{employment.person_id}", employment.organisation_id, since, until, share=share)


def _statements(told: CityText, statements: Collection[Statement]) -> None:
    seen: set[tuple[str, str]] = set()
    for statement in statements:
        content: dict[str, Any] = statement.content
        match statement.kind:
            case StatementKind.SHARED_MAILBOX:
                text = stanza("[[shared_mailbox]]", {"address": content["address"]})
            case StatementKind.ACTOR:
                # one verdict a mailbox or name: the newest
                later = {_about(one) for one in statements if one.kind == StatementKind.ACTOR and one.pk > statement.pk}
                if _about(statement) in later:
                    continue
                reason = plain(content.get("reason", ""), "办公室认定")
                text = stanza("[[actor]]", {key: content.get(key) for key in ("address", "name", "is")} | {"reason": reason})
            case StatementKind.NOT_SAME:
                text = stanza("[[not_same]]", {"addresses": content["addresses"], "reason": plain(content.get("reason", ""), "")})
            case _:
                continue
        if (statement.kind, text) not in seen:
            seen.add((statement.kind, text))
            told.parts.append(text)


def _rulings(told: CityText) -> None:
    for ruling in rulings_in_force():
        row = row_of(ruling)
        content = {
            one.name: plain(getattr(row, one.name), "") if one.name in {"reason", "reason_en"} else getattr(row, one.name)
            for one in fields(row)
        }
        days = {name: date.fromisoformat(content[name]) for name in ("issued_on", "expires_on") if content[name]}
        told.parts.append(stanza("[[licence_ruling]]", content | {"seen": list(row.seen)} | days))


def _about(statement: Statement) -> str:
    address = statement.content.get("address")
    return address_subject(address) if address else f"name:{statement.content.get('name', '')}"
