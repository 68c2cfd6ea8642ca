"""In which order do things happen? From facts to a frozen run, stage by stage; the only file that knows the order.

``freeze`` fixes every input, ``compute`` turns inputs into tables. A replay calls the same ``compute`` on inputs it
gathered elsewhere; nothing else may decide a number.
"""

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pyarrow.compute as pc

import xingtu
from xingtu import catalogue
from xingtu.collect.frozen import FrozenFacts
from xingtu.collect.mining import reading_digest
from xingtu.collect.plan import reading_of
from xingtu.decide.case import Case
from xingtu.decide.verdict import VERSION as DECIDE_VERSION
from xingtu.decide.verdict import verdicts
from xingtu.errors import PolicyError
from xingtu.facts.authorship import WHOLE
from xingtu.facts.commits import Commit
from xingtu.facts.file_changes import FileChange
from xingtu.facts.periods import Period
from xingtu.facts.repositories import Repository
from xingtu.facts.trailers import Trailer
from xingtu.facts.verdicts import Verdict
from xingtu.measure.crediting import VERSION as CREDIT_VERSION
from xingtu.measure.crediting import credit
from xingtu.measure.metric import Metric
from xingtu.measure.rollup import rollup
from xingtu.policy.crediting import Crediting, parse_crediting
from xingtu.policy.office import Office, parse_office
from xingtu.policy.programme import Programme, load_programme
from xingtu.policy.track import Track
from xingtu.policy.window import DatesWindow
from xingtu.resolve.addresses import salted_key
from xingtu.resolve.authorship import VERSION as RESOLVE_VERSION
from xingtu.resolve.authorship import occurring_subjects, resolve_authorship
from xingtu.resolve.declarations import Declarations
from xingtu.resolve.snapshot import Snapshot
from xingtu.store.canonical import digest
from xingtu.store.files import write_whole
from xingtu.store.ledger import Run
from xingtu.store.manifest import FrozenRepository, Manifest
from xingtu.store.schema import arrow_schema, arrow_table

SALT_BYTES = 32
STAGES = {"resolve": RESOLVE_VERSION, "credit": CREDIT_VERSION, "decide": DECIDE_VERSION}
BESIDE = ("crediting.toml", "office.toml")
"""Policy files that every programme rests on."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The policy files of one run, read and proven, with the bytes they came from."""

    programme: Programme
    crediting: Crediting
    office: Office
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the repositories of a run say, as far as they could be read; ``problems`` are those that could not."""

    facts: Sequence[FrozenFacts]
    repositories: Sequence[FrozenRepository]


def read_rules(programme_file: str, files: Mapping[str, bytes]) -> Rules:
    """Read and prove the three policy files of a run, given by name.

    Raises:
        PolicyError: one of them is not there or cannot be carried out.
    """
    for name in (programme_file, *BESIDE):
        if name not in files:
            raise PolicyError(f"缺少规则文件 {name}，无法得知这次运行的规则；请补上，或重新下载完整的运行包")
    text = {name: _text(name, content) for name, content in files.items()}
    office = parse_office(text["office.toml"], file_name="policy/office.toml")
    crediting = parse_crediting(text["crediting.toml"], file_name="policy/crediting.toml")
    programme = load_programme(
        text[programme_file],
        file_name=f"policy/programmes/{programme_file}",
        metrics=catalogue.metrics(),
        rules=catalogue.rules(),
        office=office,
    )
    return Rules(programme, crediting, office, files)


def rules_on_disk(programme: Path, policy: Path) -> Rules:
    """The rules as they lie in the city's policy folder.

    Raises:
        PolicyError: a file is not there, cannot be read or cannot be carried out.
    """
    files = (programme, *(policy / name for name in BESIDE))
    return read_rules(programme.name, {file.name: _policy_bytes(file) for file in files})


def _policy_bytes(file: Path) -> bytes:
    """A policy file as it lies on disk.

    Raises:
        PolicyError: it is not there or cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise PolicyError(
            f"读不到规则文件 {file}（{error.strerror}）；请检查路径和权限，或用 XINGTU_POLICY 指向本市的 policy 文件夹"
        ) from error


