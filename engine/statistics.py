"""Questions of those who look back: what work came, was done, fell away or still waits, by role and day.

A count is one statement that walks one index over time; days are the calendar days of the zone that is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, literal_column, or_, select

from engine.query_rows import INBOX, OPEN, begins_with
from engine.store.cases import user_tasks
from engine.store.tables import UtcTime
from engine.views import InboxTask
from engine.workload import WorkloadQueries

CUSTOMER, PERSON = "customer", "person"
"""As roles: whoever holds a link of the case; somebody whom the diagram names (no group, or a group of one)."""
LOOK_BACK = timedelta(days=1100)
"""How far before a span the zone's changes of offset are followed; a task that opened earlier keeps the oldest."""


class Standing(StrEnum):
    """What became of a task, or how it waits."""

    CAME = "came"
    """Opened within the span."""
    DONE = "done"
    LATE = "late"
    """Done after it was due."""
    GONE = "gone"
    """Closed within the span by the course of the case, not by a person."""
    OPEN = "open"
    OVERDUE = "overdue"
    """Open, and due before now."""
    PAUSED = "paused"
    """Open, and its clock stands still."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to just before `end`, aware; days are those of `zone`."""

    start: datetime
    end: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Flow:
    """So many tasks of one role that were opened on one day. `role`: the first of the candidate groups, or `CUSTOMER`,
    or `PERSON`; `closed_on` only of what was asked by its closing.
    """

    role: str
    standing: Standing
    opened_on: date
    closed_on: date | None
    count: int


class StatisticsQueries(WorkloadQueries):
    """Counts of work over time. `without`: processes that are left out."""

    def work_closed(self, span: Span, without: Collection[str] = ()) -> tuple[Flow, ...]:
        """What was closed within the span: `DONE` (in time, or without a limit), `LATE`, `GONE`."""
        late = and_(user_tasks.c.state == literal_column("'completed'"), user_tasks.c.closed_at > user_tasks.c.due_at)
        standing = case(
            (user_tasks.c.state != literal_column("'completed'"), literal(Standing.GONE.value)),
            (late, literal(Standing.LATE.value)),
            else_=literal(Standing.DONE.value),
        )
        return self._flows(span, _within(user_tasks.c.closed_at, span), standing, without, with_closed=True)

    def work_come(self, span: Span, without: Collection[str] = ()) -> tuple[Flow, ...]:
        """What was opened within the span, whatever became of it."""
        came = literal(Standing.CAME.value)
        return self._flows(span, _within(user_tasks.c.opened_at, span), came, without, with_closed=False)

    def work_open(self, span: Span, without: Collection[str] = ()) -> tuple[Flow, ...]:
        """What is open now: `OVERDUE`, `PAUSED` or plainly `OPEN`. The span gives the zone."""
        standing = case(
            (user_tasks.c.paused_at.is_not(None), literal(Standing.PAUSED.value)),
            (self._overdue(), literal(Standing.OVERDUE.value)),
            else_=literal(Standing.OPEN.value),
        )
        return self._flows(span, OPEN, standing, without, with_closed=False)

    def work_behind(
        self, standing: Standing, span: Span, roles: Collection[str] | None, without: Collection[str] = (),
        *, limit: int, offset: int = 0,
    ) -> tuple[tuple[InboxTask, ...], int]:  # fmt: skip
        """The tasks that a count is made of, the newest first, and how many there are. `roles` None: of all roles."""
        wanted = and_(self._condition(standing, span), _visible(without), _of_roles(roles))
        newest = user_tasks.c.opened_at if standing in _BY_OPENING else user_tasks.c.closed_at
        counted = select(func.count()).select_from(user_tasks).where(wanted)
        with self._store.read() as connection:
            rows = connection.execute(
                INBOX.where(wanted).order_by(newest.desc(), user_tasks.c.id).limit(limit).offset(offset)
            ).all()
            return self._tasks(connection, rows), connection.scalar(counted) or 0

    def _condition(self, standing: Standing, span: Span) -> ColumnElement[bool]:
        completed = user_tasks.c.state == literal_column("'completed'")
        closed = _within(user_tasks.c.closed_at, span)
        return {
            Standing.CAME: _within(user_tasks.c.opened_at, span),
            Standing.DONE: and_(closed, completed),
            Standing.LATE: and_(closed, completed, user_tasks.c.closed_at > user_tasks.c.due_at),
            Standing.GONE: and_(closed, user_tasks.c.state != literal_column("'completed'")),
            Standing.OPEN: OPEN,
            Standing.OVERDUE: and_(OPEN, self._overdue()),
            Standing.PAUSED: and_(OPEN, user_tasks.c.paused_at.is_not(None)),
        }[standing]

    def _overdue(self) -> ColumnElement[bool]:
        late: ColumnElement[bool] = user_tasks.c.due_at < literal(self._clock.now(), UtcTime)
        return late

    def _flows(
        self, span: Span, which: ColumnElement[bool], standing: Any, without: Collection[str], *, with_closed: bool
    ) -> tuple[Flow, ...]:
        # Customers and named persons are groups of their own; together they are one role each.
        groups = user_tasks.c.groups
        role = case(
            (begins_with(groups, f'["{CUSTOMER}'), f'["{CUSTOMER}"]'),
            (begins_with(groups, f'["{PERSON}:'), "[]"),
            else_=groups,
        )
        with self._store.read() as connection:
            opened = _day(connection, user_tasks.c.opened_at, span)
            closed = _day(connection, user_tasks.c.closed_at, span) if with_closed else literal_column("NULL")
            keys = [role.label("role"), standing.label("standing"), opened.label("opened"), closed.label("closed")]
            asked = select(*keys, func.count()).where(which, _visible(without))
            return tuple(_flow(row) for row in connection.execute(asked.group_by(*(key.name for key in keys))))


