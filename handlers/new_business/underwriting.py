"""The person's part of underwriting: reading the file, deciding within authority (SOP 3.4, 4.4.2c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry
from engine.schemas import Shape
from handlers import privacy
from handlers.new_business.application_file import find_application, findings_of, seal_health
from handlers.new_business.codes import OUTCOMES
from handlers.new_business.requirements import ask_for, mark_read
from handlers.new_business.risk import Plan
from handlers.new_business.schemas import Cleared, Findings, Measured, Reason
from handlers.parameters import local_day
from handlers.people import health_subject
from handlers.records import Application
from handlers.records.underwriting_decision import Outcome
from handlers.words import EXCLUSIONS

registry = HandlerRegistry()
FOUR_EYES = frozenset({Outcome.DECLINED, Outcome.POSTPONED})
NO_TERMS = FOUR_EYES | {Outcome.STANDARD}
MAY_REDUCE = "minor_cap"
COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    disclosures: list[str] | None = None
    history: list[str] | None = None
    measured: Measured | None = None
    ask_for: list[str] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    application_id: str
    answers: ReadAnswers


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What the decision `uw_plan` gives for one product."""

    plan_id: str
    kind: str
    points: Decimal
    extra_pct: Decimal
    occupation_factor: Decimal
    outcome: Outcome
    refer: bool
    exclusions: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    max_multiple: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class RiskFacts:
    cover_per_life: Decimal
    yes_answers: int


@dataclass(frozen=True, slots=True)
class Exam:
    exam: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the decision `uw_final` gives."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Stating:
    risk: RiskFacts
    plans: list[Plan]
    plan_results: list[PlanResult]
    proposal: Proposal
    requirements_found: Exam
    evidence_count: int
    suitability_found: list[Reason] | None = None


@dataclass(frozen=True, slots=True)
class AuthorityFacts:
    """Inputs of the decision `uw_authority`."""

    by_person: bool
    clean: bool
    """No points, no yes-answer, no exam, no evidence, no referral, no suitability flag."""
    cover: Decimal
    rating: Decimal
    outcome: Outcome
    referred_from: str | None = None
    """The level that passed the case up of its own will."""


@dataclass(frozen=True, slots=True)
class Stated:
    authority_facts: AuthorityFacts
    proposal_text: str


@dataclass(frozen=True, slots=True)
class TermsAnswers:
    line: str
    extra_pct: Decimal | None = None
    sum_assured: Decimal | None = None
    exclusions: list[str] | None = None


@dataclass(frozen=True, slots=True)
class DecidedAnswers:
    outcome: Outcome
    reason_text: str
    terms: list[TermsAnswers] = field(default_factory=list)
    review_after: date | None = None


@dataclass(frozen=True, slots=True)
class DecisionAnswers:
    """What the form hands over: reasons and terms tell of health."""

    decided: DecidedAnswers | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    level: str
    rank: int


@dataclass(frozen=True, slots=True)
class Deciding:
    application_id: str
    action: str
    """`decide`, `evidence` or `up`."""
    authority: Authority
    authority_facts: AuthorityFacts
    plans: list[Plan]
    eligibility: Eligibility
    ask_for: list[str] | None = None
    answers: DecisionAnswers | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the gateways ask of a decision; its reasons and terms are sealed in the application until recorded."""

    action: str
    outcome: Outcome | None
    outcome_text: str
    four_eyes: bool
    problem: str | None
    """What must be put right first, in a sentence."""
    decided_by: str


@dataclass(frozen=True, slots=True)
class Taken:
    decision: Decision
    authority_facts: AuthorityFacts
    offered_rank: int
    answers: Any = None


@registry.handles("underwriting.store_findings", takes=Reading, gives=Cleared)
def store_findings(given: Reading, context: HandlerContext) -> Cleared:
    """Seal what the underwriter read out of the file; new values replace old ones, and more evidence may be asked."""
    application = find_application(context.session, given.application_id)
    answers, before = given.answers, findings_of(context.session, application)
    findings = Findings(
        disclosures=answers.disclosures or [],
        history=answers.history or [],
        measured=answers.measured or before.measured,
        note=answers.note,
    )
    application.findings = seal_health(context.session, application, findings.dump(), context.now)
    application.findings_at = context.now
    mark_read(context, application)
    for code in answers.ask_for or []:
        ask_for(context, application, code, "underwriter")
    return Cleared()


@registry.handles("underwriting.state_facts", takes=Stating, gives=Stated)
def state_facts(given: Stating, context: HandlerContext) -> Stated:  # noqa: ARG001 - pure, but a handler
    """Gather what the authority table asks about the tables' own proposal."""
    flags = {row.result for row in given.suitability_found or []}
    clean = (
        all(result.points == 0 and not result.refer for result in given.plan_results)
        and given.risk.yes_answers == 0
        and given.requirements_found.exam == "none"
        and given.evidence_count == 0
        and "manual_underwriting" not in flags
    )
    facts = AuthorityFacts(
        by_person=False,
        clean=clean,
        cover=given.risk.cover_per_life,
        rating=max((max(r.points, r.extra_pct) for r in given.plan_results), default=Decimal(0)),
        outcome=given.proposal.outcome,
    )
    return Stated(facts, _proposal_text(given.plans, given.plan_results, given.proposal))


