"""Payment: to the own account only, within ten days, receipt confirmed by the customer (art 23, 4.5.3d, 4.6.1a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.claims.claim_file import find_claim, involved, policy_of
from handlers.claims.clock import missed
from handlers.claims.codes import PAYMENT_KINDS
from handlers.claims.documents import issue_payment, issue_receipt
from handlers.claims.letters import LEAD, say
from handlers.claims.papers import Account, own_names, write_account
from handlers.notices import send_link
from handlers.parameters import days_later, parameter, whole
from handlers.people import find_customer, identity_of
from handlers.premiums import account_of
from handlers.records import Application, Claim, ClaimPayment
from handlers.records.claim import ClaimStatus
from handlers.records.claim_outcome import ClaimPaymentStatus
from handlers.words import day_text, yuan_text

registry = HandlerRegistry()
LIMIT = "claim_payment_days"


@dataclass(frozen=True, slots=True)
class Ordering:
    claim_id: str
    payment_kind: str
    pay_amount: Decimal
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Ordered:
    payment_id: str
    pay_text: str
    payment_due_at: datetime
    payment_warn_at: datetime
    account_reminders: str
    payment_involved: list[str]
    """Who investigated, decided, approved or sold: none of them may pay (`sop:not-by`)."""
    pay_problem: str | None = None


@dataclass(frozen=True, slots=True)
class AboutPayment:
    claim_id: str
    payment_id: str


@dataclass(frozen=True, slots=True)
class Paying:
    claim_id: str
    payment_id: str
    answers: Account
    transfer_result: str = "done"
    """`done`, or `returned` by the bank."""


@dataclass(frozen=True, slots=True)
class Paid:
    pay_result: str
    """`paid`, `again` (not the own account) or `returned`."""
    pay_problem: str | None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Mending:
    claim_id: str
    payment_id: str
    answers: Account


@dataclass(frozen=True, slots=True)
class Mended:
    account_problem: str | None
    pay_problem: str | None = None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class ToldPaid:
    receipt_due_at: datetime
    receipt_reminders: str


@registry.handles("claim.order_payment", takes=Ordering, gives=Ordered)
def order_payment(given: Ordering, context: HandlerContext) -> Ordered:
    """Order the transfer: ten days from here at the latest."""
    session = context.session
    due = days_later(session, LIMIT, context.now)
    payment = ClaimPayment(
        id=context.new_id("CPY"),
        claim_id=given.claim_id,
        kind=given.payment_kind,
        amount=given.pay_amount,
        due_at=due,
        status=ClaimPaymentStatus.ORDERED,
        approved_by=given.approved_by,
    )
    session.add(payment)
    session.flush()
    warn = due - timedelta(days=whole(session, "claim_payment_warn_days_before", context.now))
    text = f"{PAYMENT_KINDS[given.payment_kind]} {yuan_text(given.pay_amount)} 元"
    reminders = parameter(session, "claim_account_reminders", context.now)
    barred = sorted(involved(session, find_claim(session, given.claim_id)))
    return Ordered(payment.id, text, due, max(warn, context.now), reminders, barred)


@registry.handles("claim.warn_payment", takes=AboutPayment, gives=Nothing)
def warn_payment(given: AboutPayment, context: HandlerContext) -> Nothing:
    """The ten days for payment are nearly over."""
    claim, payment = _of(context, given)
    text = f"理赔 {claim.number} 的付款最迟 {day_text(payment.due_at)} 完成，请督办。"
    say(context, claim, "claim_clock_warning", "付款期限预警", text, LEAD, "operations")
    return Nothing()


@registry.handles("claim.payment_overrun", takes=AboutPayment, gives=Nothing)
def record_payment_overrun(given: AboutPayment, context: HandlerContext) -> Nothing:
    """Not paid within ten days: a recorded breach; the customer is owed the loss that the delay causes (art 23)."""
    claim, payment = _of(context, given)
    if missed(context, claim, LIMIT, "付款", payment.due_at, payment.id):
        said = f"理赔 {claim.number} 的付款迟延，我们已督办；迟延造成的损失由我们依法承担。"
        say(context, claim, "claim_progress", "理赔进度", said)
    return Nothing()


def _of(context: HandlerContext, given: AboutPayment) -> tuple[Claim, ClaimPayment]:
    return find_claim(context.session, given.claim_id), context.session.get_one(ClaimPayment, given.payment_id)


@registry.handles("claim.record_payment", takes=Paying, gives=Paid)
def record_payment(given: Paying, context: HandlerContext) -> Paid:
    """Keep the transfer if it goes to the own account; who judged the claim cannot take the task at all."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    payment = session.get_one(ClaimPayment, given.payment_id)
    problem = _problem_of(context, claim, given)
    if problem:
        payment.status = ClaimPaymentStatus.REFUSED
        return Paid("again", problem)
    held = {"holder": given.answers.holder, "account_no": given.answers.account_no}
    payment.payee = privacy.seal(session, claim.customer_id, held, context.now)
    payment.paid_by, payment.paid_at = context.actor_id, context.now
    if given.transfer_result == "returned":
        payment.status = ClaimPaymentStatus.RETURNED
        send_link(context, claim.customer_id)
        return Paid("returned", "银行退回：收款账户信息有误，请核对后重新填写。")
    payment.status = ClaimPaymentStatus.PAID
    return Paid("paid", None)


