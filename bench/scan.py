"""What does a scan with its evidence cost, as a multiple of plain ``git log --numstat`` in the same minute?

Run from the repository's root, on a quiet machine::

    python bench/scan.py REPO [REPO …] [--pairs 3] [--peers PYTHON]

First every row is compared with git's own; if one differs, nothing is measured. Then, interleaved, so that a busy moment
meets all alike: plain git, counts only, counts with evidence (one worker, two workers). CPU is user + system of all processes,
forked ones too: this program becomes the reaper of whatever they leave behind. ``--peers`` names a Python in which Perceval
and PyDriller are installed (they are never installed beside Xingtu); they read the first repository.
"""

import argparse
import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.gitrepo import Row, numstat  # noqa: E402 - the same reading of git's output as in the tests
from xingtu.collect import plan, scan  # noqa: E402 - as above
from xingtu.collect.git import ENVIRONMENT, GitDirectory  # noqa: E402 - as above
from xingtu.collect.scan import Located, scan_all  # noqa: E402 - as above
from xingtu.collect.source import Source  # noqa: E402 - as above
from xingtu.policy.crediting import parse_crediting  # noqa: E402 - as above
from xingtu.store.lake import Lake  # noqa: E402 - as above

PR_SET_CHILD_SUBREAPER = 36
PEERS = {
    "Perceval": (
        "import sys\nfrom perceval.backends.core.git import Git\n"
        "print(sum(len(item['data']['files']) for item in Git(sys.argv[1], sys.argv[2]).fetch()))"
    ),
    "PyDriller": (
        "import sys\nfrom pydriller import Repository\n"
        "commits = Repository(sys.argv[1], only_no_merge=True).traverse_commits()\n"
        "print(sum(file.added_lines + file.deleted_lines for commit in commits for file in commit.modified_files))"
    ),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one command with everything it started."""

    cpu_seconds: float
    wall_seconds: float
    largest_mib: float


def cost_of(*command: str, cwd: Path | None = None, environment: dict[str, str] | None = None) -> Cost:
    """Run to the end and add up every process; its output is thrown away."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=cwd, env=environment) as process:
        cpu, largest, finished = 0.0, 0, began
        while True:
            try:
                pid, status, usage = os.wait4(-1, 0)
            except ChildProcessError:
                break
            cpu += usage.ru_utime + usage.ru_stime
            largest = max(largest, usage.ru_maxrss)
            if pid == process.pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                finished = time.perf_counter()
    if process.returncode:
        raise SystemExit(f"{command[:4]} ended with {process.returncode}")
    return Cost(cpu, finished - began, largest / 1024)


def plain_git(repository: Path) -> Cost:
    """Everybody's yardstick: the line counts, into nothing."""
    command = GitDirectory(repository).command("log", "--no-merges", "--numstat", "-M", "--no-ext-diff", "--no-textconv", "HEAD")
    return cost_of(*command, environment=ENVIRONMENT)


def our_scan(repository: Path, home: Path, *, workers: int = 1, evidence: bool = True) -> Cost:
    """A scan in a process of its own, into the lake under ``home``."""
    asked = ["--do", str(home), str(workers), "evidence" if evidence else "counts"]
    return cost_of(sys.executable, str(Path(__file__).resolve()), str(repository), *asked)


def do_scan(repository: Path, home: Path, workers: int, what: str) -> None:
    """What the child process does."""
    crediting = parse_crediting((ROOT / "policy/crediting.toml").read_text("utf-8"), file_name="crediting.toml")
    if what == "counts":
        usual = plan.reading_of
        for module in (plan, scan):
            vars(module)["reading_of"] = lambda rules: replace(usual(rules), evidence=False)
    (outcome,) = scan_all(Lake(home), [Located(Source("bench", str(repository)), lambda: repository)], crediting, workers=workers)
    if outcome.problem:
        raise SystemExit(outcome.problem)


def compare_rows(repository: Path, home: Path) -> int:
    """The number of rows, each equal to git's.

    Raises:
        SystemExit: one differs.
    """
    do_scan(repository, home, 1, "evidence")
    lake = Lake(home)
    newest = lake.latest("bench")
    if newest is None or not newest.complete:
        raise SystemExit(f"{repository}: incomplete, nothing to compare: {newest and newest.missing}")
    ours: dict[str, list[Row]] = {}
    columns = ["commit", "number", "status", "path", "old_path", "binary", "added", "deleted"]
    for row in sorted(lake.table(newest, "file_changes", columns).to_pylist(), key=lambda row: (row["commit"], row["number"])):
        added, deleted = (None, None) if row["binary"] else (row["added"], row["deleted"])
        ours.setdefault(row["commit"], []).append(Row(row["commit"], row["status"], row["path"], row["old_path"], added, deleted))
    theirs: dict[str, list[Row]] = {}
    for one in numstat(repository, "HEAD"):
        theirs.setdefault(one.commit, []).append(one)
    for commit in theirs.keys() | ours.keys():
        if theirs.get(commit) != ours.get(commit):
            raise SystemExit(f"{repository}: {commit} differs\n git {theirs.get(commit)}\nours {ours.get(commit)}")
    return sum(map(len, theirs.values()))


def one_percent(repository: Path, folder: Path) -> tuple[Cost, int]:
    """Cost of an update that brings about the newest 1 % of commits, and how many those are."""
    git = GitDirectory(repository)
    tip = git.output("rev-parse", "HEAD").decode().strip()
    wanted = int(git.output("rev-list", "--count", tip)) // 100 or 1
    older, new = tip, 0
    for number, commit in enumerate(git.output("rev-list", "--first-parent", tip).decode().split()):
        # fewer than one question per first-parent commit: a merge brings several
        if number and (number >= wanted - new or number % 8 == 0):
            older, new = commit, int(git.output("rev-list", "--count", f"{commit}..{tip}"))
            if new >= wanted:
                break
    clone = folder / "older.git"
    (clone / "objects" / "info").mkdir(parents=True)
    (clone / "refs" / "heads").mkdir(parents=True)
    (clone / "objects" / "info" / "alternates").write_text(f"{repository.resolve() / 'objects'}\n")
    (clone / "config").write_text("[core]\n\tbare = true\n\trepositoryformatversion = 0\n")
    (clone / "HEAD").write_text("ref: refs/heads/main\n")
    (clone / "refs" / "heads" / "main").write_text(older + "\n")
    our_scan(clone, folder / "older-home")
    (clone / "refs" / "heads" / "main").write_text(tip + "\n")
    return our_scan(clone, folder / "older-home"), new


def start_up(folder: Path) -> Cost:
    """A scan of one commit: what every scan pays before it reads anything."""
    tiny = folder / "tiny.git"
    environment = ENVIRONMENT | {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", "init", "--quiet", "--bare", str(tiny)], check=True, env=environment)
    tree = GitDirectory(tiny).output("hash-object", "-t", "tree", "-w", "--stdin").decode().strip()
    made = subprocess.run([*GitDirectory(tiny).command("commit-tree", tree, "-m", "x")], check=True, env=environment, capture_output=True)
    (tiny / "refs" / "heads").mkdir(exist_ok=True)
    GitDirectory(tiny).output("update-ref", "HEAD", made.stdout.decode().strip())
    return our_scan(tiny, folder / "tiny-home")


def measure(repository: Path, pairs: int) -> str:
    """The table's line about one repository."""
    rounds: list[tuple[Cost, Cost, Cost, Cost]] = []
    with tempfile.TemporaryDirectory(prefix="xingtu-bench-") as name:
        folder = Path(name)
        rows = compare_rows(repository, folder / "parity")
        commits = int(GitDirectory(repository).output("rev-list", "--count", "--no-merges", "HEAD"))
        plain_git(repository)
        for number in range(pairs):
            home = folder / f"home{number}"
            rounds.append(
                (
                    plain_git(repository),
                    our_scan(repository, home / "counts", evidence=False),
                    our_scan(repository, home / "one"),
                    our_scan(repository, home / "two", workers=2),
                )
            )
        update, new = one_percent(repository, folder)
        begin = start_up(folder)
    print(
        json.dumps({"repository": str(repository), "rounds": [[cost.cpu_seconds for cost in costs] for costs in rounds]}), file=sys.stderr
    )
    base = statistics.median(costs[0].cpu_seconds for costs in rounds)
    full = statistics.median(costs[2].cpu_seconds for costs in rounds)

    def ratio(which: int) -> str:
        found = [costs[which].cpu_seconds / costs[0].cpu_seconds for costs in rounds]
        return f"{statistics.median(found):.2f} ({min(found):.2f}–{max(found):.2f})"

    wall = [statistics.median(costs[which].wall_seconds for costs in rounds) for which in range(4)]
    largest = [max(costs[which].largest_mib for costs in rounds) for which in (2, 3)]
    cells = [
        repository.parent.name.replace("+", "/"), f"{commits:,}", f"{rows:,} =", f"{base:.1f}", ratio(1), ratio(2), ratio(3),
        f"{wall[0]:.1f} / {wall[2]:.1f} / {wall[3]:.1f}", f"{largest[0]:.0f} / {largest[1]:.0f}", f"{new}",
        f"{update.cpu_seconds / full:.1%}",
        f"{begin.cpu_seconds:.2f}",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def peers(repository: Path, python: str, pairs: int) -> list[str]:
    """What others need for the same repository, one line each."""
    if subprocess.run([python, "-c", "import perceval, pydriller"], check=False, capture_output=True).returncode:
        return [f"Perceval and PyDriller are not installed in {python}: not measured"]
    found = []
    with tempfile.TemporaryDirectory(prefix="xingtu-bench-") as name:
        clone = Path(name) / "clone"
        subprocess.run(["git", "clone", "--quiet", "--mirror", str(repository), str(clone)], check=True)
        for peer, program in PEERS.items():
            ratios = []
            for number in range(pairs):
                ours = our_scan(repository, Path(name) / f"{peer}{number}")
                theirs = cost_of(python, "-c", program, str(repository if peer == "Perceval" else clone), str(clone))
                ratios.append(theirs.cpu_seconds / ours.cpu_seconds)
            found.append(f"{peer}: {statistics.median(ratios):.1f} times the CPU of our scan with evidence")
    return found


HEAD = [
    "repository", "commits without merges", "rows, equal to git's", "git log --numstat, CPU s", "counts only ×", "with evidence ×",
    "with evidence, 2 workers ×", "wall s: git / 1 / 2 workers", "largest process MiB: 1 / 2 workers", "commits in the update",
    "update ÷ full scan, CPU", "start-up, CPU s",
]  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What does a scan cost next to git?")
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--peers", help="a Python with Perceval and PyDriller")
    parser.add_argument("--do", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.do:
        home, workers, what = chosen.do
        do_scan(chosen.repositories[0], Path(home), int(workers), what)
        return
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|")
    for repository in chosen.repositories:
        print(measure(repository, chosen.pairs), flush=True)
    for line in peers(chosen.repositories[0], chosen.peers, chosen.pairs) if chosen.peers else []:
        print(f"\n{line}", flush=True)


if __name__ == "__main__":
    main()
