"""Questions over all cases at once, for reports: they read the whole journal, so they belong to no page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, func, literal, select

from engine.query_rows import history_entry
from engine.store.cases import cases, user_tasks
from engine.store.history import journal
from engine.store.keys import KeyRing
from engine.store.tables import UtcTime
from engine.views import HistoryEntry

AT_ONCE = 200
"""Cases whose keys are asked for together."""


def every_entry(connection: Connection, keys: KeyRing) -> Iterator[HistoryEntry]:
    """The journals of all cases, case by case, each in order. An erased case has entries without facts."""
    ids = iter(connection.scalars(select(cases.c.id).order_by(cases.c.id)).all())
    while some := list(islice(ids, AT_ONCE)):
        ciphers = keys.get_many(connection, some)
        asked = select(journal).where(journal.c.case_id.in_(some)).order_by(journal.c.case_id, journal.c.seq)
        for row in connection.execute(asked, execution_options={"yield_per": AT_ONCE}):
            yield history_entry(row, ciphers.get(row.case_id))


def overdue_tasks(connection: Connection, now: datetime) -> dict[tuple[str, str], int]:
    """How many user tasks were closed after they were due, or are past due at `now`, by process and element."""
    late = user_tasks.c.due_at < func.coalesce(user_tasks.c.closed_at, literal(now, UtcTime))
    asked = select(user_tasks.c.process_id, user_tasks.c.element, func.count()).where(late)
    rows = connection.execute(asked.group_by(user_tasks.c.process_id, user_tasks.c.element))
    return {(process_id, element): count for process_id, element, count in rows}
