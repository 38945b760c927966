"""A disagreement between departments: the direct leader first, then management (SOP 4.7.4)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class ConflictLevel(StrEnum):
    LEADER = "leader"
    MANAGEMENT = "management"


class Conflict(Base):
    __tablename__ = "conflicts"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    matter_id: Mapped[str | None]
    """The collaboration or other record that it is about."""
    subject: Mapped[str]
    from_department: Mapped[str]
    to_department: Mapped[str]
    touches: Mapped[str]
    """`service`, `risk_control` or `neither`: the first two never wait."""
    raised_by: Mapped[str]
    raised_at: Mapped[datetime]
    level: Mapped[ConflictLevel] = mapped_column(word(ConflictLevel))
    went_on: Mapped[str | None]
    """How the affected work goes on meanwhile."""
    went_on_at: Mapped[datetime | None]
    went_on_by: Mapped[str | None]
    outcome: Mapped[str | None]
    """`proceed` or `drop`."""
    decision: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "matter_id"),)
