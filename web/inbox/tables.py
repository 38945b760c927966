"""The tables of the inbox: filters that people keep, and what they say to one another about a case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class SavedFilter(Base):
    """A list of work under a name. `words` is what `Desk.saved` wrote: names and values, no expression."""

    __tablename__ = "saved_filters"
    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str]
    role: Mapped[str | None] = mapped_column(index=True)
    """Who else may use it; None: the owner alone."""
    words: Mapped[str]
    created_at: Mapped[datetime]


class CaseComment(Base):
    """Something said about a case. The database refuses to change or remove it; to destroy the case's key erases it."""

    __tablename__ = "case_comments"
    __table_args__ = (Index("ix_case_comments_case_id_at", "case_id", "at"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str]
    task_id: Mapped[str | None]
    at: Mapped[datetime]
    by: Mapped[str]
    visibility: Mapped[str]
    """`internal`: the staff; `customer`: the customer of the case reads it too."""
    sealed_text: Mapped[bytes] = mapped_column(LargeBinary)
    """Under the case's own key."""
