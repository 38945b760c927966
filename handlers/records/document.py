"""A document that was made for, or brought by, somebody: notices, letters, policies (SOP 5.1)."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class Document(Base):
    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    subject_id: Mapped[str]
    """The customer whose key seals the content."""
    application_id: Mapped[str | None]
    policy_id: Mapped[str | None]
    case_id: Mapped[str | None]
    """The case that it was made in."""
    matter_id: Mapped[str | None]
    """The record that it is about: an application, a policy, a claim, a complaint …"""
    recipient: Mapped[str]
    """`customer`, `agent` or a role."""
    content: Mapped[bytes]
    """UTF-8 text, sealed."""
    sha256: Mapped[str]
    """Of the ciphertext, so that it stays provable after erasure."""
    created_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "application_id", "kind"),
        Index(None, "subject_id"),
        Index(None, "matter_id"),
        Index(None, "case_id"),
    )
