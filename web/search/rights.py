"""Which customers, policies and claims a reader may know of: of agents the own, for all others every one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, true

from engine.store.cases import case_subjects, cases
from engine.subjects import conditions_of
from engine.views import Readable
from handlers.records import Customer, Policy


def own_matters(readable: Readable, table: Any) -> list[ColumnElement[bool]]:
    """What a row with an agent (policy, claim, application) must fulfil; nothing for who reads every case."""
    return [] if readable.people is None else [table.agent_id.in_(sorted(readable.people))]


def ways_to_know(readable: Readable) -> list[ColumnElement[bool]]:
    """What a row of `customers` can fulfil: registered by the reader, insured with them, or in a case of theirs.

    One after the other they are cheap; joined by OR, PostgreSQL reads every case before it looks at the customer.
    """
    if readable.people is None:
        return [true()]
    mine = sorted(readable.people)
    named = case_subjects.c
    return [
        Customer.created_by.in_(mine),
        exists().where(Policy.policyholder_id == Customer.id, Policy.agent_id.in_(mine)),
        exists().where(named.value == Customer.id, named.case_id == cases.c.id, *conditions_of(readable)),
    ]


def own_customers(readable: Readable) -> list[ColumnElement[bool]]:
    """What a row of `customers` must fulfil: one of the ways to know of it."""
    return [] if readable.people is None else [or_(*ways_to_know(readable))]
