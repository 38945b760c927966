"""A good case of the case library, published only without personal data (SOP 4.6.2c)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class GoodCaseStatus(StrEnum):
    PROPOSED = "proposed"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class GoodCase(Base):
    __tablename__ = "good_cases"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str]
    """`needs`, `underwriting`, `service`, `claim`, `compliance`."""
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"))
    """Whose case it is; none of it is published."""
    review_id: Mapped[str | None]
    """The business review that named it."""
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    draft: Mapped[bytes | None]
    """Title, story and lesson, sealed under the customer's key (else the agency's) until published; then none."""
    title: Mapped[str | None]
    story: Mapped[str | None]
    lesson: Mapped[str | None]
    """What is published; none before, and none again once withdrawn."""
    checked_by: Mapped[str | None]
    approved_by: Mapped[str | None]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]
    closed_by: Mapped[str | None]
    status: Mapped[GoodCaseStatus] = mapped_column(word(GoodCaseStatus))
    document_id: Mapped[str | None]

    __table_args__ = (Index(None, "status"), Index(None, "customer_id"))
