"""Real cases as patterns of rows: what the engine wrote of a case, its ciphertexts opened, to be written again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from engine.commands.step import SNAPSHOT
from engine.engine import Engine
from engine.store.cases import case_subjects, cases, subscriptions, task_candidates, timers, user_tasks
from engine.store.tables import metadata

Row = dict[str, Any]
APPLICATION = "application_no"


@dataclass(frozen=True, slots=True)
class Shape:
    """A running case with open tasks: its rows, and in clear what of them is sealed."""

    case: Row
    snapshot: bytes
    tasks: Sequence[Row]
    """Open ones; `context` is the values in clear."""
    candidates: Mapping[str, Sequence[Row]]
    """By task."""
    timers: Sequence[Row]
    subscriptions: Sequence[Row]
    subjects: Sequence[Row]
    application: Row | None = None


@dataclass(frozen=True, slots=True)
class Shapes:
    """What a store's real cases look like. `done`: closed tasks of one whole case, in their order."""

    running: Sequence[Shape]
    done: Sequence[Row]
    ended: Row = field(default_factory=dict)
    """The case row of one that ended."""


def read_shapes(engine: Engine) -> Shapes:
    """Of every running case in which somebody has something to do."""
    with engine.store.read() as connection:
        running = _rows(connection, cases, cases.c.ended_at.is_(None))
        shapes = [_shape(engine, connection, case) for case in running]
        # The case that came furthest shows what a whole one leaves behind.
        closed = _rows(connection, user_tasks, user_tasks.c.state == "completed")
        by_case: dict[str, list[Row]] = {}
        for task in closed:
            by_case.setdefault(task["case_id"], []).append(task)
        longest = max(by_case.values(), key=len)
        ended = next(case for case in _rows(connection, cases) if case["id"] == longest[0]["case_id"])
    return Shapes([shape for shape in shapes if shape.tasks], sorted(longest, key=lambda task: task["key"]), ended)


def _shape(engine: Engine, connection: Connection, case: Row) -> Shape:
    cipher = engine.keys.get(connection, case["id"])
    tasks = _rows(connection, user_tasks, user_tasks.c.case_id == case["id"], user_tasks.c.state == "open")
    for task in tasks:
        task["context"] = cipher.open(f"inbox\0{task['id']}", task["context"]) if task["context"] else {}
    numbers = {task["context"][APPLICATION] for task in tasks if APPLICATION in task["context"]}
    applications = metadata.tables["applications"]
    found = _rows(connection, applications, applications.c.number.in_(numbers))
    return Shape(
        case=case,
        snapshot=cipher.open_bytes(SNAPSHOT, case["snapshot"]),
        tasks=tasks,
        candidates={
            task["id"]: _rows(connection, task_candidates, task_candidates.c.task_id == task["id"]) for task in tasks
        },
        timers=_rows(connection, timers, timers.c.case_id == case["id"]),
        subscriptions=_rows(connection, subscriptions, subscriptions.c.case_id == case["id"]),
        subjects=_rows(connection, case_subjects, case_subjects.c.case_id == case["id"]),
        application=found[0] if found else None,
    )


def _rows(connection: Connection, table: Table, *conditions: Any) -> list[Row]:
    return [dict(row._mapping) for row in connection.execute(select(table).where(*conditions))]
