"""Sixty days and the amount still open: what is certain is paid in advance (Insurance Law art 25)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.claims.calculating import already_paid, calculation_of, text_of
from handlers.claims.claim_file import find_claim, last_decision
from handlers.claims.letters import LEAD, About, say
from handlers.words import yuan_text

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Asked:
    certain_text: str
    advance_problem: str | None = None


@dataclass(frozen=True, slots=True)
class Stating:
    claim_id: str
    advance_result: str
    """`pay`, or `nothing_certain`."""
    advance_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    advance_step: str
    """`approve`, `again` or `none`."""
    advance_problem: str | None
    pay_amount: Decimal


@dataclass(frozen=True, slots=True)
class Approving:
    claim_id: str
    advance_approved: str
    pay_amount: Decimal


@dataclass(frozen=True, slots=True)
class Approved:
    advance_step: str
    """`pay`, `again` or `none`."""
    approved_by: str


@registry.handles("claim.ask_certain_part", takes=About, gives=Asked)
def ask_certain_part(given: About, context: HandlerContext) -> Asked:
    """The sixty days are over: claims must state what is certain by the papers there are."""
    claim = find_claim(context.session, given.claim_id)
    said = f"理赔 {claim.number} 收到资料已到先予支付期限，金额仍未确定，应先予支付可以确定的部分。"
    say(context, claim, "claim_clock_warning", "先予支付", said, LEAD, "claims")
    return Asked(text_of(calculation_of(context, claim.id)))


@registry.handles("claim.state_certain_part", takes=Stating, gives=Stated)
def state_certain_part(given: Stating, context: HandlerContext) -> Stated:
    """What is certain, at most what the calculation comes to; nothing once the claim is determined."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    if last_decision(session, claim) is not None or given.advance_result != "pay":
        return Stated("none", None, Decimal(0))
    amount = given.advance_amount or Decimal(0)
    most = max(calculation_of(context, claim.id).total, claim.amount_claimed) - already_paid(session, claim)
    if not 0 < amount <= most:
        return Stated("again", f"先予支付金额须大于零、不超过 {yuan_text(most)} 元。", Decimal(0))
    return Stated("approve", None, amount)


@registry.handles("claim.approve_advance", takes=Approving, gives=Approved)
def approve_advance(given: Approving, context: HandlerContext) -> Approved:
    """A second person agreed; a determination in between has made the advance needless."""
    claim = find_claim(context.session, given.claim_id)
    if last_decision(context.session, claim) is not None:
        return Approved("none", context.actor_id)
    if given.advance_approved == "yes":
        text = f"理赔 {claim.number} 的金额尚未全部确定，先予支付 {yuan_text(given.pay_amount)} 元，确定后补付差额。"
        say(context, claim, "claim_progress", "先予支付通知", text)
        return Approved("pay", context.actor_id)
    return Approved("again", context.actor_id)


@registry.handles("claim.note_no_advance", takes=About, gives=Nothing)
def note_no_advance(given: About, context: HandlerContext) -> Nothing:
    """Nothing is certain yet, or the claim was determined meanwhile: kept on file with its reason."""
    claim = find_claim(context.session, given.claim_id)
    say(context, claim, "claim_clock_warning", "不作先予支付", f"理赔 {claim.number}：现有资料不能确定任何数额。", LEAD)
    return Nothing()
