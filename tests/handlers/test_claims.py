"""Amounts, guards of law and the days they count in, for claims."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from handlers.claims.calculation import Calculation, Case, Loss, Rules, calculate
from handlers.claims.determination import DecidedAnswers, Limits, Proposal, facts_of, problem_of
from handlers.claims.review import Findings
from handlers.records import Claim, Policy
from handlers.records.claim_outcome import ClaimOutcome

RULES = Rules(*(Decimal(value) for value in (500, 100, 60, 200, 500)))
D = Decimal


def amount(*types, sums=None, used=None, claimed=0, loss=None, owed=0, loans=0, **found):
    sums = sums or {"life": D(500_000), "critical_illness": D(200_000), "accident": D(100_000), "medical": D(10_000)}
    case = Case(types, sums, used or {}, D(claimed), Findings(**found), RULES, loss, D(owed), D(loans))
    return calculate(case)


@pytest.mark.parametrize(
    ("types", "given", "total", "reduced"),
    [
        (["death_illness"], {}, "700000", False),
        (["death_accident"], {}, "600000", False),
        (["critical_illness"], {}, "200000", False),
        (["disability"], {"disability_pct": D(30)}, "30000", False),
        (["medical"], {"claimed": 2500, "social_insurance": "yes"}, "2000", True),
        (["medical"], {"claimed": 2500, "social_insurance": "no"}, "1200", True),
        (["medical"], {"claimed": 2500, "certified_amount": D(2000), "social_paid": D(800)}, "700", True),
        (["medical"], {"claimed": 400}, "0", True),
        (["medical"], {"claimed": 50_000}, "10000", True),
        (["medical"], {"claimed": 50_000, "used": {"medical": D(4_000)}}, "6000", True),
        (["medical", "hospital_cash"], {"claimed": 2500, "hospital_days": 3}, "2600", True),
        (["death_illness"], {"loans": 100_000, "owed": 950}, "599050", False),
        (["death_illness"], {"loans": 900_000}, "0", False),
        (["critical_illness"], {"cause_share_pct": D(60)}, "120000", True),
        (["premium_waiver"], {}, "0", False),
        (["property"], {}, "0", False),
    ],
)
def test_an_amount_follows_the_sample_rules(types, given, total, reduced):
    found = amount(*types, **given)
    assert (found.total, found.is_reduced) == (D(total), reduced)


@pytest.mark.parametrize(
    ("insured", "loss", "total"),
    [
        (300_000, Loss(D(100_000), D(300_000)), "99500"),
        (300_000, Loss(D(100_000), D(600_000)), "49500"),
        (300_000, Loss(D(100_000), D(600_000), rescue_cost=D(2_000)), "50500"),
        (300_000, Loss(D(100_000), D(200_000), salvage=D(10_000)), "89500"),
        (40_000, Loss(D(60_000), D(40_000), rescue_cost=D(50_000)), "80000"),
        (100_000, Loss(D(10_000), D(300_000)), "2833.33"),
    ],
)
def test_property_is_paid_in_proportion_with_rescue_costs_on_top(insured, loss, total):
    assert amount("property", sums={"property": D(insured)}, loss=loss).total == D(total)


def decided(outcome, value=None):
    return DecidedAnswers(ClaimOutcome(outcome), "理由充分，依据明确", D(value) if value else None)


def proposal(outcome, basis, must_pay=False):
    return Proposal(ClaimOutcome(outcome), "none", basis, must_pay)


CONTESTABLE = proposal("rescinded_refund", "art16_5")
DENIAL = proposal("denied", "clause")
PAYS = proposal("paid_full", "art23")


@pytest.mark.parametrize(
    ("decision", "by_rule", "says"),
    [
        (decided("denied"), proposal("paid_full", "art16_3", must_pay=True), "法律不允许"),
        (decided("rescinded_forfeit"), proposal("paid_full", "art16_30d", must_pay=True), "法律不允许"),
        (decided("denied"), proposal("paid_full", "art17", must_pay=True), "法律不允许"),
        (decided("denied"), PAYS, "不足以拒赔"),
        (decided("rescinded_refund"), PAYS, "法定条件不具备"),
        (decided("rescinded_forfeit"), CONTESTABLE, "法定条件不具备"),
        (decided("denied"), CONTESTABLE, "须解除合同"),
        (decided("paid_partial"), PAYS, "结论应为"),
        (decided("paid_full"), DENIAL, "结论应为"),
        (decided("agreed_settlement", 100), PAYS, "不得以协议减少"),
        (decided("agreed_settlement", 100), proposal("paid_full", "art17", must_pay=True), "不得以协议减少"),
        (decided("ex_gratia", 100), PAYS, "通融赔付只适用于"),
        (decided("ex_gratia", 100), proposal("rescinded_forfeit", "art27_1"), "通融赔付只适用于"),
        (decided("ex_gratia"), DENIAL, "须写明金额"),
        (decided("ex_gratia", 2001), DENIAL, "不得超过"),
        (None, PAYS, "请填写"),
    ],
)
def test_law_and_table_stop_a_decision(decision, by_rule, says):
    assert says in problem_of(decision, by_rule, D(2000), D(2000))


@pytest.mark.parametrize(
    ("decision", "by_rule"),
    [
        (decided("paid_full"), PAYS),
        (decided("denied"), DENIAL),
        (decided("rescinded_refund"), CONTESTABLE),
        (decided("ex_gratia", 2000), DENIAL),
        (decided("agreed_settlement", 500), DENIAL),
        (decided("agreed_settlement", 500), proposal("agreed_settlement", "doubt")),
        (decided("denied"), proposal("rescinded_forfeit", "art27_1")),
    ],
)
def test_what_law_and_table_allow_stands(decision, by_rule):
    assert problem_of(decision, by_rule, D(2000), D(2000)) is None


def facts(today, formed="2024-03-01", event="2026-02-01", reinstated_at=None, **found):
    policy = Policy(
        reinstated_at=reinstated_at,
        issued_at=datetime.fromisoformat(f"{formed}T04:00:00+00:00"),
        effective_from=date(2024, 3, 2),
    )
    claim = Claim(
        occurred_on=date.fromisoformat(event), claim_types=["critical_illness"], reported_at=datetime.now(UTC)
    )
    limits = Limits(date.fromisoformat(today), 2, 30, 2, 2)
    return facts_of(claim, policy, Findings(**found), Calculation(total=D(1)), limits)


@pytest.mark.parametrize(("today", "over"), [("2026-03-01", False), ("2026-03-02", True)])
def test_the_contract_is_contestable_on_the_last_day_of_the_second_year_and_not_after(today, over):
    assert facts(today).over_2_years is over


@pytest.mark.parametrize(("today", "within"), [("2026-02-19", True), ("2026-02-20", False)])
def test_rescission_ends_thirty_days_after_the_ground_was_known(today, within):
    assert facts(today, ground_known_on=date(2026, 1, 20)).known_within_30_days is within


def test_a_ground_that_nobody_dated_cannot_rescind():
    assert facts("2026-02-01").known_within_30_days is False


@pytest.mark.parametrize(("event", "within"), [("2026-03-01", True), ("2026-03-02", False)])
def test_suicide_counts_within_two_years_of_formation(event, within):
    assert facts("2026-04-01", event=event).suicide_within_2_years is within


def test_suicide_counts_anew_from_a_reinstatement_and_contestability_does_not():
    found = facts("2026-04-01", event="2026-03-30", reinstated_at=datetime(2025, 1, 10, tzinfo=UTC))
    assert (found.suicide_within_2_years, found.over_2_years) == (True, True)
