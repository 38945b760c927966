"""What underwriting decided on one version of an application, by whom, why, and what the customer answered."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class Outcome(StrEnum):
    """In order of severity (DOMAIN §3.1): the worst of the products wins."""

    STANDARD = "standard"
    SPECIAL_TERMS = "special_terms"
    EXCLUSION = "exclusion"
    RATED = "rated"
    POSTPONED = "postponed"
    DECLINED = "declined"

    @property
    def severity(self) -> int:
        return list(Outcome).index(self)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why: the codes of the rules, and the sentence the customer is told. Class C2, health."""

    codes: list[str]
    text: str


class UnderwritingDecision(Base):
    __tablename__ = "underwriting_decisions"

    id: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"))
    version: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(word(Outcome))
    level: Mapped[str]
    """`auto`, `U1`, `U2`, `U3`, `committee`."""
    decided_by: Mapped[str]
    """`auto` or the underwriter."""
    reviewed_by: Mapped[str | None]
    """The second person of a decline or postponement."""
    reasons: Mapped[bytes]
    """`Reasons`: they tell of health, so they are sealed under the insured's health key."""
    annual_premium: Mapped[Decimal] = mapped_column(Money)
    review_after: Mapped[date | None]
    """Of a postponement: when to ask again."""
    decided_at: Mapped[datetime]
    answer: Mapped[str | None]
    """`accept`, `adjust`, `withdraw`, None while open or where no answer is asked."""
    answered_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "application_id", "version"),)


class PlanTerms(Base):
    """The terms of one product within a decision."""

    __tablename__ = "plan_terms"

    id: Mapped[str] = mapped_column(primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("underwriting_decisions.id"))
    plan_id: Mapped[str] = mapped_column(ForeignKey("application_plans.id"))
    outcome: Mapped[Outcome] = mapped_column(word(Outcome))
    sum_assured: Mapped[Decimal] = mapped_column(Money)
    """Below the sum applied for where cover was reduced."""
    extra_pct: Mapped[Decimal]
    occupation_factor: Mapped[Decimal]
    exclusions: Mapped[list[Any]] = mapped_column(JSON)
    """Codes of what is excluded (`liver`, `thyroid` …)."""
    premium: Mapped[Decimal] = mapped_column(Money)

    __table_args__ = (Index(None, "decision_id"),)
