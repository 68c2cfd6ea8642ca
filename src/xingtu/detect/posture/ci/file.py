"""How is a build file of any host held, so that one check reads them all?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

GITHUB, GITCODE, GITLAB, GITEE = "github", "gitcode", "gitlab", "gitee"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a job does. ``uses``: an action or plug-in with its version; ``run``: shell commands; ``given``: inputs."""

    line: int
    uses: str = ""
    run: str = ""
    run_line: int = 0
    shell: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    def line_of(self, offset: int) -> int:
        """The line of the file on which a place of ``run`` stands; of a block, as it is written; otherwise where it begins."""
        return self.run_line + (1 + self.run.count("\n", 0, offset) if "\n" in self.run else 0)


@dataclass(frozen=True, slots=True)
class Job:
    """A job. ``permissions``: as written, None when nothing is; ``images``: (name, line) of containers it runs in."""

    name: str
    line: int
    steps: tuple[Step, ...]
    permissions: Any = None
    has_permissions: bool = False
    uses: str = ""
    images: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CiFile:
    """A build file. ``problem``: why it could not be read; then nothing else is known of it."""

    path: str
    system: str
    jobs: tuple[Job, ...] = ()
    triggers: frozenset[str] = frozenset()
    permissions: Any = None
    has_permissions: bool = False
    permissions_line: int | None = None
    problem: str = ""

    @property
    def like_github(self) -> bool:
        """Workflows of GitHub's kind."""
        return self.system in {GITHUB, GITCODE}

    def steps(self) -> Iterator[tuple[Job, Step]]:
        """All steps with their jobs."""
        return ((job, step) for job in self.jobs for step in job.steps)
