"""Waived premium, the current account, cash value, loans: what one family does and others must know."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine.clock import ManualClock
from engine.registry import HandlerContext
from handlers.premiums import account_of
from handlers.records import Application, Policy, PolicyLoan, PolicyPlan, PremiumRefund, Renewal
from handlers.records.policy import PolicyStatus
from handlers.records.renewal import RenewalStatus
from handlers.scenarios.cast import prepare
from handlers.waivers import grant_waiver, is_waived
from handlers.worth import close_loans, owed_on_loans, plan_cash_value, repay_loans, years_paid

NOW = datetime(2026, 6, 15, 1, tzinfo=UTC)
EVENT = date(2026, 3, 1)


@pytest.fixture
def session(sop_engines):
    with sop_engines(ManualClock(NOW)) as engine, engine.store.session() as opened:
        prepare(opened, {"world": ["premium_due_soon", "renewal_opened"]}, NOW)
        yield opened
        opened.rollback()


def _granted(session, status, demand_id=None) -> tuple[Policy, Renewal, list[tuple]]:
    policy, renewal, said = session.scalars(select(Policy)).one(), session.scalars(select(Renewal)).one(), []
    renewal.due_on, renewal.status, renewal.demand_id = date(2026, 4, 1), status, demand_id
    policy.paid_to = renewal.due_on
    if status is RenewalStatus.LAPSED:
        policy.status, policy.lapsed_at = PolicyStatus.LAPSED, NOW - timedelta(days=5)
    session.flush()
    context = HandlerContext(
        session=session, now=NOW, case_id="C", key=1, element="e", process_id="p", attempt=1, headers={},
        outbox=lambda kind, payload, key: said.append((kind, payload)),
    )  # fmt: skip
    grant_waiver(context, policy, EVENT)
    return policy, renewal, said


def _messages(said) -> list[str]:
    return [payload["name"] for _, payload in said if "name" in payload]


def test_a_premium_paid_after_the_event_goes_back(session):
    policy = session.scalars(select(Policy)).one()
    _, renewal, said = _granted(session, RenewalStatus.PAID, demand_id=f"PRD-{policy.id}")
    refund = session.scalars(select(PremiumRefund)).one()
    assert (renewal.status, refund.amount, refund.reason) == (RenewalStatus.WAIVED, Decimal(950), "premium_waived")
    assert _messages(said) == ["premium_waived"]


def test_a_lapse_for_a_waived_premium_is_undone(session):
    policy, renewal, said = _granted(session, RenewalStatus.LAPSED)
    assert (policy.status, policy.lapsed_at, policy.paid_to) == (PolicyStatus.IN_FORCE, None, date(2027, 4, 1))
    assert renewal.status is RenewalStatus.WAIVED
    assert _messages(said) == ["policy_reinstated", "premium_waived"]


def test_only_what_was_due_since_the_event_is_waived(session):
    policy, _, _ = _granted(session, RenewalStatus.ANNOUNCED)
    assert [is_waived(policy, day) for day in (date(2026, 2, 28), EVENT)] == [False, True]


def test_a_new_policyholder_does_not_pay_from_the_account_of_the_first(session):
    policy = session.scalars(select(Policy)).one()
    application = session.get_one(Application, policy.application_id)
    assert account_of(policy, application) == application.account_hash
    policy.policyholder_id = "CUS-LINA"
    assert account_of(policy, application) is None


def test_a_paid_up_policy_keeps_its_cash_value(session):
    policy, plan = session.scalars(select(Policy)).one(), session.scalars(select(PolicyPlan)).one()
    policy.effective_from, policy.paid_to = date(2016, 6, 1), None
    assert years_paid(policy, plan) == plan.premium_years
    assert plan_cash_value(session, policy, plan, NOW) == plan.premium * plan.premium_years * Decimal("0.9")


def test_what_a_claim_keeps_back_repays_the_loan_interest_before_principal(sop_engines):
    with sop_engines(ManualClock(NOW)) as engine, engine.store.session() as session:
        prepare(session, {"world": "serviced_policy", "loan": 1000}, NOW)
        policy, loan, today = (
            session.scalars(select(Policy)).one(),
            session.scalars(select(PolicyLoan)).one(),
            NOW.date(),
        )
        assert owed_on_loans(session, policy, today) == Decimal("1013.70")
        repay_loans(session, policy, Decimal("513.70"), today)
        assert (loan.balance, loan.interest_from, loan.closed_on) == (Decimal("500.00"), today, None)
        repay_loans(session, policy, Decimal("500.00"), today)
        assert (loan.balance, loan.closed_on) == (0, today)
        close_loans(session, policy, today)
        assert owed_on_loans(session, policy, today) == 0
