"""Issue: the policy record, compared with the application it must agree with (SOP 4.4.3b, Interp. II art 14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry
from handlers.new_business.application_file import find_application, plan_lines
from handlers.new_business.codes import DIFFERENCES
from handlers.new_business.group import write_members
from handlers.parameters import local_day
from handlers.records import (
    Application,
    PlanTerms,
    Policy,
    PolicyPlan,
    PremiumDemand,
    PremiumPayment,
    UnderwritingDecision,
)
from handlers.records.application import ApplicationStatus
from handlers.records.policy import PolicyStatus
from handlers.records.premium import PaymentStatus
from handlers.words import anniversary

registry = HandlerRegistry()
NO_DIFFERENCE = "未发现差异"


@dataclass(frozen=True, slots=True)
class Printed:
    """What operations typed off the printed policy."""

    premium: Decimal
    delivery: str


@dataclass(frozen=True, slots=True)
class Issuing:
    application_id: str
    decision_id: str
    printed: Printed
    policy_id: str | None = None
    check_differences: list[str] | None = None
    correction_note: str | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    policy_id: str
    policy_no: str
    differences: list[str]
    differences_text: str


@registry.handles("policy.create", takes=Issuing, gives=Issued)
def create_policy(given: Issuing, context: HandlerContext) -> Issued:
    """Write the policy, or its corrected version, and compare it with application and decision."""
    session = context.session
    application = find_application(session, given.application_id)
    decision = session.get_one(UnderwritingDecision, given.decision_id)
    policy = session.get(Policy, given.policy_id) if given.policy_id else None
    if policy is None:
        policy = _issue(context, application, decision, given.printed)
    else:
        _correct(context, policy, given)
    differences = _differences(session, policy, application, decision)
    text = "、".join(DIFFERENCES[code] for code in differences) or NO_DIFFERENCE
    return Issued(policy.id, policy.number, differences, text)


def _issue(
    context: HandlerContext, application: Application, decision: UnderwritingDecision, printed: Printed
) -> Policy:
    session = context.session
    policy_id = context.new_id("POL")
    effective_from = _effective_from(session, application)
    policy = Policy(
        id=policy_id,
        number=f"P{local_day(context.now):%Y%m%d}{policy_id[4:12]}",
        version=1,
        application_id=application.id,
        decision_id=decision.id,
        policyholder_id=application.applicant_id,
        insured_id=application.insured_id,
        agent_id=application.agent_id,
        delivery=printed.delivery,
        annual_premium=printed.premium,
        effective_from=effective_from,
        status=PolicyStatus.ISSUED,
        paid_to=anniversary(effective_from, 1),
        payment_mode="annual",
        issued_at=context.now,
        issued_by=context.actor_id,
        corrections=[],
    )
    session.add(policy)
    session.flush()
    _write_plans(context, policy, application, decision)
    write_members(context, policy, application)
    application.status, application.closed_at = ApplicationStatus.ISSUED, context.now
    return policy


def _effective_from(session: Session, application: Application) -> date:
    """Cover begins on the day after the premium was paid, whenever the paper gets ready."""
    paid_at = session.scalar(
        select(func.max(PremiumPayment.received_at))
        .join(PremiumDemand, PremiumDemand.id == PremiumPayment.demand_id)
        .where(PremiumDemand.application_id == application.id, PremiumPayment.status == PaymentStatus.KEPT)
    )
    if paid_at is None:
        raise LookupError(f"no premium was received for {application.number}")
    return local_day(paid_at) + timedelta(days=1)


def _write_plans(
    context: HandlerContext, policy: Policy, application: Application, decision: UnderwritingDecision
) -> None:
    terms_of = {
        terms.plan_id: terms
        for terms in context.session.scalars(select(PlanTerms).where(PlanTerms.decision_id == decision.id))
    }
    for line, product in plan_lines(context.session, application):
        terms = terms_of[line.id]
        context.session.add(
            PolicyPlan(
                id=context.new_id("PPL"),
                policy_id=policy.id,
                line=line.line,
                product_code=product.code,
                sum_assured=terms.sum_assured,
                premium_years=line.premium_years,
                policy_years=line.policy_years,
                extra_pct=terms.extra_pct,
                exclusions=terms.exclusions,
                premium=terms.premium,
            )
        )
    context.session.flush()


def _correct(context: HandlerContext, policy: Policy, given: Issuing) -> None:
    entry = {
        "version": policy.version + 1,
        "at": context.now.isoformat(),
        "by": context.actor_id,
        "differences": given.check_differences or [],
        "note": given.correction_note or "",
        "old": {"premium": str(policy.annual_premium), "delivery": policy.delivery},
    }
    policy.version += 1
    policy.corrections = [*policy.corrections, entry]
    policy.annual_premium, policy.delivery = given.printed.premium, given.printed.delivery
    context.session.flush()


def _differences(
    session: Session, policy: Policy, application: Application, decision: UnderwritingDecision
) -> list[str]:
    """Codes of what does not agree; the application prevails, so the policy is what gets corrected."""
    plans = session.scalars(select(PolicyPlan).where(PolicyPlan.policy_id == policy.id)).all()
    found = {
        "parties": (policy.policyholder_id, policy.insured_id) != (application.applicant_id, application.insured_id),
        "plans": [plan.product_code for plan in plans]
        != [product.code for _, product in plan_lines(session, application)],
        "premium": policy.annual_premium != decision.annual_premium,
        "delivery": application.delivery is not None and policy.delivery != application.delivery,
    }
    return [code for code, differs in found.items() if differs]
