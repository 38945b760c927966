"""Where a problem found in a follow-up goes: every code of DOMAIN §6.7 by the table `follow_up_problem_route`."""

import pytest

from engine.dmn import evaluate_decision
from handlers.after_sales.codes import NO_MEANS, PROBLEMS
from tests.sop.decisions import table

COMPLAINTS = {
    "applicant_signature_by_other",
    "insured_signature_by_other",
    "told_it_is_deposit",
    "benefit_misstated",
    "recording_not_own_will",
    "not_disclosed_health_finance",
}


def route(*problems):
    return evaluate_decision(
        table("official_follow_up", "follow_up_problems"), "follow_up_problem_route", {"problems": list(problems)}
    )["route"]


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_a_problem_alone_goes_where_it_belongs(code):
    expected = "complaint" if code in COMPLAINTS else "cancellation" if code == "wants_surrender" else "correction"
    assert route(code) == expected


def test_mis_selling_comes_before_the_wish_to_cancel():
    assert route("wants_surrender", "told_it_is_deposit", "term_unclear") == "complaint"


def test_the_wish_to_cancel_comes_before_an_explanation():
    assert route("cooling_off_unclear", "wants_surrender") == "cancellation"


def test_every_no_means_a_problem_that_the_table_knows():
    assert set(NO_MEANS.values()) <= set(PROBLEMS)
