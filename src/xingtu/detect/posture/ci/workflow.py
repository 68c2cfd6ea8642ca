"""What does a workflow of GitHub or GitCode say? GitCode's are written alike, in another folder and with another context."""

from typing import Any

from xingtu.detect.lockfiles.table import Table, line_of
from xingtu.detect.posture.ci.file import CiFile, Job, Step


def read_workflow(path: str, system: str, top: Table) -> CiFile:
    """The workflow; parts of an unexpected shape count as absent."""
    on = top.get("on")
    triggers = [on] if isinstance(on, str) else on if isinstance(on, (list, dict)) else ()
    jobs = top.get("jobs")
    return CiFile(
        path=path,
        system=system,
        jobs=tuple(
            _job(name, job, line_of(jobs, name) or 0)
            for name, job in (jobs if isinstance(jobs, Table) else Table()).items()
            if isinstance(job, Table)
        ),
        triggers=frozenset(trigger for trigger in triggers if isinstance(trigger, str)),
        permissions=top.get("permissions"),
        has_permissions="permissions" in top,
        permissions_line=line_of(top, "permissions"),
    )


def _job(name: str, job: Table, line: int) -> Job:
    default = job.get("defaults")
    shell = default["run"].get("shell") if isinstance(default, dict) and isinstance(default.get("run"), dict) else ""
    steps = job.get("steps")
    container = job.get("container")
    image = container.get("image") if isinstance(container, Table) else container
    images = [(image, line_of(job, "container") or line)] if isinstance(image, str) else []
    services = job.get("services")
    if isinstance(services, Table):
        images += [
            (one["image"], line_of(one, "image") or line)
            for one in services.values()
            if isinstance(one, Table) and isinstance(one.get("image"), str)
        ]
    uses = job.get("uses")
    return Job(
        name=name,
        line=line,
        steps=tuple(_step(step, line, _text(shell)) for step in (steps if isinstance(steps, list) else []) if isinstance(step, Table)),
        permissions=job.get("permissions"),
        has_permissions="permissions" in job,
        uses=_text(uses),
        images=tuple(images),
    )


def _step(step: Table, job_line: int, shell: str) -> Step:
    given = step.get("with")
    line = min(step.lines.values(), default=job_line)
    return Step(
        line=line_of(step, "uses") or line,
        uses=_text(step.get("uses")),
        run=_text(step.get("run")),
        run_line=line_of(step, "run") or line,
        shell=_text(step.get("shell")) or shell,
        given={key: value for key, value in given.items() if isinstance(value, str)} if isinstance(given, Table) else {},
    )


def _text(value: Any) -> str:  # noqa: ANN401 -- whatever stands there
    return value if isinstance(value, str) else ""
