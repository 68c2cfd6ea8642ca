"""How does a city that was written by hand (``city.toml``) enter the register, so that the portal goes on where the file ends?

Ids stay: a run made from the register names the same people, bodies and repositories as a run made from the file. Loading the
same file again changes nothing. Rows of the register are created here and nowhere else in this app: what comes from the office's
own file was confirmed by the office, so it takes no step of the register's flow.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from portal.accounts.models import Organisation, Person, Standing
from portal.evidence.home import home
from portal.evidence.models import ImportedMap, Statement, StatementKind
from portal.evidence.toml_text import quoted
from portal.house.search import search_text
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor
from portal.register.models import (
    Employment,
    EmploymentState,
    Kind,
    Listing,
    Mailbox,
    Ownership,
    Project,
    Proof,
    Record,
    Repository,
    State,
)
from xingtu.facts.authorship import WHOLE
from xingtu.resolve.addresses import normalise_address
from xingtu.resolve.city_file import DeclaredRepository
from xingtu.resolve.declarations import Declarations, read_city
from xingtu.settings import settings
from xingtu.store.files import write_whole

BASIS = "city.toml"
NOWHERE = "city.invalid"
"""Mail domain of people who never signed up: they cannot sign in until they are invited under a mailbox of their own."""
PERCENT = WHOLE // 100


@dataclass(slots=True)
class Loaded:
    """How many rows were new; ``left_out`` says what could not enter."""

    projects: int = 0
    organisations: int = 0
    people: int = 0
    mailboxes: int = 0
    employments: int = 0
    statements: int = 0
    left_out: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether the register was changed."""
        return any((self.projects, self.organisations, self.people, self.mailboxes, self.employments, self.statements))


@transaction.atomic
def city_load(*, path: Path, by: Actor = SYSTEM) -> Loaded:
    """Bring a city's declarations into the register.

    Raises:
        DeclarationError: the file cannot be read, or contradicts itself.
    """
    declarations = read_city(path)
    content = tomllib.loads(path.read_text("utf-8-sig"))
    take_turn()
    loaded = Loaded()
    _organisations(declarations, content, loaded)
    _people(declarations, content, loaded)
    _repositories(declarations, loaded)
    _statements(content, loaded)
    _maps(content.get("imports", {}), path.parent)
    if declarations.hosts and not settings().production:
        lines = "".join(f"{quoted(host)} = {quoted(str(folder.resolve()))}\n" for host, folder in declarations.hosts)
        write_whole(home() / "hosts.toml", f"[hosts]\n{lines}".encode())
    if loaded.anything:
        counts = {name: getattr(loaded, name) for name in ("projects", "organisations", "people", "mailboxes", "employments", "statements")}
        record(event=Event.RECORDS_IMPORTED, by=by, subject_kind="city", subject=declarations.id, reason=BASIS, details=counts)
    return loaded


def _organisations(declarations: Declarations, content: dict[str, Any], loaded: Loaded) -> None:
    domains = {stanza["id"]: stanza.get("domains", []) for stanza in content.get("organisation", [])}
    for body in declarations.organisations:
        _made, new = Organisation.objects.get_or_create(
            id=body.id,
            defaults={"name": body.name, "name_en": body.name_en, "domains": domains[body.id], "standing": Standing.VERIFIED},
        )
        loaded.organisations += new


