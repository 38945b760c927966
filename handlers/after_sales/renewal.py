"""Renewal premium: announced, paid from the own account, grace, demand, lapse or expiry (SOP 3.3, 4.5.2a, B1.3b).

Insurance Law art 36: cover goes on through the grace period and a loss in it is paid, less the premium owed. Of its two
limits, 60 days after the due date and 30 days after the insurer's demand, the one that ends first counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.after_sales.letters import tell_about
from handlers.after_sales.policy_file import find_policy, plans_of
from handlers.messages import KEPT
from handlers.parameters import days_before, end_of, local_day, parameter, whole
from handlers.premiums import PaymentAnswers, balance_of, refund, take_payment
from handlers.records import Application, Policy, PremiumDemand, PremiumPayment, Renewal
from handlers.records.policy import PolicyStatus
from handlers.records.premium import DemandStatus
from handlers.records.renewal import RenewalStatus
from handlers.waivers import LONG_TERM, is_waived
from handlers.words import FEN, add_months, anniversary, day_text, yuan_text

registry = HandlerRegistry()
MONTHS = {"annual": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}
YEAR = 12
ONE_YEAR = "policy_renewal"
REFUNDED = {RenewalStatus.LAPSED: "lapsed", RenewalStatus.WAIVED: "premium_waived"}
MOST = 500
"""How many one run of the watch opens; the next day's run takes the rest."""


@dataclass(frozen=True, slots=True)
class Found:
    renewals_opened: int


@dataclass(frozen=True, slots=True)
class OfRenewal:
    renewal_id: str


@dataclass(frozen=True, slots=True)
class Opened:
    is_waived: bool
    renewal_amount_text: str
    renewal_due_text: str
    renewal_due_at: datetime | None = None
    demand_at: datetime | None = None
    grace_warn_at: datetime | None = None
    grace_over_at: datetime | None = None
    renewal_reminders: str | None = None
    is_long_term: bool = True


@dataclass(frozen=True, slots=True)
class Paying:
    renewal_id: str
    answers: PaymentAnswers


@dataclass(frozen=True, slots=True)
class Paid:
    payment_id: str
    payment_result: str
    """`other_account`, `short`, `full` or `over`."""
    answers: Any = None


@dataclass(frozen=True, slots=True)
class OfPayment:
    renewal_id: str
    payment_id: str


@dataclass(frozen=True, slots=True)
class ForCustomer:
    payment_notice: str
    renewal_amount_text: str


def next_premium(session: Session, policy: Policy) -> tuple[str, Decimal, int] | None:
    """Kind, amount in yuan and months of what is due at `paid_to`; None when the policy is paid up."""
    if policy.paid_to is None:
        return None
    paid_to, plans = policy.paid_to, [plan for plan, _ in plans_of(session, policy)]
    if plans and all(plan.policy_years == 1 for plan in plans):
        return ONE_YEAR, policy.annual_premium, YEAR
    due = [plan for plan in plans if anniversary(policy.effective_from, plan.premium_years) > paid_to]
    if not due:
        return None
    months = MONTHS[policy.payment_mode]
    yearly = policy.annual_premium if len(due) == len(plans) else sum((plan.premium for plan in due), Decimal(0))
    return LONG_TERM, (yearly * months / YEAR).quantize(FEN, rounding=ROUND_HALF_UP), months


@registry.handles("renewal.find_due", takes=Nothing, gives=Found)
def find_due(_: Nothing, context: HandlerContext) -> Found:
    """Open one renewal, and by a message one case, for each policy whose premium comes due; each due date once."""
    session = context.session
    until = local_day(context.now) + timedelta(days=whole(session, "renewal_reminder_days", context.now))
    known = select(Renewal.id).where(Renewal.policy_id == Policy.id, Renewal.due_on == Policy.paid_to)
    policies = session.scalars(
        select(Policy)
        .where(Policy.status == PolicyStatus.IN_FORCE, Policy.paid_to <= until, ~known.exists())
        .order_by(Policy.paid_to, Policy.id)
        .limit(MOST)
    ).all()
    opened = [_open_one(context, policy) for policy in policies]
    return Found(sum(opened))


