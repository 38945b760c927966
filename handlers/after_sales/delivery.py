"""Delivery of the policy: explained, checked, signed for by the customer; starts the cooling-off clock (SOP 4.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.after_sales.codes import EXPLAINED, POLICY_ERRORS
from handlers.after_sales.letters import report_breach, tell_about
from handlers.after_sales.papers import issue_receipt
from handlers.after_sales.policy_file import cooling_off_days, find_policy
from handlers.parameters import days_later, end_of, local_day, parameter, sla_days, working_days_later
from handlers.people import find_customer, identity_of
from handlers.records import Policy, PolicyDelivery
from handlers.records.delivery import DeliveryStatus
from handlers.records.policy import PolicyStatus
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("deliver_policy", "handle_undelivered", "correct_delivered_policy")
LIMIT = "SOP 4.5.1a"


@dataclass(frozen=True, slots=True)
class Opening:
    policy_id: str


@dataclass(frozen=True, slots=True)
class Opened:
    delivery_id: str
    delivery_form: str
    deliver_by: datetime
    delivery_reminders: str
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class HandingOver:
    delivery_id: str
    method: str
    explained: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class HandedOver:
    receipt_by: datetime
    receipt_reminders: str


@dataclass(frozen=True, slots=True)
class ReceiptAnswers:
    """Class C2."""

    result: str
    signed_name: str
    errors: list[str] = field(default_factory=list)
    error_note: str | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    delivery_id: str
    answers: ReceiptAnswers


@dataclass(frozen=True, slots=True)
class Signed:
    receipt_result: str
    """`right`, `error` or `other_name`."""
    errors_text: str
    receipt_notice: str | None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class CorrectionAnswers:
    """Yuan; the note may name people."""

    note: str
    annual_premium: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Correcting:
    delivery_id: str
    answers: CorrectionAnswers


@dataclass(frozen=True, slots=True)
class Cleared:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class OfDelivery:
    delivery_id: str


@dataclass(frozen=True, slots=True)
class Late:
    deliver_by: datetime
    """The day for another attempt."""


@dataclass(frozen=True, slots=True)
class Closing:
    delivery_id: str
    undelivered_reason: str


@dataclass(frozen=True, slots=True)
class InForce:
    cooling_off_until: datetime
    cooling_off_text: str


def delivery_of(context: HandlerContext, delivery_id: str) -> tuple[PolicyDelivery, Policy]:
    """The delivery and its policy. Raises SQLAlchemy's `NoResultFound`."""
    delivery = context.session.get_one(PolicyDelivery, delivery_id)
    return delivery, find_policy(context.session, delivery.policy_id)


@registry.handles("delivery.open", takes=Opening, gives=Opened)
def open_delivery(given: Opening, context: HandlerContext) -> Opened:
    """Open the delivery of an issued policy; its limit runs from the issue."""
    session = context.session
    policy = find_policy(session, given.policy_id)
    delivery = PolicyDelivery(
        id=context.new_id("DLV"),
        policy_id=policy.id,
        customer_id=policy.policyholder_id,
        agent_id=policy.agent_id,
        status=DeliveryStatus.OPEN,
        due_at=working_days_later(session, "policy_delivery_days", policy.issued_at),
        explained=[],
        errors=[],
        opened_at=context.now,
    )
    session.add(delivery)
    session.flush()
    text = f"保单 {policy.number} 待送达，请在 {day_text(delivery.due_at)} 前当面送达并讲解。"
    tell_about(context, policy, "delivery_due", "保单待送达", text, "agent", matter_id=delivery.id)
    reminders = parameter(session, "policy_delivery_reminders", context.now)
    by = max(delivery.due_at, context.now)
    return Opened(delivery.id, policy.delivery, by, reminders, sla_days(session, context.now, TASKS))


@registry.handles("delivery.hand_over", takes=HandingOver, gives=HandedOver)
def hand_over(given: HandingOver, context: HandlerContext) -> HandedOver:
    """Keep that the policy was handed over and what was explained, and ask the customer to check and sign (4.5.1a)."""
    delivery, policy = delivery_of(context, given.delivery_id)
    delivery.status = DeliveryStatus.HANDED_OVER
    delivery.method, delivery.handed_over_by, delivery.handed_over_at = given.method, context.actor_id, context.now
    delivery.explained = [point for point in EXPLAINED if given.explained.get(point)]
    text = f"保单 {policy.number} 已送达，请核对内容并由本人签署回执。犹豫期自签收之日起算。"
    tell_about(context, policy, "receipt_asked", "请签署保单回执", text, matter_id=delivery.id, asks_customer=True)
    by = days_later(context.session, "receipt_days", context.now)
    return HandedOver(by, parameter(context.session, "receipt_reminders", context.now))


