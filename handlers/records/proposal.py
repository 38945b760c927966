"""A proposal in versions, its review, and the recording of the sale (SOP 4.3, DOMAIN §6.4)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class ProposalStatus(StrEnum):
    """open → shown → accepted, or one of the ends."""

    OPEN = "open"
    SHOWN = "shown"
    """Compliance approved the version; the customer may see it."""
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Proposal(Base):
    __tablename__ = "proposals"

    id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[ProposalStatus] = mapped_column(word(ProposalStatus), default=ProposalStatus.OPEN)
    version: Mapped[int] = mapped_column(default=0)
    """0 until the first version is built."""
    needs_id: Mapped[str] = mapped_column(ForeignKey("needs_analyses.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    document_id: Mapped[str | None]
    disclosure_id: Mapped[str | None]
    """The risk disclosure statement of the version that is shown."""
    case_id: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "customer_id"), Index(None, "agent_id", "status"), Index(None, "case_id"))


class ProposalVersion(Base):
    __tablename__ = "proposal_versions"

    id: Mapped[str] = mapped_column(primary_key=True)
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposals.id"))
    version: Mapped[int]
    change_reason: Mapped[str]
    content: Mapped[bytes]
    """How the sums were found and why it fits, sealed under the customer's key."""
    annual_premium: Mapped[Decimal] = mapped_column(Money)
    problems: Mapped[list[Any]] = mapped_column(JSON)
    """Codes of what blocked it; empty for a version that went to review."""
    warnings: Mapped[list[Any]] = mapped_column(JSON)
    built_at: Mapped[datetime]
    built_by: Mapped[str]
    review_result: Mapped[str | None]
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    corrections: Mapped[str] = mapped_column(default="")
    explained_at: Mapped[datetime | None]
    explained_by: Mapped[str | None]
    explained_points: Mapped[list[Any]] = mapped_column(JSON, default=list)
    customer_decision: Mapped[str | None]
    """`accept`, `adjust`, `decline`."""
    decided_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("proposal_id", "version"),)


class ProposalLine(Base):
    """One product of a version."""

    __tablename__ = "proposal_lines"

    id: Mapped[str] = mapped_column(primary_key=True)
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposals.id"))
    version: Mapped[int]
    line: Mapped[int]
    product_code: Mapped[str] = mapped_column(ForeignKey("products.code"))
    role: Mapped[str]
    """`basic` or `rider`."""
    sum_assured: Mapped[Decimal] = mapped_column(Money)
    premium_years: Mapped[int]
    policy_years: Mapped[int]
    premium: Mapped[Decimal] = mapped_column(Money)

    __table_args__ = (UniqueConstraint("proposal_id", "version", "line"),)


class DoubleRecording(Base):
    """The audio-visual recording of a sale: which steps it shows, and whether it passed (保监发〔2017〕54号)."""

    __tablename__ = "double_recordings"

    id: Mapped[str] = mapped_column(primary_key=True)
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposals.id"))
    version: Mapped[int]
    attempt: Mapped[int]
    recording_ref: Mapped[str]
    """Where the recording is kept, never the recording itself."""
    nodes: Mapped[list[Any]] = mapped_column(JSON)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    result: Mapped[str | None]
    """`pass` or `fail`."""
    problems: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[str | None]
    document_id: Mapped[str | None]

    __table_args__ = (UniqueConstraint("proposal_id", "version", "attempt"),)
