"""Money out of and into a policy: surrender, loans, accounts, benefits, renewal, reinstatement. Yuan, `Decimal`."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from handlers.parameters import local_day, parameter, whole
from handlers.records import PolicyAccount, PolicyBenefit, PolicyLoan
from handlers.records.policy import PolicyStatus
from handlers.servicing.operations.effect import Against, Effect, Operation, Scene, operation, required
from handlers.waivers import is_waived
from handlers.words import anniversary, day_text, yuan_text
from handlers.worth import HUNDRED, close_loans, fen, loan_interest, open_loans, simple_interest, worth_of


def _end(scene: Scene, status: PolicyStatus, reason: str) -> None:
    policy, today = scene.policy, local_day(scene.context.now)
    policy.status, policy.ended_at, policy.end_reason = status, scene.context.now, reason
    close_loans(scene.session, policy, today)


def _require_unpledged(scene: Scene) -> None:
    """What a bank holds as security is not paid out behind its back."""
    if scene.policy.pledged_to is not None:
        raise Against("pledged")


@operation("surrender")
def surrender(scene: Scene) -> Effect:
    """Cash value less loans and interest, to the policyholder (Insurance Law art 47; Interp. III art 16)."""
    _require_unpledged(scene)
    worth = worth_of(scene.session, scene.policy, scene.context.now)
    return Effect(
        before={"status": scene.policy.status.value},
        after={"status": PolicyStatus.TERMINATED.value, "end_reason": "surrender"},
        money_out=worth.net,
        lines=[
            ("已交保费（元）", yuan_text(worth.premiums_paid)),
            ("现金价值（元）", yuan_text(worth.cash_value)),
            ("扣除贷款本息（元）", yuan_text(worth.loans + worth.interest)),
            ("退保损失（元）", yuan_text(worth.loss)),
            ("应退金额（元）", yuan_text(worth.net)),
        ],
        write=lambda: _end(scene, PolicyStatus.TERMINATED, "surrender"),
    )


@operation("cooling_off")
def cancel_in_cooling_off(scene: Scene) -> Effect:
    """The whole premium less a small fee, while the cooling-off period runs: it counts to the notice, not to us."""
    policy = scene.policy
    until = policy.cooling_off_until
    if until is not None and scene.record.received_at > until:
        raise Against("cooling_off_over")
    fee = Decimal(parameter(scene.session, "servicing_cooling_off_fee", scene.context.now))
    out = max(policy.annual_premium - fee, Decimal(0))
    return Effect(
        before={"status": policy.status.value},
        after={"status": PolicyStatus.CANCELLED.value, "end_reason": "cooling_off"},
        money_out=out,
        lines=[("退还保费（元）", yuan_text(out)), ("工本费（元）", yuan_text(fee))],
        write=lambda: _end(scene, PolicyStatus.CANCELLED, "cooling_off"),
    )


@operation("loan")
def draw_loan(scene: Scene) -> Effect:
    """A loan on the policy: within the share of net cash value and the months that the parameters allow."""
    _require_unpledged(scene)
    session, now = scene.session, scene.context.now
    amount, months = Decimal(required(scene.change.amount)), int(required(scene.change.months))
    most = fen(worth_of(session, scene.policy, now).net * whole(session, "loan_max_pct", now) / HUNDRED)
    problems = ["loan_too_high"] if amount > most else []
    problems += ["loan_too_long"] if months > whole(session, "loan_max_months", now) else []
    if problems:
        raise Against(*problems)
    today, rate = local_day(now), Decimal(parameter(session, "loan_rate_pct", now))
    due = months_later(today, months)
    loan = PolicyLoan(
        policy_id=scene.policy.id,
        servicing_id=scene.record.id,
        amount=amount,
        balance=amount,
        rate_pct=rate,
        drawn_on=today,
        interest_from=today,
        due_on=due,
    )

    def write() -> None:
        loan.id = scene.context.new_id("LOA")
        session.add(loan)

    interest = simple_interest(amount, rate, (due - today).days)
    return Effect(
        after={"loan": str(amount), "due_on": str(due), "rate_pct": str(rate)},
        money_out=amount,
        lines=[
            ("可贷上限（元）", yuan_text(most)),
            ("贷款金额（元）", yuan_text(amount)),
            ("年利率（%）", f"{rate.normalize():f}"),
            ("到期日", day_text(due)),
            ("到期利息（元）", yuan_text(interest)),
        ],
        write=write,
    )


def months_later(day: date, months: int) -> date:
    """The same day some months on, the last of the month where there is none."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first.replace(day=min(day.day, last.day)), last)


