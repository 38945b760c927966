"""The statements behind an inbox: one page of a queue, and how many tasks are in each queue.

A page is a range of one index per group, merged: what it costs depends neither on how many tasks were done nor on how
many are open. A page goes on after the last row of the one before (its sort keys and id), never by an offset, and a
count stops at a limit.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, Text, and_, bindparam, func, literal_column, or_, select, tuple_, union
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from engine.actor import Actor, ActorKind
from engine.commands.rights import people
from engine.commands.rows import END_OF_TIME
from engine.errors import BadInput
from engine.query_rows import OPEN, begins_with, within
from engine.store.cases import cases, task_candidates, user_tasks
from engine.views import InboxKind, InboxSort, Narrowed

COMPLETED = user_tasks.c.state == literal_column("'completed'")
FREE = task_candidates.c.is_free.is_(True)
RUNNING = cases.c.ended_at.is_(None)


@dataclass(frozen=True, slots=True)
class _Order:
    """The same sort keys in both tables, all ascending; the id comes after them."""

    tasks: tuple[Any, ...]
    candidates: tuple[Any, ...]


_DUE = func.coalesce(user_tasks.c.due_at, bindparam("end_of_time", END_OF_TIME, user_tasks.c.due_at.type))
ORDERS: Mapping[InboxSort, _Order] = {
    InboxSort.DUE: _Order((_DUE,), (task_candidates.c.sort_at,)),
    InboxSort.OPENED: _Order((user_tasks.c.opened_at,), (task_candidates.c.opened_at,)),
    InboxSort.PRIORITY: _Order(
        (-user_tasks.c.priority, _DUE), (task_candidates.c.priority_rank, task_candidates.c.sort_at)
    ),
    InboxSort.VALUE: _Order((-func.coalesce(user_tasks.c.case_value, 0),), (task_candidates.c.value_rank,)),
}
_TIMES = {InboxSort.DUE: (0,), InboxSort.OPENED: (0,), InboxSort.PRIORITY: (1,), InboxSort.VALUE: ()}
"""Which of the keys are times."""


EVERYTHING = Narrowed()
MOST_WITH_KEY = 1000
"""How many running cases, those of the highest keys, are looked through for tasks whose key begins with something."""
NEWEST_CASES = 2000
"""How many of somebody's running cases are looked through for those in which nobody has a task."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of a queue. `since`: of what was done; `now`: what is late or to be followed up by it."""

    kind: InboxKind
    now: datetime
    since: datetime
    sort: InboxSort = InboxSort.DUE
    narrowed: Narrowed = EVERYTHING
    after: str | None = None
    limit: int = 50
    offset: int = 0


def offers_to(actor: Actor) -> list[tuple[str, str]]:
    """Kind and name of everything through which an actor may claim tasks."""
    offered = [("group", role) for role in sorted(actor.roles)] + [("user", name) for name in people(actor)]
    if actor.kind is not ActorKind.CUSTOMER:
        offered.append(("anyone", ""))
    return offered


def page_of(actor: Actor, asked: Asked) -> Select[Any]:
    """Ids of one page and their sort keys, one row more than the limit when there are more."""
    if asked.kind is InboxKind.DONE:
        return _done_page(actor, asked)
    depth = asked.limit + asked.offset + 1
    parts = [part.limit(depth).subquery() for part in _branches(actor, asked)]
    # The same task through two groups is the same row: UNION keeps one.
    merged = union(*(select(part) for part in parts)).subquery()
    task_id, *keys = merged.c
    return select(merged).order_by(*keys, task_id).limit(asked.limit + 1).offset(asked.offset)


def counts_of(actor: Actor, now: datetime, since: datetime, limit: int) -> Select[Any]:
    """One row: how many tasks are in each queue, each counted up to the limit."""

    def counted(kind: InboxKind) -> Any:
        asked = Asked(kind, now, since)
        if kind is InboxKind.DONE:
            parts = [_done(actor, since).with_only_columns(user_tasks.c.id)]
        else:
            parts = [
                part.with_only_columns(part.selected_columns[0]).order_by(None) for part in _branches(actor, asked)
            ]
        capped = [part.limit(limit).subquery() for part in parts]
        merged = union(*(select(part) for part in capped)).limit(limit).subquery()
        return select(func.count()).select_from(merged).scalar_subquery().label(kind.value)

    outside = select(func.count()).select_from(quiet_cases(actor).limit(limit).subquery())
    return select(*(counted(kind) for kind in InboxKind), outside.scalar_subquery().label("outside"))


