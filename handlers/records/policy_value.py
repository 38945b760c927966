"""What a policy holds besides its cover: loans, accounts, benefits due, the lives of a group."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money


class PolicyLoan(Base):
    __tablename__ = "policy_loans"

    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    servicing_id: Mapped[str] = mapped_column(ForeignKey("servicing_records.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    balance: Mapped[Decimal] = mapped_column(Money)
    """Principal still owed; interest is worked out from `interest_from`."""
    rate_pct: Mapped[Decimal]
    """Percent a year, simple."""
    drawn_on: Mapped[date]
    interest_from: Mapped[date]
    due_on: Mapped[date]
    closed_on: Mapped[date | None]

    __table_args__ = (Index(None, "policy_id", "closed_on"),)


class PolicyAccount(Base):
    """One fund of a policy with an account."""

    __tablename__ = "policy_accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    fund: Mapped[str]
    balance: Mapped[Decimal] = mapped_column(Money)
    share_pct: Mapped[Decimal]
    """Of further premium."""

    __table_args__ = (Index(None, "policy_id"),)


class PolicyBenefit(Base):
    """An amount that is due to somebody: survival or maturity benefit, dividend, premium paid twice."""

    __tablename__ = "policy_benefits"

    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    kind: Mapped[str]
    """`survival`, `maturity`, `dividend`, `premium_refund`."""
    payee_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    due_on: Mapped[date]
    paid_at: Mapped[datetime | None]
    servicing_id: Mapped[str | None]

    __table_args__ = (Index(None, "policy_id", "kind"),)


class PolicyMember(Base):
    """One insured life of a group policy."""

    __tablename__ = "policy_members"

    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    identity: Mapped[bytes]
    """Name and number, sealed under the group's key."""
    id_no_hash: Mapped[str]
    plan: Mapped[str]
    occupation_class: Mapped[str]
    premium: Mapped[Decimal] = mapped_column(Money)
    """Yuan a year."""
    joined_on: Mapped[date]
    left_on: Mapped[date | None]

    __table_args__ = (Index(None, "policy_id", "left_on"),)
