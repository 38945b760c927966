"""What people typed and have not sent: sealed under the case's key, unchecked, no history, one per task and person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from engine.actor import Actor
from engine.commands.ids import split_id
from engine.errors import DraftChanged, NotFound
from engine.facts import Json
from engine.store.cases import task_drafts, user_tasks
from engine.store.keys import Cipher, KeyRing
from engine.views import Draft


def save(
    connection: Connection,
    keys: KeyRing,
    task_id: str,
    answers: Json,
    by: Actor,
    now: datetime,
    based_on: datetime | None,
) -> datetime:
    """Write over the actor's draft unless it is newer than the one that this goes on from. Raises `DraftChanged`."""
    case_id, _ = split_id(task_id)
    if connection.execute(select(user_tasks.c.id).where(user_tasks.c.id == task_id)).first() is None:
        raise NotFound(what="task", id=task_id)
    cipher = keys.get(connection, case_id)
    where = (task_drafts.c.task_id == task_id, task_drafts.c.actor_id == by.id)
    there = connection.execute(select(task_drafts).where(*where)).first()
    if there is None:
        values = {"task_id": task_id, "actor_id": by.id, "at": now, "answers": _seal(cipher, task_id, by.id, answers)}
        connection.execute(task_drafts.insert(), values)
        return now
    if based_on is not None and there.at > based_on:
        known = _open(cipher, there)
        if known.answers != answers:
            raise DraftChanged(at=there.at, answers=known.answers)
        return known.at
    sealed = _seal(cipher, task_id, by.id, answers)
    connection.execute(task_drafts.update().where(*where).values(at=now, answers=sealed))
    return now


def find(
    connection: Connection, task_id: str, persons: Sequence[str], holds: bool, cipher: Cipher
) -> tuple[Draft | None, Draft | None]:
    """One's own draft; for whoever holds the task without one, the newest that anybody left: work is handed on with it.

    Second: what somebody else left after one's own, if anything.
    """
    asked = select(task_drafts).where(task_drafts.c.task_id == task_id).order_by(task_drafts.c.at.desc())
    rows = connection.execute(asked).all()
    own = next((row for row in rows if row.actor_id in persons), None)
    newest = rows[0] if rows and holds else None
    shown, later = own or newest, newest if own and newest is not own else None
    return (
        None if shown is None else _open(cipher, shown),
        None if later is None else _open(cipher, later),
    )


def _seal(cipher: Cipher, task_id: str, actor_id: str, answers: Json) -> bytes:
    return cipher.seal(f"draft\0{task_id}\0{actor_id}", answers)


def _open(cipher: Cipher, row: Any) -> Draft:
    return Draft(cipher.open(f"draft\0{row.task_id}\0{row.actor_id}", row.answers), row.at, row.actor_id)
