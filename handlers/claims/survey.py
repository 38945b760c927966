"""Property survey: seen on the spot by one, assessed by another, put to the customer (DOMAIN §4.1 row 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.claims.claim_file import find_claim, survey_of
from handlers.claims.clock import missed
from handlers.claims.documents import issue_survey
from handlers.claims.letters import About, progress
from handlers.parameters import days_later, parameter
from handlers.records import Claim, PropertySurvey
from handlers.words import day_text, yuan_text

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Appointed:
    survey_due_at: datetime


@dataclass(frozen=True, slots=True)
class SurveyAnswers:
    seen: str
    third_party_liable: str = "no"


@dataclass(frozen=True, slots=True)
class Surveying:
    claim_id: str
    answers: SurveyAnswers


@dataclass(frozen=True, slots=True)
class Seen:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Assessing:
    """Yuan, as the assessor found them."""

    claim_id: str
    loss: Decimal
    insurable_value: Decimal
    rescue_cost: Decimal | None = None
    salvage: Decimal | None = None
    adjuster: str | None = None
    """The outside loss adjuster of a disputed loss."""


@dataclass(frozen=True, slots=True)
class Assessed:
    loss_text: str
    loss_due_at: datetime
    loss_reminders: str


@dataclass(frozen=True, slots=True)
class Answering:
    claim_id: str
    loss_answer: str | None = None
    """`agree` or `dispute`; None when the time ran out."""


def _survey(context: HandlerContext, claim: Claim) -> PropertySurvey:
    survey = survey_of(context.session, claim)
    if survey is None:
        raise LookupError(f"no survey was appointed for {claim.number}")
    return survey


@registry.handles("claim.appoint_survey", takes=About, gives=Appointed)
def appoint_survey(given: About, context: HandlerContext) -> Appointed:
    """Say that somebody comes, by when, and that the place should be kept as it is."""
    claim = find_claim(context.session, given.claim_id)
    due = days_later(context.session, "claim_survey_days", context.now)
    survey = survey_of(context.session, claim)
    if survey is None:
        survey = PropertySurvey(id=context.new_id("SVY"), claim_id=claim.id, due_at=due)
        context.session.add(survey)
    survey.due_at = due
    progress(context, claim, f"我们将在 {day_text(due)} 前到现场查勘，请保护现场并采取必要的施救措施。")
    return Appointed(due)


@registry.handles("claim.survey_late", takes=About, gives=Nothing)
def mark_late(given: About, context: HandlerContext) -> Nothing:
    """Nobody came by the day that was promised: flagged, recorded, told to the lead."""
    claim = find_claim(context.session, given.claim_id)
    survey = _survey(context, claim)
    survey.is_overdue = True
    missed(context, claim, "claim_survey_days", "到场查勘", survey.due_at, survey.id)
    return Nothing()


@registry.handles("claim.store_survey", takes=Surveying, gives=Seen)
def store_survey(given: Surveying, context: HandlerContext) -> Seen:
    """What was seen on the spot."""
    claim = find_claim(context.session, given.claim_id)
    survey = _survey(context, claim)
    survey.notes = privacy.seal(context.session, claim.customer_id, given.answers.seen, context.now)
    survey.third_party_liable = given.answers.third_party_liable == "yes"
    survey.surveyed_by, survey.surveyed_at = context.actor_id, context.now
    return Seen()


@registry.handles("claim.store_loss", takes=Assessing, gives=Assessed)
def store_loss(given: Assessing, context: HandlerContext) -> Assessed:
    """The assessed loss, put to the customer."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    survey = _survey(context, claim)
    survey.loss, survey.insurable_value = given.loss, given.insurable_value
    survey.rescue_cost, survey.salvage = given.rescue_cost or Decimal(0), given.salvage or Decimal(0)
    survey.assessed_by, survey.assessed_at = context.actor_id, context.now
    survey.adjuster = given.adjuster
    text = (
        f"核定损失 {yuan_text(survey.loss)} 元，施救费用 {yuan_text(survey.rescue_cost)} 元，"
        f"残值 {yuan_text(survey.salvage)} 元"
    )
    due = days_later(session, "claim_loss_answer_days", context.now)
    issue_survey(context, claim, survey, due)
    return Assessed(text, due, parameter(session, "claim_loss_answer_reminders", context.now))


@registry.handles("claim.store_loss_answer", takes=Answering, gives=Nothing)
def store_loss_answer(given: Answering, context: HandlerContext) -> Nothing:
    """What the customer said to the assessed loss."""
    claim = find_claim(context.session, given.claim_id)
    answers = {"agree": True, "dispute": False}
    _survey(context, claim).customer_agrees = answers.get(given.loss_answer or "")
    return Nothing()
