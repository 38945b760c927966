"""What a customer confirmed in person before the application: consents, reports, the risk disclosure (SOP 4.3.3b)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class SalesConfirmation(Base):
    __tablename__ = "sales_confirmations"

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    matter_id: Mapped[str]
    """The needs analysis or proposal."""
    purpose: Mapped[str]
    """`sensitive_consent`, `share_with_insurer`, `needs_report`, `own_will`, `risk_disclosure`, `proposal`."""
    given: Mapped[bool]
    document_id: Mapped[str | None]
    content_hash: Mapped[str]
    """Of exactly what was shown."""
    signed_by: Mapped[str]
    """The actor of the customer's own session."""
    signed_name: Mapped[bytes]
    """Sealed under the customer's key."""
    method: Mapped[str]
    signed_at: Mapped[datetime]

    __table_args__ = (Index(None, "matter_id", "purpose"), Index(None, "customer_id"))
