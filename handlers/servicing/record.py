"""Finding a request and its sealed parts; used by the handlers of every stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers import privacy
from handlers.people import health_subject
from handlers.records import Policy, ServicingConsent, ServicingRecord
from handlers.servicing.schemas import Change


class UnknownRequestError(LookupError):
    """There is no servicing request with this id."""


def find_record(session: Session, servicing_id: str) -> ServicingRecord:
    """The request's row. Raises `UnknownRequestError`."""
    row = session.get(ServicingRecord, servicing_id)
    if row is None:
        raise UnknownRequestError(servicing_id)
    return row


def policy_of(session: Session, record: ServicingRecord) -> Policy:
    return session.get_one(Policy, record.policy_id)


def change_of(session: Session, record: ServicingRecord) -> Change:
    """What was asked for. Class C2. An empty change before it was stated."""
    if record.change is None:
        return Change()
    return Change.load(privacy.unseal(session, record.sealed_under, record.change))


def keep_change(context: HandlerContext, record: ServicingRecord, change: Change) -> None:
    """Seal what was asked for; health goes under the insured's health key and not with the rest."""
    session, values = context.session, change.dump()
    disclosure = values.pop("disclosure", None)
    if disclosure:
        keep_health(context, record, {"disclosure": disclosure})
    record.change = privacy.seal(session, record.sealed_under, values, context.now)
    canonical = orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()
    record.change_hash = privacy.keyed_hash(session, canonical, context.now)


def keep_health(context: HandlerContext, record: ServicingRecord, told: dict[str, Any]) -> None:
    """Seal a health disclosure, added to what was told before."""
    session = context.session
    subject = health_subject(policy_of(session, record).insured_id)
    before = privacy.unseal(session, subject, record.health) if record.health else {}
    record.health = privacy.seal(session, subject, before | told, context.now)


def keep_signature(
    context: HandlerContext, record: ServicingRecord, *, role: str, customer_id: str, what: str, given: bool = True
) -> None:
    """One person's signature over exactly what was asked; the actor is the person's own link (SOP 4.6.1a)."""
    row = ServicingConsent(
        id=context.new_id("SGN"),
        servicing_id=record.id,
        role=role,
        customer_id=customer_id,
        what=what,
        given=given,
        signed_by=context.actor_id,
        content_hash=record.change_hash or "",
        signed_at=context.now,
    )
    context.session.add(row)


def in_flight_beside(session: Session, record: ServicingRecord) -> Sequence[ServicingRecord]:
    """Other requests about the same policy that are not closed."""
    return session.scalars(
        select(ServicingRecord).where(
            ServicingRecord.policy_id == record.policy_id,
            ServicingRecord.id != record.id,
            ServicingRecord.closed_at.is_(None),
        )
    ).all()
