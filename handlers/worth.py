"""What a policy is worth: cash value by its table, loans with interest. Yuan, `Decimal`, rounded once.

Surrender, the end of a lapsed policy and a claim that returns the cash value ask the same: one policy has one
value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.parameters import local_day, parameter
from handlers.records import Policy, PolicyLoan, PolicyPlan, Product
from handlers.words import FEN, age_on

YEAR_DAYS = 365
HUNDRED = Decimal(100)


def fen(amount: Decimal) -> Decimal:
    """Rounded half up to the fen."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def simple_interest(principal: Decimal, rate_pct: Decimal, days: int) -> Decimal:
    """Yuan of simple interest; a year has 365 days; `rate_pct` percent a year."""
    return fen(principal * rate_pct / HUNDRED * max(days, 0) / YEAR_DAYS)


@dataclass(frozen=True, slots=True)
class Worth:
    """Yuan. `net` = cash value less loans and their interest, never below zero."""

    premiums_paid: Decimal
    cash_value: Decimal
    loans: Decimal
    interest: Decimal

    @property
    def net(self) -> Decimal:
        return max(self.cash_value - self.loans - self.interest, Decimal(0))

    @property
    def loss(self) -> Decimal:
        """What the policyholder gets less than was paid in: told and signed before a surrender."""
        return max(self.premiums_paid - self.cash_value, Decimal(0))


def plans_of(session: Session, policy: Policy) -> Sequence[PolicyPlan]:
    """The products of the policy that have not ended, in order."""
    return session.scalars(
        select(PolicyPlan)
        .where(PolicyPlan.policy_id == policy.id, PolicyPlan.ended_on.is_(None))
        .order_by(PolicyPlan.line)
    ).all()


def years_paid(policy: Policy, plan: PolicyPlan) -> int:
    """Full yearly premiums of a product paid, or waived, so far; all of them once the policy is paid up."""
    if policy.paid_to is None:
        return plan.premium_years
    return max(min(age_on(policy.effective_from, policy.paid_to), plan.premium_years), 0)


def plan_cash_value(session: Session, policy: Policy, plan: PolicyPlan, now: datetime) -> Decimal:
    """Cash value of one product: percent of the premium paid, by full policy years (sample table, dated)."""
    kind = session.get_one(Product, plan.product_code).kind
    table = [Decimal(part) for part in parameter(session, f"cash_value_pct_{kind}", now).split(",")]
    year = max(age_on(policy.effective_from, local_day(now)), 0)
    pct = table[min(year, len(table) - 1)]
    return fen(plan.premium * years_paid(policy, plan) * pct / HUNDRED)


def open_loans(session: Session, policy: Policy) -> Sequence[PolicyLoan]:
    """Loans not repaid, oldest first."""
    return session.scalars(
        select(PolicyLoan)
        .where(PolicyLoan.policy_id == policy.id, PolicyLoan.closed_on.is_(None))
        .order_by(PolicyLoan.drawn_on, PolicyLoan.id)
    ).all()


def loan_interest(loan: PolicyLoan, on: date) -> Decimal:
    """Yuan of interest owed on a day."""
    return simple_interest(loan.balance, loan.rate_pct, (on - loan.interest_from).days)


def owed_on_loans(session: Session, policy: Policy, on: date) -> Decimal:
    """Yuan of principal and interest of all open loans on a day."""
    return sum((loan.balance + loan_interest(loan, on) for loan in open_loans(session, policy)), Decimal(0))


def repay_loans(session: Session, policy: Policy, amount: Decimal, on: date) -> None:
    """Take an amount that was kept back as repaid: the oldest loan first, interest before principal."""
    left = amount
    for loan in open_loans(session, policy):
        interest = loan_interest(loan, on)
        if left < interest:
            return
        paid = min(left - interest, loan.balance)
        loan.balance, loan.interest_from, left = loan.balance - paid, on, left - interest - paid
        loan.closed_on = on if loan.balance == 0 else None


def close_loans(session: Session, policy: Policy, on: date) -> None:
    """The policy ends and its value was netted: nothing is owed on it any more."""
    for loan in open_loans(session, policy):
        loan.balance, loan.closed_on = Decimal(0), on


def worth_of(session: Session, policy: Policy, now: datetime) -> Worth:
    """What the policy is worth today."""
    plans, today = plans_of(session, policy), local_day(now)
    loans = open_loans(session, policy)
    return Worth(
        premiums_paid=sum((plan.premium * years_paid(policy, plan) for plan in plans), Decimal(0)),
        cash_value=sum((plan_cash_value(session, policy, plan, now) for plan in plans), Decimal(0)),
        loans=sum((loan.balance for loan in loans), Decimal(0)),
        interest=sum((loan_interest(loan, today) for loan in loans), Decimal(0)),
    )
