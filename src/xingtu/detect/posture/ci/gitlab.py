"""What does a ``.gitlab-ci.yml`` run? Anchors, merges and nested lists are followed; files it includes from elsewhere are not read."""

from collections.abc import Iterator
from typing import Any

from xingtu.detect.lockfiles.table import Table, line_of
from xingtu.detect.lockfiles.yaml_text import Listed
from xingtu.detect.posture.ci.file import CiFile, Job, Step

NO_JOBS = frozenset({"default", "include", "stages", "variables", "workflow", "spec", "image", "services", "cache", "pages-base", "types"})
SCRIPTS = ("before_script", "script", "after_script")
MOST_VISITS = 5_000
"""Commands and lists of one file that are read; nested aliases could name the same ones a million times."""
MOST_LETTERS = 1_000_000
"""Of the commands of one file that are read; one long command could be named in every job."""


def read_gitlab(path: str, system: str, top: Table) -> CiFile:
    """The pipeline; hidden jobs (``.name``) count, since others extend them."""
    jobs = []
    budget = [MOST_VISITS, MOST_LETTERS]
    for name, job in top.items():
        if name in NO_JOBS or not isinstance(job, Table):
            continue
        jobs.append(_job(name, job, line_of(top, name) or 0, budget))
    default = top.get("default")
    outside = [*_images(top), *(_images(default) if isinstance(default, Table) else ())]
    steps = tuple(step for one in (top, default) if isinstance(one, Table) for step in _steps(one, 1, budget))
    if outside or steps:
        jobs.insert(0, Job("default", 1, steps, images=tuple(outside)))
    return CiFile(path, system, tuple(jobs))


def _job(name: str, job: Table, line: int, budget: list[int]) -> Job:
    merged = job.get("<<")
    whole = [one for one in (merged if isinstance(merged, list) else [merged]) if isinstance(one, Table)]
    steps = [step for one in (*whole, job) for step in _steps(one, line, budget)]
    images = [image for one in (job, *whole) for image in _images(one)]
    return Job(name, line, tuple(steps), images=tuple(images))


def _steps(job: Table, line: int, budget: list[int]) -> Iterator[Step]:
    for key in SCRIPTS:
        if key not in job:
            continue
        at = line_of(job, key) or line
        for command, where in _flat(job[key], at, budget):
            yield Step(line=at, run=command, run_line=where)


def _flat(value: Any, line: int, budget: list[int], depth: int = 0) -> Iterator[tuple[str, int]]:  # noqa: ANN401 -- whatever stands there
    # every visit counts, not only every command: lists of lists can be many and hold none
    budget[0] -= 1
    if budget[0] < 0:
        return
    if isinstance(value, str):
        budget[1] -= len(value)
        if budget[1] >= 0:
            yield value, line
    elif isinstance(value, Listed) and depth < 10:  # noqa: PLR2004 -- GitLab's own limit
        for one, at in zip(value, value.lines, strict=True):
            yield from _flat(one, at, budget, depth + 1)


def _images(job: Table) -> Iterator[tuple[str, int]]:
    for key in ("image", "services"):
        value = job.get(key)
        for one in value if isinstance(value, list) else [value]:
            name = one.get("name") if isinstance(one, Table) else one
            if isinstance(name, str):
                yield name, line_of(job, key) or 0
