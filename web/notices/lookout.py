"""What nobody does but time or a machine: looked for with every sweep, told once (an engine's chore).

Each matter has a mark (`NoticeMark`): how far was seen. Whoever moves it on tells; another process finds it moved and
tells nothing. A little of what was seen is looked at again, since a transaction may commit late; keys keep it from
being told again. A matter that nobody has looked for yet begins now: yesterday's is no news.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.store.cases import case_keys, cases, incidents, user_tasks
from engine.store.history import journal
from engine.timers.calendar import statutory
from engine.timers.working_time import add_working_time
from web.notices.kinds import Topic, reader_of_role
from web.notices.notices import Told, tell
from web.notices.preferences import readers_who_want
from web.notices.tables import NoticeMark
from web.permissions import GRANTS, LEADS, Permission
from web.tables import Account, AccountRole

SYSTEM = "system"
SOON, SHORTLY = timedelta(days=1), timedelta(hours=2)
"""Of working time, before a task is due: a day, or two hours where the whole limit was no longer than that day."""
OVERLAP = timedelta(minutes=1)
OVERLAP_ENTRIES = 200
MOST = 500
QUIET_ENTRIES = 1000
"""How far the mark may stay behind while nobody is to be told: to move it is a write."""
BY_HAND = ("assign", "claim", "release")
"""Commands that open no task and tell for themselves."""
DEPARTMENT_LEADS = {role: led for role, led in LEADS.items() if role.endswith("_lead")}
"""Who hears of what is late: the direct leader first (4.7.4); management sees it on the team's page."""


@dataclass(frozen=True, slots=True)
class _News:
    """Something to tell, about a task or a case."""

    told: tuple[Told, ...]
    by: str
    task_id: str | None = None
    case_id: str | None = None


def look_out(engine: Engine, zone: ZoneInfo) -> None:
    """Tell of what became due, late, stuck or new since the last look."""
    now = engine.clock.now()
    soon, shortly = (add_working_time(statutory(), zone, now, ahead) for ahead in (SOON, SHORTLY))
    for name, until in (("due_soon", soon), ("due_shortly", shortly)):
        _look(engine, name, now, partial(_due_until, until, now), starts_at=until)
    _look(engine, "overdue", now, lambda rows, mark: _due(rows, "overdue", mark.at - OVERLAP, now))
    _look(engine, "incident", now, _incidents)
    _look(engine, "opened", now, _opened)


Finding = tuple[Sequence[_News], datetime | None, int | None]
"""What to tell, and how far was seen: a time (None: until now), a place in the journal (None: as before)."""


def _look(
    engine: Engine, name: str, now: datetime, find: Callable[[Session, NoticeMark], Finding],
    starts_at: datetime | None = None,
) -> None:  # fmt: skip
    with engine.store.read() as connection, Session(bind=connection) as rows:
        mark = rows.get(NoticeMark, name)
        news, at, position = find(rows, mark) if mark is not None else ((), None, None)
        if mark is not None:
            rows.expunge(mark)
    if mark is None:
        _begin(engine, name, starts_at or now)
        return
    if not news and (position is None or position - mark.position < QUIET_ENTRIES):
        return
    with engine.store.session() as rows:
        moved = update(NoticeMark).where(
            NoticeMark.name == name, NoticeMark.at == mark.at, NoticeMark.position == mark.position
        )
        values = {"at": at or now, "position": mark.position if position is None else position}
        if rows.connection().execute(moved.values(values)).rowcount != 1:
            return  # another process was first
        for each in news:
            if _is_there(rows, each):
                tell(rows.connection(), engine.keys, each.told, each.by, now, "", each.task_id, each.case_id)


def _begin(engine: Engine, name: str, at: datetime) -> None:
    with engine.store.session() as rows:
        if rows.get(NoticeMark, name) is None:
            last = rows.scalar(select(func.max(journal.c.id))) or 0
            rows.add(NoticeMark(name=name, at=at, position=last))


def _is_there(rows: Session, each: _News) -> bool:
    """Whether the case's key is still there to seal the notice with."""
    case_id = each.task_id.rpartition(".")[0] if each.task_id else each.case_id
    return rows.scalar(select(case_keys.c.sealed.is_not(None)).where(case_keys.c.case_id == case_id)) or False


def _due_until(until: datetime, now: datetime, rows: Session, mark: NoticeMark) -> Finding:
    return _due(rows, "due_soon", max(mark.at, now), until)


