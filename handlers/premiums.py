"""Premium money, first and following: only from the policyholder's own account, kept, counted, sent back (SOP 4.6.1a).

What `new_business` and `after_sales` need alike. The account on file is the one that the application named, until
servicing has written another to the policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers import privacy
from handlers.people import find_customer, identity_of
from handlers.records import Application, Policy, PremiumDemand, PremiumPayment, PremiumRefund
from handlers.records.premium import DemandStatus, PaymentStatus


@dataclass(frozen=True, slots=True)
class PaymentAnswers:
    """Yuan; holder and account are class C2."""

    method: str
    holder: str
    account_no: str
    amount: Decimal


def take_payment(
    context: HandlerContext, demand: PremiumDemand, application: Application, answers: PaymentAnswers
) -> tuple[PremiumPayment, str]:
    """Keep a payment, or mark it to be returned when it is not from the own account on file, in the own name.

    Of a policy in force, holder and account are the policy's own: either may have changed since the application.
    Gives the payment and `other_account`, `short`, `full` or `over`.
    """
    session = context.session
    customer_id, account_on_file = payer_of(session, demand, application)
    account_hash = privacy.keyed_hash(session, answers.account_no, context.now)
    own_name = identity_of(session, find_customer(session, customer_id)).name
    own_account = account_on_file in (None, account_hash)
    is_own = own_account and "".join(answers.holder.split()) == "".join(own_name.split())
    payer = {"holder": answers.holder, "account_no": answers.account_no}
    payment = PremiumPayment(
        id=context.new_id("PAY"),
        demand_id=demand.id,
        amount=answers.amount,
        method=answers.method,
        payer=privacy.seal(session, customer_id, payer, context.now),
        account_hash=account_hash,
        status=PaymentStatus.KEPT if is_own else PaymentStatus.RETURNED,
        received_at=context.now,
    )
    session.add(payment)
    session.flush()
    if not is_own:
        return payment, "other_account"
    open_amount = demand.amount - balance_of(session, demand)
    if open_amount > 0:
        return payment, "short"
    demand.status = DemandStatus.PAID
    return payment, "full" if open_amount == 0 else "over"


def payer_of(session: Session, demand: PremiumDemand, application: Application) -> tuple[str, str | None]:
    """Who has to pay, and the keyed hash of the account it may come from; None when none is on file,
    as after a change of policyholder that named none: then the own name decides.
    """
    policy = session.get(Policy, demand.policy_id) if demand.policy_id else None
    if policy is None:
        return application.applicant_id, application.account_hash
    return policy.policyholder_id, account_of(policy, application)


def account_of(policy: Policy, application: Application) -> str | None:
    """The keyed hash of the policyholder's own account; that of the first holder is none of the next."""
    if policy.premium_account_hash or policy.policyholder_id != application.applicant_id:
        return policy.premium_account_hash
    return application.account_hash


def balance_of(session: Session, demand: PremiumDemand) -> Decimal:
    """Yuan kept so far: own payments less what went back of them."""
    kept: Decimal | None = session.scalar(
        select(func.sum(PremiumPayment.amount)).where(
            PremiumPayment.demand_id == demand.id, PremiumPayment.status == PaymentStatus.KEPT
        )
    )
    back: Decimal | None = session.scalar(
        select(func.sum(PremiumRefund.amount)).where(
            PremiumRefund.demand_id == demand.id, PremiumRefund.reason != "other_account"
        )
    )
    return (kept or Decimal(0)) - (back or Decimal(0))


def refund(
    context: HandlerContext, demand: PremiumDemand, amount: Decimal, reason: str, payment_id: str | None = None
) -> PremiumRefund:
    """Send money back to the account it came from; there is no other way out."""
    made = PremiumRefund(
        id=context.new_id("RFD"),
        demand_id=demand.id,
        payment_id=payment_id,
        amount=amount,
        reason=reason,
        created_at=context.now,
    )
    context.session.add(made)
    context.session.flush()
    context.send("refund", {"refund_id": made.id}, made.id)
    return made