def freeze(rules: Rules, evidence: Evidence, declarations: Declarations, city_key: bytes) -> tuple[Manifest, Snapshot]:
    """Fix every input of a run; addresses become hashes under a salt derived from the city's key and the other inputs."""
    manifest = Manifest(
        engine=xingtu.__version__,
        reading=reading_digest(reading_of(rules.crediting)),
        programme=rules.programme.id,
        files={name: digest(content) for name, content in sorted(rules.files.items())},
        stages=STAGES,
        metrics={metric.id: metric.version for metric in catalogue.metrics().values()},
        rules={rule.id: rule.version for rule in catalogue.rules().values()},
        city=declarations.id,
        repositories=tuple(evidence.repositories),
        declarations="",
        salt="",
    )
    occurring = occurring_subjects(*_commits_and_trailers(evidence.facts))
    # the declarations are an input like the others: keyed once to tell them apart, then under the salt that this gives
    unsalted = _with(manifest, salt="", snapshot=declarations.keyed(salted_key(city_key), occurring))
    salt = hmac.digest(city_key, unsalted.unsalted, "sha256").hex()
    snapshot = declarations.keyed(salted_key(bytes.fromhex(salt)), occurring)
    return _with(manifest, salt=salt, snapshot=snapshot), snapshot


def compute(rules: Rules, manifest: Manifest, snapshot: Snapshot, facts: Sequence[FrozenFacts]) -> dict[str, pa.Table]:
    """All tables of a run, from frozen inputs alone."""
    commits, trailers = _commits_and_trailers(facts)
    who = resolve_authorship(
        commits, trailers,
        snapshot=snapshot, key=salted_key(bytes.fromhex(manifest.salt)), crediting=rules.crediting, coauthors=rules.programme.coauthors,
    )  # fmt: skip
    given = {
        "commits": commits,
        "trailers": trailers,
        "authorship": who.authorship,
        "people": who.people,
        "trailer_credits": who.trailer_credits,
        "repositories": _repositories(manifest),
        "periods": _periods(rules, facts),
    }
    numbers = measure(given, [part.file_changes for part in facts], rules.crediting, catalogue.metrics().values())
    judged = _decide(rules, snapshot, given | numbers)
    kept = {name: given[name] for name in ("authorship", "people", "trailer_credits", "repositories", "periods")}
    return kept | numbers | {"verdicts": judged}


def rank(rules: Rules, evidence: Evidence, declarations: Declarations, city_key: bytes) -> Run:
    """Freeze and compute a run of one programme."""
    manifest, snapshot = freeze(rules, evidence, declarations, city_key)
    tables = compute(rules, manifest, snapshot, evidence.facts)
    return Run(manifest, snapshot.to_json(), rules.files, tables)


def city_key(home: Path) -> bytes:
    """The city's secret; made at first use. Losing it loses nothing but the right to derive the same salts again."""
    path = home / "city.key"
    if not path.is_file():
        write_whole(path, secrets.token_hex(SALT_BYTES).encode())
        path.chmod(0o600)
    return path.read_bytes().strip()


def measure(
    given: Mapping[str, pa.Table], file_changes: Sequence[Path], crediting: Crediting, metrics: Collection[Metric]
) -> dict[str, pa.Table]:
    """Tables ``changes`` and ``line_credit``, and one table per metric.

    given: commits, trailers, authorship, people, trailer_credits, repositories, periods; file rows are read from their files
    """
    database = ibis.duckdb.connect()
    try:
        for name, table in given.items():
            database.con.register(name, table)
        tables = {name: database.table(name) for name in given}
        tables["file_changes"] = _file_changes(database, file_changes)

        def keep(name: str, table: ibis.Table) -> ibis.Table:
            return database.create_table(f"kept_{name}", table, temp=True)

        tables["changes"], credited = credit(tables, crediting, keep=keep)
        tables["line_credit"] = keep("line_credit", credited)
        numbers = {
            "changes": tables["changes"].order_by("repository", "commit").to_pyarrow(),
            "line_credit": tables["line_credit"].order_by("repository", "commit", "number").to_pyarrow(),
        }
        for metric in metrics:
            numbers[metric_table(metric.id)] = metric.value(tables).select(*metric.columns).order_by(*metric.grain).to_pyarrow()
        return numbers
    finally:
        database.disconnect()


def metric_table(metric: str) -> str:
    """Name of a metric's table in a run."""
    return f"metric_{metric}"


def _file_changes(database: ibis.BaseBackend, files: Sequence[Path]) -> ibis.Table:
    if not files:
        database.con.register("file_changes", arrow_table(FileChange, []))
        return database.table("file_changes")
    return database.read_parquet([str(file) for file in files], table_name="file_changes")


def _decide(rules: Rules, snapshot: Snapshot, tables: Mapping[str, pa.Table]) -> pa.Table:
    judged: list[Verdict] = []
    for track in rules.programme.tracks:
        cases = _cases(track, snapshot, tables)
        judged.extend(verdicts(rules.programme, track, cases, catalogue.rules()))
    return arrow_table(Verdict, judged)


