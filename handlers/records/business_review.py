"""An agent's periodic business review, and the measures that the next one checks (SOP 4.6.2)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class ReviewStatus(StrEnum):
    OPEN = "open"
    WRITTEN = "written"
    SIGNED = "signed"
    MISSED = "missed"
    """The agent did not write it in time."""


class MeasureStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    """As its owner says; the next review checks it."""
    CHECKED = "checked"
    """Done, and the next review found it so."""
    NOT_DONE = "not_done"
    """The next review found it not done, and says why."""


class BusinessReview(Base):
    __tablename__ = "business_reviews"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    agent_id: Mapped[str]
    period: Mapped[str]
    """`month` or `quarter`."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day of the period."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Code → value as text, worked out of the records when the review was opened."""
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Of the agent: issue, cause (coded), evidence."""
    summary: Mapped[str | None]
    comment: Mapped[str | None]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    commented_by: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    status: Mapped[ReviewStatus] = mapped_column(word(ReviewStatus))
    report_id: Mapped[str | None]
    """The 《个人业务复盘报告》 in the documents."""

    __table_args__ = (UniqueConstraint("agent_id", "period", "starts_on"),)


class ReviewMeasure(Base):
    __tablename__ = "review_measures"

    id: Mapped[str] = mapped_column(primary_key=True)
    review_id: Mapped[str] = mapped_column(ForeignKey("business_reviews.id"))
    agent_id: Mapped[str]
    action: Mapped[str]
    owner: Mapped[str]
    """A role: the agent, or the department that helps."""
    due_on: Mapped[date]
    status: Mapped[MeasureStatus] = mapped_column(word(MeasureStatus), default=MeasureStatus.OPEN)
    note: Mapped[str | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    checked_by_review: Mapped[str | None]
    """The next review, that looked at it."""

    __table_args__ = (Index(None, "agent_id", "status"), Index(None, "review_id"))
