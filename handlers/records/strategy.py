"""A strategy, service standard or risk-control rule on its way to management's approval (SOP 3.7)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base
from handlers.records.words import word


class StrategyStatus(StrEnum):
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    """Compliance has nothing against it."""
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """Nobody decided before the day from which it should have held."""


class StrategyChange(Base):
    __tablename__ = "strategy_changes"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str]
    """`strategy`, `service_standard`, `risk_rule`."""
    title: Mapped[str]
    text: Mapped[str]
    reason: Mapped[str]
    effective_on: Mapped[date]
    parameter_code: Mapped[str | None]
    old_value: Mapped[str | None]
    new_value: Mapped[str | None]
    source: Mapped[str | None]
    """Where the new value comes from, as the parameter will name it."""
    mark: Mapped[str | None]
    """The mark that compliance gives the source: `C` a law that was read, `SOP` the agency's own."""
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    reviewed_by: Mapped[str | None]
    opinion: Mapped[str | None]
    first_by: Mapped[str | None]
    second_by: Mapped[str | None]
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    status: Mapped[StrategyStatus] = mapped_column(word(StrategyStatus))
    document_id: Mapped[str | None]

    __table_args__ = (Index(None, "status"), Index(None, "parameter_code"))
