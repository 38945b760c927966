"""Investigation: ordered in writing, signed by two investigators, chased when its report is late (SOP 4.5.3c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.claims.claim_file import find_claim, last_investigation, open_health, seal_health
from handlers.claims.clock import missed
from handlers.claims.codes import INDICATORS
from handlers.claims.documents import issue_investigation
from handlers.parameters import days_later, parameter
from handlers.records import ClaimInvestigation

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class PlanAnswers:
    """What is to be found out; may tell of health."""

    questions: str


@dataclass(frozen=True, slots=True)
class Ordering:
    claim_id: str
    answers: PlanAnswers
    is_special: bool = False


@dataclass(frozen=True, slots=True)
class Ordered:
    investigation_id: str
    investigation_due_at: datetime
    investigation_reminders: str
    answers: Any = None


@dataclass(frozen=True, slots=True)
class ReportAnswers:
    """The first investigator's report; yuan. Class C2, health."""

    steps: str
    facts: str
    outcome: str
    fee: Decimal | None = None
    indicators: list[str] | None = None
    disagreement: str | None = None
    """The second investigator's, while the two do not agree."""


@dataclass(frozen=True, slots=True)
class Writing:
    claim_id: str
    investigation_id: str
    answers: ReportAnswers


@dataclass(frozen=True, slots=True)
class SignAnswers:
    disagreement: str | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    claim_id: str
    investigation_id: str
    sign_result: str
    """`sign` or `disagree`."""
    answers: SignAnswers | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    fraud_indicated: bool
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Late:
    claim_id: str
    investigation_id: str


@registry.handles("claim.order_investigation", takes=Ordering, gives=Ordered)
def order_investigation(given: Ordering, context: HandlerContext) -> Ordered:
    """Order it: the questions in writing, the day by which the report is due."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    before = last_investigation(session, claim)
    due = days_later(session, "claim_investigation_days", context.now)
    work = ClaimInvestigation(
        id=context.new_id("CIN"),
        claim_id=claim.id,
        number=before.number + 1 if before else 1,
        is_special=given.is_special,
        questions=seal_health(context, claim, given.answers.questions),
        ordered_by=context.actor_id,
        ordered_at=context.now,
        due_at=due,
    )
    session.add(work)
    session.flush()
    return Ordered(work.id, due, parameter(session, "claim_investigation_reminders", context.now))


@registry.handles("claim.investigation_late", takes=Late, gives=Nothing)
def mark_late(given: Late, context: HandlerContext) -> Nothing:
    """No report by the day it was due: flagged, recorded, and the lead has to look after it."""
    claim = find_claim(context.session, given.claim_id)
    work = context.session.get_one(ClaimInvestigation, given.investigation_id)
    work.is_overdue = True
    missed(context, claim, "claim_investigation_days", "调查反馈", work.due_at, work.id)
    return Nothing()


@registry.handles("claim.store_report", takes=Writing, gives=Signed)
def store_report(given: Writing, context: HandlerContext) -> Signed:
    """The first investigator's report and signature."""
    claim = find_claim(context.session, given.claim_id)
    work = context.session.get_one(ClaimInvestigation, given.investigation_id)
    work.report, work.outcome = seal_health(context, claim, given.answers), given.answers.outcome
    work.fee = given.answers.fee or Decimal(0)
    work.first_by, work.first_signed_at = context.actor_id, context.now
    work.second_by = work.second_signed_at = None
    return Signed(given.answers.outcome == "fraud_indicated")


@registry.handles("claim.store_second_signature", takes=Signing, gives=Signed)
def store_second_signature(given: Signing, context: HandlerContext) -> Signed:
    """The second investigator signs, or says what is wrong and the report goes back."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    work = session.get_one(ClaimInvestigation, given.investigation_id)
    report = open_health(session, claim, work.report, ReportAnswers)
    if report is None:
        raise LookupError(f"the investigation {work.id} has no report to sign")
    if given.sign_result == "disagree":
        said = (given.answers.disagreement if given.answers else None) or ""
        kept = ReportAnswers(report.steps, report.facts, report.outcome, report.fee, report.indicators, said)
        work.report, work.first_by, work.first_signed_at = seal_health(context, claim, kept), None, None
        return Signed(False)
    work.second_by, work.second_signed_at = context.actor_id, context.now
    found = [code for code in report.indicators or [] if code in INDICATORS]
    claim.fraud_indicators = sorted({*claim.fraud_indicators, *found})
    issue_investigation(context, claim, work, report)
    return Signed(report.outcome == "fraud_indicated")
