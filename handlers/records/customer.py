"""A person (or, later, a group) the agency deals with."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base

UNNAMED = "name_hash IS NULL AND id_no_hash <> ''"
"""Of those whose name has no hash yet; an erased person has no hashes at all."""


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
    name_hash: Mapped[str | None]
    """Of the whole name, which many share. None: not worked out yet (`people.index_names`), or erased."""
    sex: Mapped[str | None]
    birth_date: Mapped[date | None]
    occupation_class: Mapped[str | None]
    """1 to 6, or R (uninsurable)."""
    created_at: Mapped[datetime]
    created_by: Mapped[str]

    __table_args__ = (
        Index(None, "id_no_hash"),  # "do we know this person?"
        Index(None, "mobile_hash"),
        Index(None, "name_hash", "id"),  # who is called so, page by page
        Index(  # whose name was sealed before names had a hash
            "ix_customers_unnamed",
            "id",
            sqlite_where=text(UNNAMED),
            postgresql_where=text(UNNAMED),
        ),
    )
