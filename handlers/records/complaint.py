"""A complaint, from the first word to the customer's reply (SOP 5.3, DOMAIN §2.6)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class ComplaintStatus(StrEnum):
    """open → answered → accepted, silent or elsewhere; or reviewed and answered again; or withdrawn, or not ours."""

    OPEN = "open"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    SILENT = "silent"
    """The customer said nothing to the answer within the time."""
    ELSEWHERE = "elsewhere"
    """Not accepted: the customer goes another way."""
    WITHDRAWN = "withdrawn"
    NOT_OURS = "not_ours"


class Complaint(Base):
    __tablename__ = "complaints"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    """`staff`, or the process that passed it on: `follow_up`, `servicing`, `claim` …"""
    summary_code: Mapped[str | None]
    matter_id: Mapped[str | None]
    """The record it came from."""
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"))
    policy_id: Mapped[str | None] = mapped_column(ForeignKey("policies.id"))
    agent_id: Mapped[str | None]
    kind: Mapped[str | None]
    complexity: Mapped[str | None]
    involved: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Whom it is about, and who decided before: none of them may handle it."""
    sealed_under: Mapped[str]
    content: Mapped[bytes]
    """What was said, found, stated, decided and replied, by part; class C2."""
    status: Mapped[ComplaintStatus] = mapped_column(word(ComplaintStatus), default=ComplaintStatus.OPEN)
    received_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    warned_for: Mapped[datetime | None]
    """The limit that was warned of, so that each is warned of once."""
    extended_by: Mapped[str | None]
    outcome: Mapped[str | None]
    """`upheld`, `partly`, `not_upheld`."""
    remedies: Mapped[list[Any]] = mapped_column(JSON, default=list)
    refund: Mapped[Decimal | None] = mapped_column(Money)
    decided_by: Mapped[str | None]
    reviewed_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    reviews: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "customer_id"),
        Index(None, "agent_id", "received_at"),
        Index(None, "policy_id"),
        Index(None, "status"),
    )


class ComplaintRefund(Base):
    __tablename__ = "complaint_refunds"

    id: Mapped[str] = mapped_column(primary_key=True)
    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    created_at: Mapped[datetime]

    __table_args__ = (Index(None, "complaint_id"),)