def _cases(track: Track, snapshot: Snapshot, tables: Mapping[str, pa.Table]) -> list[Case]:
    """Everybody with work in the window, counted or not."""
    metrics = catalogue.metrics()
    values = {metric: volumes(metrics[metric], track.subject, tables[metric_table(metric)]) for metric in track.metrics}
    people = {row["person"]: row for row in tables["people"].to_pylist()}
    organisations = {organisation.id: organisation.name for organisation in snapshot.organisations}
    missing = tuple(sentence for repository in tables["repositories"].to_pylist() for sentence in repository["missing"])
    scales = {metric.id: metric.scale for metric in metrics.values()}
    names = {metric.id: (metric.name, metric.name_en) for metric in metrics.values()}
    return [
        Case(
            subject=subject,
            values={metric: values[metric].get(subject, 0) for metric in track.metrics},
            name=people[subject]["name"] if subject in people else organisations.get(subject, subject),
            actor=people[subject]["actor"] if subject in people else "person",
            scales=scales,
            names=names,
            missing=missing,
        )
        for subject in sorted(set(authorship_inside(tables).column(track.subject).to_pylist()))
    ]


def authorship_inside(tables: Mapping[str, pa.Table]) -> pa.Table:
    """Authorship of the changes inside the window."""
    changes = tables["changes"]
    inside = changes.filter(pc.equal(changes["period"], "inside")).select(["repository", "commit"])
    return tables["authorship"].join(inside, ["repository", "commit"], join_type="inner")


def volumes(metric: Metric, by: str, table: pa.Table) -> dict[str, int | None]:
    """Volume per subject; None where a part of it is unknown."""
    volumes = rollup(ibis.memtable(table), metric, (by,)).to_pyarrow().to_pylist()
    return {row[by]: None if row["unknown"] else row["volume"] for row in volumes}


def _commits_and_trailers(facts: Sequence[FrozenFacts]) -> tuple[pa.Table, pa.Table]:
    if not facts:
        return arrow_table(Commit, []), arrow_table(Trailer, [])
    return pa.concat_tables(part.commits for part in facts), pa.concat_tables(part.trailers for part in facts)


def _periods(rules: Rules, facts: Sequence[FrozenFacts]) -> pa.Table:
    window = rules.programme.window
    if isinstance(window, DatesWindow):
        begin, end = _instants(window, rules.office)
        said = [[_period_of(landed_at, begin, end) for landed_at in _changes(part).column("landed_at").to_pylist()] for part in facts]
    else:
        said = [
            ["before" if commit in (part.before or ()) else "inside" for commit in _changes(part).column("commit").to_pylist()]
            for part in facts
        ]
    schema = arrow_schema(Period)
    parts = [
        pa.Table.from_arrays([*_changes(part).select(["repository", "commit"]).columns, pa.array(periods, pa.string())], schema=schema)
        for part, periods in zip(facts, said, strict=True)
    ]
    return pa.concat_tables([schema.empty_table(), *parts])


def _instants(window: DatesWindow, office: Office) -> tuple[datetime, datetime]:
    """First instant inside a window of dates, and first instant after it."""
    zone = ZoneInfo(office.time_zone)
    return datetime.combine(window.from_on, time(), zone), datetime.combine(window.until_on, time(), zone)


def _changes(part: FrozenFacts) -> pa.Table:
    """Commits that can be changes: all but merges."""
    return part.commits.filter(pc.invert(part.commits["is_merge"]))


def _period_of(landed_at: datetime | None, begin: datetime, end: datetime) -> str:
    # a date no calendar holds lies in no window
    if landed_at is None or landed_at < begin:
        return "before"
    return "inside" if landed_at < end else "after"


def _repositories(manifest: Manifest) -> pa.Table:
    rows = [
        Repository(
            repository=frozen.id,
            name=frozen.name,
            url=frozen.url,
            rank=rank_,
            default_branch=frozen.default_branch,
            tip=frozen.tip,
            object_format=frozen.object_format,
            expected_commits=frozen.expected_commits,
            measured_commits=frozen.measured_commits,
            completeness=frozen.measured_commits * WHOLE // frozen.expected_commits if frozen.expected_commits else 0,
            missing=frozen.missing,
        )
        for rank_, frozen in enumerate(manifest.repositories)
    ]
    return arrow_table(Repository, rows)


def _with(manifest: Manifest, *, salt: str, snapshot: Snapshot) -> Manifest:
    return replace(manifest, salt=salt, declarations=digest(snapshot.to_json().encode()))


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"policy/{name} 不是 UTF-8 文本（{error}）；请用 UTF-8 另存") from error
