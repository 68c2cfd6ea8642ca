"""How safely is a project run, by its tree at a commit, its history, and what is known of it beside them?

Contents are read only when a check asks for them. What no clone shows is unknown, and there is no total over what is not known.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from xingtu import catalogue
from xingtu.collect.asked import Asked, tree_of
from xingtu.collect.blobs import blob_reader, tree_entries
from xingtu.collect.git import GitDirectory, open_git_directory, sealed, shallow_boundary
from xingtu.detect.posture.check import Check
from xingtu.detect.posture.host_only import host_only
from xingtu.detect.posture.tree import Commit, Known, LicenceFact, Tree
from xingtu.facts.audit import Audit
from xingtu.facts.posture import RISKS, CheckResult, Posture
from xingtu.facts.risk_gate import INSUFFICIENT
from xingtu.policy.licence_expression import answered
from xingtu.policy.licence_policy import LicencePolicy
from xingtu.store.licence_evidence import LicenceStore

MOST_COMMITS = 2_000
"""Of the branch, newest first: 90 days of the busiest project we measured are fewer."""
NOT_ASKED = frozenset({"signal_missing", "unrated"})
"""What a gate may lack although every known vulnerability would be found: signs of exploitation and ratings."""
MOST_PLACES = 50
"""Places of one answer that are kept; how many there are is told."""

Listener = Callable[[str, int, int], None]
"""Told (check, checks done, checks in all)."""


def posture(
    found: Asked,
    *,
    home: Path,
    as_of: datetime,
    licences: LicencePolicy | None = None,
    audit: Audit | None = None,
    listener: Listener = lambda *_: None,
) -> Posture:
    """Every check's answer.

    as_of:     the instant that "in the last 90 days" ends with
    licences:  says which licences are approved by OSI or FSF; None: what a scan of the tree concluded is not asked
    audit:     of the same tree; None: known vulnerabilities stay unknown

    Raises:
        CollectError: there is no such revision, or nothing was ever committed.
    """
    git = open_git_directory(found.path)
    tip = tree_of(found, git)
    with sealed(git) as safe, blob_reader(safe) as reader:
        commits, first = _history(safe, tip.commit)
        known = Known(
            host=_host(found),
            as_of=as_of,
            commits=commits,
            first_commit_at=first,
            licence=_licence(home, found.repository, tip.tree, licences) if licences else None,
        )
        tree = Tree(tree_entries(safe, tip.commit), reader.read, _audited(known, audit) if audit else known)
        checks = list(catalogue.checks().values())
        results = []
        for number, check in enumerate(checks):
            listener(check.own_name, number, len(checks))
            results.append(_result(check, tree))
    results += host_only()
    results.sort(key=lambda result: (RISKS.index(result.risk), result.own_name))
    return Posture(
        repository=found.repository,
        revision=found.revision,
        commit=tip.commit,
        committed_at=tip.committed_at,
        as_of=f"{as_of.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        results=tuple(results),
    )


def _result(check: Check, tree: Tree) -> CheckResult:
    outcome = check.look(tree)
    return CheckResult(
        check=check.id,
        own_name=check.own_name,
        name=check.name,
        name_en=check.name_en,
        risk=check.risk,
        score=outcome.score,
        reason=outcome.reason,
        reason_en=outcome.reason_en,
        places=outcome.places[:MOST_PLACES],
        place_count=len(outcome.places),
    )


def _host(found: Asked) -> str:
    """Host of the address, or the first part of an id such as ``gitee.com/a/b``; empty for a folder without one."""
    host = found.url.partition("://")[2].partition("/")[0] or found.repository.partition("/")[0]
    return host.lower() if "." in host else ""


def _history(git: GitDirectory, commit: str) -> tuple[tuple[Commit, ...], datetime | None]:
    """(the newest commits, when the first of all was made; None where history is cut short)."""
    shown = git.output("log", f"-{MOST_COMMITS}", "-z", "--date=unix", "--format=%cd%n%an%n%ae%n%s", commit, "--").split(b"\0")
    commits = []
    for row in shown:
        at, author, mailbox, subject = (*row.decode("utf-8", "replace").split("\n", 3), "", "", "", "")[:4]
        if at.lstrip("-").isdigit():
            # only the domain goes on; nobody's mailbox leaves this function
            commits.append(Commit(_instant(int(at)), author, mailbox.rpartition("@")[2].lower(), subject))
    if shallow_boundary(git):
        return tuple(commits), None
    roots = git.output("log", "--max-parents=0", "--date=unix", "--format=%cd", commit, "--").decode("ascii").split()
    return tuple(commits), min((_instant(int(root)) for root in roots), default=None)


def _instant(seconds: int) -> datetime:
    # commits have been made in the year 10000 and before 1970
    return datetime.fromtimestamp(min(max(seconds, 0), 253_402_300_799), UTC)


def _licence(home: Path, repository: str, tree: str, policy: LicencePolicy) -> LicenceFact | None:
    """What the newest scan concluded of the project itself, if it was of this very tree."""
    summary = LicenceStore(home).latest(repository)
    if summary is None or summary.look.tree != tree or not summary.top.concluded:
        return None
    expression = policy.read(summary.top.concluded)
    approved = expression is not None and answered(
        expression, lambda one: policy.standing(one) == "approved", all_hold=all, one_is_enough=any
    )
    declared = summary.top.declared_in
    return LicenceFact(summary.top.concluded, approved, declared[0].partition(":")[0] if declared else "")


def _audited(known: Known, audit: Audit) -> Known:
    covered = audit.coverage
    zh = f"共 {covered.components} 个组件，{covered.covered} 个属于已覆盖生态"
    en = f"{covered.components} components, {covered.covered} of covered ecosystems"
    # what lies among tests' data is no part of the product, as in the audit itself
    open_rows = [row.finding for row in audit.rows if row.is_open and not row.is_sample]
    lacking = {reason.kind for reason in audit.gate.reasons if reason.result == INSUFFICIENT} - NOT_ASKED
    if lacking or not covered.covered:
        groups = len({one.group for one in open_rows})
        least, least_en = (
            (f"，已知至少 {groups} 组公告涉及所用版本", f", at least {groups} groups of advisories touch it") if groups else ("", "")
        )
        zh, en = f"依据不足{least}：{zh}；详见 xingtu audit", f"too little is known{least_en}: {en}; see xingtu audit"
        return replace(known, vulnerabilities_note=zh, vulnerabilities_note_en=en)
    places = [(one.group, place.path, place.line) for one in open_rows for place in one.places]
    return replace(known, vulnerabilities=tuple(places), vulnerabilities_note=zh, vulnerabilities_note_en=en)
