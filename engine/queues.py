"""The statements behind an inbox: one page of a queue, and how many tasks are in each queue.

A page is a range of one index per group, merged: what it costs depends neither on how many tasks were done nor on how
many are open. A page goes on after the last row of the one before (its sort keys and id), never by an offset, and a
count stops at a limit.

To put such a statement together takes Python longer than the database needs to answer it. So it is made once for all
who ask alike (`_Shape`), and whoever asks brings the values.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from engine.actor import Actor, ActorKind
from engine.commands.rights import people
from engine.commands.rows import END_OF_TIME
from engine.errors import BadInput
from engine.query_rows import OPEN, after_all_that_begin_with
from engine.store.cases import cases, task_candidates, user_tasks
from engine.store.tables import UtcTime
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
Values = dict[str, Any]
"""By the names of the parameters below."""
_NOW, _SINCE = bindparam("now", type_=UtcTime), bindparam("since", type_=UtcTime)
_DEPTH, _LIMIT = bindparam("depth", type_=Integer), bindparam("limit", type_=Integer)
_OFFSET = bindparam("offset", type_=Integer)
_PROCESS, _DUE_BEFORE = bindparam("process_id", type_=Text), bindparam("due_before", type_=UtcTime)
_MIN_PRIORITY, _RANK = bindparam("min_priority", type_=Integer), bindparam("rank", type_=Integer)
_KEY, _KEY_END = bindparam("key", type_=Text), bindparam("key_end", type_=Text)
_COVERED = bindparam("covered", type_=Text, expanding=True)


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


@dataclass(frozen=True, slots=True)
class _Shape:
    """All that the text of a statement depends on."""

    kind: InboxKind
    offers: tuple[str, ...]
    """The kind of each way to claim; its name is the value `offer_<place>`."""
    people: int
    """Of values `person_<place>`."""
    is_covered: bool
    """A substitute with a mandate for some processes asks."""
    sort: InboxSort = InboxSort.DUE
    by_process: bool = False
    by_key: bool = False
    by_due: bool = False
    by_priority: bool = False
    goes_on: bool = False

    @property
    def persons(self) -> list[BindParameter[str]]:
        return [bindparam(f"person_{place}", type_=Text) for place in range(self.people)]


def _asker(actor: Actor) -> tuple[_Shape, Values]:
    offers, persons = offers_to(actor), people(actor)
    shape = _Shape(InboxKind.MINE, tuple(kind for kind, _ in offers), len(persons), actor.processes is not None)
    values: Values = {f"offer_{place}": name for place, (_, name) in enumerate(offers)}
    values |= {f"person_{place}": name for place, name in enumerate(persons)}
    return shape, values | {"covered": sorted(actor.processes or ())}


def offers_to(actor: Actor) -> list[tuple[str, str]]:
    """Kind and name of everything through which an actor may claim tasks."""
    offered = [("group", role) for role in sorted(actor.roles)] + [("user", name) for name in people(actor)]
    if actor.kind is not ActorKind.CUSTOMER:
        offered.append(("anyone", ""))
    return offered


def page_of(actor: Actor, asked: Asked) -> tuple[Select[Any], Values]:
    """Ids of one page and their sort keys, one row more than the limit when there are more; and the values."""
    narrowed = asked.narrowed
    shape, values = _asker(actor)
    shape = replace(
        shape,
        kind=asked.kind,
        sort=asked.sort,
        by_process=narrowed.process_id is not None,
        by_key=narrowed.business_key is not None,
        by_due=narrowed.due_before is not None,
        by_priority=narrowed.min_priority is not None,
        goes_on=asked.after is not None and asked.kind is not InboxKind.DONE,
    )
    values |= {"now": asked.now, "since": asked.since, "limit": asked.limit + 1, "offset": asked.offset}
    values |= {"depth": asked.limit + asked.offset + 1, "process_id": narrowed.process_id}
    values |= {"due_before": narrowed.due_before, "key": narrowed.business_key}
    if narrowed.business_key is not None:
        values["key_end"] = after_all_that_begin_with(narrowed.business_key)
    if narrowed.min_priority is not None:
        values |= {"min_priority": narrowed.min_priority, "rank": -narrowed.min_priority}
    if shape.goes_on:
        values |= _read_cursor(asked, len(ORDERS[asked.sort].tasks) + 1)
    return _page(shape), values


def counts_of(
    actor: Actor, now: datetime, since: datetime, limit: int, kinds: tuple[InboxKind, ...] = tuple(InboxKind)
) -> tuple[Select[Any], Values]:
    """One row: how many tasks are in each of these queues, each counted up to the limit.

    Beside what is waited for also `outside`: the cases in which nobody has a task.
    """
    shape, values = _asker(actor)
    return _counts(shape, kinds), values | {"now": now, "since": since, "depth": limit, "limit": limit}


def quiet_cases(actor: Actor) -> tuple[Select[Any], Values]:
    """Ids of the running cases that somebody began and in which nobody has a task, of the newest."""
    shape, values = _asker(actor)
    return _quiet(shape), values


@lru_cache(maxsize=64)
def _page(shape: _Shape) -> Select[Any]:
    if shape.kind is InboxKind.DONE:
        return _done_page(shape)
    parts = [part.limit(_DEPTH).subquery() for part in _branches(shape)]
    # The same task through two groups is the same row: UNION keeps one.
    merged = union(*(select(part) for part in parts)).subquery()
    task_id, *keys = merged.c
    return select(merged).order_by(*keys, task_id).limit(_LIMIT).offset(_OFFSET)


@lru_cache(maxsize=32)
def _counts(asker: _Shape, kinds: tuple[InboxKind, ...]) -> Select[Any]:
    def counted(kind: InboxKind) -> Any:
        shape = replace(asker, kind=kind)
        parts = [_done(shape)] if kind is InboxKind.DONE else _branches(shape)
        ids = [part.with_only_columns(part.selected_columns[0]).order_by(None) for part in parts]
        capped = [part.limit(_DEPTH).subquery() for part in ids]
        merged = union(*(select(part) for part in capped)).limit(_LIMIT).subquery()
        return select(func.count()).select_from(merged).scalar_subquery().label(kind.value)

    parts = [counted(kind) for kind in kinds]
    if InboxKind.WAITING in kinds:
        outside = select(func.count()).select_from(_quiet(asker).limit(_LIMIT).subquery())
        parts.append(outside.scalar_subquery().label("outside"))
    return select(*parts)


def _quiet(asker: _Shape) -> Select[Any]:
    mine = select(cases.c.id).where(cases.c.started_by.in_(asker.persons), cases.c.ended_at.is_(None))
    newest = mine.order_by(cases.c.started_at.desc()).limit(NEWEST_CASES).subquery()
    return select(newest.c.id).where(~_each(user_tasks.c.id, user_tasks.c.case_id == newest.c.id, OPEN))


def cursor_of(sort: InboxSort, row: Sequence[Any]) -> str:
    """Where a page ended, for an address. The row is one of `page_of`: id, then the keys."""
    words = [value.isoformat() if isinstance(value, datetime) else value for value in (*row[1:], row[0])]
    return base64.urlsafe_b64encode(orjson.dumps([sort.value, *words])).decode().rstrip("=")


def _read_cursor(asked: Asked, width: int) -> Values:
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
    return {f"after_{place}": value for place, value in enumerate(keys)}


def _branches(shape: _Shape) -> list[Select[Any]]:
    """One ordered statement per way in which a task comes into the queue."""
    keyed = _with_key() if shape.by_key else None
    if shape.kind is InboxKind.WAITING:
        return [_watched(shape, person, keyed) for person in shape.persons]
    parts = [] if shape.kind is InboxKind.GROUP else [_held(shape)]
    if shape.kind is not InboxKind.MINE:
        offered = [_offered(shape, kind, name, keyed) for kind, name in _offers(shape)]
        if shape.is_covered:
            covered = select(user_tasks.c.id).where(_within(shape, OPEN))
            offered = [part.where(task_candidates.c.task_id.in_(covered)) for part in offered]
        parts += [_few(part.where(FREE)) if keyed is not None else part.where(FREE) for part in offered]
    return parts


def _offers(shape: _Shape) -> list[tuple[str, BindParameter[str]]]:
    return [(kind, bindparam(f"offer_{place}", type_=Text)) for place, kind in enumerate(shape.offers)]


def _within(shape: _Shape, condition: Any) -> Any:
    """The condition, and for a substitute with a limited mandate the processes that it covers."""
    if not shape.is_covered:
        return condition
    calling = select(cases.c.id).where(cases.c.process_id.in_(_COVERED))
    return and_(or_(user_tasks.c.process_id.in_(_COVERED), user_tasks.c.case_id.in_(calling)), condition)


def _begins(column: Any) -> Any:
    return and_(column >= _KEY, column < _KEY_END)


def _held(shape: _Shape) -> Select[Any]:
    keys = ORDERS[shape.sort].tasks
    part = _ordered(select(user_tasks.c.id), keys, user_tasks.c.id, shape)
    part = part.where(OPEN, _within(shape, user_tasks.c.holder.in_(shape.persons)))
    if shape.kind is InboxKind.OVERDUE:
        part = part.where(user_tasks.c.due_at < _NOW)
    elif shape.kind is InboxKind.FOLLOW_UP:
        part = part.where(user_tasks.c.follow_up_at <= _NOW)
    if shape.by_process:
        part = part.where(user_tasks.c.process_id == _PROCESS)
    if shape.by_due:
        part = part.where(user_tasks.c.due_at < _DUE_BEFORE)
    if shape.by_priority:
        part = part.where(user_tasks.c.priority >= _MIN_PRIORITY)
    if shape.by_key:
        part = part.join(cases, user_tasks.c.case_id == cases.c.id).where(_begins(cases.c.business_key))
    return part


def _offered(shape: _Shape, kind: str, name: BindParameter[str], keyed: Select[Any] | None) -> Select[Any]:
    rows = task_candidates.c
    part = _ordered(select(rows.task_id.label("id")), ORDERS[shape.sort].candidates, rows.task_id, shape)
    part = part.where((rows.kind if keyed is None else Unindexed(rows.kind)) == kind, rows.name == name)
    if shape.kind is InboxKind.OVERDUE:
        part = part.where(rows.sort_at < _NOW)
    elif shape.kind is InboxKind.FOLLOW_UP:
        part = part.where(rows.follow_up_at.is_not(None), rows.follow_up_at <= _NOW)
    if shape.by_process:
        part = part.where(rows.process_id == _PROCESS)
    if shape.by_due:
        part = part.where(rows.sort_at < _DUE_BEFORE)
    if shape.by_priority:
        part = part.where(rows.priority_rank <= _RANK)
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


def _with_key() -> Select[Any]:
    # Bounded: few cases have a key that somebody has typed, many tasks are in a queue. Running ones only, in the order
    # of their own index: of a year's numbers there may be thousands of ended cases to one that is open.
    begins = select(cases.c.id).where(_begins(cases.c.business_key), RUNNING)
    named = begins.order_by(cases.c.business_key.desc()).limit(MOST_WITH_KEY).cte("named").prefix_with("MATERIALIZED")
    asked = select(user_tasks.c.id).join_from(named, user_tasks, user_tasks.c.case_id == named.c.id)
    return select(asked.where(OPEN).cte("keyed").prefix_with("MATERIALIZED").c.id)


def _few(part: Select[Any]) -> Select[Any]:
    """The same rows, found before they are sorted: else a whole queue would be walked in its order to find a few."""
    found = part.order_by(None).limit(MOST_WITH_KEY).subquery()
    task_id, *keys = found.c
    return select(found).order_by(*keys, task_id)


def _watched(shape: _Shape, name: BindParameter[str], keyed: Select[Any] | None) -> Select[Any]:
    """What somebody waits for, without what the same person holds or may claim."""
    part, other, task = _offered(shape, "watch", name, keyed), task_candidates.alias(), user_tasks.alias()
    theirs = or_(*(and_(other.c.kind == kind, other.c.name == own) for kind, own in _offers(shape)))
    mine = task.c.holder.in_(shape.persons)
    return part.where(
        ~_each(other.c.task_id, other.c.task_id == task_candidates.c.task_id, other.c.is_free.is_(True), theirs),
        ~_each(task.c.id, task.c.id == task_candidates.c.task_id, mine),
    )


def _each(column: Any, *conditions: Any) -> Any:
    """Whether there is such a row, asked for each row of the outer statement by itself.

    The offset says so to PostgreSQL, which would else gather every task of a group to know of fifty.
    """
    return select(column).where(*conditions).offset(0).exists()


def _ordered(part: Select[Any], keys: tuple[Any, ...], task_id: Any, shape: _Shape) -> Select[Any]:
    labelled = [key.label(f"key_{number}") for number, key in enumerate(keys)]
    part = part.add_columns(*labelled).order_by(*keys, task_id)
    if not shape.goes_on:
        return part
    after = [bindparam(f"after_{place}", type_=key.type) for place, key in enumerate((*keys, task_id))]
    return part.where(tuple_(*keys, task_id) > tuple_(*after))


def _done(shape: _Shape) -> Select[Any]:
    mine = user_tasks.c.closed_by.in_(shape.persons)
    return select(user_tasks.c.id, user_tasks.c.closed_at).where(COMPLETED, mine, user_tasks.c.closed_at >= _SINCE)


def _done_page(shape: _Shape) -> Select[Any]:
    part = _done(shape).order_by(user_tasks.c.closed_at.desc(), user_tasks.c.id.desc())
    if shape.by_process:
        part = part.where(user_tasks.c.process_id == _PROCESS)
    if shape.by_key:
        part = part.join(cases, user_tasks.c.case_id == cases.c.id).where(_begins(cases.c.business_key))
    return part.limit(_LIMIT).offset(_OFFSET)
