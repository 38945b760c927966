"""How an issued policy reached the customer: explained, checked, signed for (SOP 4.5.1)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class DeliveryStatus(StrEnum):
    OPEN = "open"
    """With the agent."""
    HANDED_OVER = "handed_over"
    """With the customer, not signed for."""
    RECEIVED = "received"
    FAILED = "failed"
    """Given up by operations: the customer could not be reached or does not want it."""
    ENDED = "ended"
    """The policy ended first."""


class PolicyDelivery(Base):
    __tablename__ = "policy_deliveries"

    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    status: Mapped[DeliveryStatus] = mapped_column(word(DeliveryStatus), default=DeliveryStatus.OPEN)
    due_at: Mapped[datetime]
    method: Mapped[str | None]
    """`in_person` or `electronic`."""
    explained: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Codes of the points that were explained (`handlers/after_sales/codes.py`)."""
    handed_over_at: Mapped[datetime | None]
    handed_over_by: Mapped[str | None]
    errors: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What the customer found, one entry per correction: fields, time, policy version after it."""
    content: Mapped[bytes | None]
    """What the customer wrote and signed, sealed under the customer's key."""
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    """The actor of the session that signed."""
    receipt_id: Mapped[str | None]
    """The delivery receipt 《回执》 in the documents."""
    closed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]

    __table_args__ = (Index(None, "policy_id"),)
