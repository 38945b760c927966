"""What customer, agent and staff are told about a claim, at each stage and unasked (SOP 4.5.3c, 4.7.3, 5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.claims.claim_file import find_claim
from handlers.claims.codes import REMINDERS
from handlers.documents import Section
from handlers.notices import Notice, tell
from handlers.records import Claim

registry = HandlerRegistry()
LEAD = "claims_manager"
"""Who is told of limits that near or were missed."""


@dataclass(frozen=True, slots=True)
class About:
    claim_id: str


def say(
    context: HandlerContext,
    claim: Claim,
    kind: str,
    title: str,
    text: str,
    *recipients: str,
    asks_customer: bool = False,
    sections: Sequence[Section] = (),
) -> list[str]:
    """A notice about a claim (`handlers/notices.py`), to claimant and agent unless recipients are named."""
    notice = Notice(
        kind=kind,
        title=title,
        text=text,
        sections=sections,
        customer_id=claim.customer_id,
        agent_id=claim.agent_id,
        matter_id=claim.id,
        policy_id=claim.policy_id,
    )
    return tell(context, notice, *recipients, asks_customer=asks_customer)


def progress(context: HandlerContext, claim: Claim, text: str) -> None:
    """How far the claim has got, told unasked (SOP 5.4)."""
    say(context, claim, "claim_progress", "理赔进度", f"理赔 {claim.number}：{text}")


@registry.handles("claim.remind", takes=About, gives=Nothing)
def remind(given: About, context: HandlerContext) -> Nothing:
    """Remind of what is still open; the header `what` names it."""
    claim = find_claim(context.session, given.claim_id)
    what = context.headers["what"]
    text = f"理赔 {claim.number}：{REMINDERS[what]}。"
    if what == "investigation":
        say(context, claim, "reminder", "提醒", text, "claims")
    else:
        say(context, claim, "reminder", "提醒", text, asks_customer=True)
    return Nothing()
