"""What has to be read of one repository: which commits are new, and which has a fork already read?"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from xingtu.collect.ancestry import Ancestry, ancestry
from xingtu.collect.git import (
    GitDirectory,
    default_branch,
    history_defects,
    object_format,
    open_git_directory,
    resolve_commit,
    sealed,
    shallow_boundary,
)
from xingtu.collect.git_history import Reading
from xingtu.collect.kin import Kin
from xingtu.collect.mailmap import Mailmap
from xingtu.collect.mining import Chunk, cut, publish_part, reading_digest
from xingtu.collect.publish import Supply, View
from xingtu.collect.rows import part_of
from xingtu.collect.source import Source
from xingtu.collect.tree import file_at, gitattributes
from xingtu.errors import CollectError
from xingtu.policy.crediting import Crediting
from xingtu.store.canonical import canonical_json, digest
from xingtu.store.lake import Lake, Scan
from xingtu.store.schema import read_parquet

History = list[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A repository's refs, history and tree files at the moment it was looked at."""

    source: Source
    git: GitDirectory
    refs: dict[str, str]
    default_branch: str
    tip: str
    object_format: str
    notes: tuple[str, ...]
    cut_off: frozenset[str]
    """Commits at the edge of a shallow clone: a diff would show their whole tree as added."""
    older: frozenset[str]
    """Commits before ``source.since``, whose diffs nobody asked for."""
    newest_first: tuple[str, ...]
    ancestry: Ancestry
    attributes: dict[str, str]
    mailmap: bytes

    @property
    def header_only(self) -> frozenset[str]:
        """Commits whose diff is not read."""
        return self.cut_off | self.older

    @property
    def attributes_digest(self) -> str:
        """Names all ``.gitattributes`` of the tip."""
        return digest(canonical_json(self.attributes))

    @property
    def view(self) -> View:
        """What commit rows are completed with."""
        return View(self.ancestry, frozenset(self.newest_first), Mailmap.parse(self.mailmap))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scan takes from where: rows that exist, and chunks that must be read."""

    snapshot: Snapshot
    before: Scan | None
    supplies: tuple[Supply, ...]
    chunks: tuple[Chunk, ...]
    taken_over: int
    """Commits whose facts come from a fork or mirror."""

    @property
    def new_commits(self) -> int:
        """Commits that will be read."""
        return sum(len(chunk.commits) for chunk in self.chunks)


def look_at(source: Source, path: Path, *, tip: str | None = None) -> Snapshot:
    """Read refs and history without any diff; ``tip`` overrides the default branch's tip.

    Raises:
        RepositoryGone: there is no repository.
        CollectError: its history cannot be walked, or HEAD names a branch that is not there while others are.
    """
    real = open_git_directory(path)
    notes = history_defects(real)
    branch = default_branch(real)
    if branch is None and tip is None:
        if real.output("for-each-ref", "--count=1", "refs/heads/"):
            raise CollectError(f"{path} 的 HEAD 指向不存在的分支；请用 git symbolic-ref HEAD refs/heads/<默认分支> 更正后重新扫描")
        notes.append("空仓库：还没有任何提交")
        return Snapshot(source, real, {}, "", "", object_format(real), tuple(notes), frozenset(), frozenset(), (), ancestry([]), {}, b"")
    tip = resolve_commit(real, tip or branch or "HEAD")
    branch = branch or "HEAD"
    refs = {branch: tip} | _further_refs(real, source.branches)
    cut_off = frozenset(shallow_boundary(real))
    with sealed(real) as git:
        on_default = history(git, [tip])
        tips = sorted(set(refs.values()))
        reachable = history(git, tips) if len(tips) > 1 else on_default
        older = _older(git, tips, source.since)
    return Snapshot(
        source, real, refs, branch, tip, object_format(real), tuple(notes), cut_off, older,
        tuple(commit for commit, _ in reachable), ancestry(on_default, cut_off=cut_off), gitattributes(real, tip),
        mailmap_bytes(real, source.mailmap, tip),
    )  # fmt: skip


def plan_scan(lake: Lake, snapshot: Snapshot, crediting: Crediting) -> Plan:
    """Decide what to read: commits without facts of the same reading, here or in a fork."""
    source, reading = snapshot.source, reading_of(crediting)
    before = lake.latest(source.repository)
    supplies: list[Supply] = []
    known: set[str] = set()
    if before is not None and before.reading == reading_digest(reading):
        folder = lake.folder(before.repository) / before.scan
        ids = read_parquet(folder / "commits.parquet", columns=["commit"]).column("commit").to_pylist()
        known.update(ids)
        # commits that could not be read then are tried again now
        again = frozenset(before.unmeasured) - snapshot.header_only
        known.difference_update(again)
        only = frozenset(known) if again else None
        supplies.append(
            Supply(folder, source.repository, only, classed=before.classes == classes_digest(crediting, snapshot.attributes_digest))
        )
    oldest_first = [commit for commit in reversed(snapshot.newest_first) if commit not in known]
    borrowed = _borrow(lake, snapshot, oldest_first, reading)
    supplies += [supply for supply, _ in borrowed]
    taken = {commit for _, commits in borrowed for commit in commits}
    chunks = tuple(
        Chunk(
            source.repository,
            snapshot.git.path,
            commits,
            snapshot.header_only.intersection(commits),
            reading,
            lake.staging(source.repository),
        )
        for commits in cut([commit for commit in oldest_first if commit not in taken])
    )
    return Plan(snapshot, before, tuple(supplies), chunks, len(taken))


def _borrow(lake: Lake, snapshot: Snapshot, new: list[str], reading: Reading) -> list[tuple[Supply, frozenset[str]]]:
    """Facts of forks and mirrors that this repository can take over, with the commits they cover."""
    repository = snapshot.source.repository
    found: list[tuple[Supply, frozenset[str]]] = []
    left = [commit for commit in new if commit not in snapshot.header_only]
    for kin in Kin.of(lake, repository, snapshot.ancestry.roots, reading_digest(reading)) if left else []:
        same = frozenset(left) & kin.commits
        if same:
            found.append((Supply(kin.folder, repository, same), same))
            left = [commit for commit in left if commit not in same]
        with sealed(snapshot.git) as git:
            twins = list(kin.same_patches(git, left)) if left else []
        if twins:
            ids = frozenset(record.commit for record in twins)
            part = publish_part(part_of(repository, twins), lake.staging(repository), name=digest(canonical_json(sorted(ids)))[:24])
            found.append((Supply(part, repository), ids))
            left = [commit for commit in left if commit not in ids]
    return found


def reading_of(crediting: Crediting) -> Reading:
    """What the crediting rules want to know of each commit."""
    return Reading(moved_min_characters=crediting.moved_min_characters, generated_markers=crediting.generated_markers)


def classes_digest(crediting: Crediting, attributes_digest: str) -> str:
    """Names everything a path's class depends on."""
    rules = [[rule.id, rule.line_class, list(rule.patterns)] for rule in crediting.path_rules]
    return digest(canonical_json([rules, attributes_digest]))[:24]


