"""The needs analysis from its opening to the report (SOP 4.2.2, 4.2.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.registry import HandlerContext, HandlerRegistry
from engine.schemas import Shape
from handlers import privacy
from handlers.notices import send_link
from handlers.parameters import days_later, local_day, parameter, sla_days, whole
from handlers.people import health_subject
from handlers.records import Contact, Customer, NeedsAnalysis, NeedsRisk, Product
from handlers.records.needs_analysis import NeedsStatus
from handlers.sales.information import find_needs
from handlers.sales.needs_report import LEVEL_ORDER, issue_checklist, issue_needs_report, reasons_text
from handlers.sales.needs_schemas import FactAnswers, HealthFacts, InterviewAnswers
from handlers.sales_rights import require_sales_rights
from handlers.words import age_on

registry = HandlerRegistry()
SLA = ("collect_needs_papers", "interview")
CENTIMETRES = 100
WORST = {"suitable": 0, "declaration": 1, "unsuitable": 2}


@dataclass(frozen=True, slots=True)
class Opening:
    customer_id: str
    agent_id: str = ""
    started_by: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    needs_open_result: str
    needs_id: str | None = None
    agent_id: str | None = None
    customer_kind: str | None = None
    sla: dict[str, int] = field(default_factory=dict)
    facts_due_at: datetime | None = None
    facts_reminders: str | None = None
    needs_problem: str | None = None
    report_problem: str | None = None


@dataclass(frozen=True, slots=True)
class Interviewed:
    needs_id: str
    answers: InterviewAnswers


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What the table `needs_risk` looks at: health and habits without a name."""

    customer_kind: str
    age: int | None
    occupation_class: str | None
    smoker: bool
    bmi: Decimal | None
    conditions: int
    hazardous_sport: bool
    headcount: int | None
    claims_to_premium_pct: Decimal | None
    has_property: bool


@dataclass(frozen=True, slots=True)
class SuitabilityFacts:
    """What the table `needs_suitability` looks at: ages, ratios, yes and no."""

    customer_kind: str
    needs_match: bool
    can_keep_paying: bool
    same_indemnity_cover: bool
    income_known: bool
    budget_to_income_pct: Decimal | None
    warn_pct: int
    age: int | None
    extra_care_age: int
    loss_attitude: str
    horizon: str
    headcount_insured: int | None
    min_insured: int
    formed_for_insurance: bool


@dataclass(frozen=True, slots=True)
class Facts:
    risk: RiskFacts
    suitability_facts: SuitabilityFacts
    answers: Any = None


@dataclass(frozen=True, slots=True)
class RiskLevel:
    """A row of the table; the names tell the pages that it speaks of health (`web/masking.py`)."""

    risk: str
    risk_level: str
    risk_reason: str


@dataclass(frozen=True, slots=True)
class Reason:
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opinion:
    grade: int
    reasons: list[Reason] | None = None


@dataclass(frozen=True, slots=True)
class Concluding:
    needs_id: str
    needs_opinion: Opinion
    risk_levels: list[RiskLevel] | None = None


@dataclass(frozen=True, slots=True)
class Concluded:
    needs_fit: bool
    opinion: str
    opinion_reasons: str
    report_due_at: datetime
    report_reminders: str
    risk: Any = None
    risk_levels: Any = None
    report_problem: str | None = None


