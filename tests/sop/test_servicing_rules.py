"""Golden rows of the servicing tables: what raises the level of review, and who may ask for what (DOMAIN §5)."""

from datetime import date
from decimal import Decimal

import pytest

from engine.dmn import evaluate_decision
from handlers.servicing.operations.money import months_later
from handlers.servicing.operations.parties import share_problems
from handlers.servicing.schemas import BeneficiaryRow
from handlers.worth import Worth, simple_interest
from tests.sop.decisions import table

QUIET = {
    "item_risk": "low", "base_level": "L0", "money": "none", "amount": 0, "l3_amount": 200_000, "is_surrender": False,
    "refund_pct": 0, "held_years": 5, "agent_surrenders": 0, "foreign_contact": False, "contact_changed": False,
    "account_changed": False, "age": 36, "represented": False,
}  # fmt: skip
SURRENDER = {"item_risk": "high", "base_level": "L2", "money": "out", "is_surrender": True, "amount": 30_000}


def review(**facts):
    return evaluate_decision(table("verify_and_authorise", "risk"), "servicing_review", {"risk_facts": QUIET | facts})


@pytest.mark.parametrize(
    ("facts", "level", "band", "reasons"),
    [
        ({}, "L0", "low", []),
        ({"represented": True, "foreign_contact": True}, "L1", "medium", ["foreign_contact", "represented"]),
        (SURRENDER, "L2", "medium", ["item_high"]),
        (SURRENDER | {"refund_pct": 80, "held_years": 1}, "L3", "high", ["early_surrender", "item_high"]),
        (SURRENDER | {"refund_pct": 80, "held_years": 2}, "L2", "medium", ["item_high"]),
        (SURRENDER | {"refund_pct": 79, "held_years": 1}, "L2", "medium", ["item_high"]),
        (SURRENDER | {"agent_surrenders": 5}, "L3", "high", ["agent_cluster", "item_high"]),
        (SURRENDER | {"agent_surrenders": 4}, "L2", "medium", ["item_high"]),
        (SURRENDER | {"account_changed": True}, "L3", "high", ["account_changed", "item_high"]),
        (SURRENDER | {"amount": 200_000}, "L2", "medium", ["item_high"]),
        (SURRENDER | {"amount": 200_001}, "L3", "medium", ["item_high"]),
        (
            {"item_risk": "medium", "base_level": "L1", "money": "out", "age": 60},
            "L2",
            "medium",
            ["elderly", "item_medium"],
        ),
        ({"base_level": "L3"}, "L3", "low", []),
    ],
)
def test_risk_raises_the_level_and_never_lowers_it(facts, level, band, reasons):
    found = review(**facts)
    assert (found["level"], found["band"], found["reasons"]) == (level, band, reasons)


@pytest.mark.parametrize(
    ("code", "column", "value"),
    [
        ("pos_surrender", "consents", []),
        ("pos_beneficiary_change", "consents", ["insured"]),
        ("pos_policyholder_change", "consents", ["insured", "new_policyholder"]),
        ("pos_policyholder_change", "not_beside", ["account", "mode", "beneficiaries", "contract_end", "loan"]),
        ("pos_reinstate", "statuses", ["lapsed"]),
        ("pos_maturity", "applicants", ["insured"]),
        ("pos_freeze", "applicants", ["compliance", "court"]),
        ("grp_surrender", "level", "L3"),
        ("no_such_item", "operation", "unknown"),
    ],
)
def test_the_catalogue_says(code, column, value):
    row = evaluate_decision(table("policy_servicing", "catalogue"), "servicing_catalogue", {"item_code": code})
    assert row[column] == value


def shares(*pairs):
    return share_problems([BeneficiaryRow("甲", "1", "child", rank, Decimal(share)) for rank, share in pairs])


def test_each_rank_makes_a_hundred_percent_and_none_is_left_out():
    assert shares((1, "60"), (1, "40"), (2, "100")) == []
    assert shares((1, "60"), (1, "39.99")) == ["shares_not_100"]
    assert shares((1, "100"), (3, "100")) == ["ranks_broken"]


def test_interest_is_by_the_day_and_a_month_ends_where_it_ends():
    assert simple_interest(Decimal(2000), Decimal(5), 106) == Decimal("29.04")
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert Worth(Decimal(100), Decimal(60), Decimal(70), Decimal(1)).net == 0
