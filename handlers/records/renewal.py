"""Renewal premiums, lapse and the way back (SOP 4.5.2a, 3.3, B1.3b; Insurance Law arts 36, 37)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class RenewalStatus(StrEnum):
    """announced → paid or waived, or → grace → paid, waived or lapsed; a one-year policy that nobody renews expires."""

    ANNOUNCED = "announced"
    GRACE = "grace"
    """Overdue, cover goes on; a loss is paid less the premium owed (Insurance Law art 36(2))."""
    PAID = "paid"
    WAIVED = "waived"
    """Not owed: a claim for waiver of premium was granted, cover goes on."""
    LAPSED = "lapsed"
    EXPIRED = "expired"
    ENDED = "ended"
    """The policy ended first."""


class Renewal(Base):
    __tablename__ = "renewals"

    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    kind: Mapped[str]
    """`renewal_premium` of a long-term policy, `policy_renewal` of one for a year."""
    due_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Money)
    months: Mapped[int]
    """How far the premium reaches."""
    demand_id: Mapped[str | None] = mapped_column(ForeignKey("premium_demands.id"))
    status: Mapped[RenewalStatus] = mapped_column(word(RenewalStatus), default=RenewalStatus.ANNOUNCED)
    demanded_at: Mapped[datetime | None]
    """When the insurer's demand 催告 went out."""
    grace_until: Mapped[datetime | None]
    is_covered: Mapped[bool] = mapped_column(default=True)
    """Whether a loss now is covered: true through the grace period."""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("policy_id", "due_on"), Index(None, "status"))


class LapseStatus(StrEnum):
    OPEN = "open"
    """Within the window of reinstatement."""
    REINSTATED = "reinstated"
    TERMINATED = "terminated"
    ENDED = "ended"
    """The policy ended otherwise, by surrender for one."""


class Lapse(Base):
    __tablename__ = "lapses"

    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    status: Mapped[LapseStatus] = mapped_column(word(LapseStatus), default=LapseStatus.OPEN)
    lapsed_at: Mapped[datetime]
    reinstate_until: Mapped[datetime]
    cash_value: Mapped[Decimal | None] = mapped_column(Money)
    stated_by: Mapped[str | None]
    """Who checked it against the policy's own table."""
    approved_by: Mapped[str | None]
    paid_by: Mapped[datetime | None]
    """The last day for the cash value to be paid."""
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "policy_id"),)
