"""What changed between two runs of a programme: which inputs, and whose numbers and places?

Ids of undeclared persons are salted and differ from run to run. Such a person is recognised by the commits they wrote: those
of one run are found among the other's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from xingtu import catalogue
from xingtu.facts.authorship import WHOLE
from xingtu.report.numbers import number, yuan
from xingtu.resolve.addresses import PRIVATE_KINDS
from xingtu.resolve.assertions import Assertion
from xingtu.resolve.snapshot import Snapshot
from xingtu.run import read_rules
from xingtu.store.ledger import Run


@dataclass(frozen=True, slots=True)
class Standing:
    """Place and number of a subject in one track."""

    name: str
    place: int | None
    value: str
    outcome: str
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A subject whose standing differs; None: not in that run."""

    track: str
    subject: str
    before: Standing | None
    after: Standing | None


@dataclass(frozen=True, slots=True)
class Contested:
    """A commit that is judged differently, or written by somebody else, in the two runs."""

    repository: str
    commit: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two runs."""

    inputs: tuple[tuple[str, str, str], ...]
    moved: tuple[Moved, ...]
    contested: tuple[Contested, ...]

    @property
    def same(self) -> bool:
        """Nothing differs."""
        return not (self.inputs or self.moved or self.contested)

    def to_json(self) -> dict[str, object]:
        """For programs."""
        return asdict(self) | {"same": self.same}

    def lines(self) -> Iterator[str]:
        """For people."""
        if self.same:
            yield "两次运行没有差别 no difference"
            return
        if self.inputs:
            yield "输入 inputs"
            yield from (f"  {name}：{before} → {after}" for name, before, after in self.inputs)
        if self.moved:
            yield "名次与数字 places and numbers"
            yield from (f"  {moved.track}  {_name(moved)}：{_said(moved.before)} → {_said(moved.after)}" for moved in self.moved)
        if self.contested:
            yield "提交 commits"
            yield from (f"  {c.repository}@{c.commit[:12]}：{c.before} → {c.after}" for c in self.contested)


def compare(before: Run, after: Run) -> Comparison:
    """What differs, sorted; the order of rows in the runs changes nothing."""
    translation = _persons(before, after)
    return Comparison(_inputs(before, after), _moved(before, after, translation), _contested(before, after, translation))


def _inputs(before: Run, after: Run) -> tuple[tuple[str, str, str], ...]:
    left, right = _named_inputs(before), _named_inputs(after)
    names = sorted(left.keys() | right.keys())
    return tuple((name, left.get(name, "—"), right.get(name, "—")) for name in names if left.get(name) != right.get(name))


def _named_inputs(run: Run) -> dict[str, str]:
    manifest = run.manifest
    named = {"engine": manifest.engine, "reading": manifest.reading, "programme": manifest.programme}
    named |= {f"policy/{name}": content[:12] for name, content in manifest.files.items()}
    named |= {f"stage {name}": str(version) for name, version in manifest.stages.items()}
    named |= {f"metric {name}": str(version) for name, version in manifest.metrics.items()}
    named |= {f"rule {name}": str(version) for name, version in manifest.rules.items()}
    for entry in manifest.repositories:
        named[f"repository {entry.id}"] = f"{entry.tip[:12] or '未读'} ({entry.measured_commits}/{entry.expected_commits})"
    snapshot = Snapshot.from_json(run.declarations)
    named |= {f"map {entry.name}": entry.sha256[:12] for entry in snapshot.maps}
    named |= {f"name {entry.id}": f"{entry.name} {entry.name_en}".strip() for entry in (*snapshot.people, *snapshot.organisations)}
    statements: dict[str, Counter[str]] = {}
    for statement in snapshot.assertions:
        statements.setdefault(f"declared {statement.kind} {_shown(statement.subject)}", Counter())[_stated(statement)] += 1
    named |= {about: "；".join(f"{count} × {said}" for said, count in sorted(said_of.items())) for about, said_of in statements.items()}
    return named


def _stated(statement: Assertion) -> str:
    days = f" {statement.since or '…'}—{statement.until or '…'}" if statement.since or statement.until else ""
    share = f" {statement.share}" if statement.share != WHOLE else ""
    return f"{_shown(statement.object)}{days}{share}" or "—"


def _shown(subject: str) -> str:
    """Keyed texts differ with every salt and say nothing: only their kind can be compared."""
    kind, _, _ = subject.partition(":")
    return kind if kind in PRIVATE_KINDS else subject


def _persons(before: Run, after: Run) -> dict[str, str]:
    """Person of the earlier run → the same person in the later one: by declared id, else by most commits; nobody is two persons."""
    theirs = {(row["repository"], row["commit"]): row["person"] for row in _authors(after)}
    votes: Counter[tuple[str, str]] = Counter()
    for row in _authors(before):
        holder = theirs.get((row["repository"], row["commit"]))
        if holder is not None:
            votes[row["person"], holder] += 1
    known = {row["person"] for row in after.tables["people"].select(["person"]).to_pylist()}
    found = {row["person"]: row["person"] for row in before.tables["people"].select(["person"]).to_pylist() if row["person"] in known}
    taken = set(found)
    for person, holder in sorted(votes, key=lambda pair: (-votes[pair], pair)):
        if person not in found and holder not in taken:
            found[person] = holder
            taken.add(holder)
    return found


def _authors(run: Run) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = run.tables["authorship"].select(["repository", "commit", "person", "role"]).to_pylist()
    return [row for row in rows if row["role"] == "author"]


def _moved(before: Run, after: Run, translation: Mapping[str, str]) -> tuple[Moved, ...]:
    left = {(track, translation.get(subject, subject)): standing for (track, subject), standing in _standings(before).items()}
    right = _standings(after)
    return tuple(
        Moved(*key, left.get(key), right.get(key)) for key in sorted(left.keys() | right.keys()) if left.get(key) != right.get(key)
    )


def _standings(run: Run) -> dict[tuple[str, str], Standing]:
    metrics = catalogue.metrics()
    tracks = read_rules(f"{run.manifest.programme}.toml", run.policy).programme.tracks
    scales = {track.id: metrics[track.metric].scale for track in tracks}
    return {
        (row["track"], row["subject"]): Standing(
            _without_id(row["name"], row["subject"]),
            row["place"],
            number(row["value"], scale=scales[row["track"]]),
            row["outcome"],
            row["amount_fen"],
        )
        for row in run.tables["verdicts"].to_pylist()
    }


def _contested(before: Run, after: Run, translation: Mapping[str, str]) -> tuple[Contested, ...]:
    left, right = _judgements(before, translation), _judgements(after, {})
    keys = sorted(left.keys() | right.keys())
    nothing = ("", "—")
    pairs = ((key, left.get(key, nothing), right.get(key, nothing)) for key in keys)
    return tuple(Contested(*key, ours[1], theirs[1]) for key, ours, theirs in pairs if ours != theirs)


def _judgements(run: Run, translation: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, str]]:
    """(repository, commit) → (who wrote it, what is said of it)."""
    names = {row["person"]: _without_id(row["name"], row["person"]) for row in run.tables["people"].to_pylist()}
    authors = {(row["repository"], row["commit"]): row["person"] for row in _authors(run)}
    judged = {}
    for row in run.tables["changes"].to_pylist():
        author = authors.get((row["repository"], row["commit"]), "")
        said = [
            names.get(author, "?"),
            *([] if row["period"] == "inside" else [row["period"]]),
            "计入 counted" if row["counted"] else f"{row['taken_by'] or '未计入 not counted'} {row['reason'] or ''}".strip(),
        ]
        judged[row["repository"], row["commit"]] = (translation.get(author, author), " ".join(said))
    return judged


def _without_id(name: str, person: str) -> str:
    """A nameless person is shown with the end of their id, which differs with every salt."""
    return name.removesuffix(f"-{person[-4:]}")


def _name(moved: Moved) -> str:
    standing = moved.after or moved.before
    return standing.name if standing else moved.subject


def _said(standing: Standing | None) -> str:
    if standing is None:
        return "不在其中"
    place = f"第 {standing.place}" if standing.place else standing.outcome
    amount = f"，{yuan(standing.amount_fen)}" if standing.amount_fen else ""
    return f"{place}（{standing.value}{amount}）"
