"""Telling the decision, taking the customer's answer, and what it means for the policy (SOP 4.5.3d, arts 23, 24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.claims.appeal import add_appeal
from handlers.claims.calculating import LOAN_REPAID, already_paid, kept_back, loans_repaid
from handlers.claims.claim_file import find_claim, open_text, plans_of, policy_of
from handlers.claims.clock import missed
from handlers.claims.codes import DEATHS, LUMP_SUMS, OUTCOMES, REFUNDS
from handlers.claims.determination import AGAINST, RESCISSIONS
from handlers.claims.documents import decision_sections, issue, ways_to_object
from handlers.claims.letters import LEAD, say
from handlers.messages import KEPT
from handlers.parameters import days_later, local_day, parameter
from handlers.records import Claim, ClaimDecision, Policy
from handlers.records.claim import ClaimStatus
from handlers.records.claim_outcome import ClaimOutcome
from handlers.records.policy import PolicyStatus
from handlers.waivers import grant_waiver
from handlers.words import day_text, yuan_text
from handlers.worth import close_loans, repay_loans

registry = HandlerRegistry()
NOTICE = "claim_denial_notice_days"


@dataclass(frozen=True, slots=True)
class AboutDecision:
    claim_id: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class Prepared:
    is_against: bool
    denial_due_at: datetime
    denial_warn_at: datetime
    decision_reason_ready: bool = True


@dataclass(frozen=True, slots=True)
class DenialAnswers:
    """The reasons in the customer's words; may tell of health."""

    denial_text: str


@dataclass(frozen=True, slots=True)
class Denying:
    claim_id: str
    decision_id: str
    answers: DenialAnswers


@dataclass(frozen=True, slots=True)
class Told:
    answer_due_at: datetime
    answer_reminders: str
    answer_due_text: str
    decision_text: str
    """Outcome and amount only; the reasons are read behind the link."""
    answers: Any = None


@dataclass(frozen=True, slots=True)
class AnswerAnswers:
    grounds: str | None = None


@dataclass(frozen=True, slots=True)
class Answering:
    claim_id: str
    decision_id: str
    decision_answer: str | None = None
    """`accept` or `appeal`; None when the time ran out."""
    answers: AnswerAnswers | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    appeals: bool
    appeal_id: str | None
    pay_amount: Decimal
    payment_kind: str
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Applied:
    policy_changed: bool
    policy_status: str
    end_reason: str | None


@registry.handles("claim.prepare_notice", takes=AboutDecision, gives=Prepared)
def prepare_notice(given: AboutDecision, context: HandlerContext) -> Prepared:
    """Whether reasons for a denial must be worded, and by when (three days, art 24)."""
    decision = context.session.get_one(ClaimDecision, given.decision_id)
    warn = decision.notice_due_at - timedelta(days=1)
    return Prepared(decision.outcome in AGAINST, decision.notice_due_at, max(warn, context.now))


@registry.handles("claim.warn_denial", takes=AboutDecision, gives=Nothing)
def warn_denial(given: AboutDecision, context: HandlerContext) -> Nothing:
    """The three days for the denial notice are nearly over."""
    claim = find_claim(context.session, given.claim_id)
    decision = context.session.get_one(ClaimDecision, given.decision_id)
    text = f"理赔 {claim.number} 的拒赔通知最迟 {day_text(decision.notice_due_at)} 发出，请督办。"
    say(context, claim, "claim_clock_warning", "拒赔通知期限预警", text, LEAD, "claims")
    return Nothing()


@registry.handles("claim.denial_overrun", takes=AboutDecision, gives=Nothing)
def record_denial_overrun(given: AboutDecision, context: HandlerContext) -> Nothing:
    """The denial was not told within three days: a recorded breach."""
    claim = find_claim(context.session, given.claim_id)
    decision = context.session.get_one(ClaimDecision, given.decision_id)
    missed(context, claim, NOTICE, "拒赔通知", decision.notice_due_at, decision.id)
    return Nothing()


@registry.handles("claim.issue_denial", takes=Denying, gives=Told)
def issue_denial(given: Denying, context: HandlerContext) -> Told:
    """The denial notice: outcome, reasons, basis, what goes back, and every way to object (art 24, 4.5.3d)."""
    claim = find_claim(context.session, given.claim_id)
    decision = context.session.get_one(ClaimDecision, given.decision_id)
    sections = [*decision_sections(decision, given.answers.denial_text), ways_to_object()]
    issue(context, claim, "denial_notice", sections, asks_customer=True)
    return _told(context, claim, decision)