def _open_one(context: HandlerContext, policy: Policy) -> bool:
    premium = next_premium(context.session, policy)
    if premium is None or policy.paid_to is None:
        # Paid up: the watch need not look at it again.
        policy.paid_to = None
        return False
    kind, amount, months = premium
    renewal = Renewal(
        id=context.new_id("RNW"),
        policy_id=policy.id,
        customer_id=policy.policyholder_id,
        agent_id=policy.agent_id,
        kind=kind,
        due_on=policy.paid_to,
        amount=amount,
        months=months,
        status=RenewalStatus.ANNOUNCED,
        is_covered=True,
        opened_at=context.now,
    )
    context.session.add(renewal)
    context.session.flush()
    context.publish("renewal_due", renewal.id, {**policy_facts(policy), "renewal_id": renewal.id}, KEPT)
    return True


def policy_facts(policy: Policy) -> dict[str, Any]:
    """What messages about a policy carry."""
    return {
        "policy_id": policy.id,
        "policy_no": policy.number,
        "customer_id": policy.policyholder_id,
        "insured_id": policy.insured_id,
        "agent_id": policy.agent_id,
        "application_id": policy.application_id,
    }


def _of(context: HandlerContext, renewal_id: str) -> tuple[Renewal, Policy, PremiumDemand]:
    renewal = context.session.get_one(Renewal, renewal_id)
    policy = find_policy(context.session, renewal.policy_id)
    return renewal, policy, context.session.get_one(PremiumDemand, renewal.demand_id)


@registry.handles("renewal.open", takes=OfRenewal, gives=Opened)
def open_renewal(given: OfRenewal, context: HandlerContext) -> Opened:
    """Announce the premium and set its days: due, demand, warning, end of grace. A waived one is not demanded."""
    session = context.session
    renewal = session.get_one(Renewal, given.renewal_id)
    policy = find_policy(session, renewal.policy_id)
    amount, day = yuan_text(renewal.amount), day_text(renewal.due_on)
    if renewal.kind == LONG_TERM and is_waived(policy, renewal.due_on):
        return Opened(True, amount, day)
    due_at = end_of(renewal.due_on, context.now)
    demand = PremiumDemand(
        id=context.new_id("PRD"),
        application_id=policy.application_id,
        decision_id=policy.decision_id,
        policy_id=policy.id,
        amount=renewal.amount,
        due_at=due_at,
        status=DemandStatus.OPEN,
        created_at=context.now,
    )
    session.add(demand)
    session.flush()
    renewal.demand_id = demand.id
    demand_on = renewal.due_on + timedelta(days=whole(session, "renewal_demand_after_days", context.now))
    ends = (
        renewal.due_on + timedelta(days=whole(session, "renewal_grace_days", context.now)),
        demand_on + timedelta(days=whole(session, "renewal_demand_grace_days", context.now)),
    )
    is_long_term = renewal.kind == LONG_TERM
    # Law knows grace for premiums by instalments; a contract for one year ends with its year.
    renewal.grace_until = end_of(min(ends), context.now) if is_long_term else due_at
    text = f"保单 {policy.number} 的续期保费 {amount} 元应于 {day} 前由投保人本人账户支付，任何人不得代缴。"
    tell_about(context, policy, "renewal_announced", "续期缴费通知", text, matter_id=renewal.id, asks_customer=True)
    return Opened(
        is_waived=False,
        renewal_due_at=due_at,
        demand_at=end_of(demand_on, context.now),
        grace_warn_at=days_before(session, "renewal_warning_days", renewal.grace_until),
        grace_over_at=renewal.grace_until + timedelta(seconds=1),
        renewal_reminders=parameter(session, "renewal_reminders", context.now),
        renewal_amount_text=amount,
        renewal_due_text=day,
        is_long_term=is_long_term,
    )


