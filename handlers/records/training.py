"""Training on rules and products: who took part, the test, the hours of a year (SOP 4.6.1b, 5.3, 5.4)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class PlaceStatus(StrEnum):
    INVITED = "invited"
    ATTENDED = "attended"
    PASSED = "passed"
    FAILED = "failed"
    """No further attempt is left."""
    OVERDUE = "overdue"
    """Did not come, or did not take the test in time."""


class Training(Base):
    __tablename__ = "trainings"

    id: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str]
    source: Mapped[str]
    matter_id: Mapped[str | None]
    role: Mapped[str]
    """For whom: a role, or `person` for named people."""
    title: Mapped[str]
    rule_version: Mapped[str | None]
    """The rule or its change that everybody acknowledges."""
    hours: Mapped[Decimal]
    held_on: Mapped[date | None]
    trainer: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class TrainingPlace(Base):
    """One person's place in a training."""

    __tablename__ = "training_places"

    id: Mapped[str] = mapped_column(primary_key=True)
    training_id: Mapped[str] = mapped_column(ForeignKey("trainings.id"))
    person_id: Mapped[str]
    status: Mapped[PlaceStatus] = mapped_column(word(PlaceStatus), default=PlaceStatus.INVITED)
    attempts: Mapped[int] = mapped_column(default=0)
    best_score: Mapped[int | None]
    """Percent."""
    acknowledged_at: Mapped[datetime | None]
    """When the person acknowledged the rules that were taught."""
    hours: Mapped[Decimal]
    """Counted for the person's year; nought unless present."""
    finished_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("training_id", "person_id"), Index(None, "person_id", "finished_at"))