@registry.handles("claim.tell_decision", takes=AboutDecision, gives=Told)
def tell_decision(given: AboutDecision, context: HandlerContext) -> Told:
    """Amount, calculation and reason of what will be paid; the customer agrees or objects (art 23)."""
    claim = find_claim(context.session, given.claim_id)
    decision = context.session.get_one(ClaimDecision, given.decision_id)
    reason = open_text(context.session, claim, decision.reasons)
    sections = [*decision_sections(decision, reason), ways_to_object()]
    issue(context, claim, "claim_decision", sections, asks_customer=True)
    return _told(context, claim, decision)


def _told(context: HandlerContext, claim: Claim, decision: ClaimDecision) -> Told:
    decision.told_at = context.now
    due = days_later(context.session, "claim_answer_days", context.now)
    reminders = parameter(context.session, "claim_answer_reminders", context.now)
    return Told(due, reminders, day_text(due), f"理赔 {claim.number}：{outcome_text(decision)}")


def outcome_text(decision: ClaimDecision) -> str:
    """Outcome, amount and refund in a sentence."""
    text = OUTCOMES[decision.outcome]
    if decision.outcome not in AGAINST:
        text += f"，给付 {yuan_text(decision.amount)} 元"
    if decision.refund > 0:
        text += f"，{REFUNDS[decision.refund_kind]} {yuan_text(decision.refund)} 元"
    return text


@registry.handles("claim.store_answer", takes=Answering, gives=Answered)
def store_answer(given: Answering, context: HandlerContext) -> Answered:
    """What the customer said. Who objects, or says nothing, is paid what is undisputed all the same."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    decision = session.get_one(ClaimDecision, given.decision_id)
    decision.answer, decision.answered_at = given.decision_answer or "none", context.now
    appeal_id = None
    if given.decision_answer == "appeal":
        grounds = (given.answers.grounds if given.answers else None) or ""
        appeal_id = add_appeal(context, claim, grounds, "online").id
    owed = max(decision.amount - already_paid(session, claim), Decimal(0))
    is_refund = decision.outcome in AGAINST
    if not (decision.refund if is_refund else owed):
        claim.status, claim.closed_at, claim.close_reason = ClaimStatus.SETTLED, context.now, "determined"
    return Answered(
        appeal_id is not None, appeal_id, decision.refund if is_refund else owed, "refund" if is_refund else "benefit"
    )


@registry.handles("claim.apply_to_policy", takes=AboutDecision, gives=Applied)
def apply_to_policy(given: AboutDecision, context: HandlerContext) -> Applied:
    """What the decision does to the policy: ended where its sum is used up or it was rescinded, premium waived."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    policy, decision = policy_of(session, claim), session.get_one(ClaimDecision, given.decision_id)
    if policy.end_reason == "rescission" and decision.outcome not in AGAINST:
        # A rescission that an appeal has undone never took the cover away.
        policy.status, policy.ended_at, policy.end_reason = PolicyStatus.IN_FORCE, None, None
    reason, today = _end_reason(session, claim, policy, decision), local_day(context.now)
    _repay(session, claim, policy, decision, today)
    if reason and policy.status is not PolicyStatus.TERMINATED:
        close_loans(session, policy, today)
        policy.status, policy.ended_at, policy.end_reason = PolicyStatus.TERMINATED, context.now, reason
        context.publish("policy_ended", policy.id, {"policy_id": policy.id, "reason": reason}, KEPT)
        return Applied(True, policy.status.value, reason)
    if "premium_waiver" in claim.claim_types and decision.outcome not in AGAINST and not policy.premium_waived_from:
        grant_waiver(context, policy, claim.occurred_on or local_day(claim.reported_at))
        return Applied(True, policy.status.value, "premium_waived")
    return Applied(False, policy.status.value, None)


def _repay(session: Session, claim: Claim, policy: Policy, decision: ClaimDecision, today: date) -> None:
    """What the decision keeps back for loans repays them, once: a decision on appeal only what is new."""
    owed = kept_back(decision) - loans_repaid(session, claim)
    if owed > 0 and decision.outcome not in AGAINST:
        repay_loans(session, policy, owed, today)
        decision.lines = [*decision.lines, {"code": LOAN_REPAID, "amount": str(owed)}]


def _end_reason(session: Session, claim: Claim, policy: Policy, decision: ClaimDecision) -> str | None:
    if decision.outcome in RESCISSIONS:
        return "rescission"
    died = bool(set(claim.claim_types) & DEATHS) and claim.insured_id == policy.insured_id
    if died:
        return "claim"
    if decision.outcome in (ClaimOutcome.DENIED, ClaimOutcome.EX_GRATIA):
        return None
    plans = plans_of(session, claim)
    insured = sum((plan.sum_assured for plan, _ in plans), Decimal(0))
    by_sum = set(claim.claim_types) & (LUMP_SUMS | {"property"})
    return "claim" if by_sum and decision.amount >= insured else None
