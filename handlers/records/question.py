"""What a customer asked on the own page, and the answer (SOP 4.5.2a, B5)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class CustomerQuestion(Base):
    __tablename__ = "customer_questions"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    policy_id: Mapped[str | None] = mapped_column(ForeignKey("policies.id"))
    content: Mapped[bytes]
    """Question and answer, sealed under the customer's key."""
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]

    __table_args__ = (Index(None, "customer_id"),)
