"""Taking a claim back: only the claimant can, by the own link (撤案, DOMAIN §1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.registry import BpmnError, HandlerContext, HandlerRegistry
from handlers.notices import send_link
from handlers.parameters import days_later
from handlers.records import Claim
from handlers.records.claim import ClaimStatus

registry = HandlerRegistry()
OPEN = (ClaimStatus.OPENED, ClaimStatus.RECEIVED, ClaimStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Asking:
    claim_no: str


@dataclass(frozen=True, slots=True)
class Asked:
    claim_id: str
    customer_id: str
    policy_id: str
    agent_id: str
    withdrawal_due_at: datetime


@registry.handles("claim.ask_withdrawal", takes=Asking, gives=Asked)
def ask_withdrawal(given: Asking, context: HandlerContext) -> Asked:
    """Send the claimant the link to confirm. Error `not_open` for a claim that is unknown, decided or ended."""
    claim = context.session.scalar(select(Claim).where(Claim.number == given.claim_no))
    if claim is None or claim.status not in OPEN:
        raise BpmnError("not_open", "there is no open claim with this number")
    send_link(context, claim.customer_id)
    due = days_later(context.session, "claim_withdrawal_days", context.now)
    return Asked(claim.id, claim.customer_id, claim.policy_id, claim.agent_id, due)
