"""Reading and writing the sealed identity of a customer."""

import unicodedata
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.records.customer import UNNAMED, Customer, Identity

DOTS = "·•・‧∙⋅."
"""What people type between the parts of a name."""


class UnknownCustomerError(LookupError):
    """There is no customer with this id."""


def find_customer(session: Session, customer_id: str) -> Customer:
    """The customer's row. Raises `UnknownCustomerError`."""
    row = session.get(Customer, customer_id)
    if row is None:
        raise UnknownCustomerError(customer_id)
    return row


def identity_of(session: Session, customer: Customer) -> Identity:
    """Name, number and contact in clear: class C2, for the step at hand only."""
    return Identity(**privacy.unseal(session, customer.id, customer.identity))


def write_identity(session: Session, customer: Customer, identity: Identity, now: datetime) -> None:
    """Seal an identity into the customer's row and renew its search hashes."""
    customer.identity = privacy.seal(session, customer.id, asdict(identity), now)
    customer.id_no_hash = privacy.keyed_hash(session, identity.id_no, now)
    customer.mobile_hash = privacy.keyed_hash(session, identity.mobile, now)
    customer.name_hash = privacy.keyed_hash(session, plain_name(identity.name), now)


def plain_name(name: str) -> str:
    """The name as it is compared: width, blanks and the kind of middle dot do not count."""
    return unicodedata.normalize("NFKC", "".join("·" if sign in DOTS else sign for sign in name))


def index_names(session: Session, now: datetime, limit: int = 200) -> int:
    """Hash the names that were sealed before names had a hash; gives how many were left to look at."""
    waiting = select(Customer).where(text(UNNAMED)).order_by(Customer.id).limit(limit)
    found = session.scalars(waiting).all()
    for customer in found:
        try:
            customer.name_hash = privacy.keyed_hash(session, plain_name(identity_of(session, customer).name), now)
        except privacy.ErasedError:
            customer.name_hash = ""
    return len(found)


def birth_of(customer: Customer) -> date:
    """The birth date, once the customer has stated it. Raises `UnknownCustomerError`."""
    if customer.birth_date is None:
        raise UnknownCustomerError(f"the birth date of {customer.id} is not known yet")
    return customer.birth_date


def health_subject(customer_id: str) -> str:
    """The subject under which a person's health is sealed: a class of its own, a key of its own (DOMAIN §8)."""
    return f"{customer_id}/health"
