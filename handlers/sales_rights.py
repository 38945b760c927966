"""Whether somebody may sell: sanctions of conduct that every family can ask for (SOP 4.6.1a)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handlers.records import Sanction

NO_SELLING = ("suspension", "dismissal")


def sales_rights_suspended(session: Session, person_id: str, day: date) -> bool:
    """Whether a sanction keeps this person from selling on that day."""
    asked = select(Sanction.id).where(
        Sanction.person_id == person_id,
        Sanction.code.in_(NO_SELLING),
        Sanction.valid_from <= day,
        or_(Sanction.valid_to.is_(None), Sanction.valid_to >= day),
        Sanction.lifted_at.is_(None),
    )
    return session.scalar(asked.limit(1)) is not None