@operation("repay")
def repay_loan(scene: Scene) -> Effect:
    """Interest first, then the oldest loan; not more than is owed."""
    loans, today = open_loans(scene.session, scene.policy), local_day(scene.context.now)
    if not loans:
        raise Against("no_loan")
    owed = sum((loan.balance + loan_interest(loan, today) for loan in loans), Decimal(0))
    paid = min(Decimal(required(scene.change.amount)), owed)
    after: list[tuple[PolicyLoan, Decimal, bool]] = []
    left = paid
    for loan in loans:
        due = loan_interest(loan, today)
        to_principal = min(max(left - due, Decimal(0)), loan.balance)
        after.append((loan, loan.balance - to_principal, left >= due))
        left = max(left - due - to_principal, Decimal(0))

    def write() -> None:
        for loan, balance, interest_paid in after:
            loan.balance = balance
            loan.interest_from = today if interest_paid else loan.interest_from
            loan.closed_on = today if balance == 0 else None

    return Effect(
        before={"owed": str(owed)},
        after={"owed": str(owed - paid)},
        money_in=paid,
        lines=[("本息合计（元）", yuan_text(owed)), ("本次归还（元）", yuan_text(paid))],
        write=write,
    )


def _benefit(kind: str) -> Operation:
    def pay(scene: Scene) -> Effect:
        today = local_day(scene.context.now)
        rows = scene.session.scalars(
            select(PolicyBenefit).where(
                PolicyBenefit.policy_id == scene.policy.id,
                PolicyBenefit.kind == kind,
                PolicyBenefit.paid_at.is_(None),
                PolicyBenefit.due_on <= today,
            )
        ).all()
        total = sum((row.amount for row in rows), Decimal(0))
        if not rows:
            raise Against("nothing_due")

        def write() -> None:
            for row in rows:
                row.paid_at, row.servicing_id = scene.context.now, scene.record.id
            if kind == "maturity":
                _end(scene, PolicyStatus.TERMINATED, "maturity")

        return Effect(
            before={"due": str(total)},
            after={"due": "0", "paid": str(total)},
            money_out=total,
            lines=[("应付金额（元）", yuan_text(total))],
            write=write,
        )

    return pay


for _kind in ("survival", "maturity", "dividend", "premium_refund"):
    operation(_kind)(_benefit(_kind))


def _account(scene: Scene, fund: str | None) -> PolicyAccount:
    rows = scene.session.scalars(select(PolicyAccount).where(PolicyAccount.policy_id == scene.policy.id)).all()
    found = next((row for row in rows if fund is None or row.fund == fund), None)
    if found is None:
        raise Against("account_short")
    return found


@operation("withdraw")
def withdraw_part(scene: Scene) -> Effect:
    """Part of the account's balance, less a fee."""
    account, amount = _account(scene, scene.change.fund_from), Decimal(required(scene.change.amount))
    if amount > account.balance:
        raise Against("account_short")
    fee = fen(amount * Decimal(parameter(scene.session, "withdrawal_fee_pct", scene.context.now)) / HUNDRED)
    left = account.balance - amount
    return Effect(
        before={"balance": str(account.balance)},
        after={"balance": str(left)},
        money_out=amount - fee,
        lines=[("领取金额（元）", yuan_text(amount)), ("手续费（元）", yuan_text(fee))],
        write=lambda: setattr(account, "balance", left),
    )


