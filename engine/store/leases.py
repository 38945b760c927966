"""Rows that wait for a time: claimed by a guarded update, pushed away when they fail.

`wake_at` is the only clock of such a row. To claim is to move it on by a lease: whoever moves it has it, and should
that process die, the row is due again by itself. PostgreSQL skips what another node is claiming at this moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, literal_column, select, tuple_

LEASE = timedelta(seconds=30)
"""Longer than a batch takes; how long a row waits when the process that claimed it was killed."""
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)


def claim(connection: Connection, table: Table, now: datetime, limit: int, *only: ColumnElement[bool]) -> list[Any]:
    """Claim up to `limit` due rows, `only` these, the longest waiting first; gives them whole, in that order."""
    keys = list(table.primary_key)
    due = (
        select(*keys)
        .where(table.c.wake_at <= now, *only)
        .order_by(table.c.wake_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        table.update()
        .where(tuple_(*keys).in_(due) if len(keys) > 1 else keys[0].in_(due), table.c.wake_at <= now)
        .values(wake_at=now + LEASE)
        .returning(table)
    )
    order = "due_at" if "due_at" in table.c else keys[0].name
    return sorted(connection.execute(claimed), key=lambda row: getattr(row, order))


def push_away(connection: Connection, table: Table, row: Any, now: datetime, problem: str) -> None:
    """Let a row that failed wait, longer each time, so that it stalls nobody; `problem` says why."""
    pause = min(FIRST_PAUSE * 2 ** min(row.attempts, 12), LONGEST_PAUSE)
    connection.execute(
        table.update()
        .where(*(column == getattr(row, column.name) for column in table.primary_key))
        .values(wake_at=now + pause, attempts=table.c.attempts + 1, problem=problem)
    )


def give_back(connection: Connection, table: Table, now: datetime) -> None:
    """End all leases: at the start of the only process of an embedded store, nobody else can hold one."""
    connection.execute(
        table.update()
        .where(and_(table.c.wake_at > now, table.c.wake_at <= now + LEASE, table.c.attempts == 0))
        .values(wake_at=now)
    )


def earliest(connection: Connection, tables: Sequence[Table]) -> datetime | None:
    """When the first row of any of these tables is due, None when nothing waits."""
    times = [connection.execute(select(func.min(table.c.wake_at))).scalar() for table in tables]
    return min((time for time in times if time is not None), default=None)


def exists_due(connection: Connection, table: Table, now: datetime) -> bool:
    """Whether anything is due."""
    return connection.execute(select(literal_column("1")).where(table.c.wake_at <= now).limit(1)).first() is not None
