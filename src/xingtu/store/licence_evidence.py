"""Where does the licence evidence of a tree lie, and how is it read again without a scan?

``licences/<repository id>/<scan>/``: ``evidence.json`` (what a first screen shows) and one Parquet file a table, published by
one rename and never changed; ``latest`` names the newest scan of the default branch. The name of a scan is made from its
inputs, so the same question finds the same folder. Reading ``evidence.json`` loads no Arrow: that alone takes half a second.
"""

import fcntl
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from xingtu.errors import EvidenceError
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence, Look, ReuseScore
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.store.files import folder_name, remove_leftovers, whole_folder, write_whole

FORM = 1
"""Goes up when a folder of an earlier version can no longer be read; part of every scan's name."""
TABLES: Mapping[str, type] = {
    "licence_files": LicenceFile,
    "licence_findings": LicenceFinding,
    "licence_roots": LicenceRoot,
    "licence_conflicts": LicenceConflict,
}
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class LicenceCount:
    """How many files say one thing; an empty expression: nothing was found in them."""

    expression: str
    files: int
    vendored_files: int


@dataclass(frozen=True, slots=True)
class Summary:
    """All of a tree's evidence but its files and findings, which are counted."""

    scan: str
    look: Look
    roots: tuple[LicenceRoot, ...]
    reuse: ReuseScore
    conflicts: tuple[LicenceConflict, ...]
    licences: tuple[LicenceCount, ...]
    """Most frequent first."""
    grades: Mapping[str, int]
    """Grade -> findings that count for a conclusion; those set aside stand under ``set_aside``."""

    @property
    def top(self) -> LicenceRoot:
        """The project itself."""
        return self.roots[0]

    @property
    def complete(self) -> bool:
        """Every file that can be read was read to its end."""
        return not any(self.look.counts.get(state) for state in ("missing", "unfinished", "too_large"))


