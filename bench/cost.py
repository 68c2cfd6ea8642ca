"""What does a call cost, with all the processes it starts?"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any


@dataclass(frozen=True)
class Cost:
    """Of a process and all it started."""

    cpu: float
    wall: float
    largest_mib: int
    outcome: Any = None


def measured(work: Callable[[], Any]) -> Cost:
    """The cost of a call in a process of its own, with all that process starts."""
    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)

    def inside() -> None:
        begun = time.monotonic()
        outcome = work()
        wall = time.monotonic() - begun
        own, children = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
        cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
        sending.send((cpu, wall, max(own.ru_maxrss, children.ru_maxrss) // 1024, outcome))

    process = context.Process(target=inside)
    process.start()
    sending.close()
    try:
        cpu, wall, largest, outcome = receiving.recv()
    finally:
        process.join()
    return Cost(cpu, wall, largest, outcome)
