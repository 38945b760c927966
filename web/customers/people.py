"""The customer behind a case: a masked name for lists, the way to reach them for a link. Always unsealed late."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from handlers.masks import mask_mobile, mask_name
from handlers.people import identity_of, write_identity
from handlers.privacy import ErasedError, keyed_hash
from handlers.records import Application, Customer, Policy
from handlers.records.customer import Identity
from handlers.records.subject_key import SubjectKey
from web.masking import mask_email
from web.site import site

CUSTOMER = "customer"
PERSON_KEYS = ("applicant_id", "customer_id", "policyholder_id")
_MOBILE_DIGITS = 11
MATTER_KEYS = ("application_id", "application_no")


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a customer. Never printed as it is: see `masked`."""

    customer_id: str
    name: str
    mobile: str
    email: str

    @property
    def address(self) -> str:
        """Where messages go: the mobile number, else the e-mail address, else empty."""
        return self.mobile or self.email

    @property
    def masked(self) -> str:
        """The address as it may be shown."""
        return mask_mobile(self.mobile) if self.mobile else mask_email(self.email)


def for_customer(groups: Iterable[str]) -> bool:
    """Whether a task is the customer's: of whoever holds a link of the case, or of one person alone."""
    return any(group == CUSTOMER or group.startswith(f"{CUSTOMER}:") for group in groups)


def contact_of(rows: Session, customer_id: str) -> Contact:
    """Raises `NotFound` for an unknown or erased customer."""
    customer = rows.get(Customer, customer_id)
    if customer is None:
        raise NotFound(what="customer", id=customer_id)
    try:
        identity = identity_of(rows, customer)
    except ErasedError as erased:
        raise NotFound(what="customer", id=customer_id) from erased
    return Contact(customer.id, identity.name, identity.mobile, identity.email)


def find_or_register(rows: Session, identity: Identity, by: str, now: datetime) -> str:
    """The id of the customer with this identity number; a new customer when there is none."""
    number = keyed_hash(rows, identity.id_no, now)
    known = rows.scalar(select(Customer.id).where(Customer.id_no_hash == number))
    if known is not None:
        return known
    customer = Customer(
        id=f"CUS-{secrets.token_hex(8)}", identity=b"", id_no_hash="", mobile_hash="", created_at=now, created_by=by
    )
    rows.add(customer)
    rows.flush()
    write_identity(rows, customer, identity, now)
    return customer.id


def find_by_phone(rows: Session, mobile: str, policy_no: str, now: datetime) -> str | None:
    """The one customer with this registered number; of several, who holds or is insured by the policy; else None."""
    number = "".join(letter for letter in mobile if letter.isdigit())[-_MOBILE_DIGITS:]
    if len(number) != _MOBILE_DIGITS:
        return None
    found = set(rows.scalars(select(Customer.id).where(Customer.mobile_hash == keyed_hash(rows, number, now))))
    if policy_no.strip():
        asked = select(Policy.policyholder_id, Policy.insured_id).where(Policy.number == policy_no.strip())
        found &= {person for policy in rows.execute(asked) for person in policy}
    return found.pop() if len(found) == 1 else None


def customers_of(cases: Iterable[Mapping[str, Any]]) -> list[str | None]:
    """For the variables of each case, the id of the customer it is about; None where none is named.

    A called process may know only the application; then the application tells.
    """
    cases = list(cases)
    named = [next((str(one[key]) for key in PERSON_KEYS if one.get(key)), None) for one in cases]
    wanted = {
        str(one[key]) for one, who in zip(cases, named, strict=True) if not who for key in MATTER_KEYS if one.get(key)
    }
    if not wanted:
        return named
    with site().reading() as rows:
        asked = select(Application.id, Application.number, Application.applicant_id)
        found = rows.execute(asked.where(or_(Application.id.in_(wanted), Application.number.in_(wanted)))).all()
    applicants = {key: row.applicant_id for row in found for key in (row.id, row.number)}
    return [
        who or next((applicants[str(one[key])] for key in MATTER_KEYS if str(one.get(key)) in applicants), None)
        for one, who in zip(cases, named, strict=True)
    ]


def masked_names(customer_ids: Iterable[str]) -> dict[str, str]:
    """Masked name by customer id; unknown and erased customers are left out."""
    wanted = sorted(set(customer_ids))
    if not wanted:
        return {}
    names = {}
    with site().reading() as rows:
        # Held while the names are opened, so that the session has every key at hand and asks for none by itself.
        _keys = rows.scalars(select(SubjectKey).where(SubjectKey.subject.in_(wanted))).all()
        for customer in rows.scalars(select(Customer).where(Customer.id.in_(wanted))):
            try:
                names[customer.id] = mask_name(identity_of(rows, customer).name)
            except ErasedError:
                continue
    return names
