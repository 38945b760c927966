"""What was found out about a claim: investigations and surveys (SOP 4.5.3c, DOMAIN §4.2)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money


class ClaimInvestigation(Base):
    """An investigation: two investigators sign its report; the insurer bears its cost (Insurance Law art 64)."""

    __tablename__ = "claim_investigations"

    id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id"))
    number: Mapped[int]
    is_special: Mapped[bool]
    """By the special investigation unit, with compliance informed."""
    questions: Mapped[bytes]
    """What to find out, sealed under the insured's health key."""
    ordered_by: Mapped[str]
    ordered_at: Mapped[datetime]
    due_at: Mapped[datetime]
    is_overdue: Mapped[bool] = mapped_column(default=False)
    report: Mapped[bytes | None]
    """Steps, findings and evidence, sealed under the insured's health key."""
    outcome: Mapped[str | None]
    """`consistent`, `inconsistent`, `inconclusive` or `fraud_indicated`: what the facts indicate, not who is guilty."""
    fee: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    first_by: Mapped[str | None]
    first_signed_at: Mapped[datetime | None]
    second_by: Mapped[str | None]
    second_signed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "claim_id"),)


class PropertySurvey(Base):
    """Survey on the spot and assessment of the loss, each by another person; yuan."""

    __tablename__ = "property_surveys"

    id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id"), unique=True)
    due_at: Mapped[datetime]
    is_overdue: Mapped[bool] = mapped_column(default=False)
    surveyed_by: Mapped[str | None]
    surveyed_at: Mapped[datetime | None]
    notes: Mapped[bytes | None]
    """What was seen, sealed under the claimant's key."""
    third_party_liable: Mapped[bool] = mapped_column(default=False)
    """Somebody else must answer for the loss: subrogation after payment (art 60)."""
    assessed_by: Mapped[str | None]
    assessed_at: Mapped[datetime | None]
    loss: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    insurable_value: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    """Value of the whole property at the time of the loss: under-insurance is paid in proportion (art 55)."""
    rescue_cost: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    salvage: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    customer_agrees: Mapped[bool | None]
    """None: no answer within the time."""
    adjuster: Mapped[str | None]
    """The outside loss adjuster (公估人) who settled a dispute."""