def _people(declarations: Declarations, content: dict[str, Any], loaded: Loaded) -> None:
    written = {stanza["id"]: stanza for stanza in content.get("person", [])}
    shared = {normalise_address(stanza["address"]) for stanza in content.get("shared_mailbox", [])}
    for named in declarations.people:
        person, new = Person.objects.get_or_create(
            id=named.id,
            defaults={"email": f"{named.id.replace(':', '.')}@{NOWHERE}", "name": named.name, "name_en": named.name_en, "password": "!"},
        )
        loaded.people += new
        for identity in written[named.id].get("identities", []):
            address = normalise_address(identity["address"])
            if identity.get("name"):
                _state(StatementKind.SIGNATURE, {"person": person.id, "address": address, "name": identity["name"]}, loaded)
            if address not in shared:
                _claim(person, address, loaded)
    for statement in declarations.assertions:
        if statement.kind == "affiliated" and statement.subject.startswith("person:") and statement.source == "city.toml":
            person_id = statement.subject.removeprefix("person:")
            period = [date.fromisoformat(day) if day else None for day in (statement.since, statement.until)]
            _employed(person_id, statement.object, period, max(1, statement.share // PERCENT), loaded)


def _claim(person: Person, address: str, loaded: Loaded) -> None:
    holder = Mailbox.objects.filter(address=address, proven_at__isnull=False, withdrawn_at=None).first()
    if holder is not None:
        if holder.person_id != person.pk:
            loaded.left_out.append(f"人员 {person.pk} 的一个邮箱已由 {holder.person_id} 证明，未载入")
        return
    mailbox = Mailbox.objects.filter(person=person, address=address, withdrawn_at=None).first() or Mailbox(person=person, address=address)
    mailbox.proof, mailbox.proof_detail, mailbox.proven_at = Proof.OFFICER, BASIS, timezone.now()
    mailbox.save()
    loaded.mailboxes += 1


def _employed(person_id: str, organisation_id: str, period: list[date | None], percent: int, loaded: Loaded) -> None:
    if not Organisation.objects.filter(id=organisation_id).exists():
        loaded.left_out.append(f"人员 {person_id} 的任职单位 {organisation_id} 没有登记，未载入")
        return
    _made, new = Employment.objects.get_or_create(
        person_id=person_id,
        organisation_id=organisation_id,
        from_on=period[0],
        until_on=period[1],
        defaults={"percent": percent, "state": EmploymentState.CONFIRMED, "note": BASIS, "decided_at": timezone.now()},
    )
    loaded.employments += new


def _repositories(declarations: Declarations, loaded: Loaded) -> None:
    serial = Record.objects.aggregate(last=Max("serial"))["last"] or 0
    place = Repository.objects.aggregate(last=Max("serial"))["last"] or 0
    for declared in declarations.repositories:
        if not declared.url.startswith("https://"):
            loaded.left_out.append(f"仓库 {declared.id} 没有 https 地址，门户只登记可以公开取得的仓库，未载入")
            continue
        if Repository.objects.filter(id=declared.id).exists():
            continue
        serial, place = serial + 1, place + 1
        _project(declared, serial, place)
        loaded.projects += 1


def _project(declared: DeclaredRepository, serial: int, place: int) -> None:
    ident = _free_id(slugify(declared.id.replace("/", "-").replace(".", "-")) or f"project-{serial}", serial)
    project = Project.objects.create(
        id=ident,
        kind=Kind.PROJECT,
        state=State.REGISTERED,
        name=declared.name[:120],
        serial=serial,
        search_text=search_text(declared.name, declared.id),
        registered_at=timezone.now(),
    )
    Repository.objects.create(
        id=declared.id,
        record=project,
        name=declared.name,
        url=declared.url,
        branches=list(declared.branches),
        mailmap=declared.mailmap,
        ownership=Ownership.OFFICER,
        proven_at=timezone.now(),
        serial=place,
    )
    for library in declared.libraries:
        if library != "registered":
            Listing.objects.create(record=project, library=library, basis=BASIS)


def _free_id(wanted: str, serial: int) -> str:
    return f"{wanted[:70]}-{serial}" if Record.objects.filter(id=wanted).exists() else wanted[:80]


def _statements(content: dict[str, Any], loaded: Loaded) -> None:
    for stanza in content.get("shared_mailbox", []):
        _state(StatementKind.SHARED_MAILBOX, {"address": normalise_address(stanza["address"])}, loaded)
    for stanza in content.get("actor", []):
        _state(StatementKind.ACTOR, {key: stanza[key] for key in ("address", "name", "is", "reason") if stanza.get(key)}, loaded)
    for stanza in content.get("not_same", []):
        _state(StatementKind.NOT_SAME, {"addresses": stanza["addresses"], "reason": stanza.get("reason", "")}, loaded)


def _state(kind: StatementKind, content: dict[str, Any], loaded: Loaded) -> None:
    # a statement the office took back since is not brought in again by the old file
    if all(one.content != content for one in Statement.objects.filter(kind=kind)):
        Statement.objects.create(kind=kind, content=content)
        loaded.statements += 1


def _maps(imports: dict[str, list[str]], folder: Path) -> None:
    for use in ("aliases", "affiliations"):
        for place, name in enumerate(imports.get(use, [])):
            content = (folder / name).read_bytes()
            ImportedMap.objects.update_or_create(name=Path(name).name, defaults={"use": use, "place": place, "content": content})
