"""The regular appraisal of one member of staff (SOP B3, B7)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class AppraisalStatus(StrEnum):
    OPEN = "open"
    APPRAISED = "appraised"
    OBJECTED = "objected"
    CLOSED = "closed"


class Appraisal(Base):
    __tablename__ = "appraisals"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    period_from: Mapped[date]
    period_to: Mapped[date]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Tasks done, of these late, open and overdue; missed limits; policies issued."""
    proposed: Mapped[str]
    """The grade that the figures speak for: `good`, `fair`, `poor`."""
    grade: Mapped[str | None]
    measures: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """`incentive`, `training`, `supervision`."""
    status: Mapped[AppraisalStatus] = mapped_column(word(AppraisalStatus), default=AppraisalStatus.OPEN)
    content: Mapped[bytes | None]
    """What person and lead wrote, sealed under the person's own key."""
    appraised_by: Mapped[str | None]
    answer: Mapped[str | None]
    """`agreed`, `objected`, `none` (no answer in time)."""
    second_by: Mapped[str | None]
    record_id: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("person_id", "period_to"), Index(None, "period_to"))
