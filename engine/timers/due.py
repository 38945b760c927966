"""What is due: timers, retries of handlers, timer start events, signals on their way (DESIGN §5).

1. Claim due rows by a guarded update, the longest waiting first; another node's are skipped.
2. Fire each in a step of its own, in due order. A row whose reason is gone does nothing.
3. If one raises, push its row away, say why on it, and go on: one bad case never stalls the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Table, select

from engine.actor import SYSTEM, TIMER
from engine.clock import Clock
from engine.commands import signals
from engine.commands.deploy import next_due
from engine.commands.library import Libraries
from engine.commands.step import Choice, Outcome, Scene, Steps
from engine.commands.verbs import CatchSignal, FireTimer, RunJob
from engine.errors import Conflict
from engine.facts import Json
from engine.store import leases
from engine.store.cases import jobs, timers
from engine.store.deployments import process_versions, start_events
from engine.store.keys import KeyRing
from engine.store.store import Store
from engine.store.traffic import signal_deliveries
from engine.store.traffic import signals as signals_table
from engine.tracing import where

log = structlog.get_logger(__name__)
TABLES = (timers, jobs, start_events, signal_deliveries)

StartCase = Callable[..., Outcome | None]


@dataclass(frozen=True, slots=True)
class DueWork:
    """Fires what is due in one store."""

    store: Store
    keys: KeyRing
    steps: Steps
    libraries: Libraries
    clock: Clock
    start_case: StartCase

    def fire(self, limit: int = 100) -> int:
        """Fire up to `limit` rows of each kind; gives how many were handled, whether or not they succeeded."""
        now = self.clock.now()
        with self.store.read() as connection:
            waiting = [table for table in TABLES if leases.exists_due(connection, table, now)]
        if not waiting:
            return 0
        with self.store.write() as connection:
            claimed = [(table, row) for table in waiting for row in leases.claim(connection, table, now, limit)]
        claimed.sort(key=lambda pair: _due(*pair))
        for table, row in claimed:
            self._fire_one(table, row)
        return len(claimed)

    def deliver_signals(self, limit: int = 20) -> int:
        """Deliver signals now rather than at the next sweep."""
        now = self.clock.now()
        with self.store.write() as connection:
            rows = leases.claim(connection, signal_deliveries, now, limit)
        for row in rows:
            self._fire_one(signal_deliveries, row)
        return len(rows)

    def earliest(self) -> datetime | None:
        """When the next row is due, None when nothing waits."""
        with self.store.read() as connection:
            return leases.earliest(connection, TABLES)

    def recover(self) -> None:
        """End the leases of a process that died: only where this one is alone, on an embedded store."""
        if self.store.is_postgresql:
            return
        with self.store.write() as connection:
            for table in TABLES:
                leases.give_back(connection, table, self.clock.now())

    def _fire_one(self, table: Table, row: Any) -> None:
        try:
            _FIRE[table.name](self, row)
        except Exception as error:  # noqa: BLE001 - one of the two sweeps: this row waits, the rest goes on
            log.warning("could not fire", action="due_failed", table=table.name, row=str(row[:2]), error=where(error))
            with self.store.write() as connection:
                leases.push_away(connection, table, row, self.clock.now(), f"{type(error).__name__}: {error}")

    def _timer(self, row: Any) -> None:
        def choose(scene: Scene) -> Choice | None:
            if scene.case.status != "active" or all(each.number != row.timer for each in scene.machine.timers()):
                return None
            return Choice(FireTimer(timer=row.timer), row.element)

        self.steps.on_case(row.case_id, choose, TIMER)

    def _job(self, row: Any) -> None:
        def choose(scene: Scene) -> Choice | None:
            if scene.case.status != "active" or all(each.number != row.job for each in scene.machine.jobs()):
                return None
            return Choice(RunJob(job=row.job), row.element)

        self.steps.on_case(row.case_id, choose, SYSTEM)

    def _start(self, row: Any) -> None:
        """Begin a case at a timer start event, and set the row to its next time in the same transaction."""

        def reschedule(connection: Connection, _outcome: Outcome) -> None:
            where = (start_events.c.process_id == row.process_id, start_events.c.element == row.element)
            if row.repetitions == 0:
                connection.execute(start_events.update().where(*where).values(due_at=None, wake_at=None))
                return
            due_at = next_due(self._library(connection, row), row.process_id, row.element, row.due_at)
            left = row.repetitions if row.repetitions < 0 else row.repetitions - 1
            values = {"due_at": due_at, "wake_at": due_at, "repetitions": left, "attempts": 0, "problem": None}
            connection.execute(start_events.update().where(*where).values(values))

        def still_due(connection: Connection) -> bool:
            held = select(start_events.c.due_at).where(
                start_events.c.process_id == row.process_id, start_events.c.element == row.element,
                start_events.c.version == row.version,
            )  # fmt: skip
            due_at: datetime | None = connection.execute(held.with_for_update()).scalar()
            return bool(due_at == row.due_at)

        self.start_case(row.process_id, row.element, {}, TIMER, reschedule, guard=still_due)

    def _library(self, connection: Connection, row: Any) -> Any:
        table = process_versions.c
        number = connection.execute(
            select(table.deployment_id).where(table.process_id == row.process_id, table.version == row.version)
        ).scalar_one()
        return self.libraries.get(connection, number)

    def _signal(self, row: Any) -> None:
        with self.store.read() as connection:
            signal = connection.execute(select(signals_table).where(signals_table.c.id == row.signal)).one()
            variables = self.keys.engine(connection).open(signals.PURPOSE, signal.variables)
        by = signals.load_actor(signal.actor)

        def delivered(connection: Connection, outcome: Outcome | None) -> None:
            gone = connection.execute(signal_deliveries.delete().where(signal_deliveries.c.id == row.id)).rowcount
            if gone != 1 and outcome is not None:
                # Another node delivered it after this one's lease had run out: undo this step.
                raise Conflict
            left = select(signal_deliveries.c.id).where(signal_deliveries.c.signal == row.signal).limit(1)
            if connection.execute(left).first() is None:
                # What the signal said goes with its last delivery: it is in the journals of those who heard it.
                connection.execute(signals_table.delete().where(signals_table.c.id == row.signal))

        if row.case_id is None:
            self.start_case(row.process_id, row.element, variables, by, delivered)
        elif not self._hears(row, variables, by, delivered):
            with self.store.write() as connection:
                delivered(connection, None)

    def _hears(self, row: Any, variables: dict[str, Json], by: Any, delivered: Any) -> bool:
        """Let a case hear a signal; False when it no longer listens. A suspended case hears it once it is resumed."""
        waits = False

        def choose(scene: Scene) -> Choice | None:
            nonlocal waits
            waits = scene.case.status == "suspended"
            if scene.case.status != "active":
                return None
            found = next((each for each in scene.machine.subscriptions() if each.number == row.subscription), None)
            if found is None:
                return None
            return Choice(CatchSignal(subscription=found.number, variables=variables), found.element, also=delivered)

        return self.steps.on_case(row.case_id, choose, by) is not None or waits


def _due(table: Table, row: Any) -> datetime:
    due: datetime = row.due_at if "due_at" in table.c else row.wake_at
    return due


_FIRE: dict[str, Callable[[DueWork, Any], None]] = {
    timers.name: DueWork._timer,  # noqa: SLF001
    jobs.name: DueWork._job,  # noqa: SLF001
    start_events.name: DueWork._start,  # noqa: SLF001
    signal_deliveries.name: DueWork._signal,  # noqa: SLF001
}
