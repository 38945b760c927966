"""Cancellation in the cooling-off period: the premium back, less a small fee, to where it came from (DOMAIN §2.2).

What counts is the day the customer asked. Only the customer confirms; nobody but the paying account gets the money.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.after_sales.letters import report_breach, tell_about
from handlers.after_sales.papers import issue_cancellation
from handlers.after_sales.policy_file import ENDED, find_policy
from handlers.parameters import days_before, days_later, parameter, sla_days
from handlers.people import find_customer, identity_of
from handlers.premiums import balance_of, refund
from handlers.records import Cancellation, Policy, PremiumDemand, PremiumPayment
from handlers.records.cancellation import CancellationStatus
from handlers.records.policy import PolicyStatus
from handlers.records.premium import PaymentStatus
from handlers.words import day_text, yuan_text

registry = HandlerRegistry()
TASKS = ("check_cancellation", "confirm_refund")
RUNNING = (CancellationStatus.ASKED, CancellationStatus.CONFIRMED, CancellationStatus.SETTLED)
REFUSALS = {"claim_paid": "本保单已发生理赔给付", "not_policyholder": "申请人不是投保人"}


@dataclass(frozen=True, slots=True)
class Asking:
    policy_no: str
    policy_id: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    request_result: str
    """`in_time`, `late`, or `not_open`: unknown, ended, or asked for already."""
    cancellation_id: str | None = None
    policy_id: str | None = None
    customer_id: str | None = None
    insured_id: str | None = None
    agent_id: str | None = None
    application_id: str | None = None
    confirm_by: datetime | None = None
    confirm_reminders: str | None = None
    pay_by: datetime | None = None
    pay_warn_at: datetime | None = None
    refund_text: str = ""
    sla: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class OfCancellation:
    cancellation_id: str


@dataclass(frozen=True, slots=True)
class ConfirmAnswers:
    """Class C2."""

    signed_name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Confirming:
    cancellation_id: str
    answers: ConfirmAnswers


@dataclass(frozen=True, slots=True)
class Confirmed:
    confirm_result: str
    """`confirmed`, or `other_name`."""
    confirm_notice: str | None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Refusing:
    cancellation_id: str
    refusal_reason: str


def _of(context: HandlerContext, cancellation_id: str) -> tuple[Cancellation, Policy]:
    row = context.session.get_one(Cancellation, cancellation_id)
    return row, find_policy(context.session, row.policy_id)


@registry.handles("cancellation.open", takes=Asking, gives=Asked)
def open_cancellation(given: Asking, context: HandlerContext) -> Asked:
    """Keep the request and judge its day; before the receipt the period has not begun, so it is in time."""
    session = context.session
    found = Policy.id == given.policy_id if given.policy_id else Policy.number == given.policy_no.strip()
    policy = session.scalar(select(Policy).where(found))
    if policy is None or policy.status in ENDED or _is_running(session, policy):
        return Asked("not_open", policy_id=given.policy_id)
    is_late = policy.cooling_off_until is not None and context.now > policy.cooling_off_until
    pay_by = days_later(session, "cooling_off_payment_days", context.now)
    row = Cancellation(
        id=context.new_id("CCL"),
        policy_id=policy.id,
        customer_id=policy.policyholder_id,
        agent_id=policy.agent_id,
        status=CancellationStatus.LATE if is_late else CancellationStatus.ASKED,
        asked_at=context.now,
        asked_by=context.actor_id,
        pay_by=pay_by,
        closed_at=context.now if is_late else None,
    )
    session.add(row)
    session.flush()
    amounts = _amounts(session, policy, context.now)
    if not is_late:
        text = f"已收到解除保单 {policy.number} 的申请。请由投保人本人确认；应退 {yuan_text(amounts[2])} 元。"
        tell_about(context, policy, "cancellation_asked", "请确认解除合同", text, matter_id=row.id, asks_customer=True)
    return Asked(
        "late" if is_late else "in_time",
        cancellation_id=row.id,
        policy_id=policy.id,
        customer_id=policy.policyholder_id,
        insured_id=policy.insured_id,
        agent_id=policy.agent_id,
        application_id=policy.application_id,
        confirm_by=days_later(session, "cooling_off_confirm_days", context.now),
        confirm_reminders=parameter(session, "cooling_off_reminders", context.now),
        pay_by=pay_by,
        pay_warn_at=days_before(session, "cooling_off_payment_warning_days", pay_by),
        refund_text=yuan_text(amounts[2]),
        sla=sla_days(session, context.now, TASKS),
    )


def _is_running(session: Session, policy: Policy) -> bool:
    asked = select(Cancellation.id).where(Cancellation.policy_id == policy.id, Cancellation.status.in_(RUNNING))
    return session.scalar(asked) is not None


def _first_demand(session: Session, policy: Policy) -> PremiumDemand | None:
    return session.scalar(
        select(PremiumDemand)
        .where(PremiumDemand.application_id == policy.application_id, PremiumDemand.policy_id.is_(None))
        .order_by(PremiumDemand.created_at.desc())
    )


def _amounts(session: Session, policy: Policy, now: datetime) -> tuple[Decimal, Decimal, Decimal]:
    """Premium paid, fee, refund, in yuan. The fee is never more than the premium."""
    demand = _first_demand(session, policy)
    premium = balance_of(session, demand) if demand is not None else Decimal(0)
    fee = min(Decimal(parameter(session, "cooling_off_fee", now)), premium)
    return premium, fee, premium - fee


@registry.handles("cancellation.point_to_surrender", takes=OfCancellation, gives=Nothing)
def point_to_surrender(given: OfCancellation, context: HandlerContext) -> Nothing:
    """Say that the period is over, since when, and what the customer may do instead."""
    row, policy = _of(context, given.cancellation_id)
    until = day_text(policy.cooling_off_until) if policy.cooling_off_until else ""
    text = f"保单 {policy.number} 的犹豫期已于 {until} 届满，现可办理退保：按现金价值退还，可能有损失。请联系我们。"
    tell_about(context, policy, "cancellation_late", "犹豫期已过", text, matter_id=row.id)
    return Nothing()


@registry.handles("cancellation.confirm", takes=Confirming, gives=Confirmed)
def confirm(given: Confirming, context: HandlerContext) -> Confirmed:
    """Keep the customer's own confirmation; another name is none."""
    row, _ = _of(context, given.cancellation_id)
    name = identity_of(context.session, find_customer(context.session, row.customer_id)).name
    if "".join(given.answers.signed_name.split()) != "".join(name.split()):
        return Confirmed("other_name", "签名与投保人姓名不一致，只能由投保人本人确认。")
    content = {"signed_name": given.answers.signed_name, "why": given.answers.why}
    row.content = privacy.seal(context.session, row.customer_id, content, context.now)
    row.status, row.confirmed_at, row.confirmed_by = CancellationStatus.CONFIRMED, context.now, context.actor_id
    return Confirmed("confirmed", None)