@registry.handles("needs.open", takes=Opening, gives=Opened)
def open_needs(given: Opening, context: HandlerContext) -> Opened:
    """Open the analysis and give the customer the checklist; not for who refused to be contacted (SOP 4.2.1a)."""
    session = context.session
    customer = session.get(Customer, given.customer_id)
    if customer is None:
        return Opened("refused", needs_problem="没有这个客户编号")
    if _refuses(context, customer):
        return Opened("refused", needs_problem="客户表示不再接受联系")
    agent = given.agent_id or given.started_by
    require_sales_rights(context, agent)
    needs = NeedsAnalysis(
        id=context.new_id("NEE"),
        status=NeedsStatus.OPEN,
        customer_id=customer.id,
        agent_id=agent,
        customer_kind=customer.kind,
        reasons=[],
        case_id=context.case_id,
        opened_at=context.now,
    )
    session.add(needs)
    session.flush()
    needs.checklist_id = issue_checklist(context, needs)
    send_link(context, customer.id)
    return Opened(
        needs_open_result="opened",
        needs_id=needs.id,
        agent_id=agent,
        customer_kind=customer.kind,
        sla=sla_days(session, context.now, SLA),
        facts_due_at=days_later(session, "facts_days", context.now),
        facts_reminders=parameter(session, "facts_reminders", context.now),
    )


def _refuses(context: HandlerContext, customer: Customer) -> bool:
    """Whether the last thing the person said was not to be contacted."""
    asked = select(Contact).where(Contact.customer_id == customer.id).order_by(Contact.opened_at.desc()).limit(1)
    last = context.session.scalar(asked)
    return last is not None and last.refused_at is not None


def facts_of(context: HandlerContext, needs: NeedsAnalysis) -> FactAnswers:
    """The customer's own facts, without health."""
    return Shape(FactAnswers).load(privacy.unseal(context.session, needs.customer_id, needs.facts or b""))


def interview_of(context: HandlerContext, needs: NeedsAnalysis) -> InterviewAnswers:
    """What was said in the interview."""
    return Shape(InterviewAnswers).load(privacy.unseal(context.session, needs.customer_id, needs.interview or b""))


def yearly_income(facts: FactAnswers) -> Decimal:
    """Yuan a year that the premium is measured against: of the household, or the group's revenue."""
    if facts.group is not None:
        return facts.group.annual_revenue
    return facts.person.household_income if facts.person is not None else Decimal(0)


@registry.handles("needs.store_interview", takes=Interviewed, gives=Facts)
def store_interview(given: Interviewed, context: HandlerContext) -> Facts:
    """Seal the interview and give the tables their inputs."""
    session, said = context.session, given.answers
    needs = find_needs(context, given.needs_id)
    needs.interview = privacy.seal(session, needs.customer_id, Shape(InterviewAnswers).dump(said), context.now)
    facts = facts_of(context, needs)
    return Facts(_risk_facts(context, needs, facts), _suitability_facts(context, facts, said, needs.customer_kind))


def _risk_facts(context: HandlerContext, needs: NeedsAnalysis, facts: FactAnswers) -> RiskFacts:
    health, person, group = _health_of(context, needs), facts.person, facts.group
    history = group.claims_history if group is not None else []
    paid = sum((year.premium for year in history), Decimal(0))
    claimed = sum((year.claims for year in history), Decimal(0))
    return RiskFacts(
        customer_kind=needs.customer_kind,
        age=age_on(person.birth_date, local_day(context.now)) if person is not None else None,
        occupation_class=person.occupation_class if person is not None else None,
        smoker=health is not None and health.smoker == "yes",
        bmi=_bmi(health),
        conditions=health.condition_count if health is not None else 0,
        hazardous_sport=health is not None and health.hazardous_sport == "yes",
        headcount=group.headcount if group is not None else None,
        claims_to_premium_pct=round(claimed * 100 / paid, 1) if paid > 0 else None,
        has_property=group is not None and group.property_value > 0,
    )


def _health_of(context: HandlerContext, needs: NeedsAnalysis) -> HealthFacts | None:
    if needs.health is None:
        return None
    said = privacy.unseal(context.session, health_subject(needs.customer_id), needs.health)
    return Shape(HealthFacts).load(said)


def _bmi(health: HealthFacts | None) -> Decimal | None:
    if health is None:
        return None
    metres = health.height_cm / CENTIMETRES
    return round(health.weight_kg / (metres * metres), 1)


