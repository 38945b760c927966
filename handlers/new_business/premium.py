"""The first premium: from the policyholder's own account only, in full and in time (SOP 4.4.3a, 4.6.1a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.new_business.application import STATUS_OF
from handlers.new_business.application_file import find_application
from handlers.new_business.codes import CLOSINGS
from handlers.new_business.letters import write_notice
from handlers.parameters import days_later, parameter
from handlers.premiums import PaymentAnswers, balance_of, refund, take_payment
from handlers.records import PremiumDemand, PremiumPayment, UnderwritingDecision
from handlers.records.premium import DemandStatus
from handlers.words import day_text, yuan_text

registry = HandlerRegistry()
CLOSED_AS = {"lapsed": DemandStatus.LAPSED, "withdrawn": DemandStatus.CANCELLED}


@dataclass(frozen=True, slots=True)
class Demanding:
    application_id: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class Demanded:
    premium_demand_id: str
    premium_due_text: str
    premium_due_at: datetime
    premium_due_by_text: str
    premium_reminders: str
    payment_notice: str | None = None


@dataclass(frozen=True, slots=True)
class Paying:
    application_id: str
    premium_demand_id: str
    answers: PaymentAnswers


@dataclass(frozen=True, slots=True)
class Received:
    payment_id: str
    payment_result: str
    """`other_account`, `short`, `full` or `over`."""
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Refusing:
    application_id: str
    payment_id: str


@dataclass(frozen=True, slots=True)
class Balancing:
    application_id: str
    premium_demand_id: str


@dataclass(frozen=True, slots=True)
class ForCustomer:
    payment_notice: str
    premium_due_text: str


@dataclass(frozen=True, slots=True)
class ClosingOffer:
    application_id: str
    premium_demand_id: str
    reason: str


@registry.handles("premium.demand", takes=Demanding, gives=Demanded)
def demand_premium(given: Demanding, context: HandlerContext) -> Demanded:
    """Demand the first premium at the accepted terms."""
    session = context.session
    application = find_application(session, given.application_id)
    amount = session.get_one(UnderwritingDecision, given.decision_id).annual_premium
    due = days_later(session, "premium_days", context.now)
    demand = PremiumDemand(
        id=context.new_id("PRD"),
        application_id=application.id,
        decision_id=given.decision_id,
        amount=amount,
        due_at=due,
        status=DemandStatus.OPEN,
        created_at=context.now,
    )
    session.add(demand)
    text = (
        f"投保单 {application.number}：请在 {day_text(due)} 前由投保人本人账户支付首期保费 {yuan_text(amount)} 元。"
        "任何人（包括代理人）不得代缴。"
    )
    write_notice(context, application, "premium_demand", "缴费通知", text, asks_customer=True)
    reminders = parameter(session, "premium_reminders", context.now)
    return Demanded(demand.id, yuan_text(amount), due, day_text(due), reminders)


@registry.handles("premium.receive", takes=Paying, gives=Received)
def receive_payment(given: Paying, context: HandlerContext) -> Received:
    """Keep the payment; one that is not from the account named in the application, in the own name, is not accepted."""
    application = find_application(context.session, given.application_id)
    demand = context.session.get_one(PremiumDemand, given.premium_demand_id)
    payment, result = take_payment(context, demand, application, given.answers)
    return Received(payment.id, result)


@registry.handles("premium.refuse", takes=Refusing, gives=ForCustomer)
def refuse_payment(given: Refusing, context: HandlerContext) -> ForCustomer:
    """Send the money back to the account it came from, and say why (Order 2023-2 art 32)."""
    session = context.session
    application = find_application(session, given.application_id)
    payment = session.get_one(PremiumPayment, given.payment_id)
    demand = session.get_one(PremiumDemand, payment.demand_id)
    refund(context, demand, payment.amount, "other_account", payment.id)
    said = (
        f"收到的 {yuan_text(payment.amount)} 元不是由投保单上登记的投保人本人账户支付，已原路退回。"
        "保费只能由投保人本人账户支付。"
    )
    write_notice(context, application, "payment_refused", "拒收付款通知", said)
    return ForCustomer(said, yuan_text(demand.amount - balance_of(session, demand)))


@registry.handles("premium.demand_remainder", takes=Balancing, gives=ForCustomer)
def demand_remainder(given: Balancing, context: HandlerContext) -> ForCustomer:
    """Tell what came and what is still owed; the last day stays the same."""
    application = find_application(context.session, given.application_id)
    demand = context.session.get_one(PremiumDemand, given.premium_demand_id)
    paid = balance_of(context.session, demand)
    owed = demand.amount - paid
    said = f"已收到 {yuan_text(paid)} 元，尚欠 {yuan_text(owed)} 元，请在 {day_text(demand.due_at)} 前补足。"
    write_notice(context, application, "premium_short", "保费不足通知", said)
    return ForCustomer(said, yuan_text(owed))


@registry.handles("premium.refund_excess", takes=Balancing, gives=Nothing)
def refund_excess(given: Balancing, context: HandlerContext) -> Nothing:
    """Send back what was paid too much."""
    application = find_application(context.session, given.application_id)
    demand = context.session.get_one(PremiumDemand, given.premium_demand_id)
    excess = balance_of(context.session, demand) - demand.amount
    refund(context, demand, excess, "excess")
    said = f"多缴的 {yuan_text(excess)} 元已原路退回。"
    write_notice(context, application, "premium_refund", "退费通知", said)
    return Nothing()


@registry.handles("premium.close_offer", takes=ClosingOffer, gives=Nothing)
def close_offer(given: ClosingOffer, context: HandlerContext) -> Nothing:
    """End the offer before issue, lapsed or withdrawn, and refund whatever was paid."""
    application = find_application(context.session, given.application_id)
    demand = context.session.get_one(PremiumDemand, given.premium_demand_id)
    paid = balance_of(context.session, demand)
    if paid > 0:
        refund(context, demand, paid, given.reason)
    demand.status = CLOSED_AS[given.reason]
    application.status = STATUS_OF[given.reason]
    application.closed_at, application.close_reason = context.now, given.reason
    said = f"投保单 {application.number}：{CLOSINGS[given.reason]}。"
    if paid > 0:
        said += f"已缴 {yuan_text(paid)} 元全部退回。"
    write_notice(context, application, "application_closed", "投保申请终止", said)
    return Nothing()
