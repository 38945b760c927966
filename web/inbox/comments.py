"""What people say to one another about a case. Append-only; sealed under the case's key, so erasing it erases this too.

add_comment(site(), case_id, "客户下周回国", by=actor(), visibility=INTERNAL, task_id=task_id)
comments_of(site(), case_id, for_customer=True)  # only what the customer may read
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.errors import BadInput
from engine.store.cases import user_tasks
from web.inbox.tables import CaseComment
from web.notices.notices import Told, tell
from web.site import Site

INTERNAL, CUSTOMER = "internal", "customer"
LONGEST = 4000
EXCERPT = 200
"""Characters that its readers' notice shows on the page; sealed like the comment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """`text` None: erased with its case."""

    by: str
    at: datetime
    text: str | None
    visibility: str
    task_id: str | None


def add_comment(
    site: Site, case_id: str, text: str, *, by: Actor, visibility: str = INTERNAL, task_id: str | None = None
) -> str:
    """Say something about a case; gives the comment's id. Raises `BadInput`, `CaseErased`.

    Who may is decided by the page: this takes anybody's word.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise BadInput(f"a comment has 1 to {LONGEST} characters")
    if visibility not in (INTERNAL, CUSTOMER):
        raise BadInput("a comment is internal or for the customer")
    comment_id = secrets.token_hex(12)
    with site.writing() as rows:
        connection = rows.connection()
        sealed = site.engine.keys.get(connection, case_id).seal(_purpose(comment_id), text)
        told = [Told(who, "comment") for who in _others(rows, case_id, task_id)]
        tell(connection, site.engine.keys, told, by.id, site.now(), text[:EXCERPT], case_id=case_id)
        rows.add(
            CaseComment(
                id=comment_id, case_id=case_id, task_id=task_id, at=site.now(), by=by.id, visibility=visibility,
                sealed_text=sealed,
            )
        )  # fmt: skip
    return comment_id


def _others(rows: Session, case_id: str, task_id: str | None) -> list[str]:
    """Who takes part: who has said something about the case, and who holds the task."""
    said = rows.scalars(select(CaseComment.by).where(CaseComment.case_id == case_id).distinct())
    holder = rows.execute(select(user_tasks.c.holder).where(user_tasks.c.id == task_id)).scalar() if task_id else None
    return sorted({*said, *([holder] if holder else [])})


def comments_of(site: Site, case_id: str, *, for_customer: bool = False) -> list[Comment]:
    """What was said about a case, the first first; `for_customer`: only what the customer may read."""
    asked = select(CaseComment).where(CaseComment.case_id == case_id).order_by(CaseComment.at, CaseComment.id)
    if for_customer:
        asked = asked.where(CaseComment.visibility == CUSTOMER)
    with site.reading() as rows:
        found = rows.scalars(asked).all()
        cipher = site.engine.keys.get_many(rows.connection(), [case_id]).get(case_id) if found else None
        return [
            Comment(
                by=row.by,
                at=row.at,
                text=None if cipher is None else cipher.open(_purpose(row.id), row.sealed_text),
                visibility=row.visibility,
                task_id=row.task_id,
            )
            for row in found
        ]


def _purpose(comment_id: str) -> str:
    return f"comment\0{comment_id}"
