"""The people of every scenario, and the records that a scenario may start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from handlers.people import write_identity
from handlers.records.customer import Customer, Identity
from handlers.reference import load_reference
from handlers.scenarios import (
    after_sales_worlds,  # noqa: F401 - registers its worlds
    agency_worlds,  # noqa: F401 - registers its worlds
    governance_worlds,  # noqa: F401 - registers its worlds
    sales_worlds,  # noqa: F401 - registers its worlds
)
from handlers.scenarios.staff import CAST
from handlers.scenarios.worlds import WORLDS

__all__ = ["CAST", "PEOPLE", "add_person", "prepare"]

Json = Any


PEOPLE: Mapping[str, tuple[Identity, str, date]] = {
    "CUS-ZHANGWEI": (Identity("张伟", id_no="110101199001011237", mobile="13800005678"), "male", date(1990, 1, 1)),
    "CUS-CHENJING": (Identity("陈静", id_no="310101198506152345", mobile="13900004321"), "female", date(1985, 6, 15)),
    "CUS-LIUYANG": (Identity("刘洋", id_no="440101198803034567", mobile="13700001111"), "male", date(1988, 3, 3)),
    "CUS-ZHANGXIAO": (Identity("张小宝", id_no="110101201801013456"), "male", date(2018, 1, 1)),
}
"""Invented people; the numbers belong to nobody."""


def prepare(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """Write the reference data and people, and give the variables that the process starts with.

    `given`: `applicant`, `insured` (ids of `PEOPLE`), `plans`, `parameters` (overrides); or `world` (`worlds.py`).
    """
    # The random exam of a few exempt cases is off unless a scenario asks for it: a story must not depend on a draw.
    load_reference(session, {"uw_random_exam_per_mille": 0} | dict(given.get("parameters", {})))
    for customer_id in PEOPLE:
        if session.get(Customer, customer_id) is None:
            add_person(session, customer_id, now)
    if "world" in given:
        return _world(session, given, now)
    applicant = given.get("applicant", "CUS-ZHANGWEI")
    return {
        "agent_id": CAST["agent"].id,
        "applicant_id": applicant,
        "insured_id": given.get("insured", applicant),
        "plans": given.get("plans", []),
    }


def _world(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """The variables of the named world, or of each of several, one laid over the other; `none`: only the people."""
    names = given["world"] if isinstance(given["world"], list) else [given["world"]]
    made: dict[str, Json] = {}
    for name in names:
        if name == "none":
            continue
        if name not in WORLDS:
            raise LookupError(f"there is no world named '{name}' ({', '.join(sorted(WORLDS))})")
        made |= WORLDS[name](session, given, now)
    return made


def add_person(session: Session, customer_id: str, now: datetime, by: str = CAST["agent"].id) -> Customer:
    """One of `PEOPLE` as a customer whom the account `by` has registered."""
    identity, sex, birth = PEOPLE[customer_id]
    customer = Customer(
        id=customer_id,
        identity=b"",
        id_no_hash="",
        mobile_hash="",
        sex=sex,
        birth_date=birth,
        occupation_class="1",
        created_at=now,
        created_by=by,
    )
    session.add(customer)
    session.flush()
    write_identity(session, customer, Identity(**asdict(identity)), now)
    return customer
