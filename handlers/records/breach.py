"""A limit that was missed: of the law, or of the agency's own rules. Never silent, never taken back (SOP 5.1)."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class Breach(Base):
    __tablename__ = "breaches"

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    """Which limit: the word of the clock, such as `official_follow_up`."""
    clause: Mapped[str]
    """Clause of the SOP, or the law, that sets the limit."""
    matter_id: Mapped[str]
    """The record that it is about."""
    policy_id: Mapped[str | None]
    agent_id: Mapped[str | None]
    case_id: Mapped[str]
    due_at: Mapped[datetime]
    found_at: Mapped[datetime]

    __table_args__ = (Index(None, "code", "found_at"), Index(None, "matter_id"), Index(None, "agent_id"))