class LicenceStore:
    """The licence evidence under one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._all = home / "licences"

    def folder(self, repository: str) -> Path:
        """The repository's folder; the id stands in its name, escaped."""
        return self._all / folder_name(repository)

    def repositories(self) -> list[str]:
        """Ids of all repositories whose default branch was examined, sorted."""
        return sorted(unquote(pointer.parent.name) for pointer in self._all.glob("*/latest"))

    def latest(self, repository: str) -> Summary | None:
        """The newest scan of the default branch, or None."""
        pointer = self.folder(repository) / "latest"
        return self.summary(repository, pointer.read_text("ascii").strip()) if pointer.is_file() else None

    def summary(self, repository: str, scan: str) -> Summary | None:
        """One scan's first screen; None when there is no such scan.

        Raises:
            EvidenceError: another version of the program wrote it, or it is damaged.
        """
        file = self.folder(repository) / scan / "evidence.json"
        return _summary(scan, file) if file.is_file() else None

    def evidence(self, repository: str, scan: str) -> LicenceEvidence:
        """All rows of one scan.

        Raises:
            EvidenceError: there is no such scan, or it is damaged.
        """
        summary = self.summary(repository, scan)
        if summary is None:
            raise EvidenceError(f"{repository} 没有编号为 {scan} 的许可证证据；请重新运行 xingtu licences")
        folder = self.folder(repository) / scan
        odd = json.loads((folder / "evidence.json").read_bytes())["odd_names"]
        return LicenceEvidence(
            look=summary.look,
            files=tuple(_read(folder, "licence_files", LicenceFile, odd)),
            findings=tuple(_read(folder, "licence_findings", LicenceFinding, odd)),
            roots=summary.roots,
            reuse=summary.reuse,
            conflicts=summary.conflicts,
        )

    def keep(self, scan: str, evidence: LicenceEvidence) -> Summary:
        """Write a scan down, all of it or nothing; a scan that is there already stays as it is."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - loads Arrow

        from xingtu.store.schema import arrow_table  # noqa: PLC0415 - loads Arrow

        repository = evidence.look.repository
        summary = summarised(scan, evidence)
        rows: dict[str, tuple[object, ...]] = {"licence_files": evidence.files, "licence_findings": evidence.findings}
        rows |= {"licence_roots": evidence.roots, "licence_conflicts": evidence.conflicts}
        folder = self.folder(repository)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            remove_leftovers(folder)
            with whole_folder(folder / scan) as beside:
                odd: dict[str, str] = {}
                for name, row_type in TABLES.items():
                    pq.write_table(arrow_table(row_type, _storable(rows[name], odd)), beside / f"{name}.parquet", compression="zstd")
                write_whole(beside / "evidence.json", _json(summary, odd))
        return summary

    def point_to(self, repository: str, scan: str) -> None:
        """Make a scan the newest of the default branch."""
        pointer = self.folder(repository) / "latest"
        if not pointer.is_file() or pointer.read_text("ascii") != scan:
            write_whole(pointer, scan.encode("ascii"))


def summarised(scan: str, evidence: LicenceEvidence) -> Summary:
    """The first screen of some evidence."""
    vendored = {root.root for root in evidence.roots if root.vendored}
    files: Counter[str] = Counter()
    copied: Counter[str] = Counter()
    for file in evidence.files:
        if file.state == "scanned":
            files[file.effective] += 1
            copied[file.effective] += file.root in vendored
    counts = [LicenceCount(expression, number, copied[expression]) for expression, number in files.items()]
    grades = Counter("set_aside" if finding.set_aside else finding.grade for finding in evidence.findings)
    return Summary(
        scan=scan,
        look=evidence.look,
        roots=evidence.roots,
        reuse=evidence.reuse,
        conflicts=evidence.conflicts,
        licences=tuple(sorted(counts, key=lambda count: (-count.files, count.expression))),
        grades=dict(sorted(grades.items())),
    )


def _storable(rows: Iterable[Row], odd: dict[str, str]) -> Iterator[Row]:
    r"""The same rows for a table, which holds text: a byte of a name that is no UTF-8 stands as ``\xe9``, and ``odd`` says for what."""
    for row in rows:
        changed = {}
        for field in fields(row):  # type: ignore[arg-type] # every row is a dataclass
            value = getattr(row, field.name)
            better = _storable_value(value, odd)
            if better != value:
                changed[field.name] = better
        yield replace(row, **changed) if changed else row  # type: ignore[type-var] # as above


def _storable_value(value: Any, odd: dict[str, str]) -> Any:  # noqa: ANN401 - any column
    if isinstance(value, tuple):
        return tuple(_storable_value(part, odd) for part in value)
    if not isinstance(value, str) or value.isascii():
        return value
    text = value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if text != value:
        odd[text] = value
    return text


def _read(folder: Path, name: str, row_type: type[Row], odd: Mapping[str, str]) -> list[Row]:
    from xingtu.store.schema import read_parquet  # noqa: PLC0415 - loads Arrow

    file = folder / f"{name}.parquet"
    if not file.is_file():
        raise EvidenceError(f"{folder} 中没有 {name}.parquet，证据已损坏；请移走这个文件夹后重新运行 xingtu licences")
    return [_row(row_type, values, odd) for values in read_parquet(file).to_pylist()]


def _row(row_type: type[Row], values: Mapping[str, Any], odd: Mapping[str, str]) -> Row:
    return row_type(**{name: _value(value, odd) for name, value in values.items()})


def _value(value: Any, odd: Mapping[str, str]) -> Any:  # noqa: ANN401 - any column
    if isinstance(value, list):
        return tuple(_value(part, odd) for part in value)
    return odd.get(value, value) if odd and isinstance(value, str) else value


def _json(summary: Summary, odd: Mapping[str, str]) -> bytes:
    values = {"form": FORM, "odd_names": odd} | asdict(summary)
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "backslashreplace") + b"\n"


def _summary(scan: str, file: Path) -> Summary:
    try:
        values = json.loads(file.read_bytes())
        return Summary(
            scan=scan,
            look=Look(**values["look"]),
            roots=tuple(_row(LicenceRoot, each, {}) for each in values["roots"]),
            reuse=_row(ReuseScore, values["reuse"], {}),
            conflicts=tuple(_row(LicenceConflict, each, {}) for each in values["conflicts"]),
            licences=tuple(LicenceCount(**each) for each in values["licences"]),
            grades=values["grades"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise EvidenceError(
            f"{file} 是另一版本的星图写下的，或已损坏（{error}）；请移走 {file.parent} 后重新运行 xingtu licences"
        ) from error