@registry.handles("renewal.receive", takes=Paying, gives=Paid)
def receive(given: Paying, context: HandlerContext) -> Paid:
    """Keep a payment by the rule of the first premium: own name, own account."""
    _, policy, demand = _of(context, given.renewal_id)
    application = context.session.get_one(Application, policy.application_id)
    payment, result = take_payment(context, demand, application, given.answers)
    return Paid(payment.id, result)


@registry.handles("renewal.refuse", takes=OfPayment, gives=ForCustomer)
def refuse(given: OfPayment, context: HandlerContext) -> ForCustomer:
    """Send money from another account back the way it came (Order 2023-2 art 32)."""
    renewal, policy, demand = _of(context, given.renewal_id)
    payment = context.session.get_one(PremiumPayment, given.payment_id)
    refund(context, demand, payment.amount, "other_account", payment.id)
    said = f"收到的 {yuan_text(payment.amount)} 元不是由投保人本人账户支付，已原路退回。"
    tell_about(context, policy, "payment_refused", "拒收付款通知", said, matter_id=renewal.id)
    return ForCustomer(said, yuan_text(demand.amount - balance_of(context.session, demand)))


@registry.handles("renewal.demand_remainder", takes=OfRenewal, gives=ForCustomer)
def demand_remainder(given: OfRenewal, context: HandlerContext) -> ForCustomer:
    """Tell what came and what is still owed; no day moves."""
    renewal, policy, demand = _of(context, given.renewal_id)
    paid = balance_of(context.session, demand)
    owed = demand.amount - paid
    said = f"已收到 {yuan_text(paid)} 元，尚欠 {yuan_text(owed)} 元。"
    tell_about(context, policy, "premium_short", "保费不足通知", said, matter_id=renewal.id)
    return ForCustomer(said, yuan_text(owed))


@registry.handles("renewal.refund_excess", takes=OfRenewal, gives=Nothing)
def refund_excess(given: OfRenewal, context: HandlerContext) -> Nothing:
    """Send back what was paid too much."""
    renewal, policy, demand = _of(context, given.renewal_id)
    excess = balance_of(context.session, demand) - demand.amount
    refund(context, demand, excess, "excess")
    said = f"多缴的 {yuan_text(excess)} 元已原路退回。"
    tell_about(context, policy, "premium_refund", "退费通知", said, matter_id=renewal.id)
    return Nothing()


@registry.handles("renewal.begin_grace", takes=OfRenewal, gives=Nothing)
def begin_grace(given: OfRenewal, context: HandlerContext) -> Nothing:
    """The premium is overdue: cover goes on, and the customer is told until when (art 36(2))."""
    renewal, policy, _ = _of(context, given.renewal_id)
    if renewal.kind == ONE_YEAR:
        return Nothing()
    renewal.status, renewal.is_covered = RenewalStatus.GRACE, True
    until = day_text(renewal.grace_until) if renewal.grace_until else ""
    text = f"保单 {policy.number} 续期保费已到期未缴。宽限期至 {until}，期间保障有效，发生事故的赔款扣除欠缴保费。"
    tell_about(context, policy, "grace_began", "宽限期通知", text, matter_id=renewal.id, asks_customer=True)
    return Nothing()


@registry.handles("renewal.demand", takes=OfRenewal, gives=Nothing)
def demand_payment(given: OfRenewal, context: HandlerContext) -> Nothing:
    """The insurer's demand 催告, with what follows if it is not met (art 36(1))."""
    renewal, policy, _ = _of(context, given.renewal_id)
    renewal.demanded_at = context.now
    until = day_text(renewal.grace_until) if renewal.grace_until else ""
    text = f"催告：保单 {policy.number} 续期保费 {yuan_text(renewal.amount)} 元至 {until} 仍未缴清的，合同效力中止。"
    tell_about(context, policy, "premium_demanded", "保费催告", text, matter_id=renewal.id, asks_customer=True)
    return Nothing()


@registry.handles("renewal.warn", takes=OfRenewal, gives=Nothing)
def warn(given: OfRenewal, context: HandlerContext) -> Nothing:
    """The grace period, or the year, ends soon: customer, agent and operations are told."""
    renewal, policy, _ = _of(context, given.renewal_id)
    until = day_text(renewal.grace_until) if renewal.grace_until else ""
    text = f"保单 {policy.number} 须在 {until} 前缴清续期保费，否则保障中断。"
    tell_about(context, policy, "renewal_warning", "保障将中断", text, "customer", "agent", "operations")
    return Nothing()


