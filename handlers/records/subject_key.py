"""The data key of one person, or of one person's health: destroyed, everything sealed under it is gone (SOP 5.2)."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class SubjectKey(Base):
    __tablename__ = "subject_keys"

    subject: Mapped[str] = mapped_column(primary_key=True)
    """`CUS-…` for identity and money, `CUS-…/health` for health: two classes, two keys (DOMAIN §8)."""
    wrapped: Mapped[bytes]
    """The key, encrypted under the master key."""
    created_at: Mapped[datetime]
