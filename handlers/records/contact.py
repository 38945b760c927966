"""A first contact with somebody who may become a customer (SOP 4.1.2, DOMAIN §6.1)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class ContactStatus(StrEnum):
    """open → held → developed, or one of the ends."""

    OPEN = "open"
    HELD = "held"
    """The talk took place; the match is not judged yet."""
    DEVELOPED = "developed"
    NO_MATCH = "no_match"
    REFUSED = "refused"
    """The person wants no more contact."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Contact(Base):
    __tablename__ = "contacts"

    id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[ContactStatus] = mapped_column(word(ContactStatus), default=ContactStatus.OPEN)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"))
    """Known once the talk is recorded."""
    agent_id: Mapped[str]
    segment: Mapped[str]
    channel: Mapped[str]
    customer_kind: Mapped[str]
    """`individual` or `group`."""
    asked_by_customer: Mapped[bool] = mapped_column(default=False)
    """The person came to the agency: lifts an earlier wish not to be contacted."""
    material_id: Mapped[str | None] = mapped_column(ForeignKey("marketing_materials.id"))
    license_shown: Mapped[bool | None]
    script_used: Mapped[bool | None]
    services_explained: Mapped[bool | None]
    disclaimer_explained: Mapped[bool | None]
    privacy_notice_at: Mapped[datetime | None]
    marketing_consent: Mapped[bool | None]
    marketing_consent_at: Mapped[datetime | None]
    content: Mapped[bytes | None]
    """What was learned, sealed under the customer's key."""
    proposed_match: Mapped[str | None]
    """What the table said: `match`, `partial`, `no_match`."""
    match_opinion: Mapped[str | None]
    """What the agent judged."""
    match_reason: Mapped[bytes | None]
    """Why, sealed under the customer's key."""
    document_id: Mapped[str | None]
    case_id: Mapped[str]
    opened_at: Mapped[datetime]
    held_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "customer_id"), Index(None, "agent_id", "status"), Index(None, "case_id"))
