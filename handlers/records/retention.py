"""How long what is kept must be kept, what holds it longer, and its destruction (SOP 5.1, 5.2; DOMAIN §2.9)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class Retention(Base):
    """One material about a person: which rules apply, from when they run, until when it must stay."""

    __tablename__ = "retentions"

    id: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    material: Mapped[str]
    """`policy`, `application`, `identity`."""
    matter_id: Mapped[str]
    rules: Mapped[list[Any]] = mapped_column(JSON)
    """Ids of the rules that apply (`handlers/governance/retention.py`)."""
    anchored_on: Mapped[date | None]
    """The day that the rules run from; None while it has not come (the contract still runs)."""
    retain_until: Mapped[date | None]
    """The last day on which it must be kept: the latest of its rules. None: no end in sight."""
    computed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("material", "matter_id"), Index(None, "subject_id"))


class LegalHold(Base):
    """Nothing about the person may be destroyed while a hold stands: a dispute, an inquiry, an audit."""

    __tablename__ = "legal_holds"

    id: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    cause: Mapped[str]
    """`dispute`, `inquiry`, `audit`, `court`."""
    placed_by: Mapped[str]
    placed_at: Mapped[datetime]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "subject_id"),)


class DestructionStatus(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    """The people's keys are gone; the cases' keys are being destroyed."""
    DESTROYED = "destroyed"
    REFUSED = "refused"
    """A request before its time."""
    ENDED = "ended"
    """Nothing was left on the list, or the second person said no."""


class Destruction(Base):
    """One run of destruction: who looked, who approved, what the verifier said afterwards."""

    __tablename__ = "destructions"

    id: Mapped[str] = mapped_column(primary_key=True)
    cause: Mapped[str]
    """`due` (the monthly watch) or `request` (of the person)."""
    status: Mapped[DestructionStatus] = mapped_column(word(DestructionStatus), default=DestructionStatus.OPEN)
    refusal: Mapped[str | None]
    """Why a request was refused: `retention`, `running`, `legal_hold`, `unknown`."""
    reviewed_by: Mapped[str | None]
    approved_by: Mapped[str | None]
    keys_destroyed: Mapped[int] = mapped_column(default=0)
    cases_erased: Mapped[int] = mapped_column(default=0)
    is_intact: Mapped[bool | None]
    """What the verifier said of the histories after the destruction."""
    certificate_id: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class DestructionItem(Base):
    """One person on the list of a destruction."""

    __tablename__ = "destruction_items"

    id: Mapped[str] = mapped_column(primary_key=True)
    destruction_id: Mapped[str] = mapped_column(ForeignKey("destructions.id"))
    subject_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    retain_until: Mapped[date | None]
    rules: Mapped[list[Any]] = mapped_column(JSON)
    result: Mapped[str] = mapped_column(default="listed")
    """`listed`, `kept` (taken off the list, or held since), `destroyed`."""
    cases: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """The cases whose keys are destroyed with it."""

    __table_args__ = (Index(None, "destruction_id"), Index(None, "subject_id"))
