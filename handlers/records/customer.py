"""A person (or, later, a group) the agency deals with."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


@dataclass(frozen=True, slots=True)
class Identity:
    """Class C2 of DOMAIN §8: never in a case variable, a list or a log."""

    name: str
    id_type: str = "id_card"
    id_no: str = ""
    mobile: str = ""
    email: str = ""
    address: str = ""
    employer: str = ""


class Customer(Base):
    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="individual")
    identity: Mapped[bytes]
    """`Identity`, sealed under the customer's own key (`handlers/privacy.py`)."""
    id_no_hash: Mapped[str]
    """Keyed hash: finds a person by number without holding the number."""
    mobile_hash: Mapped[str]
    sex: Mapped[str | None]
    birth_date: Mapped[date | None]
    occupation_class: Mapped[str | None]
    """1 to 6, or R (uninsurable)."""
    created_at: Mapped[datetime]
    created_by: Mapped[str]

    __table_args__ = (
        Index(None, "id_no_hash"),  # "do we know this person?"
        Index(None, "mobile_hash"),
    )
