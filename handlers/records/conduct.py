"""Suspected breaches of conduct, and the sanctions they led to (SOP 4.6.1a)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class ConductStatus(StrEnum):
    """suspected → unfounded, or decided → upheld on appeal or lifted."""

    SUSPECTED = "suspected"
    UNFOUNDED = "unfounded"
    DECIDED = "decided"
    LIFTED = "lifted"
    """Taken back on appeal."""


class ConductBreach(Base):
    __tablename__ = "conduct_breaches"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    """Whom it is about: an employee or agent."""
    source: Mapped[str]
    matter_id: Mapped[str | None]
    customer_id: Mapped[str | None]
    policy_id: Mapped[str | None]
    kind: Mapped[str | None]
    """`false_advertising`, `proxy_signing`, `hiding_exclusions`, … (`handlers/compliance/codes.py`)."""
    severity: Mapped[str | None]
    is_repeat: Mapped[bool] = mapped_column(default=False)
    customers_harmed: Mapped[bool] = mapped_column(default=False)
    content: Mapped[bytes]
    """Facts, the person's statement, reasons, appeal; sealed under the person's own key."""
    status: Mapped[ConductStatus] = mapped_column(word(ConductStatus), default=ConductStatus.SUSPECTED)
    heard_at: Mapped[datetime | None]
    """When the person was heard, or let the time go by."""
    proposed_by: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    appealed_at: Mapped[datetime | None]
    appeal_decided_by: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "person_id", "opened_at"), Index(None, "status"))


class Sanction(Base):
    __tablename__ = "sanctions"

    id: Mapped[str] = mapped_column(primary_key=True)
    breach_id: Mapped[str]
    person_id: Mapped[str]
    code: Mapped[str]
    """`warning`, `training`, `suspension` of the right to sell, `dismissal`."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """The last day; None: for good, or no length."""
    lifted_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "person_id", "code"), Index(None, "breach_id"))
