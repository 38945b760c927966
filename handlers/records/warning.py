"""Early warnings of servicing, and emergencies (SOP B4)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class WarningStatus(StrEnum):
    OPEN = "open"
    MEASURES = "measures"
    CLOSED = "closed"
    FALSE_ALARM = "false_alarm"
    EMERGENCY = "emergency"


class RiskWarning(Base):
    __tablename__ = "risk_warnings"

    id: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str]
    level: Mapped[str]
    """`yellow`, `orange`, `red`."""
    indicators: Mapped[list[Any]] = mapped_column(JSON)
    """Codes of the indicators that stood over their limits."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[WarningStatus] = mapped_column(word(WarningStatus), default=WarningStatus.OPEN)
    cause: Mapped[str | None]
    measures: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """One entry per round: codes, by whom, when, and whether they helped."""
    assessed_by: Mapped[str | None]
    raised_at: Mapped[datetime]
    assess_by: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "agent_id", "raised_at"),)


class Emergency(Base):
    __tablename__ = "emergencies"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`data_leak`, `outage`, `mass_surrender`, `other`."""
    source: Mapped[str]
    """`staff`, or the record that it grew out of."""
    has_leaked: Mapped[bool] = mapped_column(default=False)
    """Whether personal data were or may have been leaked, altered or lost (PIPL art 57)."""
    affected: Mapped[int] = mapped_column(default=0)
    """How many customers."""
    measures: Mapped[list[Any]] = mapped_column(JSON, default=list)
    lead_id: Mapped[str | None]
    notify_by: Mapped[datetime]
    customers_told_at: Mapped[datetime | None]
    authority_told_at: Mapped[datetime | None]
    authority_ref: Mapped[str | None]
    restored_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None]
    root_cause: Mapped[str | None]
    responsible_id: Mapped[str | None]
    content: Mapped[bytes | None]
    """What people wrote of it, sealed under the agency's key."""
    record_id: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
