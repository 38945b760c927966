"""What reviews, meetings and approvals work out of the records."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from engine.clock import ManualClock
from handlers.agency.figures import Period, figures_of, period_before
from handlers.parameters import end_of, parameter, start_of
from handlers.records import Claim, Policy, PremiumDemand, PremiumPayment
from handlers.records.premium import DemandStatus, PaymentStatus
from handlers.reference import PARAMETERS
from handlers.scenarios.cast import CAST, prepare

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PROPOSAL = {
    "kind": "service_standard",
    "title": "缩短首期保费缴费期",
    "text": "首期保费缴费期由三十日改为二十日。",
    "reason": "占用核保资源",
    "effective_on": "2026-04-01",
    "changes_parameter": True,
    "parameter_code": "premium_days",
    "new_value": "20",
    "source": "管理层决定",
}


@pytest.fixture
def engine(sop_engines):
    with sop_engines(ManualClock(NOW)) as made:
        yield made


def complete(engine, case_id, element, by, answers):
    (task,) = [each for each in engine.queries.tasks_of_case(case_id) if each.element == element]
    engine.complete(task.id, answers, CAST[by])


def test_no_two_families_name_a_parameter_alike():
    assert [code for code, count in Counter(row[0] for row in PARAMETERS).items() if count > 1] == []


def test_an_approved_change_holds_from_its_day_and_not_before(engine):
    with engine.store.session() as session:
        prepare(session, {"world": "none"}, NOW)
    case_id = engine.start_by_form("strategy_approval", PROPOSAL, CAST["operations"], {"started_by": "operations.zhao"})
    complete(engine, case_id, "review_strategy", "compliance", {"review_result": "pass", "opinion": "可行"})
    complete(engine, case_id, "approve_strategy", "management", {"approval": "approve"})
    day = datetime(2026, 4, 1, tzinfo=UTC).date()
    with engine.store.session() as session:
        assert parameter(session, "premium_days", start_of(day, NOW)) == "30"
    complete(engine, case_id, "approve_strategy_again", "management_2", {"approval": "approve"})
    with engine.store.session() as session:
        assert parameter(session, "premium_days", end_of(day - timedelta(days=1), NOW)) == "30"
        assert parameter(session, "premium_days", start_of(day, NOW)) == "20"


def test_a_period_is_the_last_whole_month_or_quarter():
    day = datetime(2026, 3, 2, tzinfo=UTC).date()
    assert period_before(day, 1) == Period(day.replace(month=2, day=1), day.replace(month=2, day=28))
    assert period_before(day, 3) == Period(
        day.replace(year=2025, month=10, day=1), day.replace(year=2025, month=12, day=31)
    )
    assert period_before(day.replace(month=1), 1).first == day.replace(year=2025, month=12, day=1)


def test_figures_count_what_lies_within_the_period_by_the_agencys_clock(engine):
    with engine.store.session() as session:
        given = prepare(session, {"world": "policy_in_force", "issued_days_ago": 20}, NOW)
        march = Period(NOW.date().replace(day=1), NOW.date().replace(day=31))
        february = period_before(NOW.date(), 1)
        pay(session, given["application_id"], "950", datetime(2026, 2, 28, 15, 59, tzinfo=UTC))
        pay(session, given["application_id"], "70", datetime(2026, 2, 28, 16, 0, tzinfo=UTC))
        session.get_one(Policy, given["policy_id"]).end_reason = "surrender"
        session.get_one(Policy, given["policy_id"]).ended_at = NOW
        session.flush()
        before, now = figures_of(session, "agent.li", february), figures_of(session, "agent.li", march)
        other = figures_of(session, "agent.zhu", february)
    assert (before["premium_income"], now["premium_income"]) == ("950.00", "70.00")
    assert (before["policies_issued"], now["policies_issued"]) == ("1", "0")
    assert (before["surrender_count"], now["surrender_count"]) == ("0", "1")
    assert (before["conversion_pct"], now["conversion_pct"]) == ("100.0", "—")
    assert other["policies_issued"] == "0"
    assert other["premium_income"] == "0.00"


def pay(session, application_id, amount, at):
    demand = PremiumDemand(
        id=f"PRD-{amount}", application_id=application_id, decision_id="UWD-WORLD1", amount=Decimal(amount),
        due_at=at, status=DemandStatus.PAID, created_at=at,
    )  # fmt: skip
    session.add(demand)
    session.flush()
    session.add(
        PremiumPayment(
            id=f"PAY-{amount}", demand_id=demand.id, amount=Decimal(amount), method="transfer", payer=b"",
            account_hash="", status=PaymentStatus.KEPT, received_at=at,
        )
    )  # fmt: skip
    session.flush()


def test_claims_service_days_are_the_mean_of_claims_closed_in_the_period(engine):
    with engine.store.session() as session:
        given = prepare(session, {"world": "policy_in_force", "issued_days_ago": 60}, NOW)
        for number, days in enumerate((3, 6), start=1):
            session.add(
                Claim(
                    id=f"CLM-{number}", number=f"C{number}", policy_id=given["policy_id"],
                    customer_id=given["customer_id"], insured_id=given["insured_id"], agent_id="agent.li",
                    channel="hotline", reported_by="customer", claimant_relation="self", status="settled",
                    reported_at=NOW - timedelta(days=days), closed_at=NOW,
                )
            )  # fmt: skip
        session.flush()
        march = Period(NOW.date().replace(day=1), NOW.date().replace(day=31))
        assert figures_of(session, "agent.li", march)["claim_service_days"] == "4.5"
        assert figures_of(session, "agent.li", period_before(NOW.date(), 1))["claim_service_days"] == "—"
