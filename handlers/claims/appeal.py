"""Appeal against a claim decision: a second opinion by somebody not involved, within the complaint limits (4.5.3d)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine.registry import BpmnError, HandlerContext, HandlerRegistry, Nothing
from handlers.claims.claim_file import find_claim, involved, last_decision, open_text, policy_of, seal_health
from handlers.claims.clock import end_of, missed
from handlers.claims.documents import issue_appeal_answer
from handlers.claims.letters import LEAD, say
from handlers.claims.reference import PARAMETERS
from handlers.parameters import days_later, local_day, sla_days, whole
from handlers.records import Claim, ClaimAppeal
from handlers.records.claim import ClaimStatus
from handlers.words import day_text

registry = HandlerRegistry()
LIMITS = ("claim_appeal_days", "claim_appeal_complex_days", "claim_appeal_special_days")
SLA = tuple(code.removeprefix("sla_") for code, *_ in PARAMETERS if code.startswith("sla_"))


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the customer objects to; may tell of health."""

    grounds: str


@dataclass(frozen=True, slots=True)
class Registering:
    claim_id: str | None = None
    claim_no: str | None = None
    appeal_id: str | None = None
    started_by: str | None = None
    answers: Grounds | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    appeal_id: str
    appeal_no: str
    appeal_due_at: datetime
    appeal_warn_at: datetime
    claim_id: str
    claim_no: str
    policy_id: str
    policy_no: str
    customer_id: str
    insured_id: str
    agent_id: str
    sla: dict[str, int]
    appeal_involved: list[str]
    """Who judged or sold here: none of them may give the second opinion (`sop:not-by`)."""
    extensions: int = 0
    answers: Any = None


@dataclass(frozen=True, slots=True)
class AboutAppeal:
    claim_id: str
    appeal_id: str


@dataclass(frozen=True, slots=True)
class OpinionAnswers:
    reasons: str | None = None


@dataclass(frozen=True, slots=True)
class Opining:
    claim_id: str
    appeal_id: str
    opinion: str
    """`upheld`, `rejected` or `more_time`."""
    answers: OpinionAnswers | None = None


@dataclass(frozen=True, slots=True)
class Opined:
    appeal_step: str
    """`more_time`, `upheld` or `rejected`."""
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Extending:
    claim_id: str
    appeal_id: str
    extend_result: str


@dataclass(frozen=True, slots=True)
class Extended:
    appeal_due_at: datetime
    appeal_warn_at: datetime
    extensions: int
    appeal_problem: str | None


def add_appeal(context: HandlerContext, claim: Claim, grounds: str, channel: str) -> ClaimAppeal:
    """Write an appeal; its limit runs from today."""
    appeal_id = context.new_id("APL")
    appeal = ClaimAppeal(
        id=appeal_id,
        number=f"SS{local_day(context.now):%Y%m%d}{appeal_id[4:10]}",
        claim_id=claim.id,
        channel=channel,
        grounds=seal_health(context, claim, grounds),
        raised_at=context.now,
        due_at=days_later(context.session, LIMITS[0], context.now),
        extensions=0,
    )
    context.session.add(appeal)
    context.session.flush()
    return appeal


@registry.handles("claim.register_appeal", takes=Registering, gives=Registered)
def register_appeal(given: Registering, context: HandlerContext) -> Registered:
    """Take the appeal down, from the customer's own link or by staff; confirm it to the customer with its limit."""
    session = context.session
    claim = session.scalar(
        select(Claim).where((Claim.id == (given.claim_id or "")) | (Claim.number == (given.claim_no or ""))).limit(1)
    )
    if claim is None or (last_decision(session, claim) is None and claim.status is not ClaimStatus.REFUSED):
        raise BpmnError("nothing_to_appeal", "there is no decision on a claim with this number")
    appeal = session.get(ClaimAppeal, given.appeal_id) if given.appeal_id else None
    if appeal is None:
        grounds = given.answers.grounds if given.answers else ""
        appeal = add_appeal(context, claim, grounds, "staff" if given.started_by else "online")
    text = (
        f"已收到您对理赔 {claim.number} 的申诉（{appeal.number}），将由未参与本案的人员复核，"
        f"最迟 {day_text(appeal.due_at)} 答复。"
    )
    say(context, claim, "appeal_received", "申诉受理通知", text)
    policy = policy_of(session, claim)
    return Registered(
        appeal.id, appeal.number, appeal.due_at, _warn_at(context, appeal), claim.id, claim.number, policy.id,
        policy.number, claim.customer_id, claim.insured_id, claim.agent_id, sla_days(session, context.now, SLA),
        sorted(involved(session, claim)),
    )  # fmt: skip


