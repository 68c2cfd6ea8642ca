"""Does the licence scan say what ScanCode's own command line says, entry by entry, and at which cost?

::

    python bench/licences.py FOLDER flask=PATH@3.0.3 redis=PATH@7.2.6 numpy=PATH@v2.5.2
    python bench/licences.py FOLDER redis=PATH@2.4.9,2.4.10,…        successive releases: ours share one cache, plain ScanCode has none
    python bench/licences.py FOLDER redis=PATH@7.2.6 --sample 40     random files, replaced and original functions in turn
    python bench/licences.py FOLDER --leak 20000                     does a worker grow?

FOLDER keeps exported trees and what plain ScanCode said and cost (``plain/``), because that takes most of an hour; ours is always
measured anew, from an empty cache. CPU is user + system of all processes. A difference ends the run with status 1.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cost import Cost, measured
from xingtu.collect.blobs import blob_reader, tree_entries
from xingtu.collect.git import open_git_directory, sealed
from xingtu.detect.detector import Blob
from xingtu.detect.licences import engine
from xingtu.detect.licences.blobs import Answers, BlobKey, detect_blobs
from xingtu.detect.licences.references import as_scancode, follow
from xingtu.facts.tree_entries import FILE_MODES
from xingtu.store.blob_results import BlobResults

NO_TIME_OUT = "1000000"
KEYS = (
    "detected_license_expression", "detected_license_expression_spdx", "license_detections", "license_clues",
    "percentage_of_license_text",
)  # fmt: skip
SCANCODE = Path(sys.executable).with_name("scancode")


@dataclass(frozen=True)
class Tree:
    """A release of a repository."""

    name: str
    git: Path
    tag: str

    @property
    def commit(self) -> str:
        """What the tag stands for."""
        asked = ["git", "-C", str(self.git), "rev-parse", f"{self.tag}^{{commit}}"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def exported(tree: Tree, folder: Path) -> Path:
    """The tree's files as they are in git (no attribute changes them); links as links, no submodules."""
    target = folder / "trees" / f"{tree.name}-{tree.tag}"
    if target.exists():
        return target
    with sealed(open_git_directory(tree.git)) as quiet, blob_reader(quiet) as reader:
        for entry in tree_entries(quiet, tree.commit):
            content = reader.read(entry.blob) if entry.size_bytes is not None else None
            path = Path(os.fsdecode(os.fsencode(target / entry.path)))
            path.parent.mkdir(parents=True, exist_ok=True)
            if entry.mode in FILE_MODES and content is not None:
                path.write_bytes(content)
            elif content is not None:
                path.symlink_to(os.fsdecode(content))
    return target


