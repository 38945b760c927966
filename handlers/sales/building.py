"""Building a proposal: the range, the rules that block it, the review before it is shown (SOP 4.3.1, 4.3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.registry import HandlerContext, HandlerRegistry
from handlers import privacy
from handlers.notices import Notice, tell
from handlers.parameters import local_day, whole
from handlers.people import find_customer
from handlers.quote import NoRateError, yearly_premium
from handlers.records import Customer, NeedsAnalysis, NeedsRisk, Product, Proposal, ProposalLine, ProposalVersion
from handlers.sales.codes import KINDS_OF_RISK, PROBLEMS, PROTECTION, WARNINGS
from handlers.sales.information import find_needs
from handlers.sales.needs import facts_of, interview_of, yearly_income
from handlers.sales.proposal_document import issue_proposal_document
from handlers.sales_rights import grade_of
from handlers.words import age_on, yuan_text

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class InRange:
    """A row of the table `proposal_range`: a kind of product, and its part in a plan."""

    kind: str
    role: str


@dataclass(frozen=True, slots=True)
class Listing:
    proposal_id: str
    range_found: list[InRange] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Listed:
    range_offered: list[Choice]
    comparison_text: str
    range_roles: dict[str, str]
    proposal_problem: str | None = None


@dataclass(frozen=True, slots=True)
class PlanWish:
    """A product of the plan; the sum in yuan."""

    product_code: str
    sum_assured: Decimal
    premium_years: int
    policy_years: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why these sums, and why it fits. Class C2."""

    basis: str = ""
    fit: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    proposal_id: str
    plans: list[PlanWish]
    range_roles: dict[str, str]
    change_reason: str
    answers: Grounds


@dataclass(frozen=True, slots=True)
class Checked:
    proposal_state: str
    """`blocked` or `passed`."""
    proposal_version: int
    proposal_problem: str | None
    proposal_warnings: str
    proposal_premium: str
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Review:
    proposal_id: str
    review_result: str
    review_corrections: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    proposal_state: str
    """`approved` or `rejected`."""
    proposal_problem: str | None = None


@dataclass(slots=True)
class Plan:
    """A plan with what the rules measure it against."""

    needs: NeedsAnalysis
    lines: list[tuple[PlanWish, Product, Decimal]]
    risks: Sequence[NeedsRisk]
    budget: Decimal
    income: Decimal
    same_indemnity_cover: bool
    age: int | None
    roles: dict[str, str] = field(default_factory=dict)

    @property
    def premium(self) -> Decimal:
        return sum((premium for _, _, premium in self.lines), Decimal(0))


def find_proposal(context: HandlerContext, proposal_id: str) -> Proposal:
    """The proposal. Raises `LookupError`."""
    row = context.session.get(Proposal, proposal_id)
    if row is None:
        raise LookupError(f"there is no proposal {proposal_id}")
    return row


def version_of(context: HandlerContext, proposal: Proposal) -> ProposalVersion:
    """The newest version's row."""
    asked = select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
    return context.session.scalars(asked.where(ProposalVersion.version == proposal.version)).one()


def age_of(context: HandlerContext, customer: Customer) -> int | None:
    """Full years today; None for a group."""
    return age_on(customer.birth_date, local_day(context.now)) if customer.birth_date is not None else None


@registry.handles("proposal.list_range", takes=Listing, gives=Listed)
def list_range(given: Listing, context: HandlerContext) -> Listed:
    """The approved products that answer a need, within tolerance and age, with their key terms (SOP 4.3.1a, 4.3.1b)."""
    session, proposal = context.session, find_proposal(context, given.proposal_id)
    needs = find_needs(context, proposal.needs_id)
    age = age_of(context, find_customer(session, proposal.customer_id))
    roles = {row.kind: row.role for row in given.range_found or []}
    asked = select(Product).where(Product.offered, Product.customer_kind == needs.customer_kind)
    highest = min(needs.tolerance_grade or 0, grade_of(session, proposal.agent_id, context.now))
    rows = session.scalars(asked.where(Product.grade <= highest).order_by(Product.code))
    fitting = [row for row in rows if row.kind in roles and (age is None or row.min_age <= age <= row.max_age)]
    return Listed(
        range_offered=[Choice(row.name, row.code) for row in fitting],
        comparison_text="\n".join(_terms(row, roles[row.kind]) for row in fitting) or "没有可选产品。",
        range_roles={row.code: roles[row.kind] for row in fitting},
    )


def _terms(row: Product, role: str) -> str:
    kind = "主险" if role == "basic" else "附加险"
    pays = "费用补偿" if row.is_indemnity else "定额给付"
    sums = f"保额 {yuan_text(row.min_sum)} 至 {yuan_text(row.max_sum)} 元"
    days = f"等待期 {row.waiting_days} 天，犹豫期 {row.cooling_off_days} 天"
    return f"- **{row.name}**（{kind}，P{row.grade}）：{pays}，{days}，{sums}"