@operation("topup")
def top_up(scene: Scene) -> Effect:
    """Further money into an account."""
    account, amount = _account(scene, scene.change.fund_to), Decimal(required(scene.change.amount))
    new = account.balance + amount
    return Effect(
        before={"balance": str(account.balance)},
        after={"balance": str(new)},
        money_in=amount,
        write=lambda: setattr(account, "balance", new),
    )


@operation("fund_switch")
def switch_funds(scene: Scene) -> Effect:
    """From one account of the policy to another."""
    source = _account(scene, required(scene.change.fund_from))
    target = _account(scene, required(scene.change.fund_to))
    amount = Decimal(required(scene.change.amount))
    if amount > source.balance or source.id == target.id:
        raise Against("account_short")
    before = {source.fund: str(source.balance), target.fund: str(target.balance)}
    left, more = source.balance - amount, target.balance + amount

    def write() -> None:
        source.balance, target.balance = left, more

    return Effect(before=before, after={source.fund: str(left), target.fund: str(more)}, write=write)


@operation("allocation")
def change_allocation(scene: Scene) -> Effect:
    """How further premium is spread; the shares make 100 %."""
    rows = required(scene.change.allocation)
    if sum((row.share for row in rows), Decimal(0)) != HUNDRED:
        raise Against("shares_not_100")
    held = [(_account(scene, row.fund), row.share) for row in rows]

    def write() -> None:
        for account, share in held:
            account.share_pct = share

    before: dict[str, Any] = {account.fund: str(account.share_pct) for account, _ in held}
    return Effect(before=before, after={account.fund: str(share) for account, share in held}, write=write)


@operation("renewal")
def pay_renewal(scene: Scene) -> Effect:
    """The next yearly premium."""
    policy = scene.policy
    if policy.paid_to is None or is_waived(policy, policy.paid_to):
        raise Against("nothing_due")
    new = anniversary(policy.paid_to, 1)
    return Effect(
        before={"paid_to": str(policy.paid_to)},
        after={"paid_to": str(new)},
        money_in=policy.annual_premium,
        lines=[("续期保费（元）", yuan_text(policy.annual_premium)), ("交至", day_text(new))],
        write=lambda: setattr(policy, "paid_to", new),
    )


@operation("reinstate")
def reinstate(scene: Scene) -> Effect:
    """Arrears and interest, then in force from the day they are paid (Interp. III art 8; Insurance Law art 37)."""
    policy, session, now = scene.policy, scene.session, scene.context.now
    if policy.paid_to is None or policy.lapsed_at is None:
        raise Against("wrong_status")
    today = local_day(now)
    last = anniversary(local_day(policy.lapsed_at), whole(session, "reinstatement_years", now))
    if local_day(scene.record.received_at) > last:
        raise Against("lapse_too_old")
    rate = Decimal(parameter(session, "reinstatement_interest_pct", now))
    paid_to, arrears, interest = policy.paid_to, Decimal(0), Decimal(0)
    while paid_to <= today:
        arrears += policy.annual_premium
        interest += simple_interest(policy.annual_premium, rate, (today - paid_to).days)
        paid_to = anniversary(paid_to, 1)

    def write() -> None:
        policy.status, policy.lapsed_at = PolicyStatus.IN_FORCE, None
        policy.paid_to, policy.reinstated_at = paid_to, now

    return Effect(
        before={"status": policy.status.value, "paid_to": str(policy.paid_to)},
        after={"status": PolicyStatus.IN_FORCE.value, "paid_to": str(paid_to)},
        money_in=arrears + interest,
        lines=[("欠交保费（元）", yuan_text(arrears)), ("利息（元）", yuan_text(interest))],
        write=write,
    )
