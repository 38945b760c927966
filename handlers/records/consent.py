"""Consent to a use of personal data, per purpose: given, and taken back (PIPL arts 13–16, SOP 5.2)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class PrivacyConsent(Base):
    """One statement; the newest of a purpose counts, the earlier ones stay."""

    __tablename__ = "privacy_consents"

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    purpose: Mapped[str]
    """A key of `handlers/consents.py`."""
    version: Mapped[str]
    """Of the words that were shown."""
    given: Mapped[bool]
    said_by: Mapped[str]
    """The actor of the customer's own session."""
    confirmation_id: Mapped[str | None]
    """The evidence of what was shown."""
    said_at: Mapped[datetime]

    __table_args__ = (Index(None, "customer_id", "purpose", "said_at"),)
