"""Something the underwriter still needs: an exam, a statement, proof (问题件, SOP 4.4.2b)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class RequirementStatus(StrEnum):
    OPEN = "open"
    RECEIVED = "received"
    WAIVED = "waived"
    """The underwriter decided without it."""


class Requirement(Base):
    __tablename__ = "requirements"

    id: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"))
    version: Mapped[int]
    code: Mapped[str]
    reason: Mapped[str]
    """The reason code of the rule, or `underwriter`."""
    note: Mapped[str] = mapped_column(default="")
    status: Mapped[RequirementStatus] = mapped_column(word(RequirementStatus))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    """When the underwriter read what was brought."""

    __table_args__ = (Index(None, "application_id", "status"),)
