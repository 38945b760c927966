"""Follow-up of customers: official, by the agent, periodic (SOP 4.5.2a, DOMAIN §6.7)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class FollowUpKind(StrEnum):
    NEW_POLICY = "new_policy"
    """Official: by operations, within the cooling-off period, seven questions (CIRC Order 2010-4 art 15)."""
    AGENT_VISIT = "agent_visit"
    """The agent's own, within 15 working days after issue (SOP)."""
    QUARTERLY = "existing_quarterly"
    HALF_YEAR = "existing_half_year"


class FollowUpOutcome(StrEnum):
    """The codes of a life insurer's system (DOMAIN §6.7)."""

    PENDING = "pending"
    STANDARD = "standard"
    UNSUCCESSFUL = "unsuccessful"
    PROBLEM = "problem"
    REFUSED = "refused"
    SURRENDERED = "surrendered"
    """The policy ended before."""
    APPOINTMENT = "appointment"
    """Only of an attempt: the customer asked to be called later."""


class FollowUp(Base):
    __tablename__ = "follow_ups"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[FollowUpKind] = mapped_column(word(FollowUpKind))
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    """Who sold the policy: may not be the caller of an official follow-up."""
    period_on: Mapped[date]
    """The day that brought it about: one follow-up per policy, kind and day."""
    due_at: Mapped[datetime]
    cooling_off_end: Mapped[datetime | None]
    outcome: Mapped[FollowUpOutcome] = mapped_column(word(FollowUpOutcome), default=FollowUpOutcome.PENDING)
    reason: Mapped[str | None]
    """Why it was unsuccessful, coded."""
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Problem types, coded."""
    route: Mapped[str | None]
    """What a problem led to: `complaint`, `correction`, `cancellation`."""
    caller_id: Mapped[str | None]
    recording_ref: Mapped[str | None]
    content: Mapped[bytes | None]
    """Answers and what was said, sealed under the customer's key."""
    satisfaction: Mapped[int | None]
    """1 to 5."""
    needs_changed: Mapped[bool | None]
    contact_changed: Mapped[bool | None]
    record_id: Mapped[str | None]
    """The follow-up record 《客户回访记录表》 in the documents."""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("policy_id", "kind", "period_on"),
        Index(None, "kind", "outcome"),
        Index(None, "agent_id"),
    )


class FollowUpAttempt(Base):
    """One call, visit or letter."""

    __tablename__ = "follow_up_attempts"

    id: Mapped[str] = mapped_column(primary_key=True)
    follow_up_id: Mapped[str] = mapped_column(ForeignKey("follow_ups.id"))
    number: Mapped[int]
    channel: Mapped[str]
    """`phone`, `visit`, `letter`, `online`."""
    result: Mapped[FollowUpOutcome] = mapped_column(word(FollowUpOutcome))
    reason: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "follow_up_id"),)


class FollowUpRhythm(Base):
    """How often a customer wants to be followed up, where it differs from the parameter."""

    __tablename__ = "follow_up_rhythms"

    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    months: Mapped[int]
    set_at: Mapped[datetime]
    set_by: Mapped[str]
