"""What does the worker do for the licences of a repository? Ask a process of its own, then save what it found.

The index of licence texts takes seconds and more than a gigabyte: neither a web process nor this worker ever loads it. The process
examines one repository after the other and ends when nothing waits any more.
"""

import json
import logging
import select
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from time import monotonic
from typing import Any, Self

from portal.errors import PortalError
from portal.evidence.home import home
from portal.evidence.models import LicenceReading, ReadingState, Snapshot
from portal.evidence.selectors.licence_reports import reports_folder
from portal.evidence.services import licence_requests
from portal.evidence.services.jobs import working
from portal.evidence.services.licence_loading import reading_load
from portal.evidence.services.licence_requests import reading_begun, reading_failed, readings_refresh
from portal.evidence.services.snapshot import city_file, snapshot_freeze
from portal.register.models import Repository
from xingtu.collect.git import open_git_directory, resolve_commit
from xingtu.errors import XingtuError
from xingtu.store.lake import Lake

logger = logging.getLogger(__name__)
PROCESS = "portal.evidence.licence_process"
LONGEST = 6 * 3600
"""Seconds one repository may take; the largest known trees need less than one hour."""
LONGEST_PROBLEM = 600
SECONDS_TO_END = 10
TURN_SECONDS = 120
"""How long a worker stays with licences before others have their turn; a repository that was begun is ended."""


def readings_carry_out() -> None:
    """Carry out readings that wait or were left behind, one after the other; whoever comes meanwhile leaves it to them.

    After a while the rest is asked for anew: letters and runs wait in the same queue, and a whole city takes hours.
    """
    begun = monotonic()
    while True:
        with working("licences.lock") as alone:
            if not alone:
                return
            with Examiner() as examiner:
                while (in_time := monotonic() - begun < TURN_SECONDS) and (reading := _next()):
                    reading_carry_out(reading=reading, snapshot=snapshot_freeze(), examiner=examiner)
        # looked at again without the lock: a request that came meanwhile found it taken and went away
        if _next() is None:
            return
        if not in_time:
            licence_requests.wake()
            return


def tips_carry_out(*, repositories: Collection[str], snapshot: Snapshot) -> None:
    """Examine repositories at the commits that were read last, unless that was done; each failure is its own."""
    lake = Lake(home())
    tips = {repository: scan.tip for repository in repositories if (scan := lake.latest(repository)) is not None and scan.tip}
    known = LicenceReading.objects.filter(current=True, repository__in=tips).values_list("repository", "commit")
    done = {repository for repository, commit in known if tips[str(repository)] == commit}
    held = Repository.objects.filter(pk__in=tips.keys() - done).order_by("serial").values_list("pk", flat=True)
    with Examiner() as examiner:
        for repository in held:
            reading = LicenceReading.objects.create(repository_id=repository, commit=tips[repository])
            reading_carry_out(reading=reading, snapshot=snapshot, examiner=examiner)


def reading_carry_out(*, reading: LicenceReading, snapshot: Snapshot, examiner: "Examiner") -> None:
    """Carry one out to its end, whatever that is."""
    reading_begun(reading=reading)
    try:
        loaded = reading_load(reading=reading, told=examiner.ask(_question(reading, snapshot)))
        # the first answer of upgraded tools: whatever was examined with others is examined anew
        readings_refresh(fingerprint=loaded.fingerprint)
    except (PortalError, XingtuError) as error:
        # where clones lie on our machine is nobody's business
        reading_failed(reading=reading, problem=str(error).replace(str(home()), "…"))
    except Exception as error:
        logger.exception("licences not examined", extra={"thing": reading.repository_id})
        problem = f"程序出错（{type(error).__name__}）；详情在日志中，请把编号 {reading.pk} 告知维护者"
        reading_failed(reading=reading, problem=problem)


class Examiner:
    """A process that answers one question a line, so that several repositories share one index; begun at the first question."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._end()

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Ids of stored evidence, alarms, and what the policy says of the headline licence.

        Raises:
            XingtuError: the repository cannot be examined, or the process did not answer.
        """
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise XingtuError("检测进程没有可读写的管道；请告知维护者")
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError as error:
            raise self._died() from error
        if not select.select([process.stdout], [], [], LONGEST)[0]:
            self._end()
            raise XingtuError(f"检测超过 {LONGEST // 3600} 小时仍未结束，已停止；请告知维护者，或稍后重新请求")
        line = process.stdout.readline()
        if not line:
            raise self._died()
        answer: dict[str, Any] = json.loads(line)
        if "problem" in answer:
            raise XingtuError(str(answer["problem"])[:LONGEST_PROBLEM])
        return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = subprocess.Popen([sys.executable, "-m", PROCESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._process

    def _died(self) -> XingtuError:
        status = self._process.wait() if self._process else 0
        self._end()
        if status < 0:
            return XingtuError(f"检测进程被系统终止（信号 {-status}），多半是内存不足；请释放内存后重新请求")
        return XingtuError("检测进程意外结束；详情在日志中，请告知维护者")

    def _end(self) -> None:
        """Its questions end, so it ends; one that is busy is stopped."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def commit_named(repository: str, revision: str) -> str:
    """The commit a tag or branch of a repository names; empty where it was never read.

    Raises:
        XingtuError: it names none.
    """
    scan = Lake(home()).latest(repository)
    return resolve_commit(open_git_directory(Path(scan.path)), revision) if scan is not None else ""


def _question(reading: LicenceReading, snapshot: Snapshot) -> dict[str, Any]:
    scan = Lake(home()).latest(reading.repository_id)
    if scan is None:
        raise XingtuError(f"还没有读取过仓库 {reading.repository_id}；请先完成一次运行，再重新请求")
    before = LicenceReading.objects.filter(repository=reading.repository_id, current=True).exclude(commit=reading.commit).first()
    known = Repository.objects.filter(pk=reading.repository_id).first()
    return {
        "repository": reading.repository_id,
        "name": known.name if known else reading.repository_id,
        "url": known.url if known else scan.url,
        "git": scan.path,
        "commit": reading.commit,
        "before": before.commit if before else "",
        "city": str(city_file(snapshot)),
        "reports": str(reports_folder(reading.repository_id)),
    }


def _next() -> LicenceReading | None:
    left_behind = LicenceReading.objects.filter(state=ReadingState.EXAMINING).order_by("requested_at", "id").first()
    return left_behind or LicenceReading.objects.filter(state=ReadingState.WAITING).order_by("requested_at", "id").first()
