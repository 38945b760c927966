"""Report of a loss and opening of the case (SOP 4.5.3a)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.registry import BpmnError, HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.claims.claim_file import EventAnswers, find_claim, plans_of, seal_health
from handlers.claims.codes import TYPES
from handlers.claims.documents import issue_refusal_to_open
from handlers.claims.letters import About, progress, say
from handlers.claims.reference import PARAMETERS
from handlers.notices import send_link
from handlers.parameters import days_later, local_day, parameter, sla_days
from handlers.people import find_customer, write_identity
from handlers.records import Claim, Customer, Policy
from handlers.records.claim import ClaimStatus
from handlers.records.customer import Identity
from handlers.words import day_text

registry = HandlerRegistry()
SLA = tuple(code.removeprefix("sla_") for code, *_ in PARAMETERS if code.startswith("sla_"))
UNKNOWN_POLICY = "unknown_policy"


@dataclass(frozen=True, slots=True)
class ClaimantAnswers:
    """Somebody the agency does not know yet: a beneficiary, an heir, a guardian."""

    name: str
    id_no: str
    mobile: str


@dataclass(frozen=True, slots=True)
class ReportAnswers:
    event: EventAnswers | None = None
    claimant: ClaimantAnswers | None = None
    insured_name: str | None = None


@dataclass(frozen=True, slots=True)
class Reporting:
    policy_no: str | None = None
    policy_id: str | None = None
    channel: str = "online"
    claimant_relation: str = "policyholder"
    claim_types: list[str] = field(default_factory=list)
    started_by: str | None = None
    answers: ReportAnswers | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    claim_id: str
    claim_no: str
    policy_id: str
    policy_no: str
    customer_id: str
    insured_id: str
    agent_id: str
    event_told: bool
    sla: dict[str, int]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Told:
    report_due_at: datetime
    report_reminders: str


@dataclass(frozen=True, slots=True)
class Describing:
    claim_id: str
    answers: ReportAnswers
    claim_types: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cleared:
    """Takes what a form gave out of the case again: it is in the tables now."""

    answers: Any = None


@dataclass(frozen=True, slots=True)
class OpeningAnswers:
    """Why the case is not opened, in words for the customer; may tell of health."""

    refusal_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    claim_id: str
    open_result: str
    """`open` or `refuse`."""
    claim_types: list[str] = field(default_factory=list)
    occurred_on: date | None = None
    answers: OpeningAnswers | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    claim_id: str
    reason: str


@registry.handles("claim.register", takes=Reporting, gives=Reported)
def register_report(given: Reporting, context: HandlerContext) -> Reported:
    """Take the report down, however it came. A policy number that nobody knows is the error `unknown_policy`."""
    session = context.session
    policy = _policy(session, given)
    if policy is None:
        raise BpmnError(UNKNOWN_POLICY, "no policy has this number")
    claimant = _claimant(context, given, policy)
    claim_id = context.new_id("CLM")
    claim = Claim(
        id=claim_id,
        number=f"LP{local_day(context.now):%Y%m%d}{claim_id[4:10]}",
        policy_id=policy.id,
        customer_id=claimant.id,
        insured_id=policy.insured_id,
        agent_id=policy.agent_id,
        channel=given.channel,
        reported_by=given.started_by or context.actor_id,
        claimant_relation=given.claimant_relation,
        claim_types=[code for code in given.claim_types if code in TYPES],
        status=ClaimStatus.REPORTED,
        reported_at=context.now,
        fraud_indicators=[],
    )
    session.add(claim)
    session.flush()
    event = given.answers.event if given.answers else None
    if event is not None:
        _write_event(context, claim, event)
    progress(context, claim, "已接到报案，请保存好证件、单据和现场资料。")
    told = event is not None and bool(claim.claim_types)
    return Reported(
        claim.id, claim.number, policy.id, policy.number, claimant.id, policy.insured_id, policy.agent_id, told,
        sla_days(session, context.now, SLA),
    )  # fmt: skip


def _policy(session: Session, given: Reporting) -> Policy | None:
    if not (given.policy_id or given.policy_no):
        return None
    found = select(Policy).where(or_(Policy.id == (given.policy_id or ""), Policy.number == (given.policy_no or "")))
    return session.scalar(found.limit(1))


def _claimant(context: HandlerContext, given: Reporting, policy: Policy) -> Customer:
    told = given.answers.claimant if given.answers else None
    if given.claimant_relation == "insured":
        return find_customer(context.session, policy.insured_id)
    if given.claimant_relation == "policyholder" or told is None:
        return find_customer(context.session, policy.policyholder_id)
    same = privacy.keyed_hash(context.session, told.id_no, context.now)
    known = context.session.scalar(select(Customer).where(Customer.id_no_hash == same))
    if known is not None:
        return known
    customer = Customer(
        id=context.new_id("CUS"), identity=b"", id_no_hash="", mobile_hash="",
        created_at=context.now, created_by=context.actor_id,
    )  # fmt: skip
    context.session.add(customer)
    context.session.flush()
    write_identity(context.session, customer, Identity(told.name, id_no=told.id_no, mobile=told.mobile), context.now)
    return customer


def _write_event(context: HandlerContext, claim: Claim, event: EventAnswers) -> None:
    if event.occurred_on > local_day(context.now):
        raise BpmnError("event_in_future", "a loss cannot lie in the future")
    claim.occurred_on, claim.event = event.occurred_on, seal_health(context, claim, event)


@registry.handles("claim.ask_description", takes=About, gives=Told)
def ask_description(given: About, context: HandlerContext) -> Told:
    """Send the customer the own link to tell time, place and course."""
    claim = find_claim(context.session, given.claim_id)
    send_link(context, claim.customer_id)
    due = days_later(context.session, "claim_report_days", context.now)
    return Told(due, parameter(context.session, "claim_report_reminders", context.now))


@registry.handles("claim.store_event", takes=Describing, gives=Cleared)
def store_event(given: Describing, context: HandlerContext) -> Cleared:
    """Seal what the customer told of the loss."""
    claim = find_claim(context.session, given.claim_id)
    if given.answers.event is not None:
        _write_event(context, claim, given.answers.event)
    claim.claim_types = [code for code in given.claim_types if code in TYPES] or claim.claim_types
    return Cleared()


@registry.handles("claim.open", takes=Opening, gives=Cleared)
def open_case(given: Opening, context: HandlerContext) -> Cleared:
    """Open the case, or refuse to with the reason and the ways to object (立案 / 不予立案)."""
    claim = find_claim(context.session, given.claim_id)
    if given.open_result == "open":
        claim.status = ClaimStatus.OPENED
        claim.claim_types = [code for code in given.claim_types if code in TYPES] or claim.claim_types
        if given.occurred_on is not None:
            claim.occurred_on = given.occurred_on
        kinds = "、".join(TYPES[code] for code in claim.claim_types)
        when = day_text(claim.occurred_on) if claim.occurred_on else ""
        progress(context, claim, f"已立案（{kinds}，出险日期 {when}）。请按清单准备资料。")
        return Cleared()
    claim.status, claim.closed_at, claim.close_reason = ClaimStatus.REFUSED, context.now, "refused"
    reason = (given.answers.refusal_reason if given.answers else None) or ""
    issue_refusal_to_open(context, claim, reason)
    return Cleared()


@registry.handles("claim.report_late", takes=About, gives=Nothing)
def tell_late_opening(given: About, context: HandlerContext) -> Nothing:
    """Nobody opened or refused the case in time: the lead of claims is told."""
    claim = find_claim(context.session, given.claim_id)
    say(context, claim, "claim_clock_warning", "立案逾期", f"报案 {claim.number} 尚未立案，请督办。", "claims_manager")
    return Nothing()


@registry.handles("claim.close", takes=Closing, gives=Nothing)
def close_claim(given: Closing, context: HandlerContext) -> Nothing:
    """End the claim without a determination: papers or report did not come in time, or the customer withdrew it."""
    claim = find_claim(context.session, given.claim_id)
    claim.status = ClaimStatus.WITHDRAWN if given.reason == "withdrawn" else ClaimStatus.DORMANT
    claim.closed_at, claim.close_reason = context.now, given.reason
    years = parameter(context.session, _limitation(context.session, claim), context.now)
    said = {
        "withdrawn": "已按您的要求撤案",
        "papers_late": "因资料逾期未补齐而关闭",
        "not_described": "因逾期未补充报案经过而关闭",
    }[given.reason]
    text = f"理赔 {claim.number} {said}。自知道保险事故发生之日起 {years} 年内，您可以再次提出申请。"
    say(context, claim, "claim_closed", "理赔关闭通知", text)
    return Nothing()


def _limitation(session: Session, claim: Claim) -> str:
    is_life = any(product.kind == "life" for _, product in plans_of(session, claim))
    return "claim_limitation_years_life" if is_life else "claim_limitation_years_other"
