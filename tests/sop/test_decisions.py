"""The underwriting tables against DOMAIN §3, row by row where a row can go wrong."""

import re

import pytest

from engine.dmn import evaluate_decision, lint_decision
from tests.sop.decisions import BPMN, authority, eligibility, final, plan, requirements, table

FILES = sorted(BPMN.glob("*/decisions/*.dmn"))


class TestGoldenCases:
    """The press cases of DOMAIN §3.9 [C:S21]; `bpmn/README.md` tells where the table differed and why."""

    @pytest.mark.parametrize("age", [25, 39, 45, 60])
    def test_bmi_over_30_alone_makes_critical_illness_20_percent_dearer(self, age):
        found = plan("critical_illness", bmi=30.5, age=age)
        assert (found["outcome"], found["extra_pct"]) == ("rated", 20)

    def test_the_general_band_stands_at_bmi_30_and_below(self):
        assert plan("critical_illness", bmi=30.0)["extra_pct"] == 50
        assert plan("critical_illness", bmi=29.9)["outcome"] == "standard"

    @pytest.mark.parametrize("age", [35, 50])
    def test_bmi_31_with_fatty_liver_excludes_the_liver_from_medical_cover(self, age):
        found = plan("medical", bmi=31, age=age, disclosures=["fatty_liver:any"])
        assert (found["outcome"], found["exclusions"]) == ("exclusion", ["liver"])

    def test_bmi_33_with_hypertension_and_high_glucose_declines_life(self):
        codes = ["hypertension:grade_1_controlled", "high_glucose:over_6_2"]
        found = plan("life", bmi=33, disclosures=codes)
        assert found["outcome"] == "declined"
        assert found["reasons"][0] == "metabolic_triple"

    @pytest.mark.parametrize("missing", range(3))
    def test_two_of_the_three_do_not_decline_life(self, missing):
        bmi, *codes = (
            [28, "hypertension:grade_1_controlled", "high_glucose:over_6_2"],
            [33, "high_glucose:over_6_2"],
            [33, "hypertension:grade_1_controlled"],
        )[missing]
        assert plan("life", bmi=bmi, disclosures=codes)["outcome"] == "rated"


@pytest.mark.parametrize(
    ("risk", "outcome", "reason"),
    [
        ({}, "standard", "eligible"),
        ({"relation": "spouse", "capacity": False}, "declined", "no_capacity"),
        ({"relation": "parent", "age": 9, "capacity": False, "death_cover_total": 200_000}, "standard", "eligible"),
        ({"relation": "parent", "age": 9, "death_cover_total": 200_001}, "declined", "minor_cap"),
        ({"relation": "parent", "age": 10, "death_cover_total": 500_000}, "standard", "eligible"),
        ({"relation": "parent", "age": 17, "death_cover_total": 500_001}, "declined", "minor_cap"),
        ({"relation": "parent", "age": 10, "consent": False}, "standard", "eligible"),
        ({"relation": "parent", "age": 18, "consent": False}, "declined", "no_consent"),
        ({"relation": "other", "consent": False}, "declined", "no_insurable_interest"),
        ({"relation": "other", "consent": True}, "standard", "eligible"),
        ({"relation": "spouse", "consent": False}, "declined", "no_consent"),
        ({"relation": "spouse", "consent": False, "death_cover": False}, "standard", "eligible"),
        ({"relation": "employer", "beneficiary_allowed": False}, "declined", "beneficiary_rule"),
        ({"age_within_products": False}, "declined", "age_limit"),
    ],
)
def test_eligibility_is_the_law(risk, outcome, reason):
    assert eligibility(**risk) == {"outcome": outcome, "reason": reason}


@pytest.mark.parametrize(
    ("age", "wan", "exam"),
    [
        (17, 50, "none"), (17, 51, "exam_a"), (17, 200, "exam_b"), (17, 201, "exam_c"),
        (18, 100, "none"), (40, 200, "exam_a"), (40, 400, "exam_b"), (18, 400.01, "exam_c"),
        (45, 60, "none"), (41, 120, "exam_a"), (45, 250, "exam_b"), (45, 251, "exam_c"),
        (50, 40, "none"), (46, 41, "exam_a"), (50, 200, "exam_b"), (50, 201, "exam_c"),
        (55, 20, "none"), (55, 50, "exam_a"), (51, 100, "exam_b"), (51, 101, "exam_c"),
        (60, 10, "none"), (56, 30, "exam_a"), (60, 80, "exam_b"), (60, 81, "exam_c"),
        (61, 1, "exam_a"), (70, 11, "exam_b"), (61, 50, "exam_b"), (61, 51, "exam_c"),
    ],
)  # fmt: skip
def test_exam_limits_rise_with_age_and_amount(age, wan, exam):
    assert requirements(age=age, risk_sum_wan=wan)[0] == exam


