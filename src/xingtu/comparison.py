"""What changed between two runs of a programme: which inputs, and whose numbers and places?

Person ids are salted and differ from run to run. A person is recognised by the commits they wrote: those of one run are
found among the other's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from xingtu import catalogue
from xingtu.report.numbers import number, yuan
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
    return Comparison(_inputs(before, after), _moved(before, after, translation), _contested(before, after))


def _inputs(before: Run, after: Run) -> tuple[tuple[str, str, str], ...]:
    left, right = _named_inputs(before), _named_inputs(after)
    names = sorted(left.keys() | right.keys())
    return tuple((name, left.get(name, "—"), right.get(name, "—")) for name in names if left.get(name) != right.get(name))


def _named_inputs(run: Run) -> dict[str, str]:
    manifest = run.manifest
    named = {"engine": manifest.engine, "reading": manifest.reading, "programme": manifest.programme}
    named |= {f"policy/{name}": content[:12] for name, content in manifest.files.items()}
    named |= {f"metric {name}": str(version) for name, version in manifest.metrics.items()}
    named |= {f"rule {name}": str(version) for name, version in manifest.rules.items()}
    for entry in manifest.repositories:
        named[f"repository {entry.id}"] = f"{entry.tip[:12] or '未读'} ({entry.measured_commits}/{entry.expected_commits})"
    return named


def _persons(before: Run, after: Run) -> dict[str, str]:
    """Person of the earlier run → the person of the later one who holds most of their commits."""
    theirs = {(row["repository"], row["commit"]): row["person"] for row in _authors(after)}
    votes: dict[str, Counter[str]] = {}
    for row in _authors(before):
        holder = theirs.get((row["repository"], row["commit"]))
        if holder is not None:
            votes.setdefault(row["person"], Counter())[holder] += 1
    return {person: min(counts, key=lambda holder: (-counts[holder], holder)) for person, counts in votes.items()}


def _authors(run: Run) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = run.tables["authorship"].select(["repository", "commit", "person", "role"]).to_pylist()
    return [row for row in rows if row["role"] == "author"]


def _moved(before: Run, after: Run, translation: Mapping[str, str]) -> tuple[Moved, ...]:
    left = {(track, translation.get(subject, subject)): standing for (track, subject), standing in _standings(before).items()}
    right = _standings(after)
    return tuple(Moved(*key, left.get(key), right.get(key)) for key in sorted(left.keys() | right.keys()) if left.get(key) != right.get(key))


def _standings(run: Run) -> dict[tuple[str, str], Standing]:
    metrics = catalogue.metrics()
    tracks = read_rules(f"{run.manifest.programme}.toml", run.policy).programme.tracks
    scales = {track.id: metrics[track.metric].scale for track in tracks}
    return {
        (row["track"], row["subject"]): Standing(
            row["name"], row["place"], number(row["value"], scale=scales[row["track"]]), row["outcome"], row["amount_fen"]
        )
        for row in run.tables["verdicts"].to_pylist()
    }


def _contested(before: Run, after: Run) -> tuple[Contested, ...]:
    left, right = _judgements(before), _judgements(after)
    keys = sorted(left.keys() | right.keys())
    return tuple(Contested(*key, left.get(key, "—"), right.get(key, "—")) for key in keys if left.get(key) != right.get(key))


def _judgements(run: Run) -> dict[tuple[str, str], str]:
    names = {row["person"]: row["name"] for row in run.tables["people"].to_pylist()}
    authors = {(row["repository"], row["commit"]): names[row["person"]] for row in _authors(run)}
    return {
        (row["repository"], row["commit"]): " ".join(
            [
                authors.get((row["repository"], row["commit"]), "?"),
                *([] if row["period"] == "inside" else [row["period"]]),
                "计入 counted" if row["counted"] else f"{row['taken_by']} {row['reason'] or ''}".strip(),
            ]
        )
        for row in run.tables["changes"].to_pylist()
    }


def _name(moved: Moved) -> str:
    standing = moved.after or moved.before
    return standing.name if standing else moved.subject


def _said(standing: Standing | None) -> str:
    if standing is None:
        return "不在其中"
    place = f"第 {standing.place}" if standing.place else standing.outcome
    amount = f"，{yuan(standing.amount_fen)}" if standing.amount_fen else ""
    return f"{place}（{standing.value}{amount}）"
