"""Re-underwriting of a change: the insured discloses, the underwriter decides, the policyholder answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry
from handlers import privacy
from handlers.notices import send_link
from handlers.parameters import days_later
from handlers.people import find_customer, health_subject
from handlers.records import Policy, ServicingRecord, ServicingUnderwriting
from handlers.servicing.codes import UNDERWRITTEN
from handlers.servicing.documents import issue_terms
from handlers.servicing.letters import write_letter
from handlers.servicing.record import find_record, keep_health, keep_signature, policy_of
from handlers.words import EXCLUSIONS

registry = HandlerRegistry()
ACCEPTED = ("standard", "rated", "exclusion", "deemed")
TO_ANSWER = ("rated", "exclusion")
REINSTATEMENT = "reinstatement"


@dataclass(frozen=True, slots=True)
class ForRequest:
    servicing_id: str


@dataclass(frozen=True, slots=True)
class Asked:
    asks_disclosure: bool
    """False for a group: its list of lives is a paper of the request."""
    disclosure_due_at: datetime
    terms_due_at: datetime


@dataclass(frozen=True, slots=True)
class Disclosing:
    servicing_id: str
    answers: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cleared:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class UnderwritingAnswers:
    outcome: str
    reason: str
    extra_pct: Decimal = Decimal(0)
    exclusions: list[str] = field(default_factory=list)
    risk_rose: str | None = None


@dataclass(frozen=True, slots=True)
class Underwriting:
    servicing_id: str
    item_code: str
    answers: UnderwritingAnswers


@dataclass(frozen=True, slots=True)
class Underwritten:
    underwriting_outcome: str
    """`accepted`, `terms`, `refused` or `again` (the decision does not hold together)."""
    underwriting_problem: str | None
    terms_text: str | None
    reasons: list[str]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Answering:
    servicing_id: str
    customer_id: str
    agrees: str


@dataclass(frozen=True, slots=True)
class Answered:
    terms_accepted: bool
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Deemed:
    underwriting_result: str


def newest_underwriting(session: Session, record: ServicingRecord) -> ServicingUnderwriting | None:
    """The decision that stands, None before there is one."""
    return session.scalar(
        select(ServicingUnderwriting)
        .where(ServicingUnderwriting.servicing_id == record.id)
        .order_by(ServicingUnderwriting.decided_at.desc(), ServicingUnderwriting.id)
    )


@registry.handles("servicing.ask_disclosure", takes=ForRequest, gives=Asked)
def ask_disclosure(given: ForRequest, context: HandlerContext) -> Asked:
    """An own link to the insured, who alone discloses (Insurance Law art 16: limited to what is asked)."""
    session = context.session
    record = find_record(session, given.servicing_id)
    record.uw_needed = True
    policy = policy_of(session, record)
    is_person = find_customer(session, policy.insured_id).kind == "individual"
    if is_person:
        send_link(context, policy.insured_id)
    due = days_later(session, "servicing_terms_days", context.now)
    return Asked(is_person, days_later(session, "servicing_consent_days", context.now), due)


@registry.handles("servicing.store_disclosure", takes=Disclosing, gives=Cleared)
def store_disclosure(given: Disclosing, context: HandlerContext) -> Cleared:
    """Seal the disclosure under the insured's health key, signed on the insured's own link."""
    record = find_record(context.session, given.servicing_id)
    keep_health(context, record, given.answers)
    insured = policy_of(context.session, record).insured_id
    keep_signature(context, record, role="insured", customer_id=insured, what="disclosure")
    return Cleared()


@registry.handles("servicing.record_underwriting", takes=Underwriting, gives=Underwritten)
def record_underwriting(given: Underwriting, context: HandlerContext) -> Underwritten:
    """Keep the decision; a reinstatement is refused only where the risk rose markedly (Interp. III art 8)."""
    session, answers = context.session, given.answers
    record = find_record(session, given.servicing_id)
    problem = _problem(record, answers)
    if problem:
        return Underwritten("again", problem, None, [])
    _keep(context, record, answers)
    if answers.outcome in TO_ANSWER:
        terms = _terms_text(answers)
        excluded = [EXCLUSIONS.get(code, code) for code in answers.exclusions if answers.outcome == "exclusion"]
        issue_terms(context, record, terms, excluded, answers.reason)
        return Underwritten("terms", None, terms, [])
    refused = answers.outcome not in ACCEPTED
    return Underwritten("refused" if refused else "accepted", None, None, ["underwriting_refused"] if refused else [])


def _problem(record: ServicingRecord, answers: UnderwritingAnswers) -> str | None:
    if answers.outcome == "rated" and answers.extra_pct <= 0:
        return "加费须写明加费比例"
    if answers.outcome == "exclusion" and not answers.exclusions:
        return "除外须写明除外项目"
    refused = answers.outcome not in ACCEPTED
    if refused and record.kind == REINSTATEMENT and answers.risk_rose != "yes":
        return "复效仅在被保险人危险程度显著增加时可以不同意（司法解释三第八条）"
    return None


def _keep(context: HandlerContext, record: ServicingRecord, answers: UnderwritingAnswers) -> None:
    session = context.session
    policy = session.get_one(Policy, record.policy_id)
    session.add(
        ServicingUnderwriting(
            id=context.new_id("SUW"),
            servicing_id=record.id,
            outcome=answers.outcome,
            extra_pct=answers.extra_pct if answers.outcome == "rated" else Decimal(0),
            exclusions=answers.exclusions if answers.outcome == "exclusion" else [],
            reasons=privacy.seal(session, health_subject(policy.insured_id), {"text": answers.reason}, context.now),
            risk_rose=None if answers.risk_rose is None else answers.risk_rose == "yes",
            decided_by=context.actor_id,
            decided_at=context.now,
        )
    )
    record.uw_result = answers.outcome


def _terms_text(answers: UnderwritingAnswers) -> str:
    if answers.outcome == "rated":
        return f"{UNDERWRITTEN['rated']}，加费 {answers.extra_pct.normalize():f}%。"
    return f"{UNDERWRITTEN['exclusion']}（除外项目 {len(answers.exclusions)} 项，见通知书）。"


@registry.handles("servicing.record_terms_answer", takes=Answering, gives=Answered)
def record_terms_answer(given: Answering, context: HandlerContext) -> Answered:
    """The policyholder accepts the terms, or the policy stays as it is."""
    record = find_record(context.session, given.servicing_id)
    agrees = given.agrees == "yes"
    decision = newest_underwriting(context.session, record)
    if decision is not None:
        decision.answer, decision.answered_at = given.agrees, context.now
    keep_signature(context, record, role="policyholder", customer_id=given.customer_id, what="terms", given=agrees)
    return Answered(agrees, [] if agrees else ["terms_refused"])


@registry.handles("servicing.deem_consented", takes=ForRequest, gives=Deemed)
def deem_consented(given: ForRequest, context: HandlerContext) -> Deemed:
    """Silence until the last day is consent to the reinstatement, by law (Interp. III art 8)."""
    record = find_record(context.session, given.servicing_id)
    _keep(context, record, UnderwritingAnswers("deemed", UNDERWRITTEN["deemed"]))
    text = f"{UNDERWRITTEN['deemed']}复效；补交欠交保费及利息之日起恢复效力。"
    write_letter(context, record, "reinstatement_deemed", "视为同意复效", text, recipients=("customer", "management"))
    return Deemed("accepted")
