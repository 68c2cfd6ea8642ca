"""How do web server and worker live and die together?

One parent, several children, each in a session of its own: Ctrl-C reaches the parent alone, who asks the children to end
and waits for them. A child that dies is started again; one that cannot live ends the whole.
"""

import logging
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

logger = logging.getLogger(__name__)
TICK_SECONDS = 0.2
SOON_SECONDS = 5.0
"""A child that lives shorter was not able to start."""
MOST_FAILED_STARTS = 5
LONGEST_PAUSE_SECONDS = 30.0


@dataclass(slots=True)
class Child:
    """A process that must be there."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    failed_starts: int = 0
    start_again_at: float = 0.0

    def start(self) -> None:
        """In its own session, so that the terminal's signals reach only the parent."""
        self.process = subprocess.Popen(list(self.command), start_new_session=True)
        self.started_at = monotonic()
        logger.info("process started", extra={"name_of_process": self.name, "pid": self.process.pid})

    @property
    def alive(self) -> bool:
        """Whether it is there."""
        return self.process is not None and self.process.poll() is None

    def tell(self, number: int) -> None:
        """Send a signal to the process itself, not to those it started: it ends them in its own order."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End it and all it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(slots=True)
class Supervisor:
    """Keeps the children until it is told to end, and says how it ended as an exit code."""

    children: Sequence[Child]
    grace_seconds: float = 30.0
    on_tick: Callable[[], None] = lambda: None
    _asked_to_end: Event = field(default_factory=Event)

    def run(self) -> int:
        """Start all, keep all, end all: 0 when asked to end, 1 when a child could not live."""
        before = {number: signal.signal(number, self._end) for number in (signal.SIGTERM, signal.SIGINT)}
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, self._reload)
        try:
            for child in self.children:
                child.start()
            while not self._asked_to_end.wait(TICK_SECONDS):
                if not all(self._keep(child) for child in self.children):
                    return 1
                self.on_tick()
            return 0
        finally:
            self._end_children()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _keep(self, child: Child) -> bool:
        """Start it again when it died, each time after a longer pause; False: it cannot live."""
        if child.alive:
            if child.failed_starts and monotonic() - child.started_at > SOON_SECONDS:
                child.failed_starts = 0
            return True
        if child.process is not None:
            died_soon = monotonic() - child.started_at < SOON_SECONDS
            child.failed_starts = child.failed_starts + 1 if died_soon else 0
            logger.error("process died", extra={"name_of_process": child.name, "code": child.process.returncode})
            child.process = None
            child.start_again_at = monotonic() + min(2.0**child.failed_starts - 1, LONGEST_PAUSE_SECONDS)
            if child.failed_starts >= MOST_FAILED_STARTS:
                logger.critical("process cannot be kept alive", extra={"name_of_process": child.name})
                return False
        if monotonic() >= child.start_again_at:
            child.start()
        return True

    def _end(self, _number: int, _frame: object) -> None:
        self._asked_to_end.set()

    def _reload(self, number: int, _frame: object) -> None:
        for child in self.children:
            child.tell(number)

    def _end_children(self) -> None:
        """Ask; ask again half-way (a worker gives up its task on the second asking); then kill."""
        for share in (2, 2):
            for child in self.children:
                child.tell(signal.SIGTERM)
            deadline = monotonic() + self.grace_seconds / share
            for child in self.children:
                if child.process is not None:
                    with suppress(subprocess.TimeoutExpired):
                        child.process.wait(max(0.0, deadline - monotonic()))
            if not any(child.alive for child in self.children):
                break
        for child in self.children:
            if child.alive:
                logger.error("process killed", extra={"name_of_process": child.name})
            child.kill()