def _ids(part: Select[Any]) -> Select[Any]:
    return part.with_only_columns(part.selected_columns[0]).order_by(None)


def quiet_cases(actor: Actor) -> Select[Any]:
    """Ids of the running cases that somebody began and in which nobody has a task, of the newest."""
    mine = select(cases.c.id).where(cases.c.started_by.in_(people(actor)), cases.c.ended_at.is_(None))
    newest = mine.order_by(cases.c.started_at.desc()).limit(NEWEST_CASES).subquery()
    return select(newest.c.id).where(~_each(user_tasks.c.id, user_tasks.c.case_id == newest.c.id, OPEN))


def cursor_of(sort: InboxSort, row: Sequence[Any]) -> str:
    """Where a page ended, for an address. The row is one of `page_of`: id, then the keys."""
    words = [value.isoformat() if isinstance(value, datetime) else value for value in (*row[1:], row[0])]
    return base64.urlsafe_b64encode(orjson.dumps([sort.value, *words])).decode().rstrip("=")


def _read_cursor(asked: Asked, width: int) -> list[Any]:
    try:
        text = str(asked.after)
        keys: list[Any]
        sort, *keys = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        for place in _TIMES[asked.sort]:
            keys[place] = datetime.fromisoformat(keys[place])
    except (ValueError, TypeError, IndexError, binascii.Error) as error:
        raise BadInput("the page cannot be found again") from error
    if sort != asked.sort.value or len(keys) != width:
        raise BadInput("the page belongs to another order")
    return keys


def _branches(actor: Actor, asked: Asked) -> list[Select[Any]]:
    """One ordered statement per way in which a task comes into the queue."""
    key = asked.narrowed.business_key
    keyed = _with_key(key) if key is not None else None
    if asked.kind is InboxKind.WAITING:
        return [_watched(actor, asked, name, keyed) for name in people(actor)]
    parts = [] if asked.kind is InboxKind.GROUP else [_held(actor, asked)]
    if asked.kind is not InboxKind.MINE:
        offered = [_offered(asked, kind, name, keyed) for kind, name in offers_to(actor)]
        if actor.processes is not None:
            covered = select(user_tasks.c.id).where(within(actor, OPEN))
            offered = [part.where(task_candidates.c.task_id.in_(covered)) for part in offered]
        parts += [_few(part.where(FREE)) if keyed is not None else part.where(FREE) for part in offered]
    return parts


def _held(actor: Actor, asked: Asked) -> Select[Any]:
    keys = ORDERS[asked.sort].tasks
    part = _ordered(select(user_tasks.c.id), keys, user_tasks.c.id, asked)
    part = part.where(OPEN, within(actor, user_tasks.c.holder.in_(people(actor))))
    if asked.kind is InboxKind.OVERDUE:
        part = part.where(user_tasks.c.due_at < asked.now)
    elif asked.kind is InboxKind.FOLLOW_UP:
        part = part.where(user_tasks.c.follow_up_at <= asked.now)
    narrowed = asked.narrowed
    if narrowed.process_id is not None:
        part = part.where(user_tasks.c.process_id == narrowed.process_id)
    if narrowed.due_before is not None:
        part = part.where(user_tasks.c.due_at < narrowed.due_before)
    if narrowed.min_priority is not None:
        part = part.where(user_tasks.c.priority >= narrowed.min_priority)
    if narrowed.business_key is not None:
        part = part.join(cases, user_tasks.c.case_id == cases.c.id)
        part = part.where(begins_with(cases.c.business_key, narrowed.business_key))
    return part


def _offered(asked: Asked, kind: str, name: str, keyed: Select[Any] | None) -> Select[Any]:
    rows = task_candidates.c
    part = _ordered(select(rows.task_id.label("id")), ORDERS[asked.sort].candidates, rows.task_id, asked)
    part = part.where((rows.kind if keyed is None else Unindexed(rows.kind)) == kind, rows.name == name)
    if asked.kind is InboxKind.OVERDUE:
        part = part.where(rows.sort_at < asked.now)
    elif asked.kind is InboxKind.FOLLOW_UP:
        part = part.where(rows.follow_up_at.is_not(None), rows.follow_up_at <= asked.now)
    narrowed = asked.narrowed
    if narrowed.process_id is not None:
        part = part.where(rows.process_id == narrowed.process_id)
    if narrowed.due_before is not None:
        part = part.where(rows.sort_at < narrowed.due_before)
    if narrowed.min_priority is not None:
        part = part.where(rows.priority_rank <= -narrowed.min_priority)
    if keyed is not None:
        part = part.where(rows.task_id.in_(keyed))
    return part


