"""What staff are told: rows that are written with what they tell of, in the same transaction, and read on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import Session

from engine.commands.ids import split_id
from engine.engine import Engine
from engine.store.keys import KeyRing
from web.tables import StaffNotice

KINDS: dict[str, Callable[..., str]] = {
    "given": lambda who, **_: gettext("%(who)s把一件任务交给了您", who=who),
    "taken": lambda who, other, **_: gettext("%(who)s把您的一件任务转给了%(other)s", who=who, other=other),
    "released": lambda who, **_: gettext("%(who)s把您的一件任务放回了岗位", who=who),
    "returned": lambda other, **_: gettext("%(other)s代理期间的一件任务已交回给您", other=other),
    "paused": lambda who, **_: gettext("%(who)s暂停了您一件任务的时限", who=who),
    "resumed": lambda who, **_: gettext("%(who)s恢复了您一件任务的时限", who=who),
    "substitute": lambda other, **_: gettext("您将代理%(other)s", other=other),
    "substituted": lambda other, **_: gettext("%(other)s将代理您", other=other),
    "substitution_over": lambda other, **_: gettext("与%(other)s的代理已结束", other=other),
}
"""What each kind says, given the names of who did it and of the other person it concerns."""
PAGE = 100


@dataclass(frozen=True, slots=True)
class Told:
    """To whom, what (`KINDS`), and the other person it concerns."""

    to: str
    kind: str
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as its reader sees it. `words`: the reason that was given, empty once the case was erased."""

    id: int
    at: datetime
    kind: str
    by: str
    other: str | None
    task_id: str | None
    words: str
    is_new: bool


def tell(
    connection: Connection, keys: KeyRing, told: Iterable[Told], by: str, at: datetime, words: str,
    task_id: str | None = None,
) -> None:  # fmt: skip
    """Write notices in the caller's transaction; nobody is told what he did himself."""
    rows = [each for each in told if each.to and each.to != by]
    if not rows:
        return
    cipher = keys.engine(connection) if task_id is None else keys.get(connection, split_id(task_id)[0])
    connection.execute(
        insert(StaffNotice),
        [
            {
                "account_id": each.to, "at": at, "kind": each.kind, "task_id": task_id, "by": by, "other": each.other,
                "sealed_words": cipher.seal(f"notice\0{each.to}", words),
            }
            for each in rows
        ],
    )  # fmt: skip


def notices_of(engine: Engine, account_id: str) -> list[Notice]:
    """The newest first."""
    asked = select(StaffNotice).where(StaffNotice.account_id == account_id)
    with engine.store.read() as connection, Session(bind=connection) as rows:
        found = rows.scalars(asked.order_by(StaffNotice.at.desc(), StaffNotice.id.desc()).limit(PAGE)).all()
        ciphers: dict[str, Any] = engine.keys.get_many(connection, {_owner(row) for row in found if row.task_id})
        own = engine.keys.engine(connection)
        return [_notice(row, ciphers.get(_owner(row)) if row.task_id else own) for row in found]


def count_new(rows: Session, account_id: str) -> int:
    """How many the account has not seen."""
    asked = select(func.count()).where(StaffNotice.account_id == account_id, StaffNotice.read_at.is_(None))
    return rows.scalar(asked) or 0


def mark_read(rows: Session, account_id: str, now: datetime, until: int) -> None:
    """The account has seen all up to this one."""
    mine = update(StaffNotice).where(StaffNotice.account_id == account_id, StaffNotice.read_at.is_(None))
    rows.execute(mine.where(StaffNotice.id <= until).values(read_at=now))


def _owner(row: StaffNotice) -> str:
    return split_id(row.task_id or "")[0]


def _notice(row: StaffNotice, cipher: Any) -> Notice:
    words = cipher.open(f"notice\0{row.account_id}", row.sealed_words) if cipher is not None else ""
    return Notice(row.id, row.at, row.kind, row.by, row.other, row.task_id, words, row.read_at is None)
