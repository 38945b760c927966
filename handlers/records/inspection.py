"""Compliance inspections: planned ones and samples of sales, what was looked at, what was found (SOP 4.6.1b, 5.3)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class Inspection(Base):
    __tablename__ = "inspections"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`quarterly`, `sampling` or `special`."""
    period_from: Mapped[date]
    period_to: Mapped[date]
    sold: Mapped[int]
    """Policies issued in the period, of which the samples were drawn."""
    conclusion: Mapped[bytes | None]
    """Sealed under the agency's key."""
    report_id: Mapped[str | None]
    begun_at: Mapped[datetime]
    reported_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]


class InspectionSample(Base):
    __tablename__ = "inspection_samples"

    id: Mapped[str] = mapped_column(primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"))
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    agent_id: Mapped[str]
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    """Why it was drawn: `random`, `elderly`, `premium_share`, `complaint`, `follow_up_problem`."""
    result: Mapped[str | None]
    """`clean` or `findings`."""
    checked_by: Mapped[str | None]
    checked_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "inspection_id"), Index(None, "agent_id"))


class InspectionFinding(Base):
    __tablename__ = "inspection_findings"

    id: Mapped[str] = mapped_column(primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspections.id"))
    sample_id: Mapped[str] = mapped_column(ForeignKey("inspection_samples.id"))
    code: Mapped[str]
    severity: Mapped[str]
    """`ordinary`, `serious` or `risk`."""
    note: Mapped[bytes]
    """Sealed under the policyholder's key."""

    __table_args__ = (Index(None, "inspection_id"),)