@registry.handles("renewal.continue", takes=OfRenewal, gives=Nothing)
def continue_cover(given: OfRenewal, context: HandlerContext) -> Nothing:
    """The premium is paid: it reaches so many months further from the day it was due."""
    renewal, policy, _ = _of(context, given.renewal_id)
    policy.paid_to = add_months(renewal.due_on, renewal.months)
    renewal.status, renewal.closed_at = RenewalStatus.PAID, context.now
    text = (
        f"已收到保单 {policy.number} 续期保费 {yuan_text(renewal.amount)} 元，保障延续至 {day_text(policy.paid_to)}。"
    )
    tell_about(context, policy, "renewal_paid", "续期缴费确认", text, matter_id=renewal.id)
    return Nothing()


@registry.handles("renewal.waive", takes=OfRenewal, gives=Nothing)
def waive(given: OfRenewal, context: HandlerContext) -> Nothing:
    """Nothing is owed, for a claim for waiver was granted: cover goes on as if the premium had been paid."""
    session = context.session
    renewal = session.get_one(Renewal, given.renewal_id)
    policy = find_policy(session, renewal.policy_id)
    if renewal.demand_id:
        _close(context, renewal, session.get_one(PremiumDemand, renewal.demand_id), RenewalStatus.WAIVED)
    policy.paid_to = add_months(renewal.due_on, renewal.months)
    renewal.status, renewal.is_covered, renewal.closed_at = RenewalStatus.WAIVED, True, context.now
    text = (
        f"保单 {policy.number} 应于 {day_text(renewal.due_on)} 缴纳的续期保费已豁免，无需缴费，"
        f"保障延续至 {day_text(policy.paid_to)}。"
    )
    tell_about(context, policy, "premium_waived", "保费豁免通知", text, matter_id=renewal.id)
    return Nothing()


@registry.handles("renewal.lapse", takes=OfRenewal, gives=Nothing)
def lapse(given: OfRenewal, context: HandlerContext) -> Nothing:
    """Grace is over: the contract is suspended; what was paid in part goes back (art 36(1))."""
    renewal, policy, demand = _of(context, given.renewal_id)
    policy.status, policy.lapsed_at = PolicyStatus.LAPSED, context.now
    _close(context, renewal, demand, RenewalStatus.LAPSED)
    return Nothing()


@registry.handles("renewal.expire", takes=OfRenewal, gives=Nothing)
def expire(given: OfRenewal, context: HandlerContext) -> Nothing:
    """A one-year policy that nobody renewed has run its year."""
    renewal, policy, demand = _of(context, given.renewal_id)
    policy.status, policy.ended_at, policy.end_reason = PolicyStatus.TERMINATED, context.now, "maturity"
    _close(context, renewal, demand, RenewalStatus.EXPIRED)
    text = f"保单 {policy.number} 保险期间已满，未续保，保障终止。"
    tell_about(context, policy, "policy_expired", "保单期满", text, matter_id=renewal.id)
    return Nothing()


@registry.handles("renewal.end", takes=OfRenewal, gives=Nothing)
def end(given: OfRenewal, context: HandlerContext) -> Nothing:
    """The policy ended: nothing is owed any more, and what was paid in part goes back."""
    renewal, _, demand = _of(context, given.renewal_id)
    _close(context, renewal, demand, RenewalStatus.ENDED)
    return Nothing()


def _close(context: HandlerContext, renewal: Renewal, demand: PremiumDemand, status: RenewalStatus) -> None:
    paid = balance_of(context.session, demand)
    if paid > 0:
        refund(context, demand, paid, REFUNDED.get(status, "policy_ended"))
    demand.status = DemandStatus.LAPSED if status is RenewalStatus.LAPSED else DemandStatus.CANCELLED
    renewal.status, renewal.is_covered, renewal.closed_at = status, False, context.now
