"""Did anybody work on it in the 90 days before the instant asked about?"""

from datetime import UTC, datetime, timedelta

from xingtu.detect.posture.check import Check, Outcome, proportion
from xingtu.detect.posture.tree import Commit, Known, Tree, tree_of
from xingtu.facts.posture import BEST

DAYS = 90
WEEKLY = DAYS // 7
"""One a week is enough for all ten points."""


def look(tree: Tree) -> Outcome:
    """Commits to the branch; issues and the mark "archived" are the host's."""
    commits, at = tree.known.commits, tree.known.as_of
    if commits is None or at is None:
        return Outcome(None, "没有给出历史和截止时间", "no history and no instant were given")
    since = at - timedelta(days=DAYS)
    recent = sum(since <= commit.committed_at <= at for commit in commits)
    first = tree.known.first_commit_at
    if first is not None and first > since:
        return Outcome(
            0,
            f"首次提交在 {first:%Y-%m-%d}，不满 {DAYS} 天，无从判断是否有人维护",
            f"first commit on {first:%Y-%m-%d}, less than {DAYS} days before: too new to judge",
        )
    newest = max((commit.committed_at for commit in commits if commit.committed_at <= at), default=None)
    last = f"{newest:%Y-%m-%d}" if newest else "—"
    return Outcome(
        min(proportion(recent, WEEKLY), BEST),
        f"截至 {at:%Y-%m-%d} 的 {DAYS} 天内有 {recent} 次提交（最近一次 {last}）；议题活动看不到，不计",
        f"{recent} commits in the {DAYS} days before {at:%Y-%m-%d} (last on {last}); issues cannot be seen and do not count",
    )


_AT = datetime(2026, 4, 1, tzinfo=UTC)


def _worked(days: range, first: int = 900) -> Tree:
    commits = tuple(Commit(_AT - timedelta(days=day), "li", "") for day in days)
    return tree_of({"a": ""}, Known(as_of=_AT, commits=commits, first_commit_at=_AT - timedelta(days=first)))


CHECK = Check(
    id="maintained",
    own_name="Maintained",
    name="有人维护",
    name_en="Maintained",
    risk="high",
    look=look,
    examples=[
        (_worked(range(0, 84, 7)), 10),
        (_worked(range(0, 42, 7)), 5),
        (_worked(range(91, 400)), 0),
        (_worked(range(30), first=60), 0),
        (tree_of({"a": ""}), None),
    ],
    differs=("只数提交，议题和归档标记在主机上；所以得分是下限。", "截止时间由调用者给出。"),
    differs_en=(
        "Only commits count, issues and archiving are the host's: the score is a lower bound.",
        "The instant is given by the caller.",
    ),
)
