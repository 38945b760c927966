"""What the route and the fraud table look at, and what they found (DOMAIN §4.1, §4.2)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry
from handlers.claims.claim_file import claims_since, find_claim, open_health, plans_of, policy_of, seal_health
from handlers.claims.codes import BANDS, DEATHS, INDICATORS, ROUTES
from handlers.claims.letters import About, progress
from handlers.claims.papers import ClaimFormAnswers
from handlers.claims.review import Findings
from handlers.parameters import local_day, whole
from handlers.records import Claim, Policy
from handlers.records.policy import PolicyStatus
from handlers.words import anniversary

registry = HandlerRegistry()
YEAR, HALF_YEAR = timedelta(days=365), timedelta(days=182)


@dataclass(frozen=True, slots=True)
class FraudFacts:
    days_after_waiting: int
    """Negative within the waiting period."""
    days_since_inception: int
    under_2_years: bool
    policies_6m: int
    other_insurers: int
    notice_days: int
    late_reason_given: bool
    claims_12m: int
    shared_account: bool
    observed: list[str] = field(default_factory=list)
    """Indicators that staff saw in papers or survey."""


@dataclass(frozen=True, slots=True)
class RouteFacts:
    types: list[str]
    in_force: bool
    """On the day of the event, days of grace included."""
    in_waiting: bool
    life_under_2_years: bool
    """Death or critical illness within two years of inception or reinstatement."""
    amount: Decimal
    special_circumstances: bool
    """Unnatural death, death or treatment abroad, declared missing."""
    facts_clear: bool
    is_motor: bool
    coverage_reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    route_facts: RouteFacts
    fraud_facts: FraudFacts


@dataclass(frozen=True, slots=True)
class Fraud:
    """What the decision `claim_fraud` gives."""

    score: int
    band: str
    indicators: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Route:
    """What the decision `claim_route` gives."""

    route: str
    reason: str


@dataclass(frozen=True, slots=True)
class Noting:
    claim_id: str
    fraud: Fraud
    route: Route


@dataclass(frozen=True, slots=True)
class Noted:
    route_name: str
    route_text: str
    fraud_text: str


@dataclass(frozen=True, slots=True)
class CoverageAnswers:
    """The coverage review's reasoning; may tell of health."""

    note: str


@dataclass(frozen=True, slots=True)
class ReviewingCoverage:
    claim_id: str
    route_facts: RouteFacts
    coverage_result: str
    """`covered`: go on by the other rules; `not_in_force` or `waiting_period`: to determination."""
    answers: CoverageAnswers


@dataclass(frozen=True, slots=True)
class CoverageReviewed:
    route_facts: RouteFacts
    answers: Any = None


@registry.handles("claim.state_facts", takes=About, gives=Stated)
def state_facts(given: About, context: HandlerContext) -> Stated:
    """Gather what the tables ask about this claim."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    policy, form = policy_of(session, claim), open_health(session, claim, claim.form, ClaimFormAnswers)
    event = claim.occurred_on or local_day(claim.reported_at)
    waiting = max((product.waiting_days for _, product in plans_of(session, claim)), default=0)
    by_accident = {"death_accident", "disability", "property", "liability"}
    waits = bool(set(claim.claim_types) - by_accident)
    since = (event - policy.effective_from).days
    years = whole(session, "contestability_years", context.now)
    begun = local_day(policy.reinstated_at) if policy.reinstated_at else policy.effective_from
    young = event < anniversary(begun, years)
    fraud = FraudFacts(
        days_after_waiting=since - waiting,
        days_since_inception=since,
        under_2_years=young,
        policies_6m=_policies_of(session, claim),
        other_insurers=(form.other_insurers or 0) if form else 0,
        notice_days=(local_day(claim.reported_at) - event).days,
        late_reason_given=bool(form and form.late_reason),
        claims_12m=claims_since(session, claim.insured_id, context.now - YEAR),
        shared_account=_shares_account(session, claim),
        observed=[code for code in claim.fraud_indicators if code in INDICATORS],
    )
    severe = bool(set(claim.claim_types) & (DEATHS | {"critical_illness"}))
    route = RouteFacts(
        types=list(claim.claim_types),
        in_force=was_in_force(session, policy, event, context),
        in_waiting=waits and 0 <= since < waiting,
        life_under_2_years=severe and young,
        amount=claim.amount_claimed,
        special_circumstances=bool(form and "yes" in (form.abroad, form.unnatural)),
        facts_clear=not fraud.observed,
        is_motor=any(product.kind == "motor" for _, product in plans_of(session, claim)),
    )
    return Stated(route, fraud)


def was_in_force(session: Session, policy: Policy, event: date, context: HandlerContext) -> bool:
    """Whether the contract covered the day of the event; unpaid days of grace count (Insurance Law art 36)."""
    if event < policy.effective_from or policy.status is PolicyStatus.CANCELLED:
        return False
    if policy.ended_at is not None and event > local_day(policy.ended_at):
        return False
    if policy.lapsed_at is not None and event > local_day(policy.lapsed_at):
        return False
    grace = timedelta(days=whole(session, "renewal_grace_days", context.now))
    return policy.paid_to is None or event <= policy.paid_to + grace


def _policies_of(session: Session, claim: Claim) -> int:
    """Policies on this life that were issued within half a year of this one."""
    policy = policy_of(session, claim)
    near = select(func.count()).where(
        Policy.insured_id == claim.insured_id,
        Policy.issued_at >= policy.issued_at - HALF_YEAR,
        Policy.issued_at <= policy.issued_at + HALF_YEAR,
    )
    return int(session.scalar(near) or 0)


def _shares_account(session: Session, claim: Claim) -> bool:
    other = select(Claim.id).where(
        Claim.account_hash == claim.account_hash, Claim.insured_id != claim.insured_id, Claim.id != claim.id
    )
    return claim.account_hash is not None and session.scalar(other.limit(1)) is not None


@registry.handles("claim.note_route", takes=Noting, gives=Noted)
def note_route(given: Noting, context: HandlerContext) -> Noted:
    """Keep route, score and its reasons; the customer is told how the claim goes on (5.4), never of a suspicion."""
    claim = find_claim(context.session, given.claim_id)
    claim.route, claim.fraud_score = given.route.route, given.fraud.score
    claim.fraud_indicators = sorted({*claim.fraud_indicators, *given.fraud.indicators})
    reasons = "、".join(INDICATORS.get(code, code) for code in given.fraud.indicators) or "无"
    text = f"{given.fraud.score} 分（{BANDS[given.fraud.band]}）。迹象：{reasons}。分数只提示核查，不作结论。"
    usual = {"straight_through": "小额快赔", "survey": "查勘定损"}.get(given.route.route, "审核")
    progress(context, claim, f"资料齐全，已进入{usual}。")
    return Noted(given.route.route, ROUTES[given.route.route], text)


@registry.handles("claim.store_coverage", takes=ReviewingCoverage, gives=CoverageReviewed)
def store_coverage(given: ReviewingCoverage, context: HandlerContext) -> CoverageReviewed:
    """Keep the coverage review; what it found becomes the finding that determination starts from."""
    claim = find_claim(context.session, given.claim_id)
    claim.coverage = seal_health(context, claim, given.answers)
    ground = "none" if given.coverage_result == "covered" else given.coverage_result
    claim.findings = seal_health(context, claim, Findings(ground=ground, note=given.answers.note))
    # What is doubtful or not covered must never take the fast track, which pays without a person.
    is_clear = given.route_facts.facts_clear and given.coverage_result == "covered"
    return CoverageReviewed(replace(given.route_facts, coverage_reviewed=True, facts_clear=is_clear))
