"""What does the worker do with an address: fetch it sealed, read what the repository says, look for the owner's challenge and for kin?"""

import logging
from hashlib import sha256
from pathlib import Path

from portal.evidence.home import home, invented_hosts
from portal.evidence.models import Intake, IntakeState
from portal.evidence.prefill import prefill
from portal.evidence.services.intake import CHALLENGE_FILE, intake_noted, intake_proven
from portal.register.addresses import address_of
from portal.register.models import Ownership, Repository
from xingtu.collect.git import GitDirectory, default_branch, open_git_directory, resolve_commit
from xingtu.collect.mirror import Mirrors
from xingtu.collect.source import Source
from xingtu.collect.tree import file_at
from xingtu.errors import RepositoryGone, XingtuError
from xingtu.resolve.city_file import DeclaredRepository
from xingtu.resolve.declarations import Declarations
from xingtu.store.lake import Lake

logger = logging.getLogger(__name__)


def intake_read_now(*, intake_id: int) -> None:
    """What the worker is asked for; an intake that is gone meanwhile is nothing."""
    intake = Intake.objects.filter(pk=intake_id).first()
    if intake is not None:
        intake_read(intake=intake)


def intake_read(*, intake: Intake) -> None:
    """Fetch and read; what goes wrong is told on the page, with what to do."""
    try:
        git = _fetched(intake)
        if default_branch(git) is None:
            intake_noted(intake=intake, state=IntakeState.FAILED, problem="仓库还没有任何提交；请先推送代码，再点“重新读取”。")
            return
        tip = resolve_commit(git, "HEAD")
        if intake.state == IntakeState.DRAFTED:
            if holds_challenge(git, tip, intake.challenge):
                intake_proven(intake=intake, how=Ownership.FILE)
            return
        found, further = prefill(git, tip, address_of(intake.url).name)
        proven = Ownership.FILE.value if holds_challenge(git, tip, intake.challenge) else intake.proven
        intake_noted(
            intake=intake,
            state=IntakeState.READ,
            found=[one.as_row() for one in found],
            publiccode=further,
            proven=proven,
            kin=_kin(git, tip, intake),
            problem="",
        )
    except XingtuError as error:
        # where clones lie on our machine is nobody's business
        intake_noted(intake=intake, state=IntakeState.FAILED, problem=str(error).replace(str(home()), "…"))
    except Exception as error:
        logger.exception("intake failed", extra={"intake": intake.pk})
        problem = f"程序出错（{type(error).__name__}）；请把编号 {intake.pk} 告知维护者"
        intake_noted(intake=intake, state=IntakeState.FAILED, problem=problem)


def holds_challenge(git: GitDirectory, tip: str, challenge: str) -> bool:
    """Whether the tip holds the owner's string, in ``.xingtu-verify`` or as ``xingtu-verify-<string>``."""
    lines = file_at(git, tip, CHALLENGE_FILE.encode()).decode("utf-8", "replace").split()
    return challenge in lines or bool(git.output("ls-tree", "--name-only", "--full-tree", tip, "--", f"xingtu-verify-{challenge}"))


def _fetched(intake: Intake) -> GitDirectory:
    hosts = tuple((host, Path(folder)) for host, folder in invented_hosts().items())
    declared = DeclaredRepository(intake.repository, intake.repository, intake.url)
    local = Declarations("", "", hosts=hosts).local_folder(declared)
    if local is not None and not local.exists():
        raise RepositoryGone(f"{intake.url} 没有仓库；请核对网址的大小写和拼写，再点“重新读取”。")
    if local is None:
        # by address, apart from the clones that runs read: an id is only wished for yet, and somebody else's address may wish for it too
        mirror = sha256(intake.url.encode()).hexdigest()
        local = Mirrors(home() / "intakes").locate(Source(mirror, intake.url, url=intake.url))
    return open_git_directory(local)


def _kin(git: GitDirectory, tip: str, intake: Intake) -> str:
    """The earliest registered repository that shares a root commit."""
    roots = set(git.output("rev-list", "--max-parents=0", tip).decode("ascii").split())
    lake = Lake(home())
    for repository in Repository.objects.filter(removed_at=None).exclude(pk=intake.repository).order_by("serial"):
        scan = lake.latest(repository.pk)
        if scan is not None and roots.intersection(scan.roots):
            return repository.pk
    return ""