class Unindexed(FunctionElement[str]):
    """A column that SQLite finds no row by: of a few tasks that their key gave it would walk the whole queue instead.

    PostgreSQL counts better, and would count wrongly what it cannot look through.
    """

    inherit_cache = True
    type = Text()


@compiles(Unindexed)
def _as_it_is(element: Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(Unindexed, "sqlite")
def _out_of_reach(element: Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


def _with_key(key: str) -> Select[Any]:
    # Bounded: few cases have a key that somebody has typed, many tasks are in a queue. Running ones only, in the order
    # of their own index: of a year's numbers there may be thousands of ended cases to one that is open.
    begins = select(cases.c.id).where(begins_with(cases.c.business_key, key), RUNNING)
    named = begins.order_by(cases.c.business_key.desc()).limit(MOST_WITH_KEY).cte("named").prefix_with("MATERIALIZED")
    asked = select(user_tasks.c.id).join_from(named, user_tasks, user_tasks.c.case_id == named.c.id)
    return select(asked.where(OPEN).cte("keyed").prefix_with("MATERIALIZED").c.id)


def _few(part: Select[Any]) -> Select[Any]:
    """The same rows, found before they are sorted: else a whole queue would be walked in its order to find a few."""
    found = part.order_by(None).limit(MOST_WITH_KEY).subquery()
    task_id, *keys = found.c
    return select(found).order_by(*keys, task_id)


def _watched(actor: Actor, asked: Asked, name: str, keyed: Select[Any] | None) -> Select[Any]:
    """What somebody waits for, without what the same person holds or may claim."""
    part, other, task = _offered(asked, "watch", name, keyed), task_candidates.alias(), user_tasks.alias()
    theirs = or_(*(and_(other.c.kind == kind, other.c.name == own) for kind, own in offers_to(actor)))
    mine = task.c.holder.in_(people(actor))
    return part.where(
        ~_each(other.c.task_id, other.c.task_id == task_candidates.c.task_id, other.c.is_free.is_(True), theirs),
        ~_each(task.c.id, task.c.id == task_candidates.c.task_id, mine),
    )


def _each(column: Any, *conditions: Any) -> Any:
    """Whether there is such a row, asked for each row of the outer statement by itself.

    The offset says so to PostgreSQL, which would else gather every task of a group to know of fifty.
    """
    return select(column).where(*conditions).offset(0).exists()


def _ordered(part: Select[Any], keys: tuple[Any, ...], task_id: Any, asked: Asked) -> Select[Any]:
    labelled = [key.label(f"key_{number}") for number, key in enumerate(keys)]
    part = part.add_columns(*labelled).order_by(*keys, task_id)
    if asked.after is None:
        return part
    after = _read_cursor(asked, len(keys) + 1)
    bound = [bindparam(None, value, key.type, unique=True) for value, key in zip(after, (*keys, task_id), strict=True)]
    return part.where(tuple_(*keys, task_id) > tuple_(*bound))


def _done(actor: Actor, since: datetime) -> Select[Any]:
    mine = user_tasks.c.closed_by.in_(people(actor))
    return select(user_tasks.c.id, user_tasks.c.closed_at).where(COMPLETED, mine, user_tasks.c.closed_at >= since)


def _done_page(actor: Actor, asked: Asked) -> Select[Any]:
    part = _done(actor, asked.since).order_by(user_tasks.c.closed_at.desc(), user_tasks.c.id.desc())
    narrowed = asked.narrowed
    if narrowed.process_id is not None:
        part = part.where(user_tasks.c.process_id == narrowed.process_id)
    if narrowed.business_key is not None:
        part = part.join(cases, user_tasks.c.case_id == cases.c.id)
        part = part.where(begins_with(cases.c.business_key, narrowed.business_key))
    return part.limit(asked.limit + 1).offset(asked.offset)
