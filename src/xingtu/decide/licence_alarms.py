"""What has changed between two trees of a project that somebody has to know of?

Both trees must have been read by the same tools: a difference of tools is no change of the project. Clues of grade D alone never
make more than the alarm that there are new ones.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xingtu.decide.licence_conflicts import BLOCKING, SPEAK_OF_THE_PROJECT, by_path, counted, places
from xingtu.errors import Contradictory
from xingtu.facts.licence_alarms import SEVERITIES, LicenceAlarm
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.policy.licence_expression import licences, together
from xingtu.policy.licence_policy import LicencePolicy

MOST_PATHS_SAID = 3
DOUBTFUL = frozenset("CD")
NOT_OPEN = frozenset({"source_available", "closed"})
Told = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Tree:
    """One of the two trees, as alarms ask it."""

    evidence: LicenceEvidence
    findings: Mapping[str, tuple[LicenceFinding, ...]]
    files: Mapping[str, LicenceFile]
    said: Mapping[str, str]
    """Path -> expression of what counts in it; only files that say something."""

    @classmethod
    def of(cls, evidence: LicenceEvidence, policy: LicencePolicy) -> "_Tree":
        findings = by_path(evidence)
        said = {
            path: expression
            for path, seen in findings.items()
            if (expression := together((one.spdx for one in counted(seen, BLOCKING)), policy.names))
        }
        return cls(evidence, findings, {file.path: file for file in evidence.files}, said)

    @property
    def headline(self) -> str:
        """The licence of the project: what somebody or a rule concluded, else what it declares."""
        return self.evidence.top.concluded or self.evidence.top.declared

    def own(self) -> Iterator[str]:
        """Files of the project itself, not of a copy of somebody else's work."""
        vendored = {root.root for root in self.evidence.roots if root.vendored}
        return (path for path, file in self.files.items() if file.root not in vendored)

    def places(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Where it stands in those files."""
        return places(finding for path in paths for finding in counted(self.findings.get(path, ()), BLOCKING))


def alarms(before: LicenceEvidence, after: LicenceEvidence, policy: LicencePolicy) -> tuple[LicenceAlarm, ...]:
    """Worst first.

    Raises:
        Contradictory: the two trees are of two repositories, or were read by different tools.
    """
    if before.look.repository != after.look.repository:
        raise Contradictory(
            f"{before.look.repository} 与 {after.look.repository} 不是同一个仓库，不能比较许可证；请给出同一仓库的两个版本。"
        )
    if before.look.fingerprint != after.look.fingerprint:
        raise Contradictory(
            f"{before.look.commit[:12]} 与 {after.look.commit[:12]} 用的检测器不同"
            f"（{before.look.fingerprint[:12]}、{after.look.fingerprint[:12]}），比较会把工具的变化当成许可证的变化；请用同一检测器重新检测这两个版本。"
        )
    raised = _Raised(before, after, policy)
    old, new = _Tree.of(before, policy), _Tree.of(after, policy)
    raised.headline(old, new)
    raised.files(old, new)
    raised.notices(old, new)
    raised.clues(old, new)
    raised.declarations(old, new)
    raised.conflicts(old, new)
    raised.reuse(old, new)
    return tuple(sorted(raised.rows, key=lambda row: (SEVERITIES.index(row.severity), row.kind, row.path, row.before, row.after)))


class _Raised:
    """The alarms so far; one method per row of the knowledge page's table."""

    def __init__(self, before: LicenceEvidence, after: LicenceEvidence, policy: LicencePolicy) -> None:
        self.policy = policy
        self.looks = (before.look, after.look)
        self.rows: list[LicenceAlarm] = []

    def headline(self, old: _Tree, new: _Tree) -> None:
        """The project's own licence: changed for the worse, lost, changed, better, or there for the first time."""
        before, after = old.headline, new.headline
        if self.policy.read(before) == self.policy.read(after):
            return
        rests_on = _legal(new, old)
        unread = not after and any(path in new.files and new.files[path].size_bytes for path in rests_on)
        shown = ("认不出的许可证", "a licence nobody could read") if unread else (after or "无", after or "none")
        told = (f"项目许可证由 {before or '无'} 变为 {shown[0]}", f"The project's licence went from {before or 'none'} to {shown[1]}")
        if not before:
            self._raise("licence_added", told, rests_on, before, after, new)
        elif not after:
            self._raise("headline_changed" if unread else "headline_lost", told, rests_on, before, after, new)
        else:
            kind = {1: "headline_worse", -1: "headline_better"}.get(self._worse(before, after), "headline_changed")
            self._raise(kind, self._with_categories(told, before, after), rests_on, before, after, new)

    def files(self, old: _Tree, new: _Tree) -> None:
        """Files of the project that went to a stricter licence, or that differ from the headline for the first time."""
        changed: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        differing: dict[str, list[str]] = defaultdict(list)
        known = {self.policy.read(old.said[path]) for path in old.own() if path in old.said}
        for path in new.own():
            after, before = new.said.get(path, ""), old.said.get(path, "")
            if not after or new.files[path].role in SPEAK_OF_THE_PROJECT:
                continue
            if before and self._worse(before, after) == 1:
                kind = "files_not_open" if self._shuts(before, after) else "files_worse"
                changed[kind, before, after].append(path)
            elif self.policy.read(after) not in known and not self._within(after, new.headline):
                differing[after].append(path)
        for (kind, before, after), paths in changed.items():
            told = (f"{_some(paths)} 由 {before} 变为 {after}", f"{_some(paths, 'en')} went from {before} to {after}")
            self._raise(kind, self._with_categories(told, before, after), paths, before, after, new)
        for after, paths in differing.items():
            told = (
                f"{_some(paths)} 是 {after}，项目是 {new.headline or '无'}",
                f"{_some(paths, 'en')} is under {after}, the project under {new.headline or 'none'}",
            )
            self._raise("file_differs", told, paths, "", after, new)

    def notices(self, old: _Tree, new: _Tree) -> None:
        """Licence files that are gone or empty, and notices that vanished from files that are still there."""
        lost: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for path in old.own():
            before = old.said.get(path, "")
            if not before or new.said.get(path):
                continue
            if old.files[path].role == "legal":
                self._legal_file(path, before, new)
            elif path in new.files and old.files[path].role not in SPEAK_OF_THE_PROJECT and new.files[path].state == "scanned":
                lost[before, bool(counted(new.findings.get(path, ()), DOUBTFUL))].append(path)
        for (before, replaced), paths in lost.items():
            told = (f"{_some(paths)} 中的 {before} 声明不见了", f"The {before} notice is gone from {_some(paths, 'en')}")
            if replaced:
                told = (f"{told[0]}，换成了不能确定的许可文字", f"{told[1]}; other words of licence stand there, which are not certain")
            stands = places(finding for path in paths for finding in counted(new.findings.get(path, ()), DOUBTFUL))
            self._raise("notice_lost", told, paths, before, "", new, evidence=stands)

    def _legal_file(self, path: str, before: str, new: _Tree) -> None:
        if any(expression == before and new.files[other].role == "legal" for other, expression in new.said.items()):
            # renamed, or there a second time
            return
        word = (
            ("清空或不再能认出许可证", "emptied, or no licence is recognised in it any more") if path in new.files else ("删除", "removed")
        )
        told = (f"{path}（{before}）被{word[0]}", f"{path} ({before}) was {word[1]}")
        self._raise("licence_file_removed", told, [path], before, "", new)

    def clues(self, old: _Tree, new: _Tree) -> None:
        """What nobody could read, in files where it was not before."""
        known, fresh = {_clue(one) for one in _clues(old)}, defaultdict(list)
        for one in _clues(new):
            if _clue(one) not in known:
                fresh[one.spdx].append(one)
        for spdx, found in sorted(fresh.items()):
            paths = list(dict.fromkeys(one.path for one in found))
            told = (f"{_some(paths)} 出现认不出的许可线索 {spdx}", f"Unrecognised licence clue {spdx} in {_some(paths, 'en')}")
            self._raise("unknown_added", told, paths, "", spdx, new, evidence=places(found))

    def declarations(self, old: _Tree, new: _Tree) -> None:
        """Declared against detected, for the project; SPDX tag against text, for a file."""
        was, is_now = ("declared_differs" in tree.evidence.top.questions for tree in (old, new))
        if was != is_now:
            kind = "declared_differs_begins" if is_now else "declared_differs_ends"
            top = new.evidence.top
            told = (
                f"声明 {top.declared or '无'}，检出 {top.detected or '无'}",
                f"Declared {top.declared or 'none'}, detected {top.detected or 'none'}",
            )
            self._raise(kind, told, (), old.evidence.top.declared, top.declared, new)
        for path in new.own():
            if self._contradicts(new.findings.get(path, ())) and not self._contradicts(old.findings.get(path, ())):
                tags = together((one.spdx for one in counted(new.findings[path], BLOCKING) if one.kind == "tag"), self.policy.names)
                told = (
                    f"{path} 的 SPDX 标签是 {tags}，文本是另一种许可证",
                    f"The SPDX tag of {path} says {tags}, its text another licence",
                )
                self._raise("tag_contradicts", told, [path], old.said.get(path, ""), new.said[path], new)

    def conflicts(self, old: _Tree, new: _Tree) -> None:
        """Parts that may not go in, or that an expert has to look at, and did not stand there before."""
        known = {_conflict(row) for row in old.evidence.conflicts if row.answer != "compatible"}
        for row in new.evidence.conflicts:
            if row.answer == "compatible" or _conflict(row) in known:
                continue
            kind = "conflict_added" if row.answer == "incompatible" else "review_added"
            where = row.root or (row.evidence[0].rpartition(":")[0] or row.evidence[0] if row.evidence else "")
            told = (
                f"{where or '项目'}（{row.inbound or '许可证不明'}）：{row.reasons[0] if row.reasons else ''}",
                f"{where or 'The project'} ({row.inbound or 'licence unknown'}): {row.reasons_en[0] if row.reasons_en else ''}",
            )
            paths = list(dict.fromkeys(place.rpartition(":")[0] or place for place in row.evidence)) or ([row.root] if row.root else [])
            self._raise(kind, told, paths, "", row.inbound, new, evidence=row.evidence)

    def reuse(self, old: _Tree, new: _Tree) -> None:
        """More files have both a licence and a copyright line than before."""
        before, after = old.evidence.reuse, new.evidence.reuse
        # compared as fractions: 3 of 4 is more than 5 of 7
        if before.files and after.files and after.covered * before.files > before.covered * after.files:
            shown = (f"{before.covered}/{before.files}", f"{after.covered}/{after.files}")
            told = (f"REUSE 覆盖由 {shown[0]} 提高到 {shown[1]}", f"REUSE coverage rose from {shown[0]} to {shown[1]}")
            self._raise("reuse_up", told, (), "", "", new)

    def _worse(self, before: str, after: str) -> int:
        """1 worse, -1 better, 0 neither: what is no longer open is worse; else the category's rank decides."""
        if self._shuts(before, after):
            return 1
        if self.policy.is_open(before) is False and self.policy.is_open(after) is True:
            return -1
        ranks = self.policy.rank(before), self.policy.rank(after)
        if ranks[0] is None or ranks[1] is None or ranks[0] == ranks[1]:
            # what nobody can place is neither
            return 0
        return 1 if ranks[1] > ranks[0] else -1

    def _shuts(self, before: str, after: str) -> bool:
        """Open no more; what a licence that is not open stands in, beside words nobody could read, is not waited for."""
        if self.policy.is_open(before) is False or self.policy.is_open(after) is True:
            return False
        read = self.policy.read(after)
        shut = read is not None and any(self.policy.standing(one) in NOT_OPEN for one in licences(read))
        return self.policy.is_open(after) is False or shut

    def _within(self, expression: str, headline: str) -> bool:
        """Whether the project's own licence names all of it."""
        inside, whole = self.policy.read(expression), self.policy.read(headline)
        return inside is None or (whole is not None and set(licences(inside)) <= set(licences(whole)))

    def _contradicts(self, findings: Sequence[LicenceFinding]) -> bool:
        """A tag and a whole text in one file that have no licence in common."""
        sure = counted(findings, BLOCKING)
        tags = {name for one in sure if one.kind == "tag" for name in self._names(one.spdx)}
        texts = {name for one in sure if one.kind == "text" for name in self._names(one.spdx)}
        return bool(tags and texts and not tags & texts)

    def _names(self, text: str) -> set[str]:
        read = self.policy.read(text)
        return set() if read is None else {one.id for one in licences(read)}

    def _with_categories(self, told: Told, before: str, after: str) -> Told:
        kinds = [self._kinds(before), self._kinds(after)]
        if kinds[0] == kinds[1] or not all(zh for zh, _ in kinds):
            return told
        return f"{told[0]}（{kinds[0][0]} → {kinds[1][0]}）", f"{told[1]} ({kinds[0][1]} → {kinds[1][1]})"

    def _kinds(self, text: str) -> Told:
        read = self.policy.read(text)
        found = [] if read is None else [category for one in licences(read) if (category := self.policy.category(one))]
        return "、".join(dict.fromkeys(one.name for one in found)), ", ".join(dict.fromkeys(one.name_en for one in found))

    def _raise(
        self,
        kind: str,
        told: Told,
        paths: Sequence[str],
        before: str,
        after: str,
        new: _Tree,
        *,
        evidence: tuple[str, ...] | None = None,
    ) -> None:
        self.rows.append(
            LicenceAlarm(
                repository=self.looks[1].repository,
                before_commit=self.looks[0].commit,
                after_commit=self.looks[1].commit,
                kind=kind,
                severity=self.policy.alarms[kind].severity,
                path=paths[0] if paths else "",
                paths=tuple(paths),
                before=before,
                after=after,
                reason=f"{told[0].rstrip('。')}。",
                reason_en=f"{told[1].rstrip('.')}.",
                evidence=new.places(paths) if evidence is None else evidence,
            )
        )


def _legal(new: _Tree, old: _Tree) -> list[str]:
    """The licence files of the project whose word changed, else all of them, else what declares the licence."""
    own = [path for tree in (new, old) for path, file in tree.files.items() if file.role == "legal" and not file.root]
    changed = [
        path
        for path in dict.fromkeys(own)
        if new.said.get(path, "") != old.said.get(path, "") or (path in new.files) != (path in old.files)
    ]
    declared = [place.rpartition(":")[0] or place for place in new.evidence.top.declared_in]
    return changed or list(dict.fromkeys([*own, *declared]))


def _clues(tree: _Tree) -> list[LicenceFinding]:
    own = set(tree.own())
    return [one for one in tree.evidence.findings if one.grade == "D" and not one.set_aside and one.path in own]


def _clue(finding: LicenceFinding) -> tuple[str, str]:
    return finding.path, finding.spdx


def _conflict(row: LicenceConflict) -> tuple[str, str, str, str]:
    return row.root, row.inbound, row.relation, row.answer


def _some(paths: Sequence[str], lang: str = "zh") -> str:
    """The first few by name."""
    shown, more = list(paths)[:MOST_PATHS_SAID], len(paths) - MOST_PATHS_SAID
    if lang == "en":
        return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
    return "、".join(shown) + (f" 等 {len(paths)} 个文件" if more > 0 else "")
