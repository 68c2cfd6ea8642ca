"""May this list be published, and if not, what exactly is missing?

A list for money is not published on incomplete evidence, nor while someone's case is open: an open case can move every place below it.
"""

from collections.abc import Iterable, Sequence

from xingtu.errors import Incomplete
from xingtu.facts.repositories import Repository
from xingtu.facts.verdicts import Verdict
from xingtu.policy.programme import Programme


def refusals(programme: Programme, repositories: Iterable[Repository], verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Every reason against publishing, one sentence each; empty when the list may be published. Sorted, so that order changes nothing."""
    if programme.incomplete != "refuse":
        return ()
    missing = [_missing(repository) for repository in repositories if _is_incomplete(repository)]
    open_cases = [
        f"{verdict.track}／{verdict.name}：{' '.join(verdict.reasons)}" for verdict in verdicts if verdict.outcome == "unresolved"
    ]
    return tuple(sorted(missing) + ([] if missing else sorted(open_cases)))


def prove_publishable(programme: Programme, repositories: Sequence[Repository], verdicts: Sequence[Verdict]) -> None:
    """Return when the list may be published.

    Raises:
        Incomplete: it may not; one message names each repository and what is missing there, or each open case.
    """
    reasons = refusals(programme, repositories, verdicts)
    if reasons:
        listed = "".join(f"\n  · {reason}" for reason in reasons)
        raise Incomplete(
            f"{programme.id}（{programme.name}）不予公布，共 {len(reasons)} 处未决：{listed}\n补齐后请重新运行；已有的运行保持原样。"
        )


def _is_incomplete(repository: Repository) -> bool:
    return bool(repository.missing) or repository.measured_commits < repository.expected_commits


def _missing(repository: Repository) -> str:
    counted = f"{repository.repository}（{repository.name}）：读到 {repository.measured_commits}／{repository.expected_commits} 次提交"
    return "；".join([counted, *(sentence.rstrip("。") for sentence in repository.missing)]) + "。"