@pytest.mark.parametrize(
    ("risk", "codes"),
    [
        ({}, set()),
        ({"cover_to_income": 10}, set()),
        ({"cover_to_income": 10.01}, {"financial_papers"}),
        ({"age": 51, "cover_to_income": 7.5, "risk_sum_wan": 1}, {"financial_papers"}),
        ({"first_order_relations": False}, {"relation_proof", "beneficiary_id"}),
        ({"history": ["liver"]}, {"physician_statement"}),
        ({"hazardous": True}, {"hazard_questionnaire"}),
        ({"sampled": True}, {"exam_a"}),
        ({"sampled": True, "risk_sum_wan": 300}, {"exam_b"}),
        ({"age": 66, "risk_sum_wan": 5}, {"exam_a", "agent_report", "personal_statement", "checklist"}),
        (
            {"high_amount": True},
            {
                "agent_report", "personal_statement", "checklist", "contract_investigation",
                "financial_questionnaire", "income_proof",
            },
        ),
    ],
)  # fmt: skip
def test_evidence_is_collected_from_every_rule_that_applies(risk, codes):
    assert requirements(**risk)[1] == codes


@pytest.mark.parametrize(
    ("risk", "points"),
    [
        ({}, 0),
        ({"bmi": 15.9}, 100), ({"bmi": 16}, 25), ({"bmi": 18.5}, 0), ({"bmi": 27.9}, 0), ({"bmi": 28}, 15),
        ({"bmi": 28, "age": 40}, 0), ({"bmi": 30, "age": 61}, 0), ({"bmi": 33, "age": 61}, 15), ({"bmi": 37.9}, 90),
        ({"bmi": 39.9, "age": 60}, 90), ({"bmi": 42.9}, 175), ({"bmi": 44.9}, 225), ({"bmi": 49.9}, 275),
        ({"bmi": 50, "age": 50}, 300), ({"bmi": 50, "age": 61}, 225),
        ({"systolic": 140, "diastolic": 90}, 0), ({"systolic": 141}, 40), ({"diastolic": 91, "age": 50}, 15),
        ({"systolic": 135, "diastolic": 96}, 65), ({"systolic": 161, "diastolic": 80, "age": 61}, 40),
        ({"systolic": 175}, 125), ({"systolic": 141, "bp_diagnosed_months": 3}, 65),
        ({"systolic": 151, "bp_controlled_months": 30}, 40), ({"bp_poor_compliance": True}, 25),
        ({"lv_hypertrophy": True}, 75),
        ({"cigarettes": 10}, 25), ({"cigarettes": 11}, 50), ({"cigarettes": 21}, 100), ({"liquor_ml": 151}, 50),
        ({"cigarettes": 5, "bmi": 28, "systolic": 141}, 25 + 15 + 40 + 25),
        ({"stable_weight_2y": True, "good_family_history": True}, 0),
        ({"bmi": 30, "stable_weight_2y": True, "good_family_history": True}, 5),
        ({"occupation_class": "4"}, 25), ({"occupation_class": "5"}, 50),
        ({"disclosures": ["hepatitis_b:carrier_normal", "depression:stable_12m"]}, 30),
    ],
)  # fmt: skip
def test_points_of_a_life_plan_add_up(risk, points):
    assert plan("life", **risk)["points"] == points


