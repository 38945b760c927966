"""Reading and writing the sealed identity of a customer."""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from handlers import privacy
from handlers.records.customer import Customer, Identity


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


def birth_of(customer: Customer) -> date:
    """The birth date, once the customer has stated it. Raises `UnknownCustomerError`."""
    if customer.birth_date is None:
        raise UnknownCustomerError(f"the birth date of {customer.id} is not known yet")
    return customer.birth_date


def health_subject(customer_id: str) -> str:
    """The subject under which a person's health is sealed: a class of its own, a key of its own (DOMAIN §8)."""
    return f"{customer_id}/health"
