"""What does a pipeline of Gitee Go (``.workflow/*.yml``) run? Stages hold steps, each a plug-in of the platform, some with commands."""

from collections.abc import Iterator
from typing import Any

from xingtu.detect.lockfiles.table import Table, line_of
from xingtu.detect.lockfiles.yaml_text import Listed
from xingtu.detect.posture.ci.file import CiFile, Job, Step


def read_gitee(path: str, system: str, top: Table) -> CiFile:
    """Stages are written flat or below a key ``stage``; both are read. A plug-in stands in ``uses``."""
    stages = top.get("stages")
    jobs = []
    for number, written in enumerate(stages if isinstance(stages, list) else [], 1):
        if not isinstance(written, Table):
            continue
        inner = written.get("stage")
        stage = inner if isinstance(inner, Table) else written
        line = min(written.lines.values(), default=0)
        name = stage.get("name") if isinstance(stage.get("name"), str) else f"stage {number}"
        jobs.append(Job(str(name), line, tuple(_steps(stage, line))))
    triggers = top.get("triggers")
    return CiFile(
        path, system, tuple(jobs), frozenset(key for key in triggers if key != "trigger") if isinstance(triggers, Table) else frozenset()
    )


def _steps(stage: Table, line: int) -> Iterator[Step]:
    steps = stage.get("steps")
    for written in steps if isinstance(steps, list) else []:
        if not isinstance(written, Table):
            continue
        inner = written.get("step")
        step = inner if isinstance(inner, Table) else written
        at = line_of(step, "step") or min(step.lines.values(), default=line)
        uses = inner if isinstance(inner, str) else _text(step.get("type"))
        commands = step.get("commands", step.get("script"))
        where = line_of(step, "commands") or line_of(step, "script") or at
        lines = list(zip(commands, commands.lines, strict=True)) if isinstance(commands, Listed) else [(commands, where)]
        given = {key: value for key, value in step.items() if isinstance(value, str)}
        yield Step(line=at, uses=uses, given=given)
        for command, line_at in lines:
            if isinstance(command, str):
                yield Step(line=at, run=command, run_line=line_at, given=given)


def _text(value: Any) -> str:  # noqa: ANN401 -- whatever stands there
    return value if isinstance(value, str) else ""