@pytest.mark.parametrize(
    ("kind", "risk", "outcome", "extra"),
    [
        ("life", {"disclosures": ["hypertension:grade_1_controlled"], "occupation_class": "4"}, "standard", 0),
        ("life", {"disclosures": ["diabetes_2:a1c_to_6_5_under_3y"]}, "rated", 75),
        ("life", {"disclosures": ["diabetes_2:a1c_7_6_to_8_0_3_to_10y"]}, "rated", 175),
        ("life", {"bmi": 45}, "rated", 275),
        ("life", {"bmi": 45, "cigarettes": 30}, "declined", 0),
        ("life", {"bmi": 50}, "declined", 0),
        ("life", {"systolic": 181}, "postponed", 0),
        ("critical_illness", {"cigarettes": 10}, "standard", 0),
        ("critical_illness", {"cigarettes": 20}, "rated", 50),
        ("critical_illness", {"cigarettes": 20, "occupation_class": "4"}, "rated", 75),
        ("critical_illness", {"cigarettes": 21}, "rated", 100),
        ("critical_illness", {"cigarettes": 21, "occupation_class": "4"}, "declined", 0),
        ("critical_illness", {"disclosures": ["cirrhosis:any"]}, "declined", 0),
        ("critical_illness", {"disclosures": ["breast_nodule:birads_1_3"]}, "exclusion", 0),
        ("critical_illness", {"disclosures": ["abnormal_exam:recheck_advised"]}, "postponed", 0),
        ("medical", {"cigarettes": 10}, "standard", 0),
        ("medical", {"cigarettes": 20}, "rated", 50),
        ("medical", {"cigarettes": 20, "disclosures": ["hepatitis_b:carrier_normal"]}, "exclusion", 0),
        ("medical", {"cigarettes": 21}, "declined", 0),
        ("medical", {"occupation_class": "5"}, "declined", 0),
        ("accident", {"occupation_class": "6"}, "standard", 0),
        ("accident", {"occupation_class": "R"}, "declined", 0),
    ],
)
def test_points_become_the_outcome_of_the_product(kind, risk, outcome, extra):
    found = plan(kind, **risk)
    assert (found["outcome"], found["extra_pct"]) == (outcome, extra)


def test_a_rating_and_an_exclusion_may_combine():
    found = plan("critical_illness", cigarettes=20, disclosures=["thyroid_nodule:tirads_1_3"])
    assert (found["outcome"], found["extra_pct"], found["exclusions"]) == ("rated", 50, ["thyroid_cancer"])


@pytest.mark.parametrize(
    ("kind", "plan_facts", "risk", "outcome", "reason"),
    [
        ("life", {"cover_to_income": 15}, {"age": 40}, "standard", None),
        ("life", {"cover_to_income": 15.01}, {"age": 40}, "special_terms", "life_multiple"),
        ("life", {"cover_to_income": 15.01}, {"age": 30}, "standard", None),
        ("life", {"cover_to_income": 3.5}, {"age": 71}, "special_terms", "life_multiple"),
        ("critical_illness", {"cover_to_income": 8.5}, {"age": 45}, "special_terms", "ci_multiple"),
        ("life", {"cover_total": 500_001, "cover_to_income": None}, {"income": 0}, "special_terms", "no_income_cap"),
        ("life", {"cover_total": 500_000, "cover_to_income": None}, {"income": 0}, "standard", None),
        ("life", {"over_spouse_cover": True}, {}, "special_terms", "homemaker_cap"),
        ("medical", {"cover_to_income": 99}, {}, "standard", None),
    ],
)
def test_cover_is_capped_by_means(kind, plan_facts, risk, outcome, reason):
    found = plan(kind, plan_facts, **risk)
    assert found["outcome"] == outcome
    assert reason is None or reason in found["reasons"]


@pytest.mark.parametrize(
    ("risk", "refers"),
    [({"disclosures": ["other:any"]}, True), ({"financial_red_flag": True}, True), ({"substance_abuse": True}, True),
     ({"disclosures": ["hospital:listed_exception"]}, False), ({}, False)],
)  # fmt: skip
def test_what_no_rule_can_judge_goes_to_a_person(risk, refers):
    assert plan("life", **risk)["refer"] is refers


def test_the_worst_outcome_wins_in_the_order_of_severity():
    order = ["standard", "special_terms", "exclusion", "rated", "postponed", "declined"]
    for place, worst in enumerate(order):
        found = final(*order[: place + 1])
        assert found["outcome"] == worst
        assert found["four_eyes"] is (worst in {"postponed", "declined"})
        assert found["customer_answers"] is (worst in {"special_terms", "exclusion", "rated"})


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({}, "auto"),
        ({"by_person": True}, "U1"),
        ({"clean": False}, "U1"),
        ({"outcome": "exclusion"}, "U1"),
        ({"outcome": "rated", "rating": 50}, "U2"),
        ({"clean": False, "cover": 1_000_000}, "U1"),
        ({"clean": False, "cover": 1_000_001}, "U2"),
        ({"outcome": "postponed"}, "U2"),
        ({"outcome": "declined"}, "U3"),
        ({"outcome": "rated", "rating": 151}, "U3"),
        ({"outcome": "rated", "rating": 301}, "committee"),
        ({"outcome": "declined", "cover": 10_000_001}, "committee"),
        ({"by_person": True, "referred_from": "U1"}, "U2"),
        ({"by_person": True, "referred_from": "U2"}, "U3"),
        ({"by_person": True, "referred_from": "U3"}, "committee"),
    ],
)
def test_authority_rises_with_cover_rating_and_outcome(facts, level):
    found = authority(**facts)
    assert found["level"] == level
    assert found["rank"] == ["auto", "U1", "U2", "U3", "committee"].index(level)
    assert len(found["groups"]) == [0, 4, 3, 2, 1][found["rank"]]


