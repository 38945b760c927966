"""From a decision to terms: record, premium at these terms, the customer's answer (SOP 4.4.2c, 4.4.2d)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from engine.registry import HandlerContext, HandlerRegistry
from handlers.new_business.application_file import find_application, seal_health
from handlers.new_business.risk import Plan
from handlers.new_business.underwriting import (
    FOUR_EYES,
    DecidedAnswers,
    Decision,
    PlanResult,
    TermsAnswers,
    draft_of,
    implied_outcome,
)
from handlers.parameters import days_later, local_day, parameter
from handlers.people import birth_of, find_customer
from handlers.quote import yearly_premium
from handlers.records import Application, PlanTerms, UnderwritingDecision
from handlers.records.application import ApplicationStatus
from handlers.records.underwriting_decision import Outcome, Reasons
from handlers.words import age_on, day_text

registry = HandlerRegistry()
AUTO = "auto"
AUTO_REASON = "符合标准承保条件，无加费、无除外。"
STATUS_OF = {
    Outcome.STANDARD: ApplicationStatus.ACCEPTED,
    Outcome.DECLINED: ApplicationStatus.DECLINED,
    Outcome.POSTPONED: ApplicationStatus.POSTPONED,
}
RESULT_OF = {Outcome.STANDARD: "accepted", Outcome.DECLINED: "declined", Outcome.POSTPONED: "postponed"}
ANSWERED = {
    "accept": ("accepted", ApplicationStatus.ACCEPTED),
    "adjust": ("adjust", ApplicationStatus.ADJUSTED),
    "withdraw": ("withdrawn", ApplicationStatus.WITHDRAWN),
}


@dataclass(frozen=True, slots=True)
class Level:
    level: str


@dataclass(frozen=True, slots=True)
class Recording:
    application_id: str
    authority: Level
    plans: list[Plan]
    plan_results: list[PlanResult]
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    decision_id: str
    outcome: Outcome
    underwriting_result: str | None
    """Set where no answer of the customer is needed."""
    terms_due_at: datetime
    terms_due_text: str
    terms_reminders: str


@dataclass(frozen=True, slots=True)
class Answer:
    application_id: str
    decision_id: str
    answer: str


@dataclass(frozen=True, slots=True)
class Answered:
    underwriting_result: str


@registry.handles("underwriting.record_decision", takes=Recording, gives=Recorded)
def record_decision(given: Recording, context: HandlerContext) -> Recorded:
    """Write the decision with the terms and premium of each product; the second person is who agreed just now."""
    session = context.session
    application = find_application(session, given.application_id)
    decision = None if given.authority.level == AUTO else given.decision
    draft = draft_of(session, application) if decision else None
    outcome = Outcome.STANDARD if draft is None else draft.outcome
    reasons = Reasons(
        codes=list(dict.fromkeys(code for result in given.plan_results for code in result.reasons)),
        text=AUTO_REASON if draft is None else draft.reason_text,
    )
    row = UnderwritingDecision(
        id=context.new_id("UWD"),
        application_id=application.id,
        version=application.version,
        outcome=outcome,
        level=given.authority.level,
        decided_by=AUTO if decision is None else decision.decided_by,
        reviewed_by=context.actor_id if outcome in FOUR_EYES else None,
        reasons=seal_health(session, application, asdict(reasons), context.now),
        annual_premium=Decimal(0),
        review_after=draft.review_after if draft and outcome is Outcome.POSTPONED else None,
        decided_at=context.now,
    )
    session.add(row)
    session.flush()
    row.annual_premium = _write_terms(context, application, row, given, draft)
    application.decision_draft = None
    session.flush()
    application.status = STATUS_OF.get(outcome, ApplicationStatus.DECIDED)
    if outcome in FOUR_EYES:
        application.closed_at, application.close_reason = context.now, outcome.value
    due = days_later(session, "terms_days", context.now)
    return Recorded(
        decision_id=row.id,
        outcome=outcome,
        underwriting_result=RESULT_OF.get(outcome),
        terms_due_at=due,
        terms_due_text=day_text(due),
        terms_reminders=parameter(session, "terms_reminders", context.now),
    )


def _write_terms(
    context: HandlerContext,
    application: Application,
    row: UnderwritingDecision,
    given: Recording,
    draft: DecidedAnswers | None,
) -> Decimal:
    """Terms of each product; gives the sum of the yearly premiums (none when nothing is offered)."""
    if row.outcome in FOUR_EYES:
        return Decimal(0)
    insured = find_customer(context.session, application.insured_id)
    day = local_day(context.now)
    factors = {result.plan_id: result.occupation_factor for result in given.plan_results}
    decided = {terms.line: terms for terms in draft.terms} if draft else {}
    total = Decimal(0)
    for plan in given.plans:
        terms = decided.get(str(plan.line), TermsAnswers(str(plan.line)))
        extra, covered = terms.extra_pct or Decimal(0), terms.sum_assured or plan.sum_assured
        premium = yearly_premium(
            context.session,
            plan.product_code,
            sum_assured=covered,
            sex=insured.sex or "",
            age=age_on(birth_of(insured), day),
            on=day,
            extra_pct=extra,
            factor=factors[plan.plan_id],
        )
        context.session.add(
            PlanTerms(
                id=context.new_id("TRM"),
                decision_id=row.id,
                plan_id=plan.plan_id,
                outcome=implied_outcome(terms),
                sum_assured=covered,
                extra_pct=extra,
                occupation_factor=factors[plan.plan_id],
                exclusions=list(terms.exclusions or []),
                premium=premium,
            )
        )
        total += premium
    return total


@registry.handles("underwriting.record_answer", takes=Answer, gives=Answered)
def record_answer(given: Answer, context: HandlerContext) -> Answered:
    """Keep what the customer answered to the terms: accept, adjust, give up."""
    application = find_application(context.session, given.application_id)
    decision = context.session.get_one(UnderwritingDecision, given.decision_id)
    decision.answer, decision.answered_at = given.answer, context.now
    result, application.status = ANSWERED[given.answer]
    if application.status is ApplicationStatus.WITHDRAWN:
        application.closed_at, application.close_reason = context.now, "withdrawn"
    return Answered(result)