def plain(tree: Tree, folder: Path) -> Cost:
    """ScanCode's own command line over the exported tree; kept, because it is slow."""
    kept, cost = (folder / "plain" / f"{tree.name}-{tree.tag}.json{end}" for end in ("", ".cost"))
    if not cost.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        options = ["--license", "--processes", "1", "--timeout", NO_TIME_OUT, "--quiet", "--json", str(kept)]
        target = str(exported(tree, folder))
        ran = measured(lambda: subprocess.call([str(SCANCODE), *options, target]))
        cost.write_text(json.dumps({"cpu_s": ran.cpu, "wall": ran.wall, "maxrss_kb": ran.largest_mib * 1024}), "ascii")
    known = json.loads(cost.read_text("ascii"))
    return Cost(known["cpu_s"], known["wall"], known["maxrss_kb"] // 1024, json.loads(kept.read_text("utf-8")))


def plain_start() -> Cost:
    """What ScanCode costs over one empty file: its start and its index."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "empty").touch()
        options = ["--license", "--processes", "1", "--quiet", "--json", str(Path(folder).with_suffix(".json"))]
        cost = measured(lambda: subprocess.call([str(SCANCODE), *options, folder]))
        Path(folder).with_suffix(".json").unlink()
        return cost


def ours(tree: Tree, cache: Path, *, copyrights: bool, workers: int) -> tuple[dict[str, Mapping[str, Any]], int, dict[BlobKey, str]]:
    """Path -> answer with references followed; how many blobs were scanned for it; what could not be."""
    with sealed(open_git_directory(tree.git)) as quiet, BlobResults(cache) as results:
        entries = [entry for entry in tree_entries(quiet, tree.commit) if entry.mode in FILE_MODES]
        wanted = {BlobKey.of(entry): entry.size_bytes or 0 for entry in entries}
        answers: Answers = detect_blobs(
            wanted, open_reader=lambda: blob_reader(quiet), cache=results, workers=workers, copyrights=copyrights
        )
    by_path = {entry.path: answers[BlobKey.of(entry)] for entry in entries if BlobKey.of(entry) in answers}
    return dict(follow(by_path)), answers.scanned, answers.unfinished


def differences(said: Mapping[str, Any], answers: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Files for which ScanCode's JSON has another entry than ours."""
    for file in said["files"]:
        root, _, path = file["path"].partition("/")
        if file["type"] != "file":
            continue
        matches = [match for found in file["license_detections"] for match in found["matches"]] + file["license_clues"]
        for match in matches:
            match["from_file"] = match["from_file"].removeprefix(f"{root}/")
        theirs = {key: file[key] for key in KEYS}
        if path not in answers:
            if not file["scan_errors"]:
                yield f"{path}: not scanned"
        elif as_scancode(path, answers[path]) != theirs:
            yield path


def compare(trees: Sequence[Tree], folder: Path, workers: int, load: float, start: float) -> bool:
    """One repository's releases, ours from an empty cache through all of them; prints a row per release and the sum."""
    total = {"plain": 0.0, "ours": 0.0}
    equal = True
    with TemporaryDirectory() as caches:
        for tree in trees:
            theirs = plain(tree, folder)
            scan = partial(ours, tree, Path(caches) / "l.sqlite", copyrights=False, workers=workers)
            cold, again = measured(scan), measured(scan)
            answers, scanned, unfinished = cold.outcome
            differing = list(differences(theirs.outcome, answers))
            equal &= not differing
            total["plain"] += theirs.cpu
            total["ours"] += cold.cpu
            files = sum(file["type"] == "file" for file in theirs.outcome["files"])
            print(
                f"| {tree.name} {tree.tag} | {files} | {scanned} | {len(differing)} | {theirs.cpu:.1f} | {cold.cpu:.1f} | "
                f"{theirs.cpu / cold.cpu:.1f} | {(theirs.cpu - start) / (cold.cpu - load):.1f} | "
                f"{theirs.wall:.0f} / {cold.wall:.0f} | {theirs.largest_mib} / {cold.largest_mib} | "
                f"{again.cpu:.2f} |",
                flush=True,
            )
            for path in differing:
                print("  differs:", path)
            for key, why in unfinished.items():
                print("  unfinished:", key.basename, why)
        if len(trees) > 1:
            times = total["plain"] / total["ours"]
            print(f"| all {len(trees)} | | | | {total['plain']:.1f} | {total['ours']:.1f} | {times:.1f} | | | | |")
        else:
            both = measured(partial(ours, trees[0], Path(caches) / "lc.sqlite", copyrights=True, workers=workers))
            print(f"  with copyright lines: {both.cpu:.1f} CPU s, {both.wall:.0f} s, largest process {both.largest_mib} MiB", flush=True)
    return equal


def sample(tree: Tree, count: int) -> bool:
    """Random files, each by the replaced functions and by the original ones, one after the other in this process; licences only."""
    with sealed(open_git_directory(tree.git)) as quiet, blob_reader(quiet) as reader:
        entries = [entry for entry in tree_entries(quiet, tree.commit) if entry.mode in FILE_MODES]
        chosen = random.Random(5).sample(entries, min(count, len(entries)))  # noqa: S311 -- always the same ones
        blobs = [Blob(reader.read(entry.blob) or b"", entry.path) for entry in chosen]
    engine.load()
    from xingtu.detect.licences.accelerate import originals  # noqa: PLC0415 -- imports ScanCode

    cpu, differing = [0.0, 0.0], 0
    for blob in blobs:
        said = []
        modes: tuple[AbstractContextManager[None], ...] = (nullcontext(), originals())
        for place, mode in enumerate(modes):
            with mode:
                begun = time.process_time()
                said.append(engine.scan(blob, copyrights=False))
                cpu[place] += time.process_time() - begun
        differing += said[0] != said[1]
    print(
        f"{tree.name} {tree.tag}, {len(blobs)} files: {differing} differing, {cpu[1]:.1f} and {cpu[0]:.1f} CPU s, {cpu[1] / cpu[0]:.1f} ×"
    )
    return not differing


def leak(count: int) -> None:
    """RSS of one process that scans many different files."""
    engine.load()
    text = "/* Copyright (c) {0} A{1} B{1}. Licensed under the MIT license. */\nint f{1}(void) {{ return {1}; }}\n"
    for number in range(count + 1):
        if number % max(1, count // 8) == 0:
            resident = int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
            print(f"{number} files: {resident / 2**20:.0f} MiB", flush=True)
        engine.scan(Blob(text.format(1990 + number % 30, number).encode(), f"f{number}.c"))


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("trees", nargs="*", help="NAME=GIT_DIRECTORY@TAG[,TAG…]")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sample", type=int, default=0, metavar="FILES")
    parser.add_argument("--leak", type=int, default=0, metavar="FILES")
    given = parser.parse_args()
    if given.leak:
        leak(given.leak)
        return 0
    trees = [(name, *place.rpartition("@")[::2]) for name, _, place in (text.partition("=") for text in given.trees)]
    if given.sample:
        same = [sample(Tree(name, Path(git), tags), given.sample) for name, git, tags in trees]
        return 0 if all(same) else 1
    load, start = measured(engine.load), plain_start()
    print(f"loading the index: ours {load.cpu:.1f} CPU s, {load.largest_mib} MiB; ScanCode over one empty file {start.cpu:.1f} CPU s\n")
    heads = ("tree", "files", "distinct, scanned", "differing", "plain CPU s", "ours CPU s", "×", "× without loading")
    print("|", " | ".join((*heads, "wall s", "largest process MiB", "again, CPU s")), "|")
    print("|---" * 11 + "|", flush=True)
    equal = True
    for name, git, tags in trees:
        equal &= compare([Tree(name, Path(git), tag) for tag in tags.split(",")], given.folder, given.workers, load.cpu, start.cpu)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