@pytest.mark.parametrize(
    ("group", "result"),
    [
        ({"formed_to_insure": True}, "decline"), ({"lives": 2}, "decline"), ({"lives": 4}, "individual_disclosure"),
        ({"employer_pays_all": True, "participation_pct": 99}, "ask"),
        ({"participation_pct": 74}, "full_disclosure_or_decline"),
        ({"other_dependants": True}, "reject_life"), ({"not_at_work": True}, "exclude_until_return"),
        ({"over_free_limit": True}, "medical_evidence"), ({"class_5_6_pct": 31}, "refer"),
        ({"loss_ratio_pct": 86}, "reprice"), ({"loss_ratio_pct": 121}, "refer_management"),
        ({"beneficiary_breach": True}, "block"),
    ],
)  # fmt: skip
def test_the_group_table_names_every_concern(group, result):
    usual = {
        "formed_to_insure": False, "lives": 20, "employer_pays_all": False, "participation_pct": 100,
        "other_dependants": False, "not_at_work": False, "over_free_limit": False, "class_5_6_pct": 0,
        "loss_ratio_pct": 50, "beneficiary_breach": False,
    }  # fmt: skip
    found = evaluate_decision(table("underwriting", "final"), "uw_group", {"group": usual | group})
    assert {row["result"] for row in found} == {result, "standard"}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"needs_match": False}, "needs_mismatch"), ({"can_keep_paying": False}, "cannot_keep_paying"),
        ({"same_indemnity_cover": True}, "double_indemnity"), ({"single_premium_to_income": 4.01}, "single_premium_4x"),
        ({"annual_premium_to_income": 0.2001}, "premium_over_20_pct"), ({"age_at_last_premium": 60}, "paying_past_60"),
        ({"premium_to_budget": 1.5}, "over_budget"), ({"income_below_region": True}, "income_below_region"),
        ({"income_known": False}, "income_missing"), ({"agent_grade_too_low": True}, "agent_grade"),
    ],
)  # fmt: skip
def test_suitability_collects_its_reasons(facts, reason):
    usual = {
        "needs_match": True, "can_keep_paying": True, "same_indemnity_cover": False, "single_premium_to_income": 0,
        "annual_premium_to_income": 0.1, "age_at_last_premium": 50, "premium_to_budget": 1,
        "income_below_region": False,
        "applicant_age": 30, "regular_premium": True, "long_term": True, "agent_grade_too_low": False,
        "income_known": True,
    }  # fmt: skip
    found = evaluate_decision(table("application", "suitability"), "suitability", {"facts": usual | facts})
    assert {row["reason"] for row in found} == {reason, "suitability_checked"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestEveryFile:
    def test_has_no_finding(self, path):
        assert lint_decision(path.read_text("utf-8"), path.name) == []

    def test_ends_every_table_with_a_row_for_all_else(self, path):
        for body in re.findall(r"<decisionTable.*?</decisionTable>", path.read_text("utf-8"), re.DOTALL):
            last = re.findall(r"<rule .*?</rule>", body, re.DOTALL)[-1]
            cells = re.findall(r"<inputEntry[^>]*>\s*<text>(.*?)</text>", last, re.DOTALL)
            is_papers = "application_notice" in last
            assert is_papers or all(cell == "" for cell in cells)

    def test_gives_a_source_or_the_sample_mark_with_every_rule(self, path):
        for rule in re.findall(r"<rule .*?</rule>", path.read_text("utf-8"), re.DOTALL):
            assert re.search(r"<description>.+?</description>", rule)

    def test_draws_every_decision_and_input(self, path):
        text = path.read_text("utf-8")
        drawn = set(re.findall(r'dmnElementRef="([^"]+)"', text))
        assert set(re.findall(r'<(?:decision|inputData|informationRequirement) id="([^"]+)"', text)) <= drawn
