"""Follow-up of a new policy: the official call with its seven questions, and the agent's own visit (SOP 4.5.2a).

The official one is not the seller's to do, must come within the cooling-off period, and a missed one is a recorded
breach (CIRC Order 2010-4 arts 14, 15; Order 2023-2 art 35). The agent's visit is the SOP's own, within 15 working days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.after_sales.codes import NO_MEANS, ROUTES
from handlers.after_sales.letters import report_breach, tell_about
from handlers.after_sales.papers import issue_follow_up_record
from handlers.after_sales.policy_file import find_policy
from handlers.parameters import days_before, days_later, local_day, parameter, whole, working_days_later
from handlers.people import find_customer, identity_of
from handlers.records import FollowUp, FollowUpAttempt, Policy
from handlers.records.follow_up import FollowUpKind, FollowUpOutcome
from handlers.words import day_text

registry = HandlerRegistry()
LIMITS = {
    FollowUpKind.NEW_POLICY: ("official_follow_up", "犹豫期内回访", "Order 2010-4 art 15"),
    FollowUpKind.AGENT_VISIT: ("agent_service_call", "代理人新单服务回访", "SOP 4.5.2a"),
    FollowUpKind.QUARTERLY: ("periodic_follow_up", "在保客户季度回访", "SOP 4.5.2a"),
    FollowUpKind.HALF_YEAR: ("periodic_follow_up", "在保客户半年回访", "SOP 4.5.2a"),
}
SELLER = "新契约回访不得由销售人员本人进行，请由其他人员回访。"


@dataclass(frozen=True, slots=True)
class OfPolicy:
    policy_id: str


@dataclass(frozen=True, slots=True)
class OfFollowUp:
    follow_up_id: str


@dataclass(frozen=True, slots=True)
class OfficialOpened:
    follow_up_id: str
    call_by: datetime
    warn_at: datetime
    follow_up_due_at: datetime
    follow_up_due_text: str
    is_group: bool
    """A group has a number and no birth date to be asked for."""


@dataclass(frozen=True, slots=True)
class VisitOpened:
    follow_up_id: str
    follow_up_due_at: datetime
    follow_up_due_text: str
    visit_reminders: str


@dataclass(frozen=True, slots=True)
class CallAnswers:
    """What the customer said: class C2. `questions`: code → `yes` or `no`."""

    id_last4: str = ""
    birth_date: date | None = None
    questions: Mapping[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    said: str | None = None
    recording_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Calling:
    follow_up_id: str
    contact_result: str
    """`reached`, `unsuccessful`, `refused` or `appointment`."""
    answers: CallAnswers | None = None
    unsuccessful_reason: str | None = None
    call_again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Called:
    call_result: str
    """`seller`, `again`, `exhausted`, `standard`, `problem` or `refused`."""
    call_notice: str | None
    problems: list[str]
    next_call_at: str
    """A moment, or the duration until then."""
    problem_by: datetime | None = None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Lettered:
    visit_by: datetime


@dataclass(frozen=True, slots=True)
class Routing:
    follow_up_id: str
    problem_route: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CorrectionAnswers:
    note: str


@dataclass(frozen=True, slots=True)
class Correcting:
    follow_up_id: str
    answers: CorrectionAnswers


@dataclass(frozen=True, slots=True)
class Corrected:
    correction_result: str
    """`done`, or `seller`."""
    call_notice: str | None
    answers: Any = None


def begin(context: HandlerContext, policy: Policy, kind: FollowUpKind, due_at: datetime) -> FollowUp:
    """Open a follow-up of a policy; the day it began tells it from the others of its kind."""
    follow_up = FollowUp(
        id=context.new_id("FUP"),
        kind=kind,
        policy_id=policy.id,
        customer_id=policy.policyholder_id,
        agent_id=policy.agent_id,
        period_on=local_day(context.now),
        due_at=due_at,
        cooling_off_end=policy.cooling_off_until,
        outcome=FollowUpOutcome.PENDING,
        problems=[],
        opened_at=context.now,
    )
    context.session.add(follow_up)
    context.session.flush()
    return follow_up


@registry.handles("follow_up.open_official", takes=OfPolicy, gives=OfficialOpened)
def open_official(given: OfPolicy, context: HandlerContext) -> OfficialOpened:
    """Open the official follow-up: due before the cooling-off period ends."""
    session = context.session
    policy = find_policy(session, given.policy_id)
    due = policy.cooling_off_until or days_later(session, "follow_up_warning_days", context.now)
    follow_up = begin(context, policy, FollowUpKind.NEW_POLICY, due)
    call_by = min(working_days_later(session, "follow_up_call_days", context.now), due)
    warn_at = days_before(session, "follow_up_warning_days", due)
    is_group = find_customer(session, policy.policyholder_id).kind == "group"
    return OfficialOpened(follow_up.id, call_by, warn_at, due, day_text(due), is_group)


@registry.handles("follow_up.open_visit", takes=OfPolicy, gives=VisitOpened)
def open_visit(given: OfPolicy, context: HandlerContext) -> VisitOpened:
    """Open the agent's own visit: the SOP's limit runs from the issue."""
    session = context.session
    policy = find_policy(session, given.policy_id)
    due = working_days_later(session, "agent_visit_days", policy.issued_at)
    follow_up = begin(context, policy, FollowUpKind.AGENT_VISIT, due)
    text = f"保单 {policy.number}：请在 {day_text(due)} 前完成新单服务回访。"
    tell_about(context, policy, "visit_due", "新单服务回访", text, "agent", matter_id=follow_up.id)
    return VisitOpened(follow_up.id, due, day_text(due), parameter(session, "agent_visit_reminders", context.now))


@registry.handles("follow_up.store_contact", takes=Calling, gives=Called)
def store_contact(given: Calling, context: HandlerContext) -> Called:
    """Keep one call or visit and say what comes next; the header `channel` says which it was.

    A "no" to any question is a problem, whatever else was ticked. An official follow-up by the seller does not count.
    """
    session = context.session
    follow_up = session.get_one(FollowUp, given.follow_up_id)
    retry = parameter(session, "follow_up_retry", context.now)
    if follow_up.kind is FollowUpKind.NEW_POLICY and context.actor_id == follow_up.agent_id:
        return Called("seller", SELLER, [], "PT0S")
    answers = given.answers or CallAnswers()
    result, reason = _judged(context, follow_up, given, answers)
    problems = sorted({*answers.problems, *_refused_questions(answers)}) if result == "reached" else []
    outcome = {
        "reached": FollowUpOutcome.PROBLEM if problems else FollowUpOutcome.STANDARD,
        "refused": FollowUpOutcome.REFUSED,
        "appointment": FollowUpOutcome.APPOINTMENT,
    }.get(result, FollowUpOutcome.UNSUCCESSFUL)
    number = keep_attempt(context, follow_up, context.headers["channel"], outcome, reason)
    follow_up.caller_id, follow_up.reason, follow_up.problems = context.actor_id, reason, problems
    if outcome in (FollowUpOutcome.UNSUCCESSFUL, FollowUpOutcome.APPOINTMENT):
        is_last = "last" in context.headers or number >= whole(session, "follow_up_attempts", context.now)
        is_over = is_last and (outcome is FollowUpOutcome.UNSUCCESSFUL or "last" in context.headers)
        again = given.call_again_at.isoformat() if given.call_again_at and given.call_again_at > context.now else retry
        return Called("exhausted" if is_over else "again", None, [], again)
    follow_up.recording_ref = answers.recording_ref
    content = {"questions": dict(answers.questions), "said": answers.said or ""}
    follow_up.content = privacy.seal(session, follow_up.customer_id, content, context.now)
    follow_up.outcome = outcome
    problem_by = working_days_later(session, "follow_up_problem_days", context.now) if problems else None
    return Called(str(outcome), None, problems, retry, problem_by)


def _judged(
    context: HandlerContext, follow_up: FollowUp, given: Calling, answers: CallAnswers
) -> tuple[str, str | None]:
    """The result and, if unsuccessful, why: whoever cannot say number and birth date is not the customer."""
    if given.contact_result != "reached" or follow_up.kind is not FollowUpKind.NEW_POLICY:
        return given.contact_result, given.unsuccessful_reason
    customer = find_customer(context.session, follow_up.customer_id)
    known = identity_of(context.session, customer).id_no[-4:].upper()
    if answers.id_last4.strip().upper() != known or answers.birth_date != customer.birth_date:
        return "unsuccessful", "identity_failed"
    return "reached", None


def _refused_questions(answers: CallAnswers) -> set[str]:
    return {NO_MEANS[code] for code, told in answers.questions.items() if told == "no" and code in NO_MEANS}


def keep_attempt(
    context: HandlerContext, follow_up: FollowUp, channel: str, result: FollowUpOutcome, reason: str | None
) -> int:
    """Write one attempt; gives its number."""
    asked = select(func.count()).where(FollowUpAttempt.follow_up_id == follow_up.id)
    number = (context.session.scalar(asked) or 0) + 1
    context.session.add(
        FollowUpAttempt(
            id=context.new_id("FUA"),
            follow_up_id=follow_up.id,
            number=number,
            channel=channel,
            result=result,
            reason=reason,
            by=context.actor_id,
            at=context.now,
        )
    )
    context.session.flush()
    return number


@registry.handles("follow_up.send_letter", takes=OfFollowUp, gives=Lettered)
def send_letter(given: OfFollowUp, context: HandlerContext) -> Lettered:
    """Write to a customer whom no call reached; somebody goes there next."""
    follow_up = context.session.get_one(FollowUp, given.follow_up_id)
    policy = find_policy(context.session, follow_up.policy_id)
    keep_attempt(context, follow_up, "letter", FollowUpOutcome.PENDING, None)
    text = f"我们多次致电未能联系到您。请就保单 {policy.number} 与我们联系；您在犹豫期内可以解除合同。"
    tell_about(context, policy, "follow_up_letter", "回访信函", text, "customer", matter_id=follow_up.id)
    return Lettered(days_later(context.session, "follow_up_visit_days", context.now))


@registry.handles("follow_up.warn", takes=OfFollowUp, gives=Nothing)
def warn(given: OfFollowUp, context: HandlerContext) -> Nothing:
    """Warn that a limit comes near: operations act, management knows."""
    follow_up = context.session.get_one(FollowUp, given.follow_up_id)
    policy = find_policy(context.session, follow_up.policy_id)
    text = f"保单 {policy.number} 的回访尚未完成，{day_text(follow_up.due_at)} 到期。"
    tell_about(context, policy, "follow_up_warning", "回访时限预警", text, "operations", "management")
    return Nothing()


@registry.handles("follow_up.record_missed", takes=OfFollowUp, gives=Nothing)
def record_missed(given: OfFollowUp, context: HandlerContext) -> Nothing:
    """Record that the limit was missed; the follow-up is still to be done."""
    follow_up = context.session.get_one(FollowUp, given.follow_up_id)
    policy = find_policy(context.session, follow_up.policy_id)
    code, what, clause = LIMITS[follow_up.kind]
    report_breach(context, policy, code, what, clause, follow_up.id, follow_up.due_at)
    return Nothing()


@registry.handles("follow_up.route", takes=Routing, gives=Nothing)
def route_problem(given: Routing, context: HandlerContext) -> Nothing:
    """Keep where a problem went by the table `follow_up_problem_route`, and tell compliance."""
    follow_up = context.session.get_one(FollowUp, given.follow_up_id)
    policy = find_policy(context.session, follow_up.policy_id)
    follow_up.route = given.problem_route["route"]
    text = f"保单 {policy.number} 的回访发现问题，去向：{ROUTES.get(follow_up.route, follow_up.route)}。"
    tell_about(context, policy, "follow_up_problem", "回访问题件", text, "compliance", matter_id=follow_up.id)
    return Nothing()


@registry.handles("follow_up.correct", takes=Correcting, gives=Corrected)
def correct_problem(given: Correcting, context: HandlerContext) -> Corrected:
    """Keep how a problem was put right; not by the seller (Order 2010-4 art 18)."""
    follow_up = context.session.get_one(FollowUp, given.follow_up_id)
    if context.actor_id == follow_up.agent_id:
        return Corrected("seller", "问题不得由销售人员本人处理。")
    content = privacy.unseal(context.session, follow_up.customer_id, follow_up.content) if follow_up.content else {}
    content["corrected"] = {"note": given.answers.note, "by": context.actor_id, "at": context.now.isoformat()}
    follow_up.content = privacy.seal(context.session, follow_up.customer_id, content, context.now)
    return Corrected("done", None)


@registry.handles("follow_up.close", takes=OfFollowUp, gives=Nothing)
def close_follow_up(given: OfFollowUp, context: HandlerContext) -> Nothing:
    """Close the follow-up with its record 《客户回访记录表》; what never came about is unsuccessful."""
    session = context.session
    follow_up = session.get_one(FollowUp, given.follow_up_id)
    policy = find_policy(session, follow_up.policy_id)
    if follow_up.outcome is FollowUpOutcome.PENDING:
        follow_up.outcome = FollowUpOutcome.UNSUCCESSFUL
    content = privacy.unseal(session, follow_up.customer_id, follow_up.content) if follow_up.content else {}
    said = "\n".join(part for part in (content.get("said", ""), content.get("corrected", {}).get("note", "")) if part)
    follow_up.closed_at = context.now
    follow_up.record_id = issue_follow_up_record(context, follow_up, policy, content.get("questions", {}), said)
    return Nothing()


@registry.handles("follow_up.end", takes=OfFollowUp, gives=Nothing)
def end_follow_up(given: OfFollowUp, context: HandlerContext) -> Nothing:
    """The policy ended: nobody is asked about it any more."""
    follow_up = context.session.get_one(FollowUp, given.follow_up_id)
    follow_up.outcome, follow_up.closed_at = FollowUpOutcome.SURRENDERED, context.now
    return Nothing()