def _problem_of(context: HandlerContext, claim: Claim, given: Paying) -> str | None:
    session, policy = context.session, policy_of(context.session, claim)
    holder = "".join(given.answers.holder.split())
    account_hash = privacy.keyed_hash(session, given.answers.account_no, context.now)
    if account_hash == claim.account_hash and holder in own_names(context, claim):
        return None
    application = session.get(Application, policy.application_id)
    policyholder = identity_of(session, find_customer(session, policy.policyholder_id)).name
    is_holders = application is not None and account_hash == account_of(policy, application)
    if is_holders and holder == "".join(policyholder.split()) and policy.policyholder_id == claim.customer_id:
        return None
    return "收款户名和账号须与申请书登记的本人账户一致，不得付给他人（包括代理人）。"


@registry.handles("claim.store_account", takes=Mending, gives=Mended)
def store_account(given: Mending, context: HandlerContext) -> Mended:
    """The claimant's corrected account: still the own one."""
    claim = find_claim(context.session, given.claim_id)
    if "".join(given.answers.holder.split()) not in own_names(context, claim):
        return Mended("收款账户须为本人账户。", "收款账户须为本人账户。")
    write_account(context, claim, given.answers)
    context.session.get_one(ClaimPayment, given.payment_id).status = ClaimPaymentStatus.ORDERED
    return Mended(None)


@registry.handles("claim.tell_paid", takes=AboutPayment, gives=ToldPaid)
def tell_paid(given: AboutPayment, context: HandlerContext) -> ToldPaid:
    """Tell that it is paid, and ask to confirm that it arrived (4.5.3d)."""
    session = context.session
    claim, payment = _of(context, given)
    issue_payment(context, claim, payment)
    due = days_later(session, "claim_receipt_days", context.now)
    return ToldPaid(due, parameter(session, "claim_receipt_reminders", context.now))


@registry.handles("claim.finish", takes=AboutPayment, gives=Nothing)
def finish_claim(given: AboutPayment, context: HandlerContext) -> Nothing:
    """Everything is told and paid, unless it was an advance: then the claim goes on."""
    claim, payment = _of(context, given)
    if payment.kind != "advance":
        claim.status, claim.closed_at = ClaimStatus.SETTLED, context.now
        claim.close_reason = claim.close_reason or "settled"
    return Nothing()


@registry.handles("claim.store_receipt", takes=AboutPayment, gives=Nothing)
def store_receipt(given: AboutPayment, context: HandlerContext) -> Nothing:
    """The customer says that the money arrived."""
    claim, payment = _of(context, given)
    payment.status, payment.confirmed_at = ClaimPaymentStatus.CONFIRMED, context.now
    issue_receipt(context, claim, payment)
    return Nothing()
