"""Golden rules of the sales part's tables, and that forms offer what the handlers know."""

import pytest

from engine.dmn import evaluate_decision
from handlers.sales.codes import CHANNELS, CHECKED, GOALS, NODES, PAPERS, POINTS, SEGMENTS
from handlers.sales.material import plain_words
from tests.sop.decisions import BPMN, table
from tests.sop.test_labels import options


@pytest.mark.parametrize(
    ("kind", "segment", "channel", "approved", "reason"),
    [
        ("individual", "family", "community", True, ""),
        ("individual", "senior", "live", True, ""),
        ("group", "sme", "hr", True, ""),
        ("individual", "family", "hr", False, "segment_and_channel_differ"),
        ("group", "family", "branch", False, "segment_and_channel_differ"),
        ("individual", "young", "other", False, "channel_not_listed"),
    ],
)
def test_only_listed_channels_of_the_segment_are_approved(kind, segment, channel, approved, reason):
    given = {"customer_kind": kind, "segment": segment, "channel": channel}
    found = evaluate_decision(table("customer_development", "sales_channel_rule"), "sales_channel", given)
    assert (found["approved"], found["reason"]) == (approved, reason)


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        ("保障以合同条款为准", set()),
        ("保 本 理财", {"保本"}),
        ("稳，赚！零风险", {"稳赚", "零风险"}),
        ("100 % 赔付", {"100%赔付"}),
        ("本市第一", set()),
    ],
)
def test_words_of_promise_are_found_however_they_are_spaced(text, blocked):
    given = {"material_plain": plain_words(text)}
    hits = evaluate_decision(table("marketing_material_review", "marketing_words"), "forbidden_words", given)
    assert {hit["word"] for hit in hits if hit["severity"] == "block"} == blocked


FACTS = {
    "needs_match": True, "can_keep_paying": True, "same_indemnity_cover": False, "income_known": True,
    "budget_to_income_pct": 10, "warn_pct": 20, "age": 36, "extra_care_age": 65, "headcount_insured": None,
    "min_insured": 3, "formed_for_insurance": False, "loss_attitude": "small", "horizon": "long",
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, set()),
        ({"needs_match": False}, {("advise_stop", "needs_mismatch")}),
        ({"can_keep_paying": False}, {("advise_stop", "cannot_keep_paying")}),
        ({"same_indemnity_cover": True}, {("advise_stop", "same_indemnity_cover")}),
        ({"income_known": False, "budget_to_income_pct": None}, {("blocked", "income_missing")}),
        ({"budget_to_income_pct": 20}, set()),
        ({"budget_to_income_pct": 20.1}, {("declaration", "over_income_share")}),
        ({"age": 64}, set()),
        ({"age": 65}, {("declaration", "extra_care_age")}),
        ({"age": None, "headcount_insured": 2}, {("blocked", "too_few_insured")}),
        ({"age": None, "headcount_insured": 3}, set()),
        ({"age": None, "formed_for_insurance": True}, {("blocked", "formed_for_insurance")}),
    ],
)
def test_suitability_collects_every_reason(facts, expected):
    given = {"suitability_facts": FACTS | facts}
    found = evaluate_decision(table("needs_analysis", "needs_suitability_rule"), "needs_opinion", given)
    assert {(one["result"], one["reason"]) for one in found["reasons"]} == expected | {("checked", "none")}


@pytest.mark.parametrize(
    ("attitude", "horizon", "grade"),
    [("none", "long", 1), ("small", "short", 1), ("small", "long", 2), ("some", "medium", 3), ("large", "long", 5)],
)
def test_tolerance_caps_the_grade(attitude, horizon, grade):
    given = {"suitability_facts": FACTS | {"loss_attitude": attitude, "horizon": horizon}}
    found = evaluate_decision(table("needs_analysis", "needs_suitability_rule"), "needs_opinion", given)
    assert found["grade"] == grade


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        ({"age": 60, "longest_years": 2}, True),
        ({"age": 59, "longest_years": 20}, False),
        ({"age": 70, "longest_years": 1}, False),
        ({"age": 30, "linked": True}, True),
        ({"age": None, "longest_years": 5}, False),
    ],
)
def test_a_sale_is_recorded_where_the_rule_asks(facts, needed):
    usual = {"age": 30, "age_limit": 60, "longest_years": 1, "over_years": 1, "linked": False}
    given = {"recording_facts": usual | facts}
    found = evaluate_decision(table("proposal", "recording_rule"), "double_recording_rule", given)
    assert found["needed"] is needed


@pytest.mark.parametrize(
    ("form", "key", "codes"),
    [
        ("customer_development/forms/first_contact_plan.form", "segment", SEGMENTS),
        ("customer_development/forms/first_contact_plan.form", "channel", CHANNELS),
        ("customer_development/forms/first_contact.form", "protection_goals", GOALS),
        ("information_gathering/forms/needs_papers.form", "kind", PAPERS),
        ("information_gathering/forms/needs_papers.form", "field", CHECKED),
    ],
)
def test_a_form_of_the_sales_part_offers_exactly_the_codes_that_the_handlers_know(form, key, codes):
    assert options(form, key) == set(codes)


@pytest.mark.parametrize(
    ("form", "codes"),
    [("proposal/forms/explain_proposal.form", POINTS), ("double_recording/forms/record_sale.form", NODES)],
)
def test_every_point_and_step_is_a_box_of_its_own(form, codes):
    text = (BPMN / form).read_text("utf-8")
    assert [code for code in codes if f'"key": "{code}"' not in text] == []
