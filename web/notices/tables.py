"""The tables of notices beyond the notice itself (`web.tables.StaffNotice`): how people are told, and how it went.

A *reader* is an account's id, or `role:<role>`: the group of a role in WeCom or DingTalk.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base

SERIAL = BigInteger().with_variant(Integer(), "sqlite")


class NoticePreference(Base):
    """When a reader is told. Hours and minutes are of the agency's wall clock. No row: the defaults."""

    __tablename__ = "notice_preferences"
    reader: Mapped[str] = mapped_column(primary_key=True)
    digest_hour: Mapped[int]
    """Full hour, 0 to 23, at which the day's digest goes out."""
    quiet_from: Mapped[int | None]
    """Minutes after midnight; with `quiet_until`, which may be of the next day. NULL: no quiet hours."""
    quiet_until: Mapped[int | None]
    working_days_only: Mapped[bool]
    urgent_breaks_quiet: Mapped[bool]
    language: Mapped[str]
    """Of messages outside: `zh_CN` or `en`."""


class NoticeChoice(Base):
    """What a reader is told by which channel, and how soon. No row: the default (`web.notices.kinds`)."""

    __tablename__ = "notice_choices"
    reader: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    pace: Mapped[str]


class NoticeAddress(Base):
    """Where a channel reaches a reader. The administrator sets it; nobody is shown it again."""

    __tablename__ = "notice_addresses"
    reader: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Address and signing secret under the reader's own key, which dies with the account."""
    hint: Mapped[str]
    """Enough to tell two addresses apart."""
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class NoticeDelivery(Base):
    """One notice by one channel outside: what became of it. Rows of one `batch` travel in one message."""

    __tablename__ = "notice_deliveries"
    __table_args__ = (
        # Nothing is planned twice.
        UniqueConstraint("notice_id", "channel"),
        # Serves: the message that is to be put together.
        Index("ix_notice_deliveries_batch", "batch"),
        # Serves: what became of what I was sent.
        Index("ix_notice_deliveries_reader_id", "reader", "id"),
        # Serves: what came too late for its message.
        Index(
            "ix_notice_deliveries_queued",
            "due_at",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
    )
    id: Mapped[int] = mapped_column(SERIAL, primary_key=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("staff_notices.id"))
    """NULL: a test message."""
    reader: Mapped[str]
    channel: Mapped[str]
    batch: Mapped[str]
    """The outbox's idempotency key."""
    state: Mapped[str]
    """`queued`, `sent`, `failed` for good, `dropped` because the account is gone."""
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
    """One of `web.notices.sending.Problem` and a code, never an address or an answer's text."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class NoticeMark(Base):
    """How far the lookout has seen, so that nothing is told twice and nothing missed over a restart."""

    __tablename__ = "notice_marks"
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    position: Mapped[int] = mapped_column(BigInteger, default=0)
    """In the journal."""