@registry.handles("cancellation.lapse", takes=OfCancellation, gives=Nothing)
def lapse_request(given: OfCancellation, context: HandlerContext) -> Nothing:
    """The customer did not confirm: the policy goes on."""
    row, policy = _of(context, given.cancellation_id)
    text = f"未收到投保人本人确认，保单 {policy.number} 继续有效。"
    return _end(context, row, policy, CancellationStatus.NOT_CONFIRMED, "解除申请未确认", text)


@registry.handles("cancellation.withdraw", takes=OfCancellation, gives=Nothing)
def withdraw_request(given: OfCancellation, context: HandlerContext) -> Nothing:
    """The customer took the request back before confirming it: the policy goes on."""
    row, policy = _of(context, given.cancellation_id)
    text = f"解除申请已按投保人的要求撤回，保单 {policy.number} 继续有效。"
    return _end(context, row, policy, CancellationStatus.WITHDRAWN, "解除申请已撤回", text)


def _end(
    context: HandlerContext, row: Cancellation, policy: Policy, status: CancellationStatus, title: str, text: str
) -> Nothing:
    """The request is over and the policy goes on."""
    row.status, row.closed_at = status, context.now
    tell_about(context, policy, "cancellation_closed", title, text, matter_id=row.id)
    return Nothing()


