"""The rows that a step reads, and the statements that read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from engine.errors import NotFound
from engine.store.cases import case_keys, cases, user_tasks
from engine.store.prepared import Prepared

RUNNING = ("active", "suspended")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case without its snapshot."""

    id: str
    process_id: str
    process_version: int
    deployment_id: int
    business_key: str | None
    status: str
    version: int
    head_hash: bytes
    changed_at: datetime
    changed_by: str
    started_by: str

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A user task as rights and completion need it."""

    id: str
    key: int
    process_id: str
    element: str
    form_id: str | None
    groups: tuple[str, ...]
    users: tuple[str, ...]
    assignee: str | None
    holder: str | None
    state: str
    closed_at: datetime | None
    closed_by: str | None
    version: int
    held_for: str | None
    due_at: datetime | None
    paused_at: datetime | None
    paused_due_at: datetime | None
    follow_up_at: datetime | None

    @property
    def keepers(self) -> tuple[str | None, ...]:
        """In whose hands it is: the holder's, and his for whom the holder has it."""
        return self.holder, self.held_for


_CASE = (
    cases.c.id,
    cases.c.process_id,
    cases.c.process_version,
    cases.c.deployment_id,
    cases.c.business_key,
    cases.c.status,
    cases.c.version,
    cases.c.head_hash,
    cases.c.changed_at,
    cases.c.changed_by,
    cases.c.started_by,
)
_TASK = (
    user_tasks.c.id,
    user_tasks.c.key,
    user_tasks.c.process_id,
    user_tasks.c.element,
    user_tasks.c.form_id,
    user_tasks.c.groups,
    user_tasks.c.users,
    user_tasks.c.assignee,
    user_tasks.c.holder,
    user_tasks.c.state,
    user_tasks.c.closed_at,
    user_tasks.c.closed_by,
    user_tasks.c.version,
    user_tasks.c.held_for,
    user_tasks.c.due_at,
    user_tasks.c.paused_at,
    user_tasks.c.paused_due_at,
    user_tasks.c.follow_up_at,
)
# PostgreSQL: whoever comes second to a case waits for the first and then sees what the first left. SQLite has one
# writer anyhow and knows no FOR UPDATE; SQLAlchemy leaves it out there.
_SELECT_CASE = Prepared(select(*_CASE).where(cases.c.id == bindparam("case_id")).with_for_update())
# The case is named first, so it is locked first, as by whoever comes without a task (a timer): else the one would hold
# the task and wait for the case, the other hold the case and wait for the task.
_SELECT_TASK = Prepared(
    select(*_CASE, *(column.label(f"task_{column.name}") for column in _TASK))
    .join_from(cases, user_tasks, user_tasks.c.case_id == cases.c.id)
    .where(user_tasks.c.id == bindparam("task_id"))
    .with_for_update()
)
_SNAPSHOT = Prepared(
    select(cases.c.snapshot, case_keys.c.sealed)
    .join_from(cases, case_keys, case_keys.c.case_id == cases.c.id)
    .where(cases.c.id == bindparam("case_id"))
)
_WIDTH = len(_CASE)


def lock_case(connection: Connection, case_id: str) -> CaseRow:
    """The case's row, locked until the transaction ends. Raises `NotFound`."""
    row = _SELECT_CASE.first(connection, {"case_id": case_id})
    if row is None:
        raise NotFound(what="case", id=case_id)
    return _case_row(row)


def lock_task(connection: Connection, task_id: str) -> tuple[CaseRow, TaskRow]:
    """A task and its case in one statement, locked until the transaction ends. Raises `NotFound`."""
    row = _SELECT_TASK.first(connection, {"task_id": task_id})
    if row is None:
        raise NotFound(what="task", id=task_id)
    return _case_row(row[:_WIDTH]), task_row(row[_WIDTH:])


def _case_row(values: tuple[Any, ...]) -> CaseRow:
    return CaseRow(*values)


def task_row(values: tuple[Any, ...]) -> TaskRow:
    """A `TaskRow` from the columns in its own order, the JSON lists opened."""
    parts = list(values)
    parts[5], parts[6] = tuple(orjson.loads(str(parts[5]))), tuple(orjson.loads(str(parts[6])))
    return TaskRow(*parts)


def read_snapshot(connection: Connection, case_id: str) -> tuple[bytes, bytes | None]:
    """The ciphertext of a case's snapshot, and the case's sealed key."""
    row = _SNAPSHOT.first(connection, {"case_id": case_id})
    if row is None:
        raise NotFound(what="case", id=case_id)
    snapshot, sealed = row
    return bytes(snapshot), None if sealed is None else bytes(sealed)


TASK_COLUMNS = _TASK
CASE_COLUMNS = _CASE
