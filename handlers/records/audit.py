"""Internal audits, and requests of auditors and supervisors from outside (SOP B8)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class AuditStatus(StrEnum):
    OPEN = "open"
    REPORTED = "reported"
    FOLLOWED = "followed"
    """Its findings are being corrected."""
    CLOSED = "closed"


class Audit(Base):
    __tablename__ = "audits"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`internal` or `external`."""
    scope: Mapped[str | None]
    """Of an internal audit one of `handlers/governance/codes.py`; of an external one what it asks about."""
    team: Mapped[list[Any]] = mapped_column(JSON, default=list)
    departments: Mapped[list[Any]] = mapped_column(JSON, default=list)
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    authority: Mapped[str | None]
    reference_no: Mapped[str | None]
    due_at: Mapped[datetime]
    status: Mapped[AuditStatus] = mapped_column(word(AuditStatus), default=AuditStatus.OPEN)
    opinion: Mapped[str | None]
    """Of an internal audit: `good`, `acceptable`, `weak`."""
    approved_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    report_id: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "kind", "opened_at"),)


class AuditItem(Base):
    """One case of the sample, or one piece of evidence of a department."""

    __tablename__ = "audit_items"

    id: Mapped[str] = mapped_column(primary_key=True)
    audit_id: Mapped[str] = mapped_column(ForeignKey("audits.id"))
    number: Mapped[int]
    matter_id: Mapped[str]
    """The case that was drawn, or the department."""
    note: Mapped[str | None]
    by: Mapped[str | None]
    at: Mapped[datetime | None]

    __table_args__ = (Index(None, "audit_id"),)


class AuditFinding(Base):
    __tablename__ = "audit_findings"

    id: Mapped[str] = mapped_column(primary_key=True)
    audit_id: Mapped[str] = mapped_column(ForeignKey("audits.id"))
    clause: Mapped[str]
    severity: Mapped[str]
    """`low`, `medium`, `high`."""
    department: Mapped[str]
    fact: Mapped[bytes]
    """Sealed under the agency's key: it may name people."""
    correct_by: Mapped[datetime]
    is_corrected: Mapped[bool | None]
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[str | None]

    __table_args__ = (Index(None, "audit_id"),)