@registry.handles("cancellation.refuse", takes=Refusing, gives=Nothing)
def refuse(given: Refusing, context: HandlerContext) -> Nothing:
    """Refuse with the reason; there are only two."""
    row, policy = _of(context, given.cancellation_id)
    row.status, row.closed_at, row.checked_by = CancellationStatus.REFUSED, context.now, context.actor_id
    text = f"保单 {policy.number} 不能按犹豫期解除：{REFUSALS[given.refusal_reason]}。如有异议可以投诉。"
    tell_about(context, policy, "cancellation_refused", "解除申请未受理", text, matter_id=row.id)
    return Nothing()


@registry.handles("cancellation.settle", takes=OfCancellation, gives=Nothing)
def settle(given: OfCancellation, context: HandlerContext) -> Nothing:
    """Cancel the policy and send the premium back, less the fee, payment by payment to the account it came from."""
    session = context.session
    row, policy = _of(context, given.cancellation_id)
    row.premium, row.fee, row.refund = _amounts(session, policy, context.now)
    demand = _first_demand(session, policy)
    left = row.refund
    if demand is not None:
        payments = session.scalars(
            select(PremiumPayment)
            .where(PremiumPayment.demand_id == demand.id, PremiumPayment.status == PaymentStatus.KEPT)
            .order_by(PremiumPayment.received_at, PremiumPayment.id)
        ).all()
        for payment in payments:
            part = min(left, payment.amount)
            if part > 0:
                refund(context, demand, part, "cooling_off", payment.id)
                left -= part
    row.status, row.checked_by = CancellationStatus.SETTLED, context.actor_id
    policy.status, policy.ended_at, policy.end_reason = PolicyStatus.CANCELLED, context.now, "cooling_off"
    issue_cancellation(context, row, policy)
    return Nothing()


@registry.handles("cancellation.paid", takes=OfCancellation, gives=Nothing)
def confirm_payment(given: OfCancellation, context: HandlerContext) -> Nothing:
    """The bank has paid: tell the customer."""
    row, policy = _of(context, given.cancellation_id)
    row.status, row.paid_at, row.closed_at = CancellationStatus.PAID, context.now, context.now
    text = f"保单 {policy.number} 已解除，{yuan_text(row.refund or Decimal(0))} 元已退回原缴费账户。"
    tell_about(context, policy, "cancellation_paid", "退费完成", text, matter_id=row.id)
    return Nothing()


@registry.handles("cancellation.warn", takes=OfCancellation, gives=Nothing)
def warn(given: OfCancellation, context: HandlerContext) -> Nothing:
    """The last day to pay comes near."""
    row, policy = _of(context, given.cancellation_id)
    text = f"保单 {policy.number} 犹豫期退费须在 {day_text(row.pay_by) if row.pay_by else ''} 前完成。"
    tell_about(context, policy, "cancellation_warning", "退费时限预警", text, "operations", "management")
    return Nothing()


@registry.handles("cancellation.record_missed", takes=OfCancellation, gives=Nothing)
def record_missed(given: OfCancellation, context: HandlerContext) -> Nothing:
    """Record that the money was not back in time; it is still to be paid."""
    row, policy = _of(context, given.cancellation_id)
    due = row.pay_by or context.now
    report_breach(context, policy, "cooling_off_refund", "犹豫期退费", "Insurance Law art 47", row.id, due)
    return Nothing()
