"""Gathering what `calculation.py` looks at from records and parameters, and saying it in words."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers.claims.calculation import Calculation, Case, Loss, Rules, calculate
from handlers.claims.claim_file import find_claim, payments_of, plans_of, policy_of, survey_of
from handlers.claims.codes import LINES
from handlers.claims.review import findings_of
from handlers.parameters import local_day, whole
from handlers.records import Claim, ClaimDecision, ClaimPayment, Policy
from handlers.records.claim_outcome import ClaimPaymentStatus
from handlers.waivers import is_waived
from handlers.words import yuan_text
from handlers.worth import owed_on_loans, worth_of

LOAN_REPAID = "loan_repaid"
PAID = frozenset({ClaimPaymentStatus.PAID, ClaimPaymentStatus.CONFIRMED})


def calculation_of(context: HandlerContext, claim_id: str) -> Calculation:
    """What the claim comes to by what is known now."""
    session = context.session
    claim = find_claim(session, claim_id)
    policy = policy_of(session, claim)
    survey = survey_of(session, claim)
    sums: dict[str, Decimal] = {}
    for plan, product in plans_of(session, claim):
        sums[product.kind] = sums.get(product.kind, Decimal(0)) + plan.sum_assured
    case = Case(
        types=claim.claim_types,
        sums=sums,
        used=_used(session, claim, sums),
        claimed=claim.amount_claimed,
        findings=findings_of(context, claim_id),
        rules=_rules(context),
        loss=Loss(survey.loss, survey.insurable_value, survey.rescue_cost, survey.salvage) if survey else None,
        premium_owed=premium_owed(claim, policy),
        loans=owed_on_loans(session, policy, local_day(context.now)) + loans_repaid(session, claim),
    )
    return calculate(case)


def _rules(context: HandlerContext) -> Rules:
    def value(code: str) -> Decimal:
        return Decimal(whole(context.session, code, context.now))

    return Rules(
        value("claim_medical_deductible"),
        value("claim_medical_pay_pct"),
        value("claim_medical_pay_pct_no_social"),
        value("claim_hospital_daily"),
        value("claim_property_deductible"),
    )


def _used(session: Session, claim: Claim, sums: dict[str, Decimal]) -> dict[str, Decimal]:
    """Benefits that earlier claims took out of the sums of indemnity products; one kind per policy is counted."""
    from_sums = [kind for kind in sums if kind in ("medical", "property")]
    if not from_sums:
        return {}
    rows = (
        session.query(ClaimPayment)
        .join(Claim, Claim.id == ClaimPayment.claim_id)
        .where(Claim.policy_id == claim.policy_id, Claim.id != claim.id, ClaimPayment.kind != "refund")
    )
    paid = sum((row.amount for row in rows if row.status in PAID), Decimal(0))
    return {from_sums[0]: paid}


def premium_owed(claim: Claim, policy: Policy) -> Decimal:
    """One instalment when the event fell into the days of grace (art 36), unless it was waived."""
    in_grace = claim.occurred_on is not None and policy.paid_to is not None and claim.occurred_on > policy.paid_to
    if policy.paid_to is not None and is_waived(policy, policy.paid_to):
        return Decimal(0)
    return policy.annual_premium if in_grace else Decimal(0)


def premiums_paid(policy: Policy) -> Decimal:
    """Yuan of premium paid so far: a year's premium for every year begun that is paid."""
    reached = policy.paid_to or policy.effective_from
    years = max(1, reached.year - policy.effective_from.year)
    return policy.annual_premium * years


def refund_of(context: HandlerContext, policy: Policy, kind: str) -> Decimal:
    """Yuan of premium, or of the policy's own cash value less loans, that goes back."""
    if kind == "none":
        return Decimal(0)
    return premiums_paid(policy) if kind == "premium" else worth_of(context.session, policy, context.now).net


def kept_back(decision: ClaimDecision, code: str = "policy_loan") -> Decimal:
    """Yuan that a decision takes off for loans; `code` `loan_repaid`: what was taken as repaid because of it."""
    return sum((abs(Decimal(line["amount"])) for line in decision.lines if line["code"] == code), Decimal(0))


def loans_repaid(session: Session, claim: Claim) -> Decimal:
    """Yuan of loans that earlier decisions of the claim have repaid: a new decision takes them off all the same."""
    rows = session.scalars(select(ClaimDecision).where(ClaimDecision.claim_id == claim.id)).all()
    return sum((kept_back(row, LOAN_REPAID) for row in rows), Decimal(0))


def already_paid(session: Session, claim: Claim) -> Decimal:
    """Advances and earlier benefits of this claim, yuan; ordered ones count, for they are on their way."""
    rows = payments_of(session, claim)
    on_way = PAID | {ClaimPaymentStatus.ORDERED}
    return sum((row.amount for row in rows if row.kind != "refund" and row.status in on_way), Decimal(0))


def years_paid(policy: Policy, claim: Claim) -> int:
    """Whole years from the beginning of the contract to the event."""
    event = claim.occurred_on or local_day(claim.reported_at)
    start = policy.effective_from
    return event.year - start.year - ((event.month, event.day) < (start.month, start.day))


def text_of(found: Calculation) -> str:
    """The calculation as a sentence."""
    parts = [f"{LINES[line.code]} {yuan_text(line.amount)}" for line in found.lines if line.code in LINES]
    return f"{'；'.join(parts) or '无可给付项目'}。合计 {yuan_text(found.total)} 元。"
