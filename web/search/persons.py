"""A customer as lists may show one: masked (DOMAIN §8)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from handlers.masks import mask_mobile, mask_name, mask_number
from handlers.people import identity_of
from handlers.privacy import ErasedError
from handlers.records import Customer


@dataclass(frozen=True, slots=True)
class Person:
    """A customer; `name`, `mobile` and `id_no` are masked. `kind`: `individual` or `group`."""

    id: str
    kind: str
    name: str
    mobile: str
    id_no: str
    is_erased: bool = False


def person_of(rows: Session, customer: Customer) -> Person:
    """The masked view of a customer's row; of an erased person nothing is left to show."""
    try:
        identity = identity_of(rows, customer)
    except ErasedError:
        return Person(customer.id, customer.kind, "", "", "", is_erased=True)
    return Person(
        customer.id,
        customer.kind,
        mask_name(identity.name),
        mask_mobile(identity.mobile),
        mask_number(identity.id_no),
    )
