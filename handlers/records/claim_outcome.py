"""How a claim was decided, what was paid, and what a second opinion said (DOMAIN §4.4, §4.5)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class ClaimOutcome(StrEnum):
    """The decisions of DOMAIN §1.5."""

    PAID_FULL = "paid_full"
    PAID_PARTIAL = "paid_partial"
    AGREED_SETTLEMENT = "agreed_settlement"
    EX_GRATIA = "ex_gratia"
    DENIED = "denied"
    RESCINDED_REFUND = "rescinded_refund"
    RESCINDED_FORFEIT = "rescinded_forfeit"


class ClaimPaymentStatus(StrEnum):
    ORDERED = "ordered"
    REFUSED = "refused"
    """Was to go to an account that is not the claimant's own (Order 2023-2 art 32): not carried out."""
    RETURNED = "returned"
    """The bank sent it back."""
    PAID = "paid"
    CONFIRMED = "confirmed"
    """The customer said that it arrived."""


class ClaimDecision(Base):
    __tablename__ = "claim_decisions"

    id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id"))
    version: Mapped[int]
    """2 and up: after an appeal."""
    outcome: Mapped[ClaimOutcome] = mapped_column(word(ClaimOutcome))
    amount: Mapped[Decimal] = mapped_column(Money)
    """Yuan to pay for the claim, before advances are deducted."""
    refund: Mapped[Decimal] = mapped_column(Money)
    """Yuan of premium or cash value that goes back."""
    refund_kind: Mapped[str]
    """`none`, `premium`, `cash_value` or `cash_value_others` (to the other entitled persons, art 43)."""
    lines: Mapped[list[Any]] = mapped_column(JSON)
    """The calculation, line by line: code and yuan."""
    basis: Mapped[list[Any]] = mapped_column(JSON)
    """Codes of law and rule that it stands on."""
    reasons: Mapped[bytes]
    """The sentence the customer is told; tells of health, so sealed under the insured's health key."""
    level: Mapped[str]
    decided_by: Mapped[str]
    """`auto` or the adjuster."""
    approved_by: Mapped[list[Any]] = mapped_column(JSON)
    decided_at: Mapped[datetime]
    notice_due_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    """`accept`, `appeal`, or `none` when the time to answer ran out."""
    answered_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "claim_id", "version"),)


class ClaimPayment(Base):
    __tablename__ = "claim_payments"

    id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id"))
    kind: Mapped[str]
    """`benefit`, `advance` (art 25) or `refund`."""
    amount: Mapped[Decimal] = mapped_column(Money)
    due_at: Mapped[datetime]
    status: Mapped[ClaimPaymentStatus] = mapped_column(word(ClaimPaymentStatus))
    approved_by: Mapped[str | None]
    paid_by: Mapped[str | None]
    paid_at: Mapped[datetime | None]
    payee: Mapped[bytes | None]
    """Holder and account that it went to, sealed under the claimant's key."""
    confirmed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "claim_id", "kind"),)


class ClaimAppeal(Base):
    __tablename__ = "claim_appeals"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id"))
    channel: Mapped[str]
    """`online` (the customer's own link) or the role that took it down."""
    grounds: Mapped[bytes]
    """What the customer objects to, sealed under the insured's health key."""
    raised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    extensions: Mapped[int] = mapped_column(default=0)
    extended_by: Mapped[str | None]
    opinion: Mapped[str | None]
    """`upheld` or `rejected`."""
    opinion_by: Mapped[str | None]
    reasons: Mapped[bytes | None]
    """Of the opinion, sealed under the insured's health key."""
    answered_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "claim_id"),)
