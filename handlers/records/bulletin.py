"""What the agency tells its people: rule changes, warnings, information; and who has acknowledged it (SOP 4.7.3)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class BulletinKind(StrEnum):
    RULE_CHANGE = "rule_change"
    WARNING = "warning"
    INFORMATION = "information"
    """Is told and needs no acknowledgement."""


class BulletinStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    """Told, or acknowledged by everybody."""
    INCOMPLETE = "incomplete"
    """Closed at the last day with people who never acknowledged."""


class Bulletin(Base):
    __tablename__ = "bulletins"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[BulletinKind] = mapped_column(word(BulletinKind))
    title: Mapped[str]
    text: Mapped[str]
    effective_on: Mapped[date | None]
    source_id: Mapped[str | None]
    """The record that brought it about: a strategy change, a meeting …"""
    issued_by: Mapped[str]
    issued_at: Mapped[datetime]
    ack_due_at: Mapped[datetime]
    status: Mapped[BulletinStatus] = mapped_column(word(BulletinStatus))
    closed_at: Mapped[datetime | None]
    document_id: Mapped[str | None]


class Acknowledgement(Base):
    """One addressee of a bulletin: an employee, or a department that answers once."""

    __tablename__ = "acknowledgements"

    id: Mapped[str] = mapped_column(primary_key=True)
    bulletin_id: Mapped[str] = mapped_column(ForeignKey("bulletins.id"))
    addressee: Mapped[str]
    """A role, or an employee's account."""
    asked_at: Mapped[datetime]
    reminded: Mapped[int] = mapped_column(default=0)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    question: Mapped[str | None]
    """What the addressee did not understand."""

    __table_args__ = (Index(None, "bulletin_id"),)
