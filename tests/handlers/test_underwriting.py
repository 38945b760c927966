from datetime import date
from decimal import Decimal

import pytest

from handlers.new_business.risk import Plan
from handlers.new_business.underwriting import DecidedAnswers, Eligibility, TermsAnswers, problem_of
from handlers.records.underwriting_decision import Outcome

TODAY = date(2026, 3, 2)
ELIGIBLE = Eligibility(Outcome.STANDARD, "eligible")
PLANS = [
    Plan(
        plan_id=f"PLN-{line}", line=line, label=f"{line}. 示例", product_code="TL-A", kind="life",
        sum_assured=Decimal(500_000), cover_total=Decimal(500_000), cover_to_income=None, over_spouse_cover=False,
    )
    for line in (1, 2)
]  # fmt: skip


def decided(outcome, *terms, **more):
    return DecidedAnswers(Outcome(outcome), "理由充分", [TermsAnswers(**each) for each in terms], **more)


@pytest.mark.parametrize(
    "decision",
    [
        decided("standard"),
        decided("declined"),
        decided("postponed", review_after=date(2026, 3, 3)),
        decided("rated", {"line": "1", "extra_pct": Decimal(25)}),
        decided("rated", {"line": "1", "extra_pct": Decimal(25)}, {"line": "2", "exclusions": ["liver"]}),
        decided("rated", {"line": "1", "extra_pct": Decimal(25), "exclusions": ["liver"]}),
        decided("exclusion", {"line": "2", "exclusions": ["liver"]}),
        decided("special_terms", {"line": "1", "sum_assured": Decimal(499_999)}),
    ],
    ids=lambda decision: decision.outcome.value,
)
def test_a_decision_that_agrees_with_itself_stands(decision):
    assert problem_of(decision, PLANS, ELIGIBLE, TODAY) is None


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (None, "请填写决定"),
        (decided("postponed"), "可再申请的日期"),
        (decided("postponed", review_after=TODAY), "可再申请的日期"),
        (decided("rated"), "逐险种填写条件"),
        (decided("rated", {"line": "3", "extra_pct": Decimal(25)}), "逐险种填写条件"),
        (decided("rated", {"line": "1", "extra_pct": Decimal(1)}, {"line": "1", "extra_pct": Decimal(2)}), "至多一行"),
        (decided("rated", {"line": "1", "exclusions": ["liver"]}), "与结论“加费承保”不符"),
        (decided("exclusion", {"line": "1", "extra_pct": Decimal(25)}), "与结论“除外承保”不符"),
        (decided("exclusion", {"line": "1"}), "与结论“除外承保”不符"),
        (decided("special_terms", {"line": "1", "sum_assured": Decimal(500_000)}), "须低于投保保额"),
    ],
)
def test_a_decision_that_does_not_add_up_goes_back_with_a_sentence(decision, said):
    assert said in problem_of(decision, PLANS, ELIGIBLE, TODAY)


@pytest.mark.parametrize("reason", ["no_capacity", "no_consent", "no_insurable_interest", "minor_cap", "age_limit"])
def test_nobody_can_accept_what_the_law_forbids(reason):
    barred = Eligibility(Outcome.DECLINED, reason)
    accept = decided("standard"), decided("rated", {"line": "1", "extra_pct": Decimal(25)})
    assert all("不得承保" in problem_of(decision, PLANS, barred, TODAY) for decision in accept)
    assert problem_of(decided("declined"), PLANS, barred, TODAY) is None


def test_only_the_cap_for_minors_may_be_met_by_less_cover():
    less = decided("special_terms", {"line": "1", "sum_assured": Decimal(200_000)})
    assert problem_of(less, PLANS, Eligibility(Outcome.DECLINED, "minor_cap"), TODAY) is None
    assert "不得承保" in problem_of(less, PLANS, Eligibility(Outcome.DECLINED, "no_consent"), TODAY)