def _due(rows: Session, kind: str, after: datetime, until: datetime) -> Finding:
    c = user_tasks.c
    asked = (
        select(c.id, c.holder, c.held_for, c.groups, c.due_at)
        .join_from(user_tasks, cases, cases.c.id == c.case_id)
        .where(c.state == "open", c.due_at > after, c.due_at <= until, cases.c.status == "active")
        .order_by(c.due_at)
    )
    found = rows.execute(asked.limit(MOST)).all()
    if len(found) == MOST:
        until = found[-1].due_at
        found = rows.execute(asked.where(c.due_at <= until)).all()
    leads = _Members(rows)
    news = [_News(tuple(_told_of_due(kind, row, leads)), SYSTEM, row.id) for row in found]
    return [each for each in news if each.told], until, None


def _told_of_due(kind: str, row: Any, leads: _Members) -> Iterable[Told]:
    key = f"{row.id}|{row.due_at.isoformat()}"
    for person in dict.fromkeys((row.holder, row.held_for)):
        if person:
            yield Told(person, kind, key=f"{kind}|{key}")
    if kind == "overdue":
        groups = set(orjson.loads(row.groups))
        for lead in (lead for lead, led in DEPARTMENT_LEADS.items() if led & groups):
            for reader in (*leads.of(lead), reader_of_role(lead)):
                yield Told(reader, "escalated" if row.holder else "unclaimed", row.holder, f"escalated|{key}")


def _incidents(rows: Session, mark: NoticeMark) -> Finding:
    c = incidents.c
    asked = select(c.id, c.case_id, c.raised_at).where(c.resolved_at.is_(None), c.raised_at > mark.at - OVERLAP)
    found = rows.execute(asked.order_by(c.raised_at).limit(MOST)).all()
    roles = [role for role, granted in GRANTS.items() if Permission.INCIDENTS_RESOLVE in granted]
    members = _Members(rows)
    readers = dict.fromkeys([who for role in roles for who in (*members.of(role), reader_of_role(role))])
    told = [(row.case_id, [Told(reader, "incident", key=f"incident|{row.id}") for reader in readers]) for row in found]
    return [_News(tuple(each), SYSTEM, case_id=case_id) for case_id, each in told], None, None


def _opened(rows: Session, mark: NoticeMark) -> Finding:
    """Tasks that a step has opened: for whom the diagram names, and for whoever wants to hear of a role's new work."""
    t, j = user_tasks.c, journal.c
    last = rows.scalar(select(func.max(j.id))) or 0
    if last == mark.position:
        return (), None, None
    # On PostgreSQL a number that was drawn early may be committed late.
    overlap = OVERLAP_ENTRIES if rows.connection().dialect.name == "postgresql" else 0
    asked = (
        select(t.id, t.holder, t.groups, j.actor_id, j.on_behalf_of)
        .join_from(journal, user_tasks, (t.case_id == j.case_id) & (t.version == j.seq))
        .where(
            j.id > mark.position - overlap,
            j.id <= last,
            t.state == "open",
            t.opened_at == j.at,
            j.command.not_in(BY_HAND),
        )
        .order_by(j.id)
    )
    wanting, members = readers_who_want(rows.connection(), Topic.NEW_WORK), _Members(rows)
    news = []
    for row in rows.execute(asked).all():
        told = tuple(_told_of_new(row, wanting, members))
        if told:
            news.append(_News(told, SYSTEM, row.id))
    return news, None, last


def _told_of_new(row: Any, wanting: frozenset[str], members: _Members) -> Iterable[Told]:
    if row.holder:
        if row.holder not in (row.actor_id, row.on_behalf_of):
            yield Told(row.holder, "assigned", key=f"assigned|{row.id}")
        return
    for role in orjson.loads(row.groups) if wanting else ():
        for reader in (*members.of(role), reader_of_role(role)):
            if reader in wanting:
                yield Told(reader, "new_work", key=f"new_work|{row.id}")


class _Members:
    """Who has a role, asked once per role."""

    def __init__(self, rows: Session) -> None:
        self._rows = rows
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, role: str) -> tuple[str, ...]:
        if role not in self._known:
            self._known[role] = members_of(self._rows.connection(), role)
        return self._known[role]


def members_of(connection: Connection, role: str, *, among: Collection[str] | None = None) -> tuple[str, ...]:
    """The accounts that have a role and are not disabled; `among`: and one of these roles as well."""
    asked = (
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == role, Account.disabled_at.is_(None))
        .order_by(Account.id)
    )
    if among is not None:
        asked = asked.where(Account.roles.any(AccountRole.role.in_(sorted(among))))
    return tuple(connection.scalars(asked))
