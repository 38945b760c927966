"""Follow-up of customers in force, every quarter or half-year (SOP 4.5.2a): what changed, is due, is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.after_sales.follow_up import begin, keep_attempt
from handlers.after_sales.letters import tell_about
from handlers.after_sales.policy_file import find_policy, plans_of
from handlers.after_sales.renewal import MOST, policy_facts
from handlers.messages import KEPT
from handlers.parameters import days_later, local_day, parameter, whole
from handlers.records import FollowUp, FollowUpRhythm, Policy
from handlers.records.follow_up import FollowUpKind, FollowUpOutcome
from handlers.records.policy import PolicyStatus
from handlers.words import add_months, day_text

registry = HandlerRegistry()
PERIODIC = (FollowUpKind.QUARTERLY, FollowUpKind.HALF_YEAR)
QUARTER = 3


@dataclass(frozen=True, slots=True)
class Found:
    follow_ups_opened: int


@dataclass(frozen=True, slots=True)
class OfFollowUp:
    follow_up_id: str


@dataclass(frozen=True, slots=True)
class Prepared:
    follow_up_due_at: datetime
    follow_up_due_text: str
    premium_text: str
    periodic_reminders: str
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class PeriodicAnswers:
    """What the customer said: class C2. `satisfaction`: 1 to 5; `rhythm`: months, or `keep`."""

    needs_changed: str
    contact_changed: str
    has_questions: str
    satisfaction: str
    premium_reminded: bool
    said: str | None = None
    rhythm: str = "keep"


@dataclass(frozen=True, slots=True)
class Contact:
    follow_up_id: str
    contact_result: str
    """`reached`, `unsuccessful` or `refused`."""
    answers: PeriodicAnswers | None = None
    unsuccessful_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    periodic_result: str
    needs_changed: bool
    contact_changed: bool
    has_questions: bool
    is_dissatisfied: bool
    answers: Any = None


@dataclass(frozen=True, slots=True)
class NoteAnswers:
    note: str


@dataclass(frozen=True, slots=True)
class Noting:
    follow_up_id: str
    answers: NoteAnswers


@dataclass(frozen=True, slots=True)
class Cleared:
    answers: Any = None


def rhythm_of(session: Session, policy: Policy, now: datetime) -> int:
    """Months between two follow-ups: the customer's wish, else the shortest that a product of the policy asks."""
    wish = session.get(FollowUpRhythm, policy.policyholder_id)
    if wish is not None:
        return wish.months
    return min(whole(session, f"periodic_months_{product.kind}", now) for _, product in plans_of(session, policy))


@registry.handles("periodic.find_due", takes=Nothing, gives=Found)
def find_due(_: Nothing, context: HandlerContext) -> Found:
    """Open one follow-up, and by a message one case, for each policy in force whose turn it is; each turn once."""
    session, today = context.session, local_day(context.now)
    last = (
        select(FollowUp.policy_id, func.max(FollowUp.period_on).label("day"))
        .where(FollowUp.kind.in_(PERIODIC))
        .group_by(FollowUp.policy_id)
        .subquery()
    )
    rows = session.execute(
        select(Policy, last.c.day)
        .outerjoin(last, last.c.policy_id == Policy.id)
        .where(Policy.status == PolicyStatus.IN_FORCE)
        .order_by(Policy.id)
    ).all()
    opened = 0
    for policy, day in rows:
        if opened < MOST and _is_turn(session, policy, day, today, context.now):
            _open_one(context, policy)
            opened += 1
    return Found(opened)


def _is_turn(session: Session, policy: Policy, last: date | None, today: date, now: datetime) -> bool:
    since = last or (local_day(policy.received_at) if policy.received_at else policy.effective_from)
    return add_months(since, rhythm_of(session, policy, now)) <= today


def _open_one(context: HandlerContext, policy: Policy) -> None:
    months = rhythm_of(context.session, policy, context.now)
    kind = FollowUpKind.QUARTERLY if months <= QUARTER else FollowUpKind.HALF_YEAR
    due = days_later(context.session, "periodic_due_days", context.now)
    follow_up = begin(context, policy, kind, due)
    facts = {**policy_facts(policy), "follow_up_id": follow_up.id}
    context.publish("periodic_follow_up_due", follow_up.id, facts, KEPT)


