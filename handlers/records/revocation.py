"""A leaver: access ended at once, work handed over, customers told (SOP 5.2; Order 2023-2 art 36)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class Revocation(Base):
    __tablename__ = "revocations"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    """The account that dies."""
    left_on: Mapped[date]
    """The day on which the formalities of leaving were finished: the clock of art 36."""
    cause: Mapped[str]
    """`resigned`, `dismissed`, `contract_ended`, `died`."""
    reported_by: Mapped[str]
    reported_at: Mapped[datetime]
    tell_by: Mapped[datetime]
    access_ended_at: Mapped[datetime | None]
    access_ended_by: Mapped[str | None]
    """`system`, or who did it by hand."""
    tasks_released: Mapped[int | None]
    new_agent_id: Mapped[str | None]
    told_at: Mapped[datetime | None]
    record_id: Mapped[str | None]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "person_id"),)


class PolicyHandover(Base):
    """A policy that went from the leaver to another agent, and the notice to its customer."""

    __tablename__ = "policy_handovers"

    id: Mapped[str] = mapped_column(primary_key=True)
    revocation_id: Mapped[str] = mapped_column(ForeignKey("revocations.id"))
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    old_agent_id: Mapped[str]
    new_agent_id: Mapped[str]
    is_unfinished_long: Mapped[bool]
    """Of more than one year and not at its end: its customer must be told within the limit."""
    notice_id: Mapped[str]
    told_at: Mapped[datetime]

    __table_args__ = (Index(None, "revocation_id"), Index(None, "policy_id"))
