"""What has to be put right, by whom, until when (SOP 4.6.1b)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class RectificationStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    """Not put right; passed on as a breach of conduct."""


class Rectification(Base):
    __tablename__ = "rectifications"

    id: Mapped[str] = mapped_column(primary_key=True)
    responsible_id: Mapped[str]
    """Who must put it right and bring the evidence."""
    code: Mapped[str]
    """Kind of finding; the same of the same person within the period is a repetition."""
    source: Mapped[str]
    matter_id: Mapped[str | None]
    policy_id: Mapped[str | None]
    customer_id: Mapped[str | None]
    is_repeat: Mapped[bool] = mapped_column(default=False)
    content: Mapped[bytes]
    """What to put right, evidence, reasons; sealed under the responsible person's key."""
    due_at: Mapped[datetime]
    extensions: Mapped[int] = mapped_column(default=0)
    returns: Mapped[int] = mapped_column(default=0)
    """How often the re-check sent it back."""
    submitted_at: Mapped[datetime | None]
    checked_by: Mapped[str | None]
    status: Mapped[RectificationStatus] = mapped_column(word(RectificationStatus), default=RectificationStatus.OPEN)
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "responsible_id", "code", "ordered_at"), Index(None, "status", "due_at"))