@registry.handles("periodic.prepare", takes=OfFollowUp, gives=Prepared)
def prepare(given: OfFollowUp, context: HandlerContext) -> Prepared:
    """What the agent needs for the call: the last day, and which premium to remind of."""
    session = context.session
    follow_up = session.get_one(FollowUp, given.follow_up_id)
    policy = find_policy(session, follow_up.policy_id)
    day = day_text(follow_up.due_at)
    text = f"保单 {policy.number}：请在 {day} 前完成客户定期回访。"
    tell_about(context, policy, "periodic_due", "客户定期回访", text, "agent", matter_id=follow_up.id)
    premium = f"下期保费应缴日 {day_text(policy.paid_to)}" if policy.paid_to else "保费已缴清"
    days = {task: whole(session, f"sla_{task}", context.now) for task in ("follow_needs", "answer_questions")}
    reminders = parameter(session, "periodic_reminders", context.now)
    return Prepared(follow_up.due_at, day, premium, reminders, days)


@registry.handles("periodic.store", takes=Contact, gives=Stored)
def store(given: Contact, context: HandlerContext) -> Stored:
    """Keep what the customer said; low satisfaction becomes a complaint, another rhythm holds from now on."""
    session = context.session
    follow_up = session.get_one(FollowUp, given.follow_up_id)
    outcome = {"reached": FollowUpOutcome.STANDARD, "refused": FollowUpOutcome.REFUSED}.get(
        given.contact_result, FollowUpOutcome.UNSUCCESSFUL
    )
    keep_attempt(context, follow_up, "phone", outcome, given.unsuccessful_reason)
    follow_up.outcome, follow_up.reason, follow_up.caller_id = outcome, given.unsuccessful_reason, context.actor_id
    answers = given.answers
    if outcome is not FollowUpOutcome.STANDARD or answers is None:
        return Stored(given.contact_result, False, False, False, False)
    needs, contact = answers.needs_changed == "yes", answers.contact_changed == "yes"
    questions = {
        "needs_changed": answers.needs_changed,
        "contact_changed": answers.contact_changed,
        "has_questions": answers.has_questions,
        "premium_reminded": "yes" if answers.premium_reminded else "no",
    }
    content = {"questions": questions, "said": answers.said or ""}
    follow_up.content = privacy.seal(session, follow_up.customer_id, content, context.now)
    follow_up.satisfaction, follow_up.needs_changed, follow_up.contact_changed = (
        int(answers.satisfaction),
        needs,
        contact,
    )
    if answers.rhythm != "keep":
        _keep_rhythm(context, follow_up.customer_id, int(answers.rhythm))
    is_dissatisfied = int(answers.satisfaction) <= whole(session, "satisfaction_alarm", context.now)
    return Stored("reached", needs, contact, answers.has_questions == "yes", is_dissatisfied)


def _keep_rhythm(context: HandlerContext, customer_id: str, months: int) -> None:
    row = context.session.get(FollowUpRhythm, customer_id)
    if row is None:
        row = FollowUpRhythm(customer_id=customer_id, months=months, set_at=context.now, set_by=context.actor_id)
        context.session.add(row)
    row.months, row.set_at, row.set_by = months, context.now, context.actor_id


@registry.handles("periodic.note", takes=Noting, gives=Cleared)
def note(given: Noting, context: HandlerContext) -> Cleared:
    """Add what was agreed or answered to the sealed record; the header `what` says of which."""
    follow_up = context.session.get_one(FollowUp, given.follow_up_id)
    content = privacy.unseal(context.session, follow_up.customer_id, follow_up.content) if follow_up.content else {}
    said = content.get("said", "")
    content["said"] = f"{said}\n{context.headers['what']}：{given.answers.note}".strip()
    follow_up.content = privacy.seal(context.session, follow_up.customer_id, content, context.now)
    return Cleared()
