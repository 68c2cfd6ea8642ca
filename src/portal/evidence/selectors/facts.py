"""Which fact of a run is somebody talking about? It must be in the run, and the run in sight."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.evidence.models import Run, RunRepository
from portal.evidence.selectors.commits import CommitLine, commit_line
from portal.evidence.selectors.names import shown_names
from portal.evidence.selectors.projects import owns
from portal.evidence.selectors.runs import run_of, runs_of
from portal.register.models import Record, Repository

COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A repository's commit as a run judged it; without a commit, the repository itself."""

    run: Run
    repository: RunRepository
    record: Record | None
    line: CommitLine | None
    line_class: str
    people: list[str]

    @property
    def sentence(self) -> str:
        """Why it was counted or not."""
        return said(*self.line.reason) if self.line else ""


def fact_of(acting: Acting, given: Mapping[str, str]) -> Fact:
    """The fact named by run, repository and commit.

    Raises:
        NotAllowed: there is none that this person may see.
    """
    run = run_of(acting, given.get("run", ""), own=acting.person is not None)
    repository = run.repositories.filter(repository=given.get("repository", "")).first()
    if repository is None:
        raise NotAllowed(Act.FACT_OBJECT)
    held = Repository.objects.filter(pk=repository.repository).select_related("record").first()
    line = None
    if given.get("commit"):
        line = commit_line(run, repository.repository, given["commit"]) if COMMIT.fullmatch(given["commit"]) else None
        if line is None:
            raise NotAllowed(Act.FACT_OBJECT)
    record = held.record if held else None
    if run not in runs_of(acting) and not _concerns(acting, line, record):
        raise NotAllowed(Act.FACT_OBJECT)
    names = shown_names(run, line.people, acting) if line else {}
    return Fact(run, repository, record, line, given.get("class", "")[:20], sorted(names.values()))


def _concerns(acting: Acting, line: CommitLine | None, record: Record | None) -> bool:
    """Before a run is published its facts are open to those they are about: the authors, and the project's own people."""
    return (line is not None and acting.actor_id in line.people) or (record is not None and owns(acting, record))