def _warn_at(context: HandlerContext, appeal: ClaimAppeal) -> datetime:
    before = timedelta(days=whole(context.session, "claim_appeal_warn_days_before", context.now))
    return max(appeal.due_at - before, context.now)


@registry.handles("claim.warn_appeal", takes=AboutAppeal, gives=Nothing)
def warn_appeal(given: AboutAppeal, context: HandlerContext) -> Nothing:
    """The limit for the answer nears."""
    claim, appeal = _of(context, given)
    text = f"申诉 {appeal.number} 最迟 {day_text(appeal.due_at)} 答复，请督办；复杂案件须事先申请延期。"
    say(context, claim, "claim_clock_warning", "申诉期限预警", text, LEAD)
    return Nothing()


@registry.handles("claim.appeal_overrun", takes=AboutAppeal, gives=Nothing)
def record_appeal_overrun(given: AboutAppeal, context: HandlerContext) -> Nothing:
    """No answer within the limit: a recorded breach."""
    claim, appeal = _of(context, given)
    missed(context, claim, LIMITS[min(appeal.extensions, 2)], "申诉答复", appeal.due_at, appeal.id)
    return Nothing()


def _of(context: HandlerContext, given: AboutAppeal) -> tuple[Claim, ClaimAppeal]:
    return find_claim(context.session, given.claim_id), context.session.get_one(ClaimAppeal, given.appeal_id)


@registry.handles("claim.store_opinion", takes=Opining, gives=Opined)
def store_opinion(given: Opining, context: HandlerContext) -> Opined:
    """Keep the second opinion; who judged or sold here cannot take the task at all (DOMAIN §2.6)."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    appeal = session.get_one(ClaimAppeal, given.appeal_id)
    if given.opinion == "more_time":
        return Opined("more_time")
    reasons = (given.answers.reasons if given.answers else None) or ""
    appeal.opinion, appeal.opinion_by = given.opinion, context.actor_id
    appeal.reasons = seal_health(context, claim, reasons)
    return Opined(given.opinion)


@registry.handles("claim.extend_appeal", takes=Extending, gives=Extended)
def extend_appeal(given: Extending, context: HandlerContext) -> Extended:
    """More time for a complex matter, approved by the lead: 30 days from the appeal, then 30 more, told why."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    appeal = session.get_one(ClaimAppeal, given.appeal_id)
    problem: str | None = "延期未获批准，请在期限内提出意见。"
    if given.extend_result == "yes" and appeal.extensions < len(LIMITS) - 1:
        problem = None
        appeal.extensions += 1
        anchor = appeal.raised_at if appeal.extensions == 1 else appeal.due_at
        days = whole(session, LIMITS[appeal.extensions], context.now)
        appeal.due_at = end_of(local_day(anchor) + timedelta(days=days), context.now)
        appeal.extended_by = context.actor_id
        text = f"申诉 {appeal.number} 情况复杂，答复期限延至 {day_text(appeal.due_at)}。"
        say(context, claim, "claim_progress", "申诉延期告知", text)
    elif given.extend_result == "yes":
        problem = "法定延期已用尽，请在期限内提出意见。"
    return Extended(appeal.due_at, _warn_at(context, appeal), appeal.extensions, problem)


@registry.handles("claim.answer_appeal", takes=AboutAppeal, gives=Nothing)
def answer_appeal(given: AboutAppeal, context: HandlerContext) -> Nothing:
    """The answer with its reasons; upheld, the claim is determined anew; rejected, the further ways are named."""
    claim, appeal = _of(context, given)
    appeal.answered_at = context.now
    reasons = open_text(context.session, claim, appeal.reasons)
    if appeal.opinion == "upheld":
        claim.status, claim.closed_at, claim.close_reason = ClaimStatus.ACCEPTED, None, None
    issue_appeal_answer(context, claim, appeal, open_text(context.session, claim, appeal.grounds), reasons)
    return Nothing()
