"""The issued policy, in versions: the application prevails where they differ (Interp. II art 14), so it is compared."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class PolicyStatus(StrEnum):
    """issued → in_force ⇄ lapsed → terminated; cancelled within the cooling-off period ends it as if it never was."""

    ISSUED = "issued"
    """Printed, on its way; cover runs from `effective_from`."""
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    """Suspended for unpaid premium; two years to reinstate (Insurance Law arts 36, 37)."""
    TERMINATED = "terminated"
    CANCELLED = "cancelled"
    """Taken back within the cooling-off period."""


class Policy(Base):
    __tablename__ = "policies"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    """Goes up with each correction found by the agent's check, and with each endorsement."""
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"), unique=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("underwriting_decisions.id"))
    policyholder_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    insured_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    delivery: Mapped[str]
    """`paper` or `electronic`."""
    annual_premium: Mapped[Decimal] = mapped_column(Money)
    effective_from: Mapped[date]
    status: Mapped[PolicyStatus] = mapped_column(word(PolicyStatus), default=PolicyStatus.ISSUED)
    received_at: Mapped[datetime | None]
    """When the customer signed the delivery receipt; starts the cooling-off clock."""
    cooling_off_until: Mapped[datetime | None]
    paid_to: Mapped[date | None]
    """The day the premium paid so far reaches to; the next one is due on it."""
    payment_mode: Mapped[str] = mapped_column(default="annual")
    """`annual`, `half_yearly`, `quarterly`, `monthly`."""
    premium_waived_from: Mapped[date | None]
    """No premium is due from this day on: a claim for waiver was granted."""
    lapsed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    """`cooling_off`, `surrender`, `claim`, `maturity`, `rescission`, `lapse_two_years`."""
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[str | None]
    corrections: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """One entry per correction: version, time, fields, by whom."""
    frozen_at: Mapped[datetime | None]
    """By compliance or a court: nothing moves until it is lifted."""
    pledged_to: Mapped[str | None]
    lost_reported_at: Mapped[datetime | None]
    reissued_at: Mapped[datetime | None]
    reinstated_at: Mapped[datetime | None]
    """Contestability and the suicide clause run anew from here (Insurance Law art 44)."""
    auto_premium_loan: Mapped[bool | None]
    dividend_option: Mapped[str | None]
    annuity_option: Mapped[str | None]
    holiday_from: Mapped[date | None]
    holiday_to: Mapped[date | None]
    premium_account: Mapped[bytes | None]
    """The account that renewal premium is drawn from, sealed under the policyholder's key; None: as applied for."""
    premium_account_hash: Mapped[str | None]
    account_changed_at: Mapped[datetime | None]
    contact_changed_at: Mapped[datetime | None]
    specimen_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "policyholder_id"),
        Index(None, "insured_id"),
        Index(None, "agent_id"),
        Index(None, "status", "paid_to"),
    )


class PolicyPlan(Base):
    __tablename__ = "policy_plans"

    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    line: Mapped[int]
    product_code: Mapped[str] = mapped_column(ForeignKey("products.code"))
    sum_assured: Mapped[Decimal] = mapped_column(Money)
    premium_years: Mapped[int]
    policy_years: Mapped[int]
    extra_pct: Mapped[Decimal]
    exclusions: Mapped[list[Any]] = mapped_column(JSON)
    premium: Mapped[Decimal] = mapped_column(Money)
    ended_on: Mapped[date | None]
    """Of a rider that was given up."""

    __table_args__ = (Index(None, "policy_id"),)
