"""How long the processor worked for V8's thread: what a garbage collection of Python burns is not the expression's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

TASKS = Path("/proc/self/task")
THREAD_CLOCK = 6
"""Linux's clock of one thread: its id inverted, three bits to the left, and these bits (CPUCLOCK_PERTHREAD, _SCHED)."""

Spent = Callable[[], float]
"""Seconds of processor time so far."""


def threads() -> frozenset[int]:
    """The threads of this process that Python did not start; none where the system does not tell."""
    try:
        every = {int(task.name) for task in TASKS.iterdir()}
    except OSError:
        return frozenset()
    return frozenset(every - {thread.native_id for thread in threading.enumerate()})


def spent_by(its: frozenset[int]) -> Spent:
    """The clock of these threads together; of the whole process where there are none to be told apart."""
    clocks = [(~thread << 3) | THREAD_CLOCK for thread in its]
    try:
        for clock in clocks:
            time.clock_gettime(clock)
    except OSError:
        return time.process_time
    return (lambda: sum(map(time.clock_gettime, clocks))) if clocks else time.process_time
