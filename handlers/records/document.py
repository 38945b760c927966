"""A document that was made for, or brought by, somebody: notices, letters, policies (SOP 5.1)."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class Document(Base):
    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """An id of `handlers/documents/kinds.py`."""
    number: Mapped[str]
    """What people quote, by kind and year: `NAR-2026-K7M2Q4TDAB`."""
    version: Mapped[int]
    """Goes up when a document replaces the one before under the same number."""
    layout: Mapped[int]
    """The form of the content: 0 plain text, 1 sections as data (`handlers/documents/content.py`)."""
    title: Mapped[str]
    subject_id: Mapped[str]
    """Whom it is about: a customer, or for internal documents an employee."""
    sealed_under: Mapped[str]
    """Whose key seals the content: the subject's, or the subject's health key."""
    agent_id: Mapped[str | None]
    case_id: Mapped[str | None]
    """The case that it was made in."""
    application_id: Mapped[str | None]
    policy_id: Mapped[str | None]
    matter_id: Mapped[str | None]
    """The record that it is about: an application, a policy, a claim, a complaint …"""
    recipient: Mapped[str]
    """`customer`, `agent`, `both`, `internal` or a role."""
    content: Mapped[bytes]
    """JSON, sealed: text, or sections as data."""
    sha256: Mapped[str]
    """Of the ciphertext, so that it stays provable after erasure."""
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("number", "version"),
        Index(None, "application_id", "kind"),
        Index(None, "subject_id"),
        Index(None, "case_id"),
        Index(None, "matter_id"),
        Index(None, "policy_id"),
    )
