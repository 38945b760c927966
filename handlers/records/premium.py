"""Premium, the first and the following: what was demanded, what came, what went back (SOP 4.4.3a, 4.5.2a)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class DemandStatus(StrEnum):
    OPEN = "open"
    PAID = "paid"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    """The customer withdrew."""


class PaymentStatus(StrEnum):
    KEPT = "kept"
    RETURNED = "returned"
    """Not from the policyholder's own account (Order 2023-2 art 32)."""


class PremiumDemand(Base):
    __tablename__ = "premium_demands"

    id: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"))
    decision_id: Mapped[str] = mapped_column(ForeignKey("underwriting_decisions.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    policy_id: Mapped[str | None] = mapped_column(ForeignKey("policies.id"))
    """Of a renewal premium; the first one is demanded before there is a policy."""
    due_at: Mapped[datetime]
    status: Mapped[DemandStatus] = mapped_column(word(DemandStatus))
    created_at: Mapped[datetime]

    __table_args__ = (Index(None, "application_id"), Index(None, "policy_id"))


class PremiumPayment(Base):
    __tablename__ = "premium_payments"

    id: Mapped[str] = mapped_column(primary_key=True)
    demand_id: Mapped[str] = mapped_column(ForeignKey("premium_demands.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    method: Mapped[str]
    payer: Mapped[bytes]
    """Holder and account, sealed under the applicant's key."""
    account_hash: Mapped[str]
    status: Mapped[PaymentStatus] = mapped_column(word(PaymentStatus))
    received_at: Mapped[datetime]

    __table_args__ = (Index(None, "demand_id"),)


class PremiumRefund(Base):
    __tablename__ = "premium_refunds"

    id: Mapped[str] = mapped_column(primary_key=True)
    demand_id: Mapped[str] = mapped_column(ForeignKey("premium_demands.id"))
    payment_id: Mapped[str | None] = mapped_column(ForeignKey("premium_payments.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    reason: Mapped[str]
    """`other_account`, `excess`, `lapsed`, `withdrawn`, `cooling_off`, `policy_ended`."""
    created_at: Mapped[datetime]

    __table_args__ = (Index(None, "demand_id"),)
