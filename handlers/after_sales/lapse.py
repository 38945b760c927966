"""A lapsed policy: two years to reinstate it, then it may be ended against its cash value (Insurance Law art 37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.after_sales.letters import report_breach, tell_about
from handlers.after_sales.policy_file import find_policy
from handlers.parameters import days_before, days_later, end_of, local_day, sla_days, whole
from handlers.records import Lapse, Policy
from handlers.records.policy import PolicyStatus
from handlers.records.renewal import LapseStatus
from handlers.words import anniversary, day_text, yuan_text
from handlers.worth import close_loans, worth_of

registry = HandlerRegistry()
TASKS = ("state_cash_value", "approve_termination")


@dataclass(frozen=True, slots=True)
class OfPolicy:
    policy_id: str


@dataclass(frozen=True, slots=True)
class Opened:
    lapse_id: str
    reinstate_warn_at: datetime
    reinstate_until: datetime
    reinstate_text: str
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class OfLapse:
    lapse_id: str


@dataclass(frozen=True, slots=True)
class Computed:
    cash_value_text: str
    """Yuan that go back: cash value less loans and their interest."""
    table_value_text: str
    loans_text: str
    premiums_paid_text: str


@dataclass(frozen=True, slots=True)
class Terminated:
    cash_value_by: datetime


def _of(context: HandlerContext, lapse_id: str) -> tuple[Lapse, Policy]:
    row = context.session.get_one(Lapse, lapse_id)
    return row, find_policy(context.session, row.policy_id)


@registry.handles("lapse.open", takes=OfPolicy, gives=Opened)
def open_lapse(given: OfPolicy, context: HandlerContext) -> Opened:
    """Tell the customer that cover is suspended and until when it can be reinstated."""
    session = context.session
    policy = find_policy(session, given.policy_id)
    lapsed_at = policy.lapsed_at or context.now
    last = anniversary(local_day(lapsed_at), whole(session, "reinstatement_years", lapsed_at))
    row = Lapse(
        id=context.new_id("LPS"),
        policy_id=policy.id,
        customer_id=policy.policyholder_id,
        agent_id=policy.agent_id,
        status=LapseStatus.OPEN,
        lapsed_at=lapsed_at,
        reinstate_until=end_of(last, context.now),
    )
    session.add(row)
    session.flush()
    text = (
        f"保单 {policy.number} 因未缴续期保费，效力自 {day_text(lapsed_at)} 起中止，中止期间不承担保险责任。"
        f"{day_text(last)} 前可以申请复效。"
    )
    tell_about(context, policy, "policy_lapsed", "保单效力中止通知", text, matter_id=row.id)
    warn_at = days_before(session, "reinstatement_warning_days", row.reinstate_until)
    return Opened(row.id, warn_at, row.reinstate_until, day_text(last), sla_days(session, context.now, TASKS))


@registry.handles("lapse.warn", takes=OfLapse, gives=Nothing)
def warn(given: OfLapse, context: HandlerContext) -> Nothing:
    """The window of reinstatement closes soon."""
    row, policy = _of(context, given.lapse_id)
    text = f"保单 {policy.number} 的复效期将于 {day_text(row.reinstate_until)} 届满，逾期合同可能解除。"
    tell_about(context, policy, "reinstatement_warning", "复效期将满", text, matter_id=row.id)
    return Nothing()


@registry.handles("lapse.reinstate", takes=OfLapse, gives=Nothing)
def reinstate(given: OfLapse, context: HandlerContext) -> Nothing:
    """The policy is in force again; servicing has agreed on it and taken the premium."""
    row, policy = _of(context, given.lapse_id)
    row.status, row.closed_at = LapseStatus.REINSTATED, context.now
    if policy.status is PolicyStatus.LAPSED:
        policy.status, policy.lapsed_at = PolicyStatus.IN_FORCE, None
    return Nothing()


@registry.handles("lapse.compute_cash_value", takes=OfLapse, gives=Computed)
def compute_cash_value(given: OfLapse, context: HandlerContext) -> Computed:
    """The cash value by the policy's table, less loans, as a surrender computes it (art 37); nobody types it."""
    row, policy = _of(context, given.lapse_id)
    worth = worth_of(context.session, policy, context.now)
    row.cash_value, row.stated_by = worth.net, None
    parts = (worth.net, worth.cash_value, worth.loans + worth.interest, worth.premiums_paid)
    return Computed(*map(yuan_text, parts))


@registry.handles("lapse.store_check", takes=OfLapse, gives=Nothing)
def store_check(given: OfLapse, context: HandlerContext) -> Nothing:
    """Keep who checked the computed value against the policy's own table."""
    row, _ = _of(context, given.lapse_id)
    row.stated_by = context.actor_id
    return Nothing()


@registry.handles("lapse.terminate", takes=OfLapse, gives=Terminated)
def terminate(given: OfLapse, context: HandlerContext) -> Terminated:
    """End the contract and say what is paid, to whom and by when."""
    row, policy = _of(context, given.lapse_id)
    row.status, row.approved_by = LapseStatus.TERMINATED, context.actor_id
    row.paid_by = days_later(context.session, "cash_value_payment_days", context.now)
    policy.status, policy.ended_at, policy.end_reason = PolicyStatus.TERMINATED, context.now, "lapse_two_years"
    close_loans(context.session, policy, local_day(context.now))
    amount = yuan_text(row.cash_value or Decimal(0))
    by = day_text(row.paid_by)
    text = f"保单 {policy.number} 复效期已满，合同解除。现金价值 {amount} 元将于 {by} 前退还投保人本人账户。"
    tell_about(context, policy, "policy_terminated", "合同解除与现金价值通知", text, matter_id=row.id)
    return Terminated(row.paid_by)


@registry.handles("lapse.record_unpaid", takes=OfLapse, gives=Nothing)
def record_unpaid(given: OfLapse, context: HandlerContext) -> Nothing:
    """Record that the cash value was not paid in time; it is still to be paid."""
    row, policy = _of(context, given.lapse_id)
    due = row.paid_by or context.now
    report_breach(context, policy, "cash_value_payment", "现金价值退还", "Insurance Law arts 37, 47", row.id, due)
    return Nothing()


@registry.handles("lapse.close", takes=OfLapse, gives=Nothing)
def close(given: OfLapse, context: HandlerContext) -> Nothing:
    """The cash value is paid: the matter is over."""
    row, policy = _of(context, given.lapse_id)
    row.closed_at = context.now
    text = f"保单 {policy.number} 的现金价值 {yuan_text(row.cash_value or Decimal(0))} 元已退还投保人本人账户。"
    tell_about(context, policy, "cash_value_paid", "现金价值已退还", text, matter_id=row.id)
    return Nothing()


@registry.handles("lapse.end", takes=OfPolicy, gives=Nothing)
def end(given: OfPolicy, context: HandlerContext) -> Nothing:
    """The policy ended otherwise while it lay still, by surrender for one."""
    open_ones = select(Lapse).where(Lapse.policy_id == given.policy_id, Lapse.status == LapseStatus.OPEN)
    for row in context.session.scalars(open_ones):
        row.status, row.closed_at = LapseStatus.ENDED, context.now
    return Nothing()
