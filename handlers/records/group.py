"""The application of a group: what it declares about itself, and the lives it wants covered (DOMAIN §3.11, §6.2b)."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money


class GroupApplication(Base):
    """What belongs to an application when a group applies; numbers only, the rest is sealed in the application."""

    __tablename__ = "group_applications"

    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    headcount: Mapped[int] = mapped_column(default=0)
    premium_source: Mapped[str | None]
    """`employer` or `shared`."""
    formed_to_insure: Mapped[bool] = mapped_column(default=False)
    beneficiary_breach: Mapped[bool] = mapped_column(default=False)
    """Somebody else than the insured or near relatives would stand to benefit (Insurance Law art 39)."""
    premium_3y: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    claims_3y: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    """Yuan, of the last three years with all insurers."""
    papers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Kinds that operations saw in the original."""
    findings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Codes of the rules that were met when the group was underwritten last."""


class GroupLife(Base):
    """One life of an application's version, as the group listed it."""

    __tablename__ = "group_lives"

    id: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"))
    version: Mapped[int]
    line: Mapped[int]
    identity: Mapped[bytes]
    """Name and number, sealed under the group's key."""
    id_no_hash: Mapped[str]
    birth_date: Mapped[date]
    relation: Mapped[str]
    """`employee`, or of an employee: `spouse`, `child`, `parent`; `other` is not insurable."""
    occupation_class: Mapped[str]
    actively_at_work: Mapped[bool]
    excluded: Mapped[str | None]
    """The rule that keeps this life out: `dependant_rule`, `not_actively_at_work`."""
    premium: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    """Yuan a year."""

    __table_args__ = (Index(None, "application_id", "version"),)
