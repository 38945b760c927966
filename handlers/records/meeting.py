"""The cross-department meeting of every month, its minutes and actions (SOP 4.7.1)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class MeetingStatus(StrEnum):
    CALLED = "called"
    HELD = "held"
    SIGNED = "signed"
    NOT_HELD = "not_held"


class ActionStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    OVERDUE = "overdue"
    """Not done when its case was closed; the next meeting shows it."""


class Meeting(Base):
    __tablename__ = "meetings"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    called_at: Mapped[datetime]
    hold_by: Mapped[datetime]
    agenda: Mapped[str]
    held_on: Mapped[date | None]
    channel: Mapped[str | None]
    """`in_person`, `wecom`, `dingtalk`, `email`."""
    attendees: Mapped[str | None]
    discussion: Mapped[str | None]
    decisions: Mapped[str | None]
    written_by: Mapped[str | None]
    signed_by: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    status: Mapped[MeetingStatus] = mapped_column(word(MeetingStatus))
    minutes_id: Mapped[str | None]
    """The minutes in the documents."""


class MeetingAction(Base):
    __tablename__ = "meeting_actions"

    id: Mapped[str] = mapped_column(primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    action: Mapped[str]
    owner: Mapped[str]
    """The department that does it."""
    due_on: Mapped[date]
    status: Mapped[ActionStatus] = mapped_column(word(ActionStatus), default=ActionStatus.OPEN)
    result: Mapped[str | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]

    __table_args__ = (Index(None, "meeting_id"), Index(None, "status"))
