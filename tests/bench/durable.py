"""The works on the real engine: journal, encryption, incidents, timers, all switched on."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from engine.actor import Actor, ActorKind, Channel
from engine.clock import ManualClock
from engine.engine import Engine
from engine.registry import HandlerContext, HandlerRegistry
from engine.store.keys import MasterKey
from engine.store.store import Store, open_store
from tests.bench.diagrams import Drawing
from tests.bench.work import screen

CLERK = Actor("bench", ActorKind.PERSON, Channel.TEST, roles=frozenset({"operations"}), name="bench")
OPERATOR = Actor("bench-operator", ActorKind.SYSTEM, Channel.TEST, name="bench")
BEGINNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

MASTER = b"\x07" * 32

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class ScreenInput:
    points: int


@dataclass(frozen=True, slots=True)
class ScreenOutput:
    outcome: str


@registry.handles("bench.screen", takes=ScreenInput, gives=ScreenOutput)
def screen_application(given: ScreenInput, _context: HandlerContext) -> ScreenOutput:
    """The screening handler of W1."""
    return ScreenOutput(screen(given.points))


@dataclass(slots=True)
class Counter:
    """SQL statements and commits of the store since the last `reset`."""

    statements: int = 0
    commits: int = 0

    def reset(self) -> None:
        self.statements = self.commits = 0


class Bench:
    """An engine with everything switched on, on one store, and a clock that the benchmark moves."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = ManualClock(BEGINNING)
        self.engine = Engine(store, registry, MasterKey(MASTER), clock=self.clock)
        self.counter = Counter()

    def deploy(self, drawing: Drawing) -> None:
        self.engine.deploy({f"{drawing.process_id}.bpmn": drawing.camunda()}, by=OPERATOR)

    def start(self, process_id: str) -> str:
        return self.engine.start(process_id, {}, by=OPERATOR)

    def open_task(self, case_id: str) -> str | None:
        """The case's first open task; None when it has ended."""
        tasks = self.engine.queries.tasks_of_case(case_id)
        return tasks[0].id if tasks else None

    def complete(self, task_id: str, answers: dict[str, Any]) -> float:
        """Complete a task; the seconds it took."""
        begun = time.perf_counter()
        self.engine.complete(task_id, answers, by=CLERK)
        return time.perf_counter() - begun

    @contextmanager
    def counting(self) -> Iterator[Counter]:
        """Count statements and commits; not while time is measured, for a listener costs time."""

        def count_statement(*_: object) -> None:
            self.counter.statements += 1

        def count_commit(_connection: object) -> None:
            self.counter.commits += 1

        event.listen(self.store.engine, "before_cursor_execute", count_statement)
        event.listen(self.store.engine, "commit", count_commit)
        try:
            yield self.counter
        finally:
            event.remove(self.store.engine, "before_cursor_execute", count_statement)
            event.remove(self.store.engine, "commit", count_commit)


@contextmanager
def open_bench(url: str | None) -> Iterator[Bench]:
    """A bench on the store at `url`, which must be empty; None: SQLite in a folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="sopflow-bench-") as folder:
        store = open_store(url or f"sqlite:///{Path(folder) / 'bench.db'}")
        store.migrate()
        bench = Bench(store)
        try:
            yield bench
        finally:
            bench.engine.close()
            store.dispose()