_BY_OPENING = frozenset({Standing.CAME, Standing.OPEN, Standing.OVERDUE, Standing.PAUSED})


def _flow(row: Sequence[Any]) -> Flow:
    groups = orjson.loads(row[0])
    closed_on = None if row[3] is None else date.fromisoformat(row[3])
    return Flow(groups[0] if groups else PERSON, Standing(row[1]), date.fromisoformat(row[2]), closed_on, row[4])


def _within(column: Any, span: Span) -> ColumnElement[bool]:
    inside: ColumnElement[bool] = and_(column >= literal(span.start, UtcTime), column < literal(span.end, UtcTime))
    return inside


def _visible(without: Collection[str]) -> ColumnElement[bool]:
    shown: ColumnElement[bool] = user_tasks.c.process_id.not_in(sorted(without))
    return shown


def _of_roles(roles: Collection[str] | None) -> ColumnElement[bool]:
    """The first candidate group is one of these, or what `Flow.role` says of it."""
    if roles is None:
        return literal(True)
    groups = user_tasks.c.groups
    wanted: list[ColumnElement[bool]] = [literal(False)]
    for role in sorted(roles):
        if role == CUSTOMER:
            wanted.append(begins_with(groups, f'["{CUSTOMER}'))
        elif role == PERSON:
            wanted.append(or_(groups == "[]", begins_with(groups, f'["{PERSON}:')))
        else:
            wanted.append(begins_with(groups, f'["{role}"'))
    return or_(*wanted)


def _day(connection: Connection, column: Any, span: Span) -> Any:
    """The calendar day of a moment in the span's zone, as ISO text."""
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone(span.zone.key, column), "YYYY-MM-DD")
    changes = list(_offsets(span))
    days = [(until, func.date(column, f"{seconds:+d} seconds")) for until, seconds in changes]
    *earlier, (_, last) = days
    return case(*((column < literal(until, UtcTime), day) for until, day in earlier), else_=last) if earlier else last


def _offsets(span: Span) -> Iterator[tuple[datetime, int]]:
    """Until when the zone has which offset from UTC, in seconds: SQLite knows no zones."""
    day = datetime.combine((span.start - LOOK_BACK).date(), time(), span.start.tzinfo)
    seconds = _offset(day, span.zone)
    while day < span.end:
        day += timedelta(days=1)
        if (new := _offset(day, span.zone)) != seconds:
            # Zones change at night: to the hour, by the first hour that has the new offset.
            hours = (day - timedelta(hours=n) for n in range(24))
            yield next(hour for hour in hours if _offset(hour - timedelta(hours=1), span.zone) == seconds), seconds
            seconds = new
    yield day, seconds


def _offset(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
