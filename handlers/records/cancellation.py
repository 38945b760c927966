"""A policy given back within the cooling-off period, with its premium (DOMAIN §2.2)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class CancellationStatus(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    """By the customer, in person."""
    SETTLED = "settled"
    """The policy is cancelled; the refund is on its way."""
    PAID = "paid"
    LATE = "late"
    """Asked after the period: pointed to surrender."""
    NOT_CONFIRMED = "not_confirmed"
    WITHDRAWN = "withdrawn"
    """Taken back by the customer before the own confirmation, which ends the contract as soon as it is received."""
    REFUSED = "refused"


class Cancellation(Base):
    __tablename__ = "cancellations"

    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    status: Mapped[CancellationStatus] = mapped_column(word(CancellationStatus), default=CancellationStatus.ASKED)
    asked_at: Mapped[datetime]
    """What counts for the period: the day the customer asked, however long the rest takes."""
    asked_by: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]
    content: Mapped[bytes | None]
    """Reason and name as signed, sealed under the customer's key."""
    checked_by: Mapped[str | None]
    premium: Mapped[Decimal | None] = mapped_column(Money)
    fee: Mapped[Decimal | None] = mapped_column(Money)
    refund: Mapped[Decimal | None] = mapped_column(Money)
    pay_by: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "policy_id"),)
