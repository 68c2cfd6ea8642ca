"""Do our counts equal the statistics U-Boot published, row for row? ``python bench/uboot.py U_BOOT_CLONE GITDM_CLONE``

Both clones are the reader's own (``docs/uboot.md`` says which); nothing of them is kept here. Each release is compared twice: with
the true line counts, which is what the product gives, and with the counts of gitdm's patch mode, which passes over lines whose own
text begins with ``+`` or ``-``. With the latter every table must be equal; that proves the parser and everything else.
"""

import argparse
import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from xingtu.collect.git import GitDirectory, open_git_directory, resolve_commit, sealed
from xingtu.contributions.evidence import work_in
from xingtu.contributions.maps import read_maps
from xingtu.contributions.revisions import Range, read_range
from xingtu.measure.published_tables import Row, Work, headline, tables
from xingtu.policy.crediting import parse_crediting
from xingtu.settings import settings

STATISTICS = "HEAD:doc/develop/statistics/u-boot-stats-{}.rst"
HEADLINE = (
    (r"^\* Processed (\d+) (?:changesets|csets) from (\d+) developers", ("changesets", "developers")),
    (r"^\* (\d+) employers found", ("employers",)),
    (r"^\* A total of (\d+) lines added, (\d+) removed", ("added", "removed")),
)
TITLE, ROW = re.compile(r"\.\. table:: (.*?)\s*(?:\(total.*)?"), re.compile(r" {3}(\S.*?)\s+(\d+) \([\d.]+%\)")


@dataclass(frozen=True, slots=True)
class Setting:
    """One release, and the maps its table was made with."""

    release: str
    revisions: str
    mailmap: str
    maps: str
    """Commit of the gitdm clone."""
    more: str = ""
    """Lines of the map that were never pushed there."""


SETTINGS = (
    Setting("v2018.11", "v2018.09..v2018.11", "v2022.07:.mailmap", "4147be1"),
    Setting(
        "v2024.01", "v2023.10..v2024.01~1", "v2024.01:.mailmap", "cb786ec",
        "canonical.com Canonical\nmarek.vasut+renesas@mailbox.org Renesas Electronics\n",
    ),
)  # fmt: skip
AS_OF = Setting("v2018.11", "v2018.09..v2018.11", "v2018.11:.mailmap", "31cafeb")
AS_OF_CHANGESETS = {"(Unknown)": 432, "Xilinx": 48, "Bootlin": 43, "DENX Software Engineering": 39, "Novell": 14}
AS_OF_EMPLOYERS = 29


def main() -> None:
    """Compare, print, and fail where the case demands equality."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("uboot", type=Path)
    parser.add_argument("gitdm", type=Path)
    parser.add_argument("--also", nargs=4, action="append", default=[], metavar=("RELEASE", "RANGE", "MAILMAP", "MAP_COMMIT"))
    arguments = parser.parse_args()
    uboot, gitdm = open_git_directory(arguments.uboot), open_git_directory(arguments.gitdm)
    for setting in SETTINGS:
        true_counts, skipping = works(uboot, gitdm, setting)
        published = read_published(text_at(uboot, STATISTICS.format(setting.release)))
        large = differences(f"{setting.release}, true counts", published, true_counts)
        assert not large, large
        assert headline(skipping) == published[0]
        assert {title: dict(rows) for title, rows in tables(skipping).items()} == published[1]
        print(f"   {setting.release}, counting lines as gitdm does: all {len(published[1])} tables and the headline are equal")
    then, _ = works(uboot, gitdm, AS_OF)
    employers = dict(tables(then)["Top changeset contributors by employer"])
    print(f"== {AS_OF.release} with the maps of its own days: {headline(then)['employers']} employers, {employers}")
    assert headline(then)["employers"] == AS_OF_EMPLOYERS
    assert AS_OF_CHANGESETS.items() <= employers.items()
    for further in arguments.also:
        setting = Setting(*further)
        differences(setting.release, read_published(text_at(uboot, STATISTICS.format(setting.release))), works(uboot, gitdm, setting)[1])


def works(uboot: GitDirectory, gitdm: GitDirectory, setting: Setting) -> tuple[Work, Work]:
    """The work of a release with true counts and with those of gitdm's patch mode."""
    crediting = parse_crediting((settings().policy / "crediting.toml").read_text("utf-8"), file_name="crediting.toml")
    with tempfile.TemporaryDirectory() as folder:
        aliases, domains = Path(folder) / "aliases", Path(folder) / "domain-map"
        aliases.write_text(text_at(gitdm, f"{setting.maps}:u-boot-config/aliases"), "utf-8")
        domains.write_text(text_at(gitdm, f"{setting.maps}:u-boot-config/domain-map") + setting.more, "utf-8")
        started = perf_counter()
        of_range = read_range(uboot.path, setting.revisions, setting.mailmap)
        work, _ = work_in(of_range, read_maps(aliases, [domains]), crediting, workers=settings().workers)
    print(f"   {setting.release}: {len(of_range.commits)} commits in {perf_counter() - started:.1f} s")
    lines = lines_as_gitdm_counts(uboot, of_range)
    skipping = (
        replace(change, added=lines.get(change.commit, (0, 0))[0], removed=lines.get(change.commit, (0, 0))[1])
        for change in work.changesets
    )
    return work, replace(work, changesets=tuple(skipping))