def mailmap_bytes(repository: GitDirectory, choice: str, tip: str) -> bytes:
    """The mailmap of the tip (``HEAD``), of a named ``REV:PATH``, or none.

    Raises:
        CollectError: the named revision or file is not there.
    """
    if choice == "none":
        return b""
    revision, _, path = ("", "", ".mailmap") if choice == "HEAD" else choice.partition(":")
    content = file_at(repository, resolve_commit(repository, revision) if revision else tip, path.encode())
    if not content and choice != "HEAD":
        raise CollectError(f"{repository.path} 中没有 {choice}；请检查 mailmap 的版本与路径，或写 none")
    return content


def _further_refs(repository: GitDirectory, patterns: tuple[str, ...]) -> dict[str, str]:
    if not patterns:
        return {}
    lines = repository.output("for-each-ref", "--format=%(refname)%00%(objectname)%00%(*objectname)%00%(objecttype)%00%(*objecttype)")
    refs = {}
    # not splitlines(): a ref's name may hold U+2028 and the like
    for line in lines.decode("utf-8", "surrogateescape").split("\n")[:-1]:
        name, object_id, peeled, kind, peeled_kind = line.split("\0")
        if "commit" in {kind, peeled_kind} and any(_fits(name, pattern) for pattern in patterns):
            refs[name] = peeled if peeled_kind == "commit" else object_id
    return refs


def _fits(ref: str, pattern: str) -> bool:
    return fnmatchcase(ref, pattern if pattern.startswith("refs/") else f"refs/heads/{pattern}")


def _older(git: GitDirectory, tips: list[str], since: int | None) -> frozenset[str]:
    if since is None:
        return frozenset()
    lines = git.output("rev-list", "--timestamp", "--stdin", given="\n".join(tips).encode()).decode("ascii").splitlines()
    return frozenset(commit for committed, commit in (line.split() for line in lines) if int(committed) < since)


def history(git: GitDirectory, tips: list[str]) -> History:
    """(commit, parents) of everything reachable, newest first in topological order."""
    lines = git.output("rev-list", "--topo-order", "--parents", "--stdin", given="\n".join(tips).encode())
    return [(commit, tuple(parents)) for commit, *parents in (line.split() for line in lines.decode("ascii").splitlines())]
