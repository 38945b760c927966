"""Every legal and business number, dated (DOMAIN, head): a diagram never holds one."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class Parameter(Base):
    __tablename__ = "parameters"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    code: Mapped[str]
    value: Mapped[str]
    unit: Mapped[str]
    """`day`, `working_day`, `yuan`, `per_mille`, `cycle` (ISO 8601 repeating interval) …"""
    anchor_event: Mapped[str] = mapped_column(default="")
    """From what the time runs."""
    source: Mapped[str]
    mark: Mapped[str]
    """`C` confirmed in the source, `I` illustrative, `SOP` the agency's own; `R` (recalled) is never shown as law."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    __table_args__ = (UniqueConstraint("code", "valid_from"),)
