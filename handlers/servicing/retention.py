"""The retention talk: an offer, written down; it never holds the request up (Order 2023-2 art 39; DOMAIN §5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.notices import send_link
from handlers.servicing.record import find_record, keep_signature

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class TalkAnswers:
    result: str
    """`declined`, `keeps` (the customer would rather keep the policy) or `not_reached`."""
    loss_explained: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Talked:
    servicing_id: str
    customer_id: str
    answers: TalkAnswers


@dataclass(frozen=True, slots=True)
class Outcome:
    retention_result: str
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Keeping:
    servicing_id: str
    customer_id: str
    agrees: str


@registry.handles("servicing.record_retention", takes=Talked, gives=Outcome)
def record_retention(given: Talked, context: HandlerContext) -> Outcome:
    """Keep what came of the talk; who wants to keep the policy confirms it on the own link."""
    record = find_record(context.session, given.servicing_id)
    record.retention_offered, record.retention_result = True, given.answers.result
    if given.answers.result == "keeps":
        send_link(context, given.customer_id)
    return Outcome(given.answers.result)


@registry.handles("servicing.record_keeping", takes=Keeping, gives=Nothing)
def record_keeping(given: Keeping, context: HandlerContext) -> Nothing:
    """The policyholder's own word that the policy stays, or that the surrender goes on."""
    record = find_record(context.session, given.servicing_id)
    keeps = given.agrees == "yes"
    keep_signature(context, record, role="policyholder", customer_id=given.customer_id, what="keeping", given=keeps)
    record.retention_result = "kept" if keeps else "declined"
    return Nothing()