@registry.handles("proposal.check", takes=Built, gives=Checked)
def check_proposal(given: Built, context: HandlerContext) -> Checked:
    """Compute the premium and hold the plan to the rules: tolerance, budget, core gaps (SOP 4.2.3b, 4.3.2b)."""
    session, proposal = context.session, find_proposal(context, given.proposal_id)
    plan = _plan(context, proposal, given)
    grade = grade_of(session, proposal.agent_id, context.now)
    problems = list(dict.fromkeys(_problems(plan, given, grade)))
    warnings = list(_warnings(plan, context))
    proposal.version += 1
    content = {"basis": given.answers.basis, "fit": given.answers.fit}
    version = ProposalVersion(
        id=context.new_id("PRV"),
        proposal_id=proposal.id,
        version=proposal.version,
        change_reason=given.change_reason,
        content=privacy.seal(session, proposal.customer_id, content, context.now),
        annual_premium=plan.premium,
        problems=problems,
        warnings=warnings,
        built_at=context.now,
        built_by=context.actor_id,
        explained_points=[],
    )
    session.add(version)
    _write_lines(context, proposal, plan)
    if not problems:
        proposal.document_id = issue_proposal_document(context, proposal, version, plan.needs)
    return Checked(
        proposal_state="blocked" if problems else "passed",
        proposal_version=proposal.version,
        proposal_problem="；".join(PROBLEMS[one] for one in problems) or None,
        proposal_warnings="；".join(WARNINGS[one] for one in warnings) or "无",
        proposal_premium=yuan_text(plan.premium),
    )


def _plan(context: HandlerContext, proposal: Proposal, given: Built) -> Plan:
    session, needs = context.session, find_needs(context, proposal.needs_id)
    customer, said = find_customer(session, proposal.customer_id), interview_of(context, needs)
    lines = []
    for wish in given.plans:
        product = session.get(Product, wish.product_code)
        if product is not None:
            lines.append((wish, product, _premium(context, customer, wish)))
    return Plan(
        needs=needs,
        lines=lines,
        risks=session.scalars(select(NeedsRisk).where(NeedsRisk.needs_id == needs.id)).all(),
        budget=said.annual_budget,
        income=yearly_income(facts_of(context, needs)),
        same_indemnity_cover=said.same_indemnity_cover == "yes" and needs.insisted_at is None,
        age=age_of(context, customer),
        roles=given.range_roles,
    )


def _premium(context: HandlerContext, customer: Customer, wish: PlanWish) -> Decimal:
    """Yuan a year; none where the rate table has no row, which the range then refuses."""
    try:
        return yearly_premium(
            context.session,
            wish.product_code,
            sum_assured=wish.sum_assured,
            sex=customer.sex or "group",
            age=age_of(context, customer) or 0,
            on=local_day(context.now),
        )
    except NoRateError:
        return Decimal(0)


def _problems(plan: Plan, given: Built, agent_grade: int) -> Iterator[str]:
    if not plan.lines or len(plan.lines) < len(given.plans):
        yield "no_line"
    for wish, product, premium in plan.lines:
        if product.grade > (plan.needs.tolerance_grade or 0):
            yield "above_tolerance"
        if product.grade > agent_grade:
            yield "above_agent_grade"
        if product.code not in given.range_roles or premium == 0:
            yield "not_in_range"
        if not product.min_sum <= wish.sum_assured <= product.max_sum:
            yield "sum_out_of_range"
    if plan.premium > plan.budget:
        yield "above_budget"
    kinds = [product.kind for _, product, _ in plan.lines]
    indemnity = [product.kind for _, product, _ in plan.lines if product.is_indemnity]
    if len(indemnity) > len(set(indemnity)) or (indemnity and plan.same_indemnity_cover):
        yield "over_insured"
    if any(risk.is_core and risk.gap > 0 and not set(KINDS_OF_RISK[risk.risk]) & set(kinds) for risk in plan.risks):
        yield "core_gap_open"


def _warnings(plan: Plan, context: HandlerContext) -> Iterator[str]:
    share = whole(context.session, "premium_to_income_warn_pct", context.now)
    if plan.income > 0 and plan.premium * 100 > plan.income * share:
        yield "over_income_share"
    if any(_covered(plan, risk) < risk.gap for risk in plan.risks):
        yield "gap_partly_open"
    if plan.age is not None and plan.age >= whole(context.session, "extra_care_age", context.now):
        yield "extra_care_age"
    savings = sum((premium for _, product, premium in plan.lines if product.kind not in PROTECTION), Decimal(0))
    if savings * 2 > plan.premium:
        yield "savings_over_protection"


def _covered(plan: Plan, risk: NeedsRisk) -> Decimal:
    kinds = KINDS_OF_RISK[risk.risk]
    return sum((wish.sum_assured for wish, product, _ in plan.lines if product.kind in kinds), Decimal(0))


def _write_lines(context: HandlerContext, proposal: Proposal, plan: Plan) -> None:
    for number, (wish, product, premium) in enumerate(plan.lines, start=1):
        context.session.add(
            ProposalLine(
                id=context.new_id("PRL"),
                proposal_id=proposal.id,
                version=proposal.version,
                line=number,
                product_code=product.code,
                role=plan.roles.get(product.code, "basic"),
                sum_assured=wish.sum_assured,
                premium_years=wish.premium_years,
                policy_years=wish.policy_years,
                premium=premium,
            )
        )
    context.session.flush()


@registry.handles("proposal.record_review", takes=Review, gives=Reviewed)
def record_review(given: Review, context: HandlerContext) -> Reviewed:
    """Keep compliance's answer; a rejection names what to correct and goes back to the agent (SOP 3.2, 4.3.2c)."""
    proposal = find_proposal(context, given.proposal_id)
    version = version_of(context, proposal)
    version.review_result = given.review_result
    version.reviewed_by, version.reviewed_at = context.actor_id, context.now
    version.corrections = given.review_corrections or ""
    if given.review_result == "approve":
        return Reviewed("approved")
    notice = Notice(
        kind="proposal_review",
        title="方案退回修改",
        text=version.corrections,
        customer_id=proposal.customer_id,
        agent_id=proposal.agent_id,
        matter_id=proposal.id,
    )
    tell(context, notice, "agent")
    return Reviewed("rejected", version.corrections)
