"""Filters that people keep under a name, for themselves or for a role of theirs. Data only: `Desk` checks the words."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.errors import BadInput, Forbidden, NotFound
from web.inbox.desk import Desk
from web.inbox.tables import SavedFilter

MOST = 30
"""Of one person."""
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Saved:
    """A filter as a page shows it. `role`: whom it is shared with, None: nobody."""

    id: str
    name: str
    desk: Desk
    role: str | None
    owner_id: str
    is_mine: bool


def filters_of(rows: Session, person: str, roles: Collection[str]) -> list[Saved]:
    """One's own and those shared with one's roles, by name."""
    wanted = or_(SavedFilter.owner_id == person, SavedFilter.role.in_(sorted(roles)))
    found = rows.scalars(select(SavedFilter).where(wanted).order_by(SavedFilter.name, SavedFilter.id))
    return [
        Saved(row.id, row.name, Desk.read_text(row.words), row.role, row.owner_id, row.owner_id == person)
        for row in found
    ]


def save_filter(
    rows: Session, desk: Desk, name: str, *, by: str, roles: Collection[str], share: str | None, now: datetime
) -> str:
    """Keep a list under a name; `share`: one of the roles held. Gives its id. Raises `BadInput`, `Forbidden`."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput(f"a filter's name has 1 to {LONGEST_NAME} characters")
    if share is not None and share not in roles:
        raise Forbidden(actor=by, verb="share a filter with", what=share)
    if rows.execute(select(func.count()).where(SavedFilter.owner_id == by)).scalar_one() >= MOST:
        raise BadInput(f"nobody keeps more than {MOST} filters")
    made = SavedFilter(id=secrets.token_hex(8), owner_id=by, name=name, role=share, words=desk.saved, created_at=now)
    rows.add(made)
    return made.id


def remove_filter(rows: Session, filter_id: str, by: str) -> None:
    """Only its owner removes it. Raises `NotFound`, which is also what everybody else is told."""
    row = rows.get(SavedFilter, filter_id)
    if row is None or row.owner_id != by:
        raise NotFound(what="filter", id=filter_id)
    rows.delete(row)
