"""The needs analysis of a customer: facts, papers, risks, opinion (SOP 4.2, DOMAIN §6.2, §6.3)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class NeedsStatus(StrEnum):
    """open → reported → confirmed, or one of the ends."""

    OPEN = "open"
    REPORTED = "reported"
    """The report is written; the customer has not confirmed it."""
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    """Without consent to the use of the data nothing can be analysed."""
    UNSUITABLE = "unsuitable"
    """Nothing of the range is within tolerance and budget."""
    STOPPED = "stopped"
    """The customer followed the advice to stop."""
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class NeedsAnalysis(Base):
    __tablename__ = "needs_analyses"

    id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[NeedsStatus] = mapped_column(word(NeedsStatus), default=NeedsStatus.OPEN)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    customer_kind: Mapped[str]
    checklist_id: Mapped[str | None]
    """The information checklist that was given to the customer (SOP 4.2.1a)."""
    facts: Mapped[bytes | None]
    """The checklist's answers but for health, sealed under the customer's key."""
    health: Mapped[bytes | None]
    """Sealed under the customer's health key."""
    interview: Mapped[bytes | None]
    """Goals, sums, budget, sealed under the customer's key."""
    tolerance_grade: Mapped[int | None]
    """The highest product grade (P1 to P5) that may be proposed."""
    opinion: Mapped[str | None]
    """`suitable`, `declaration`, `unsuitable`."""
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Codes of the suitability table."""
    insisted_at: Mapped[datetime | None]
    """When the customer confirmed the own will against the advice to stop (Order 2023-2 art 28)."""
    document_id: Mapped[str | None]
    valid_until: Mapped[date | None]
    case_id: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "customer_id", "status"), Index(None, "agent_id"), Index(None, "case_id"))


class NeedsPaper(Base):
    """One paper of the checklist, as the agent received it."""

    __tablename__ = "needs_papers"

    id: Mapped[str] = mapped_column(primary_key=True)
    needs_id: Mapped[str] = mapped_column(ForeignKey("needs_analyses.id"))
    round: Mapped[int]
    kind: Mapped[str]
    original_seen: Mapped[bool]
    legible: Mapped[bool]
    is_true: Mapped[bool]
    """Verified by `verify_method`, not taken on trust."""
    verify_method: Mapped[str]
    valid_to: Mapped[date | None]
    received_at: Mapped[datetime]
    verified_by: Mapped[str]

    __table_args__ = (Index(None, "needs_id", "round"),)


class CrossCheck(Base):
    """A key fact compared with a second source (SOP 4.2.1b)."""

    __tablename__ = "needs_cross_checks"

    id: Mapped[str] = mapped_column(primary_key=True)
    needs_id: Mapped[str] = mapped_column(ForeignKey("needs_analyses.id"))
    round: Mapped[int]
    field: Mapped[str]
    source: Mapped[str]
    agrees: Mapped[bool]
    note: Mapped[bytes | None]
    """What differs, sealed under the customer's health key: it may tell of health."""
    checked_at: Mapped[datetime]
    checked_by: Mapped[str]

    __table_args__ = (Index(None, "needs_id", "round"),)


class NeedsRisk(Base):
    """One risk of the customer: how great, how much cover is needed, held, missing."""

    __tablename__ = "needs_risks"

    id: Mapped[str] = mapped_column(primary_key=True)
    needs_id: Mapped[str] = mapped_column(ForeignKey("needs_analyses.id"))
    risk: Mapped[str]
    """`illness`, `accident`, `death`, `property`, `liability`."""
    level: Mapped[bytes]
    """`low`, `medium`, `high`, sealed under the customer's health key: it may follow from health."""
    need: Mapped[Decimal] = mapped_column(Money)
    in_force: Mapped[Decimal] = mapped_column(Money)
    gap: Mapped[Decimal] = mapped_column(Money)
    is_core: Mapped[bool]

    __table_args__ = (UniqueConstraint("needs_id", "risk"),)
