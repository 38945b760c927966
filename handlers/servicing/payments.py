"""Money that the customer pays for a change: from an own account only, in full and in time (SOP 4.4.3a, 4.6.1a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from engine.registry import HandlerContext, HandlerRegistry
from handlers import privacy
from handlers.parameters import days_later
from handlers.records import ServicingPayment, ServicingRecord
from handlers.servicing.letters import write_letter
from handlers.servicing.record import find_record, policy_of
from handlers.servicing.request import name_of
from handlers.words import day_text, yuan_text

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Demanding:
    servicing_id: str


@dataclass(frozen=True, slots=True)
class Demanded:
    payment_due_at: datetime
    payment_text: str


@dataclass(frozen=True, slots=True)
class PaymentAnswers:
    """Yuan; holder and account are class C2."""

    method: str
    holder: str
    account_no: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Paying:
    servicing_id: str
    answers: PaymentAnswers


@dataclass(frozen=True, slots=True)
class Received:
    payment_result: str
    """`paid`, `short` or `other_account`."""
    payment_text: str
    answers: Any = None


@registry.handles("servicing.demand", takes=Demanding, gives=Demanded)
def demand(given: Demanding, context: HandlerContext) -> Demanded:
    """Ask the policyholder for what the change costs."""
    record = find_record(context.session, given.servicing_id)
    due = days_later(context.session, "servicing_payment_days", context.now)
    text = f"请在 {day_text(due)} 前由投保人本人账户支付 {yuan_text(_owed(context, record))} 元，任何人不得代缴。"
    write_letter(context, record, "servicing_payment_demand", "缴款通知", text, asks_customer=True)
    return Demanded(due, yuan_text(_owed(context, record)))


@registry.handles("servicing.receive", takes=Paying, gives=Received)
def receive(given: Paying, context: HandlerContext) -> Received:
    """Keep the payment; what is not from the own account goes back to where it came from (Order 2023-2 art 32)."""
    session, answers = context.session, given.answers
    record = find_record(session, given.servicing_id)
    policy = policy_of(session, record)
    is_own = "".join(answers.holder.split()) == name_of(session, policy.policyholder_id)
    party = {"holder": answers.holder, "account_no": answers.account_no}
    session.add(
        ServicingPayment(
            id=context.new_id("SPY"),
            servicing_id=record.id,
            policy_id=policy.id,
            direction="in",
            amount=answers.amount,
            party=privacy.seal(session, record.sealed_under, party, context.now),
            account_hash=privacy.keyed_hash(session, answers.account_no, context.now),
            status="kept" if is_own else "returned",
            made_at=context.now,
        )
    )
    session.flush()
    owed = _owed(context, record)
    if not is_own:
        text = f"收到的 {yuan_text(answers.amount)} 元不是由投保人本人账户支付，已原路退回。"
        write_letter(context, record, "servicing_payment_refused", "拒收付款通知", text)
        return Received("other_account", yuan_text(owed))
    return Received("short" if owed > 0 else "paid", yuan_text(owed))


def _owed(context: HandlerContext, record: ServicingRecord) -> Decimal:
    return record.money_in - paid_in(context, record)


def paid_in(context: HandlerContext, record: ServicingRecord) -> Decimal:
    """Yuan kept so far."""
    kept: Decimal | None = context.session.scalar(
        select(func.sum(ServicingPayment.amount)).where(
            ServicingPayment.servicing_id == record.id,
            ServicingPayment.direction == "in",
            ServicingPayment.status == "kept",
        )
    )
    return kept or Decimal(0)