def lines_as_gitdm_counts(uboot: GitDirectory, of_range: Range) -> dict[str, tuple[int, int]]:
    """Lines by commit, passing over those whose own text begins with the sign: a second parser, of another kind than the product's."""
    ends = f"{of_range.look.tip}\n" + (f"^{of_range.base}\n" if of_range.base else "")
    with sealed(uboot) as git:
        log = git.output("log", "--stdin", "--no-merges", "-p", "-M", "--no-mailmap", "--format=commit %H", given=ends.encode())
    found: dict[str, tuple[int, int]] = {}
    commit, added, removed = "", 0, 0
    for line in log.split(b"\n"):
        if line.startswith(b"commit "):
            commit, added, removed = line[7:].decode("ascii"), 0, 0
        elif line.startswith(b"+") and line[1:2] != b"+":
            added += 1
        elif line.startswith(b"-") and line[1:2] != b"-":
            removed += 1
        found[commit] = added, removed
    return found


def read_published(text: str) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """(headline, rows by title) of a published statistics file."""
    totals: dict[str, int] = {}
    rows: dict[str, dict[str, int]] = {}
    title = ""
    for line in text.splitlines():
        if found := TITLE.fullmatch(line):
            title = found[1]
            rows[title] = {}
        elif title and (found := ROW.fullmatch(line)):
            rows[title][found[1]] = int(found[2])
        for pattern, names in HEADLINE:
            if found := re.match(pattern, line):
                totals |= dict(zip(names, map(int, found.groups()), strict=True))
    return totals, rows


def differences(called: str, published: tuple[dict[str, int], dict[str, dict[str, int]]], work: Work) -> list[str]:
    """Print how many rows differ by table, rows of ours that were not published too; return each difference that is not small.

    Small is, where lines are counted, up to half a percent or eight lines.
    """
    totals, by_title = published
    ours: dict[str, list[Row]] = {"headline": list(headline(work).items()), **tables(work)}
    theirs = {"headline": totals, **by_title}
    assert ours.keys() == theirs.keys()
    print(f"== {called}")
    large: list[str] = []
    for title, rows in theirs.items():
        mine, shown = dict(ours[title]), []
        assert len(mine) == len(ours[title]), f"{title}: a name stands twice"
        for name in sorted(rows.keys() | mine.keys()):
            before, after = rows.get(name, 0), mine.get(name, 0)
            lines = "line" in title or name in {"added", "removed"}
            if before != after:
                shown.append(f"{name} {before} → {after}")
            if abs(before - after) > (max(before * 0.005, 8) if lines else 0):
                large.append(f"{title}: {name} {before} → {after}")
        print(f"   {title}: {len(rows)} rows, {len(shown)} differ{': ' + '; '.join(shown) if shown else ''}")
    return large


def text_at(repository: GitDirectory, name: str) -> str:
    """A file's text at ``REVISION:PATH``."""
    revision, _, path = name.partition(":")
    return repository.output("cat-file", "blob", f"{resolve_commit(repository, revision)}:{path}").decode("utf-8", "replace")


if __name__ == "__main__":
    main()
