"""Compliance risk events: confidential; of suspected laundering even that they exist (SOP 3.2, 3.7, AML Law art 35)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class RiskEventStatus(StrEnum):
    OPEN = "open"
    DISMISSED = "dismissed"
    CLOSED = "closed"


class RiskEvent(Base):
    __tablename__ = "risk_events"

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    summary_code: Mapped[str]
    subject: Mapped[bytes]
    """Customer, policy, agent and matter it is about, sealed under the event's own key: a link in clear would tell."""
    content: Mapped[bytes]
    """Facts, assessment, measures, lessons; sealed under the event's own key."""
    kind: Mapped[str | None]
    level: Mapped[str | None]
    """`minor`, `moderate`, `major`."""
    suspicion_report: Mapped[bool] = mapped_column(default=False)
    """Whether a suspicious transaction report was called for."""
    reported_at: Mapped[datetime | None]
    report_due_at: Mapped[datetime | None]
    measures: Mapped[list[Any]] = mapped_column(JSON, default=list)
    frozen: Mapped[bool] = mapped_column(default=False)
    told_management_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    status: Mapped[RiskEventStatus] = mapped_column(word(RiskEventStatus), default=RiskEventStatus.OPEN)
    raised_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "status", "raised_at"),)