def _proposal_text(plans: Iterable[Plan], results: Iterable[PlanResult], proposal: Proposal) -> str:
    labels = {plan.plan_id: plan.label for plan in plans}
    lines = [f"{OUTCOMES[proposal.outcome]}"]
    for result in results:
        parts = [f"{labels[result.plan_id]}：{OUTCOMES[result.outcome]}，{result.points.normalize():f} 点"]
        if result.extra_pct:
            parts.append(f"加费 {result.extra_pct.normalize():f}%")
        if result.exclusions:
            parts.append("除外 " + "、".join(EXCLUSIONS.get(code, code) for code in result.exclusions))
        if result.refer:
            parts.append("须人工判断")
        lines.append("，".join(parts))
    return "；".join(lines)


@registry.handles("underwriting.take_decision", takes=Deciding, gives=Taken)
def take_decision(given: Deciding, context: HandlerContext) -> Taken:
    """Check the person's decision against law and itself, and state it for the authority table."""
    application = find_application(context.session, given.application_id)
    decided = given.answers.decided if given.answers and given.action == "decide" else None
    facts, problem = given.authority_facts, None
    if given.action == "evidence":
        for code in given.ask_for or []:
            ask_for(context, application, code, "underwriter")
    elif given.action == "up":
        problem = "已是最高权限，不能再上呈。" if given.authority.level == COMMITTEE else None
        facts = facts if problem else replace(facts, referred_from=given.authority.level)
    else:
        problem = problem_of(decided, given.plans, given.eligibility, local_day(context.now))
        facts = facts if problem or decided is None else _facts_of(facts, decided)
    application.decision_draft = _sealed_draft(context, application, decided)
    decision = Decision(
        action=given.action,
        outcome=decided.outcome if decided else None,
        outcome_text=OUTCOMES[decided.outcome] if decided else "",
        four_eyes=decided is not None and decided.outcome in FOUR_EYES,
        problem=problem,
        decided_by=context.actor_id,
    )
    return Taken(decision, facts, given.authority.rank)


def _sealed_draft(context: HandlerContext, application: Application, decided: DecidedAnswers | None) -> bytes | None:
    if decided is None:
        return None
    terms = [] if decided.outcome in NO_TERMS else [_clean(each) for each in decided.terms]
    return seal_draft(context, application, replace(decided, terms=terms))


def seal_draft(context: HandlerContext, application: Application, decided: DecidedAnswers) -> bytes:
    """What was decided, sealed until it is recorded."""
    return seal_health(context.session, application, Shape(DecidedAnswers).dump(decided), context.now)


def draft_of(session: Session, application: Application) -> DecidedAnswers | None:
    """What the underwriter decided and is not recorded yet. Class C2, health."""
    if application.decision_draft is None:
        return None
    sealed = privacy.unseal(session, health_subject(application.insured_id), application.decision_draft)
    return Shape(DecidedAnswers).load(sealed)


def _clean(terms: TermsAnswers) -> TermsAnswers:
    return TermsAnswers(terms.line, terms.extra_pct or Decimal(0), terms.sum_assured, terms.exclusions or [])


def _facts_of(facts: AuthorityFacts, decided: DecidedAnswers) -> AuthorityFacts:
    rating = max((terms.extra_pct or Decimal(0) for terms in decided.terms), default=Decimal(0))
    return AuthorityFacts(
        by_person=True,
        clean=False,
        cover=facts.cover,
        rating=rating,
        outcome=decided.outcome,
        referred_from=facts.referred_from,
    )


def problem_of(
    decided: DecidedAnswers | None, plans: Sequence[Plan], eligibility: Eligibility, today: date
) -> str | None:
    """What is wrong with a decision, in one sentence for the underwriter; None when it may stand."""
    if decided is None:
        return "请填写决定。"
    if eligibility.outcome is Outcome.DECLINED and not _is_lawful(decided.outcome, eligibility.reason):
        return "按法定资格不得承保：只能拒保、延期，或（未成年人限额）降低保额。"
    if decided.outcome is Outcome.POSTPONED and (decided.review_after is None or decided.review_after <= today):
        return "延期须写明今后可再申请的日期。"
    if decided.outcome in NO_TERMS:
        return None
    return _problem_of_terms(decided, {str(plan.line): plan for plan in plans})


def _is_lawful(outcome: Outcome, reason: str) -> bool:
    return outcome in FOUR_EYES or (outcome is Outcome.SPECIAL_TERMS and reason == MAY_REDUCE)


def _problem_of_terms(decided: DecidedAnswers, plans: dict[str, Plan]) -> str | None:
    lines = [terms.line for terms in decided.terms]
    if not lines or len(set(lines)) != len(lines) or not set(lines) <= set(plans):
        return "请逐险种填写条件，每个险种至多一行。"
    implied = Outcome.STANDARD
    for terms in decided.terms:
        if terms.sum_assured and terms.sum_assured >= plans[terms.line].sum_assured:
            return "降低后的保额须低于投保保额。"
        implied = max(implied, implied_outcome(terms), key=lambda outcome: outcome.severity)
    if implied is not decided.outcome:
        return f"所填条件是“{OUTCOMES[implied]}”，与结论“{OUTCOMES[decided.outcome]}”不符。"
    return None


def implied_outcome(terms: TermsAnswers) -> Outcome:
    """What the terms of one product amount to."""
    if terms.extra_pct:
        return Outcome.RATED
    if terms.exclusions:
        return Outcome.EXCLUSION
    return Outcome.SPECIAL_TERMS if terms.sum_assured else Outcome.STANDARD
