"""What stands in a ``city.toml`` and in the files it imports, and what of it cannot be right?"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from xingtu.errors import DeclarationError
from xingtu.facts.authorship import WHOLE
from xingtu.policy.licence_rulings import Ruling, sound
from xingtu.resolve.addresses import address_subject, domain_suffixes, identity_subject, name_subject, normalise_address, normalise_name
from xingtu.resolve.assertions import Assertion
from xingtu.resolve.imports.imported import Imported
from xingtu.resolve.imports.reader import read_affiliations, read_aliases
from xingtu.resolve.intervals import overfull
from xingtu.resolve.public_mail import PUBLIC_MAIL_DOMAINS
from xingtu.resolve.shares import percent_as_share
from xingtu.resolve.snapshot import MapVersion, Named
from xingtu.resolve.toml_table import TomlTable

ACTORS = ("person", "bot", "ai_agent")
HEAD_MAILMAP, NO_MAILMAP = "HEAD", "none"


@dataclass(frozen=True, slots=True)
class DeclaredRepository:
    """A registered repository: where it is fetched from and which names of people it uses."""

    id: str
    name: str
    url: str = ""
    path: Path | None = None
    libraries: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    """Patterns of refs read besides the default branch."""
    mailmap: str = HEAD_MAILMAP
    """HEAD (the scanned tip's .mailmap), none, or REVISION:PATH."""


@dataclass(slots=True)
class Declared:
    """What has been read so far."""

    id: str = ""
    name: str = ""
    name_en: str = ""
    source: str = "city.toml"
    repositories: tuple[DeclaredRepository, ...] = ()
    organisations: tuple[Named, ...] = ()
    people: tuple[Named, ...] = ()
    hosts: tuple[tuple[str, Path], ...] = ()
    assertions: list[Assertion] = field(default_factory=list)
    maps: tuple[MapVersion, ...] = ()
    licence_rulings: tuple[Ruling, ...] = ()

    def organisation_id(self, called: str) -> str:
        """The id of the organisation of that id or name; a name nobody declared stands for itself."""
        wanted = normalise_name(called)
        for organisation in self.organisations:
            if wanted in (organisation.id, normalise_name(organisation.name), normalise_name(organisation.name_en)):
                return organisation.id
        return called


def declared(root: TomlTable, *, folder: Path) -> Declared:
    """The file's content; what is wrong with it is noted in ``root.problems``."""
    root.only("city", "repository", "organisation", "person", "shared_mailbox", "actor", "not_same", "licence_ruling", "imports", "hosts")
    city = root.inner("city")
    city.only("id", "name", "name_en")
    content = Declared(city.id(), city.text("name", required=True), city.text("name_en"), source=root.where)
    content.repositories = tuple(_repository(table, folder) for table in root.inners("repository"))
    content.organisations = tuple(_organisation(table, content) for table in root.inners("organisation"))
    shared = {_shared_mailbox(table, content) for table in root.inners("shared_mailbox")}
    content.people = tuple(_person(table, content, shared) for table in root.inners("person"))
    for table in root.inners("actor"):
        _actor(table, content)
    for table in root.inners("not_same"):
        _not_same(table, content)
    content.licence_rulings = tuple(sorted(_licence_ruling(table) for table in root.inners("licence_ruling")))
    _imports(root.inner("imports"), content, folder)
    hosts = root.inner("hosts")
    content.hosts = tuple((host, folder / hosts.text(host, required=True)) for host in sorted(hosts.content))
    for rows, kind in ((content.repositories, "repository"), (content.organisations, "organisation"), (content.people, "person")):
        _ids_once([row.id for row in rows], root, kind)
    _ids_once([ruling.id for ruling in content.licence_rulings], root, "licence_ruling")
    _claims_once(content, root)
    _not_overfull(content, root)
    return content


def _repository(table: TomlTable, folder: Path) -> DeclaredRepository:
    table.only("id", "name", "url", "path", "libraries", "branches", "mailmap")
    url, path, mailmap = table.text("url"), table.text("path"), table.text("mailmap") or HEAD_MAILMAP
    if not url and not path:
        table.problem("缺少 url 或 path；请写明从哪里取得代码。")
    if mailmap not in (HEAD_MAILMAP, NO_MAILMAP) and not all(mailmap.partition(":")[::2]):
        table.problem(f'mailmap 应是 "HEAD"、"none" 或 "修订:路径"，实际是 {mailmap!r}；请改正。')
    return DeclaredRepository(
        id=table.id(path=True),
        name=table.text("name", required=True),
        url=url,
        path=folder / path if path else None,
        libraries=table.texts("libraries"),
        branches=table.texts("branches"),
        mailmap=mailmap,
    )


def _organisation(table: TomlTable, content: Declared) -> Named:
    table.only("id", "name", "name_en", "domains")
    organisation = Named(table.id(), table.text("name", required=True, public=True), table.text("name_en", public=True))
    for domain in (text.lower().strip("@.") for text in table.texts("domains")):
        if "@" in domain or PUBLIC_MAIL_DOMAINS.intersection(domain_suffixes(domain)):
            table.problem(f"domains 中的 {domain!r} 是公共邮箱域名或单个邮箱，不能代表单位；请删除，改用任职声明。")
        content.assertions.append(Assertion("affiliated", f"own-domain:{domain}", organisation.id, source=content.source))
    return organisation


def _shared_mailbox(table: TomlTable, content: Declared) -> str:
    table.only("address", "reason")
    address = normalise_address(table.text("address", required=True))
    content.assertions.append(Assertion("shared", f"address:{address}", source=content.source))
    return address


def _person(table: TomlTable, content: Declared, shared: set[str]) -> Named:
    table.only("id", "name", "name_en", "identities", "employment")
    person = Named(table.id(), table.text("name", required=True, public=True), table.text("name_en", public=True))
    subject = f"person:{person.id}"
    for identity in table.inners("identities"):
        identity.only("address", "name")
        address, name = identity.text("address", required=True), identity.text("name")
        if normalise_address(address) in shared and not name:
            identity.problem("该邮箱已声明为共用邮箱，单凭邮箱认不出人；请加上 name（提交中的作者名）。")
        if name:
            content.assertions.append(Assertion("same", subject, identity_subject(name, address), source=content.source))
        if normalise_address(address) not in shared:
            content.assertions.append(Assertion("same", subject, address_subject(address), source=content.source))
    known = {organisation.id for organisation in content.organisations}
    for employment in table.inners("employment"):
        employment.only("organisation", "from", "until", "percent")
        since, until, organisation = employment.day("from"), employment.day("until"), employment.text("organisation", required=True)
        if organisation not in known:
            employment.problem(f"单位 {organisation!r} 没有登记；请先写 [[organisation]] id = {organisation!r}。")
        if since and until and since >= until:
            employment.problem(f"until {until} 不晚于 from {since}（until 当天不再计入）；请改正。")
        share = WHOLE
        try:
            share = percent_as_share(str(employment.content.get("percent", 100)))
        except ValueError:
            employment.problem(f"percent 应大于 0 且不超过 100，实际是 {employment.content['percent']!r}；请改正。")
        content.assertions.append(Assertion("affiliated", subject, organisation, since, until, share=share, source=content.source))
    return person


def _actor(table: TomlTable, content: Declared) -> None:
    table.only("address", "name", "is", "reason")
    address, name, actor = table.text("address"), table.text("name"), table.text("is", required=True)
    if bool(address) == bool(name):
        table.problem("address 与 name 必须且只能写一个。")
    if actor not in ACTORS:
        table.problem(f"is 应是 {'、'.join(ACTORS)} 之一，实际是 {actor!r}；请改正。")
    subject = address_subject(address) if address else name_subject(name)
    reason = table.text("reason", required=True, public=True)
    content.assertions.append(Assertion("actor", subject, actor, detail=reason, source=content.source))


def _not_same(table: TomlTable, content: Declared) -> None:
    table.only("addresses", "reason")
    subjects = sorted({address_subject(address) for address in table.texts("addresses")})
    reason = table.text("reason", public=True)
    if len(subjects) < 2:  # noqa: PLR2004 it takes two to be two people
        table.problem('addresses 应写两个或更多不同的邮箱，如 addresses = ["a@…", "b@…"]。')
    for place, left in enumerate(subjects):
        for right in subjects[place + 1 :]:
            content.assertions.append(Assertion("not_same", left, right, detail=reason, source=content.source))


def _licence_ruling(table: TomlTable) -> Ruling:
    narrowing = ("root", "inbound", "outbound", "relation", "distribution", "answer", "concluded", "not_a_licence", "blob")
    table.only("id", "scope", "reason", "reason_en", "reviewer", "signed_by", "issued_on", "expires_on", "repository", "seen", *narrowing)
    needed = {name: table.text(name, required=True, public=True) for name in ("reason", "reviewer", "signed_by")}
    if not table.day("issued_on"):
        table.problem("缺少 issued_on；请写上签发日期。")
    ruling = Ruling(
        id=table.id(),
        scope=table.text("scope", required=True),
        issued_on=table.day("issued_on"),
        expires_on=table.day("expires_on"),
        reason_en=table.text("reason_en", public=True),
        repository=table.text("repository"),
        seen=table.texts("seen"),
        **needed,
        **{name: table.text(name) for name in narrowing},
    )
    try:
        return sound(ruling)
    except DeclarationError as error:
        table.problem(str(error))
        return ruling


def _imports(table: TomlTable, content: Declared, folder: Path) -> None:
    """What the earlier source says of somebody's employer stands; a later one is read only for those nobody spoke of."""
    table.only("aliases", "affiliations")
    files = [(name, "aliases") for name in table.texts("aliases")] + [(name, "affiliations") for name in table.texts("affiliations")]
    persons = {f"person:{person.id}" for person in content.people}
    for name, key in files:
        try:
            raw = (folder / name).read_bytes()
        except OSError as error:
            table.problem(f"{key} 中的文件 {name} 无法读取（{error.strerror}）；请核对路径（相对于 {content.source}）。")
            continue
        shown = Path(name).name
        imported = read_aliases(raw, shown) if key == "aliases" else read_affiliations(raw, shown, content.organisation_id)
        table.problems.extend(imported.problems)
        table.problems.extend(_unknown_persons(imported, persons, shown))
        content.maps += (MapVersion(shown, hashlib.sha256(raw).hexdigest()),)
        spoken_of = {statement.subject for statement in content.assertions if statement.kind in ("affiliated", "alias", "split")}
        content.assertions += [
            statement for statement in imported.assertions if statement.kind == "same" or statement.subject not in spoken_of
        ]


def _unknown_persons(imported: Imported, persons: set[str], name: str) -> list[str]:
    met = {statement.subject for statement in imported.assertions if statement.subject.startswith("person:")}
    return [
        f"{name}：人员 {subject.removeprefix('person:')!r} 没有登记；请先写 [[person]]，或只填邮箱。" for subject in sorted(met - persons)
    ]


def _ids_once(ids: list[str], root: TomlTable, kind: str) -> None:
    for twice in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        root.problem(f"[[{kind}]] 的 id {twice!r} 出现了 {ids.count(twice)} 次；id 必须唯一，请改名。")


def _claims_once(content: Declared, root: TomlTable) -> None:
    claims = defaultdict(set)
    for statement in content.assertions:
        if statement.kind == "same":
            claims[statement.object].add(statement.subject.removeprefix("person:"))
    for claimed, persons in sorted(claims.items()):
        if len(persons) > 1:
            text = claimed.partition(":")[2]
            remedy = "若是共用邮箱，请写 [[shared_mailbox]] 并给每人加 name；若不是，请只留一人"
            root.problem(f"{text} 由 {'、'.join(sorted(persons))} 同时声明；{remedy}。")


def _not_overfull(content: Declared, root: TomlTable) -> None:
    for subject, since, until, share in overfull(content.assertions):
        who = subject.partition(":")[2]
        root.problem(f"{who} 自 {since or '最早'} 至 {until or '今后'} 的任职合计 {share / 10_000:g}%，超过 100%；请改正日期或比例。")
