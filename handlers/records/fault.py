"""A fault of the systems that the agency works with, from the report to the lesson (SOP B6)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class FaultStatus(StrEnum):
    OPEN = "open"
    FIXED = "fixed"
    CLOSED = "closed"
    REJECTED = "rejected"
    """Not a fault: a question, or known behaviour."""


class Fault(Base):
    __tablename__ = "faults"

    id: Mapped[str] = mapped_column(primary_key=True)
    system: Mapped[str]
    """`workflow`, `documents`, `payments`, `messages`, `login`, `other`."""
    reach: Mapped[str]
    """Who is hindered: `one`, `several`, `all`."""
    has_data_at_risk: Mapped[bool]
    priority: Mapped[str | None]
    """`p1` to `p4`."""
    status: Mapped[FaultStatus] = mapped_column(word(FaultStatus), default=FaultStatus.OPEN)
    content: Mapped[bytes]
    """What the reporter and the mender wrote, sealed under the agency's key."""
    reported_by: Mapped[str]
    reported_at: Mapped[datetime]
    fix_by: Mapped[datetime | None]
    has_workaround: Mapped[bool | None]
    attempts: Mapped[int] = mapped_column(default=0)
    fixed_by: Mapped[str | None]
    fixed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    root_cause: Mapped[str | None]
    """`software`, `configuration`, `capacity`, `supplier`, `operation`, `unknown`."""
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "status", "fix_by"),)
