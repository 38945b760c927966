"""What staff are told: rows that are written with what they tell of, in the same transaction, and read on a page.

What goes outside is put into the engine's outbox in that transaction too, as ids; `courier.py` does the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, func, select, update
from sqlalchemy.orm import Session

from engine.commands.ids import split_id
from engine.engine import Engine
from engine.outbox import Outgoing, queue
from engine.store.keys import ENGINE, KeyRing
from engine.store.many import insert_new
from web.notices.kinds import KINDS, OUTSIDE, ROLE_READER, Channel, Pace, Topic, default_pace
from web.notices.preferences import choices_of
from web.tables import StaffNotice

PAGE = 100
ANNOUNCE = "staff_notices"
"""Kind of the outbox: notices whose readers want to hear of them outside."""


@dataclass(frozen=True, slots=True)
class Told:
    """To whom (an account, or `role:<role>`), what (`KINDS`), and the other person it concerns."""

    to: str
    kind: str
    other: str | None = None
    key: str | None = None
    """What is told once only: the same key for the same reader again tells nothing."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as its reader sees it. `words`: the reason that was given, empty once the case was erased."""

    id: int
    at: datetime
    kind: str
    by: str
    other: str | None
    task_id: str | None
    case_id: str | None
    words: str
    is_new: bool


def tell(
    connection: Connection, keys: KeyRing, told: Iterable[Told], by: str, at: datetime, words: str,
    task_id: str | None = None, case_id: str | None = None,
) -> None:  # fmt: skip
    """Write notices in the caller's transaction; nobody is told what he did himself.

    `words` are sealed under the key of the case, or the engine's own where there is none.
    """
    wanted = [each for each in told if each.to and each.to != by]
    chosen = choices_of(connection, {each.to for each in wanted}) if wanted else {}
    heard = [(each, _goes_outside(each, chosen)) for each in wanted if _is_wanted(each, chosen)]
    if not heard:
        return
    owner = _owner(task_id, case_id)
    cipher = keys.get(connection, owner) if owner else keys.engine(connection)
    rows = [
        {
            "account_id": each.to, "at": at, "kind": each.kind, "task_id": task_id, "case_id": case_id, "by": by,
            "other": each.other, "once": f"{each.to}|{each.key}" if each.key else None,
            "sealed_words": cipher.seal(f"notice\0{each.to}", words),
            # What is not wanted on the page stands there as read, for whoever looks a message up.
            "read_at": None if _pace(each, Channel.PAGE, chosen) is not Pace.OFF else at,
        }
        for each, _ in heard
    ]  # fmt: skip
    written = insert_new(connection, cast(Table, StaffNotice.__table__), rows, "once", "id", "account_id")
    outside = {each.to for each, goes_outside in heard if goes_outside}
    _announce(connection, keys, [row.id for row in written if row.account_id in outside], at)


def _announce(connection: Connection, keys: KeyRing, ids: Sequence[int], at: datetime) -> None:
    if ids:
        sent = Outgoing(ANNOUNCE, {"ids": list(ids)}, f"{ANNOUNCE}.{min(ids)}")
        queue(connection, ENGINE, keys.engine(connection), [sent], at)


Chosen = Mapping[str, Mapping[tuple[Topic, Channel], Pace]]


def _pace(each: Told, channel: Channel, chosen: Chosen) -> Pace:
    topic = KINDS[each.kind].topic
    return chosen.get(each.to, {}).get((topic, channel), default_pace(topic, channel))


def _goes_outside(each: Told, chosen: Chosen) -> bool:
    return any(_pace(each, channel, chosen) is not Pace.OFF for channel in OUTSIDE)


def _is_wanted(each: Told, chosen: Chosen) -> bool:
    # A role has no page of its own.
    on_page = not each.to.startswith(ROLE_READER) and _pace(each, Channel.PAGE, chosen) is not Pace.OFF
    return on_page or _goes_outside(each, chosen)


def notices_of(engine: Engine, account_id: str) -> list[Notice]:
    """The newest first."""
    asked = select(StaffNotice).where(StaffNotice.account_id == account_id)
    with engine.store.read() as connection, Session(bind=connection) as rows:
        found = rows.scalars(asked.order_by(StaffNotice.at.desc(), StaffNotice.id.desc()).limit(PAGE)).all()
        owners = {row.id: _owner(row.task_id, row.case_id) for row in found}
        ciphers: dict[str, Any] = engine.keys.get_many(connection, filter(None, owners.values()))
        own = engine.keys.get_many(connection, [ENGINE]).get(ENGINE)
        return [_notice(row, ciphers.get(owners[row.id]) if owners[row.id] else own) for row in found]


def count_new(rows: Session, account_id: str) -> int:
    """How many the account has not seen."""
    asked = select(func.count()).where(StaffNotice.account_id == account_id, StaffNotice.read_at.is_(None))
    return rows.scalar(asked) or 0


def mark_read(rows: Session, account_id: str, now: datetime, until: int) -> None:
    """The account has seen all up to this one."""
    mine = update(StaffNotice).where(StaffNotice.account_id == account_id, StaffNotice.read_at.is_(None))
    rows.execute(mine.where(StaffNotice.id <= until).values(read_at=now))


def _owner(task_id: str | None, case_id: str | None) -> str:
    return split_id(task_id)[0] if task_id else case_id or ""


def _notice(row: StaffNotice, cipher: Any) -> Notice:
    words = cipher.open(f"notice\0{row.account_id}", row.sealed_words) if cipher is not None else ""
    return Notice(
        row.id, row.at, row.kind, row.by, row.other, row.task_id, row.case_id, words, row.read_at is None
    )  # fmt: skip
