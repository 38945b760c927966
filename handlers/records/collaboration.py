"""A written request to another department: what, to which standard, until when (SOP 4.7.2, DOMAIN §6.11)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class CollaborationStatus(StrEnum):
    """submitted → accepted → delivered → closed; rejected and disputed may still become accepted."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RENEGOTIATING = "renegotiating"
    DELIVERED = "delivered"
    CLOSED = "closed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"
    """Whoever settled the conflict decided against it."""


class Collaboration(Base):
    __tablename__ = "collaborations"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    """Of its paper, which is issued again at each step."""
    from_department: Mapped[str]
    from_id: Mapped[str]
    """The employee who asks; `system` when a process does."""
    to_department: Mapped[str]
    kind: Mapped[str]
    """`doc_review`, `uw_consult`, `claim_help`, `compliance_advice`, `other`."""
    content: Mapped[str]
    deliverable_standard: Mapped[str]
    due_on: Mapped[date]
    priority: Mapped[str]
    """`normal` or `urgent`."""
    related_no: Mapped[str | None]
    """Number of the policy, claim … that it is about."""
    status: Mapped[CollaborationStatus] = mapped_column(word(CollaborationStatus))
    submitted_at: Mapped[datetime]
    ack_due_at: Mapped[datetime]
    """One working day after it was submitted."""
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    answer: Mapped[str | None]
    """`accept`, `reject`, `renegotiate`."""
    answer_reason: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
    delivered_by: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None]
    """Whoever accepted the delivery; `deemed` when nobody spoke in time."""
    satisfaction: Mapped[int | None]
    """1 to 5, of the requester."""
    document_id: Mapped[str | None]

    __table_args__ = (Index(None, "status", "due_on"),)


class CollaborationProgress(Base):
    """One report on the way, the delivery, or a delivery sent back."""

    __tablename__ = "collaboration_progress"

    id: Mapped[str] = mapped_column(primary_key=True)
    collaboration_id: Mapped[str] = mapped_column(ForeignKey("collaborations.id"))
    kind: Mapped[str]
    """`progress`, `delivered`, `sent_back`."""
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "collaboration_id"),)
