"""How does the licence evidence of trees come about: entries, an answer per blob, conclusions, conflicts, a folder that stays?

A tree that was examined before is found by the name made from its inputs, and nothing of it is read again. What has to be
scanned is scanned for all trees at once, because loading ScanCode's index costs more than most trees.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xingtu.collect.asked import HEAD, Asked, Tree, tree_of
from xingtu.collect.blobs import BlobReader, blob_reader, tree_entries
from xingtu.collect.git import GitDirectory, open_git_directory, sealed
from xingtu.detect.licences import engine
from xingtu.detect.licences.blobs import LARGEST_BYTES, Answers, BlobKey, Listener, Progress, detect_blobs
from xingtu.detect.licences.installed import flaw
from xingtu.errors import Contradictory, Incomplete
from xingtu.facts.licence_evidence import LicenceEvidence, Look
from xingtu.facts.tree_entries import FILE_MODES, TreeEntry
from xingtu.licences.judging import Judging, Planned, judged
from xingtu.store.blob_results import BlobResults
from xingtu.store.canonical import canonical_json, digest
from xingtu.store.licence_evidence import FORM, LicenceStore, Summary

TOO_LARGE, MISSING = {"state": "too_large"}, {"state": "missing"}
"""What stands in the place of an answer where nothing could be read, and why."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is known of one tree."""

    tree: Tree
    store: LicenceStore
    summary: Summary
    unchanged: bool
    """It was known before: nothing was read but the first screen."""

    def evidence(self) -> LicenceEvidence:
        """All rows."""
        stored = self.store.evidence(self.tree.asked.repository, self.summary.scan)
        return replace(stored, look=_as_asked(stored.look, self.tree))

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.store.folder(self.tree.asked.repository) / self.summary.scan


def examine(
    asked: Asked,
    revisions: Sequence[str] = (),
    *,
    home: Path,
    rules: Judging,
    workers: int = 1,
    listener: Listener | None = None,
) -> list[Examined]:
    """The evidence of some revisions of a repository (by default the one asked about), in the order given.

    ``latest`` moves to the default branch's tip when that was asked about.

    Raises:
        CollectError: a revision is not there, or the repository cannot be read.
        PolicyError: the policy cannot be carried out.
    """
    store, git = LicenceStore(home), open_git_directory(asked.path)
    trees = [tree_of(asked.at(revision), git) for revision in revisions or (asked.revision,)]
    fingerprint, judged = engine.fingerprint(), rules.name()
    names = [scan_name(tree, fingerprint, judged) for tree in trees]
    known = {name: store.summary(asked.repository, name) for name in names}
    unknown = {name: tree for name, tree in zip(names, trees, strict=True) if known[name] is None}
    fresh = dict(_scanned(unknown, git, store, rules, workers=workers, listener=listener)) if unknown else {}
    for name, tree in zip(names, trees, strict=True):
        if tree.asked.revision == HEAD:
            store.point_to(asked.repository, name)
    return [
        Examined(tree, store, _summary_as_asked(known[name] or fresh[name], tree), unchanged=name not in unknown)
        for name, tree in zip(names, trees, strict=True)
    ]


def keep_index(_: Progress) -> None:
    """A listener for a process that examines many trees: at the first file to be scanned the index is loaded into the process itself.

    Every nursery then has it from its fork; otherwise each tree with new files loads it again, some seconds each.
    """
    engine.load()


def scan_name(tree: Tree, fingerprint: str, judged: str) -> str:
    """The name of a scan: the same inputs give the same name, whatever the revision was called."""
    return digest(canonical_json([FORM, tree.asked.repository, tree.commit, tree.tree, fingerprint, judged]))[:16]


def _scanned(
    unknown: Mapping[str, Tree], git: GitDirectory, store: LicenceStore, rules: Judging, *, workers: int, listener: Listener | None
) -> Iterator[tuple[str, Summary]]:
    """(name, first screen) of trees that were not known; each is kept as soon as it is concluded."""
    wrong = flaw()
    if wrong is not None:
        raise Incomplete(f"无法检测许可证：{'；'.join(wrong)}")
    with sealed(git) as quiet:
        entries = {name: tree_entries(quiet, tree.commit) for name, tree in unknown.items()}
        wanted = {BlobKey.of(entry): entry.size_bytes or 0 for listed in entries.values() for entry in listed if _is_read(entry)}
        with BlobResults(store.home / "cache.sqlite") as cache:
            answers = detect_blobs(wanted, open_reader=lambda: blob_reader(quiet), cache=cache, workers=workers, listener=listener)
        with blob_reader(quiet) as reader:
            for name, tree in unknown.items():
                evidence = _concluded(tree, entries[name], answers, reader, rules)
                if name != scan_name(tree, engine.fingerprint(), rules.name()):
                    raise Contradictory(f"{rules.policy} 中的规则在检测过程中被改动；检测结果已保存，请重新运行")
                yield name, store.keep(name, evidence)


def _concluded(tree: Tree, entries: Sequence[TreeEntry], answers: Answers, reader: BlobReader, rules: Judging) -> LicenceEvidence:
    from xingtu.detect.licences.references import follow  # noqa: PLC0415 - these two load what a known tree does not need
    from xingtu.detect.licences.tree import conclude  # noqa: PLC0415

    by_path = {entry.path: answers[BlobKey.of(entry)] for entry in entries if _is_read(entry) and BlobKey.of(entry) in answers}
    look = Look(
        repository=tree.asked.repository,
        name=tree.asked.name,
        url=tree.asked.url,
        revision=tree.asked.revision,
        commit=tree.commit,
        tree=tree.tree,
        committed_at=tree.committed_at,
        fingerprint=engine.fingerprint(),
        tools=dict(engine.tools()),
        accelerated=all(answer["raw"]["accelerated"] for answer in by_path.values()),
        counts={},
    )
    said: dict[str, Mapping[str, Any]] = {**follow(by_path), **dict(_gaps(entries, answers))}
    return judged(conclude(look, entries, said, reader.read, rules.in_force), rules, Planned())


def _gaps(entries: Sequence[TreeEntry], answers: Answers) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Files that were not read, where the reason is known."""
    for entry in entries:
        if entry.mode in FILE_MODES and (entry.size_bytes or 0) > LARGEST_BYTES:
            yield entry.path, TOO_LARGE
        elif answers.unfinished.get(BlobKey.of(entry)) == "missing":
            yield entry.path, MISSING


def _is_read(entry: TreeEntry) -> bool:
    return entry.mode in FILE_MODES and entry.size_bytes is not None and entry.size_bytes <= LARGEST_BYTES


def _as_asked(look: Look, tree: Tree) -> Look:
    """Stored under what it depends on, shown under what it was called this time."""
    return replace(look, revision=tree.asked.revision, name=tree.asked.name, url=tree.asked.url)


def _summary_as_asked(summary: Summary, tree: Tree) -> Summary:
    return replace(summary, look=_as_asked(summary.look, tree))