def _suitability_facts(
    context: HandlerContext, facts: FactAnswers, said: InterviewAnswers, kind: str
) -> SuitabilityFacts:
    session, now, income, group = context.session, context.now, yearly_income(facts), facts.group
    return SuitabilityFacts(
        customer_kind=kind,
        needs_match=said.needs_match == "yes",
        can_keep_paying=said.can_keep_paying == "yes",
        same_indemnity_cover=said.same_indemnity_cover == "yes",
        income_known=income > 0,
        budget_to_income_pct=round(said.annual_budget * 100 / income, 1) if income > 0 else None,
        warn_pct=whole(session, "premium_to_income_warn_pct", now),
        age=age_on(facts.person.birth_date, local_day(now)) if facts.person is not None else None,
        extra_care_age=whole(session, "extra_care_age", now),
        loss_attitude=said.loss_attitude,
        horizon=said.horizon,
        headcount_insured=group.headcount_insured if group is not None else None,
        min_insured=whole(session, "group_min_insured", now),
        formed_for_insurance=group is not None and group.formed_for_insurance == "yes",
    )


@registry.handles("needs.conclude", takes=Concluding, gives=Concluded)
def conclude(given: Concluding, context: HandlerContext) -> Concluded:
    """Write the risks and gaps, the tolerance and the opinion, and issue the report (SOP 4.2.2b, 4.2.3b)."""
    session, needs = context.session, find_needs(context, given.needs_id)
    reasons = [one for one in given.needs_opinion.reasons or [] if one.result != "checked"]
    results = {reason.result for reason in reasons}
    needs.tolerance_grade = given.needs_opinion.grade
    needs.reasons = [reason.reason for reason in reasons]
    needs.opinion = _opinion(results)
    needs.insisted_at = None
    _write_risks(context, needs, given.risk_levels or [])
    is_fit = "blocked" not in results and _range_fits(context, needs)
    needs.valid_until = days_later(session, "needs_valid_days", context.now).date()
    needs.document_id = issue_needs_report(context, needs, interview_of(context, needs), facts_of(context, needs))
    needs.status = NeedsStatus.REPORTED
    if is_fit:
        send_link(context, needs.customer_id)
    return Concluded(
        needs_fit=is_fit,
        opinion=needs.opinion,
        opinion_reasons=reasons_text(needs.reasons),
        report_due_at=days_later(session, "report_days", context.now),
        report_reminders=parameter(session, "report_reminders", context.now),
    )


def _opinion(results: set[str]) -> str:
    if results & {"advise_stop", "blocked"}:
        return "unsuitable"
    return "declaration" if "declaration" in results else "suitable"


def _write_risks(context: HandlerContext, needs: NeedsAnalysis, found: list[RiskLevel]) -> None:
    session = context.session
    for old in session.scalars(select(NeedsRisk).where(NeedsRisk.needs_id == needs.id)):
        session.delete(old)
    session.flush()
    worst: dict[str, str] = {}
    for one in found:  # a row that is always there says "none"; no wish names that risk
        worst[one.risk] = max(worst.get(one.risk, "low"), one.risk_level, key=LEVEL_ORDER.index)
    for wish in interview_of(context, needs).covers:
        level = worst.get(wish.risk, "low")
        session.add(
            NeedsRisk(
                id=context.new_id("NRI"),
                needs_id=needs.id,
                risk=wish.risk,
                level=privacy.seal(session, health_subject(needs.customer_id), level, context.now),
                need=wish.need,
                in_force=wish.in_force,
                gap=wish.gap,
                is_core=wish.is_core,
            )
        )
    session.flush()


def _range_fits(context: HandlerContext, needs: NeedsAnalysis) -> bool:
    """Whether anything on offer is within the tolerance."""
    asked = select(Product.code).where(Product.offered, Product.customer_kind == needs.customer_kind)
    return context.session.scalar(asked.where(Product.grade <= (needs.tolerance_grade or 0)).limit(1)) is not None
