"""Sleeps until the earliest due row, and sweeps every half minute (DESIGN §5). The only importer of APScheduler.

Any number of processes may run one. Within a process, a commit that brings something due earlier wakes it; what other
processes commit is found by the sweep.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from engine.clock import SystemClock
from engine.engine import Engine

log = structlog.get_logger(__name__)
SWEEP_EVERY = timedelta(seconds=30)
BATCH = 100
_DUE, _SWEEP = "due", "sweep"
AT_WORK_AND_WAITING = 2
"""What is committed while one run works may have come too late for it: APScheduler drops a run over this number."""


class Scheduler:
    """Runs what is due in a thread of its own."""

    def __init__(self, engine: Engine, sweep_every: timedelta = SWEEP_EVERY) -> None:
        self._engine = engine
        self._sweep_every = sweep_every
        self._next: datetime | None = None
        self._lock = threading.Lock()
        self._working = threading.Lock()
        self._stopping = False
        # One thread: rows fire in due order.
        self._scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})

    def start(self) -> None:
        """Take over what a predecessor left, fire what was missed, and go on until `stop`."""
        self._engine.recover()
        self._scheduler.start()
        self._scheduler.add_job(
            self._sweep, "interval", seconds=self._sweep_every.total_seconds(), id=_SWEEP, coalesce=True,
            max_instances=1, misfire_grace_time=None,
        )  # fmt: skip
        self._engine.on_due = self.wake
        self.wake(self._engine.clock.now())

    def stop(self) -> None:
        """Finish the batch at work, then stop."""
        self._engine.on_due = None
        self._stopping = True
        with self._working:
            # Not `wait=True`: APScheduler would hold the lock that a job needs to schedule its successor.
            self._scheduler.shutdown(wait=False)

    def wake(self, at: datetime) -> None:
        """Be awake at `at` (on the engine's clock) at the latest."""
        with self._lock:
            if self._stopping or (self._next is not None and self._next <= at):
                return
            self._next = at
            delay = max(at - self._engine.clock.now(), timedelta(0))
            self._scheduler.add_job(
                self._fire, "date", run_date=SystemClock().now() + delay, id=_DUE, replace_existing=True,
                misfire_grace_time=None, max_instances=AT_WORK_AND_WAITING,
            )  # fmt: skip

    def _fire(self) -> None:
        with self._working:
            self._work()

    def _sweep(self) -> None:
        with self._working:
            if not self._stopping:
                self._engine.sweep()
            self._work()

    def _work(self) -> None:
        with self._lock:
            self._next = None
        while not self._stopping and (self._engine.fire_due(BATCH) or self._engine.dispatch_outbox()):
            pass
        if self._stopping:
            return
        due = self._engine.earliest_due()
        if due is not None:
            self.wake(due)

    @property
    def wakes_at(self) -> datetime | None:
        """When it will look again by itself, sweeps aside."""
        try:
            return self._next if self._scheduler.get_job(_DUE) else None
        except JobLookupError:
            return None