@registry.handles("delivery.sign", takes=Signing, gives=Signed)
def store_receipt(given: Signing, context: HandlerContext) -> Signed:
    """Seal what the customer wrote; a name that is not the policyholder's is no signature (SOP 4.5.1b)."""
    delivery, policy = delivery_of(context, given.delivery_id)
    answers = given.answers
    name = identity_of(context.session, find_customer(context.session, policy.policyholder_id)).name
    if "".join(answers.signed_name.split()) != "".join(name.split()):
        return Signed("other_name", "", "签名与投保人姓名不一致，回执只能由投保人本人签署。")
    content = {"signed_name": answers.signed_name, "errors": answers.errors, "note": answers.error_note}
    delivery.content = privacy.seal(context.session, policy.policyholder_id, content, context.now)
    if answers.result == "error":
        delivery.errors = [*delivery.errors, {"at": context.now.isoformat(), "fields": answers.errors}]
        return Signed("error", "、".join(POLICY_ERRORS.get(code, code) for code in answers.errors), None)
    delivery.signed_at, delivery.signed_by = context.now, context.actor_id
    return Signed("right", "", None)


@registry.handles("delivery.receive", takes=OfDelivery, gives=InForce)
def start_cooling_off(given: OfDelivery, context: HandlerContext) -> InForce:
    """Start the cooling-off clock: it ends with the last day of the product's period (DOMAIN §2.2)."""
    session = context.session
    delivery, policy = delivery_of(context, given.delivery_id)
    last = local_day(context.now) + timedelta(days=cooling_off_days(session, policy))
    policy.received_at, policy.cooling_off_until = context.now, end_of(last, context.now)
    policy.status = PolicyStatus.IN_FORCE
    delivery.status, delivery.closed_at = DeliveryStatus.RECEIVED, context.now
    delivery.receipt_id = issue_receipt(context, delivery, policy)
    return InForce(policy.cooling_off_until, day_text(policy.cooling_off_until))


@registry.handles("delivery.correct", takes=Correcting, gives=Cleared)
def correct_policy(given: Correcting, context: HandlerContext) -> Cleared:
    """Issue the corrected version of the policy; the agent brings it again (SOP 4.5.1b)."""
    delivery, policy = delivery_of(context, given.delivery_id)
    fields = delivery.errors[-1]["fields"]
    policy.version += 1
    sealed = privacy.seal(context.session, policy.policyholder_id, {"note": given.answers.note}, context.now)
    entry = {
        "version": policy.version,
        "at": context.now.isoformat(),
        "by": context.actor_id,
        "differences": fields,
        "note": "",
        "sealed_note": sealed.hex(),
        "old": {"premium": str(policy.annual_premium)},
    }
    policy.corrections = [*policy.corrections, entry]
    if given.answers.annual_premium is not None:
        policy.annual_premium = given.answers.annual_premium
    delivery.status = DeliveryStatus.OPEN
    return Cleared()


@registry.handles("delivery.report_late", takes=OfDelivery, gives=Late)
def report_late(given: OfDelivery, context: HandlerContext) -> Late:
    """Hand a delivery that stands still to operations; past its limit it is a recorded breach."""
    delivery, policy = delivery_of(context, given.delivery_id)
    if context.now >= delivery.due_at:
        report_breach(context, policy, "policy_delivery", "保单送达签收", LIMIT, delivery.id, delivery.due_at)
    text = f"保单 {policy.number} 尚未由客户签收，请督办。"
    tell_about(context, policy, "delivery_late", "保单未送达", text, "operations", "agent", matter_id=delivery.id)
    return Late(working_days_later(context.session, "policy_delivery_days", context.now))


@registry.handles("delivery.close", takes=Closing, gives=Nothing)
def close_delivery(given: Closing, context: HandlerContext) -> Nothing:
    """Give the delivery up: the cooling-off period has not begun, so the customer may still take or cancel it."""
    delivery, policy = delivery_of(context, given.delivery_id)
    delivery.status, delivery.closed_at = DeliveryStatus.FAILED, context.now
    text = f"保单 {policy.number} 未能送达签收，犹豫期尚未起算。请联系我们领取保单。"
    tell_about(context, policy, "delivery_failed", "保单未能送达", text, "customer", "agent", "management")
    return Nothing()


@registry.handles("delivery.end", takes=OfDelivery, gives=Nothing)
def end_delivery(given: OfDelivery, context: HandlerContext) -> Nothing:
    """The policy ended before it was signed for: nothing is left to deliver."""
    delivery, _ = delivery_of(context, given.delivery_id)
    delivery.status, delivery.closed_at = DeliveryStatus.ENDED, context.now
    return Nothing()
