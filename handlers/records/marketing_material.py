"""Words and pictures that agents show to the public, and what became of their review (SOP 4.1.1b, 4.1.1c)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class MaterialStatus(StrEnum):
    """submitted ⇄ returned → approved → expired or withdrawn."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    """By the word list or by compliance, with what to correct."""
    APPROVED = "approved"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"
    """Nobody corrected it in time."""


class MarketingMaterial(Base):
    __tablename__ = "marketing_materials"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    channel: Mapped[str]
    status: Mapped[MaterialStatus] = mapped_column(word(MaterialStatus))
    version: Mapped[int] = mapped_column(default=1)
    submitted_by: Mapped[str]
    submitted_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]

    __table_args__ = (Index(None, "status", "channel"),)


class MaterialVersion(Base):
    """One wording, kept for good: what was approved can be compared with what was used."""

    __tablename__ = "marketing_material_versions"

    id: Mapped[str] = mapped_column(primary_key=True)
    material_id: Mapped[str] = mapped_column(ForeignKey("marketing_materials.id"))
    version: Mapped[int]
    text: Mapped[str]
    sha256: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    result: Mapped[str | None]
    """`blocked` (by the list), `rejected`, `approved`."""
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    corrections: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("material_id", "version"),)


class MaterialHit(Base):
    """A forbidden or doubtful word that the list found in a wording."""

    __tablename__ = "marketing_material_hits"

    id: Mapped[str] = mapped_column(primary_key=True)
    material_id: Mapped[str] = mapped_column(ForeignKey("marketing_materials.id"))
    version: Mapped[int]
    word: Mapped[str]
    category: Mapped[str]
    severity: Mapped[str]
    """`block` or `warn`."""
    reason: Mapped[str]

    __table_args__ = (Index(None, "material_id", "version"),)
