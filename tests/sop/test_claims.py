"""The tables of claims with their golden cases (DOMAIN §4), and who sees what of a claim's file."""

import re
from datetime import UTC, datetime

import orjson
import pytest

from engine.clock import ManualClock
from engine.dmn import evaluate_decision
from handlers.claims.case_file import claim_case_file
from handlers.claims.codes import BASES, INDICATORS, PAPERS, REFUNDS, ROUTES
from handlers.scenarios import CAST, read_scenarios, run_scenario
from tests.sop.decisions import BPMN, table


def papers(*types):
    found = evaluate_decision(
        table("claim_papers", "claim_documents_by_type"), "claim_documents", {"claim_types": list(types)}
    )
    needed = {row["kind"] for row in found if row["needed"]}
    return needed, {row["kind"] for row in found} - needed


ALWAYS = {"claim_form", "policy", "insured_id", "bank_account"}


@pytest.mark.parametrize(
    ("kind", "needed", "perhaps"),
    [
        (
            "death_illness",
            {"beneficiary_id", "death_certificate", "medical_record"},
            {"court_ruling", "pathology", "estate_papers"},
        ),
        (
            "death_accident",
            {"beneficiary_id", "death_certificate", "accident_proof"},
            {"court_ruling", "medical_record", "estate_papers"},
        ),
        ("disability", {"medical_record", "disability_report"}, {"pathology", "accident_proof"}),
        ("critical_illness", {"medical_record", "pathology"}, set()),
        ("medical", {"medical_record", "invoices"}, {"pathology", "social_settlement", "accident_proof"}),
        ("hospital_cash", {"medical_record"}, {"invoices", "accident_proof"}),
        (
            "premium_waiver",
            {"medical_record"},
            {"death_certificate", "pathology", "disability_report", "accident_proof"},
        ),
    ],
)
def test_papers_follow_from_the_type_of_claim(kind, needed, perhaps):
    assert papers(kind) == (ALWAYS | needed, {"power_of_attorney", "guardian_papers"} | perhaps)


def test_property_and_liability_have_papers_of_their_own():
    assert papers("property")[0] == ALWAYS | {"loss_papers", "survey_report"}
    assert papers("liability")[0] == ALWAYS | {"loss_papers", "survey_report", "third_party_papers", "accident_proof"}


def test_several_types_need_the_papers_of_each():
    needed, _ = papers("medical", "disability")
    assert {"invoices", "disability_report"} <= needed


def route(score=0, **facts):
    usual = {
        "types": ["medical"], "in_force": True, "in_waiting": False, "life_under_2_years": False, "amount": 20_000,
        "special_circumstances": False, "facts_clear": True, "is_motor": False, "coverage_reviewed": False,
    }  # fmt: skip
    context = {"route_facts": usual | facts, "fraud": {"score": score}}
    return evaluate_decision(table("claim_assessment", "claim_routing"), "claim_route", context)["route"]


@pytest.mark.parametrize(
    ("score", "facts", "expected"),
    [
        (0, {}, "standard"),
        (0, {"in_force": False}, "coverage_review"),
        (0, {"in_waiting": True}, "coverage_review"),
        (0, {"in_waiting": True, "coverage_reviewed": True}, "standard"),
        (70, {}, "siu"),
        (69, {}, "investigate"),
        (49, {}, "standard"),
        (90, {"in_force": False}, "coverage_review"),
        (0, {"life_under_2_years": True, "types": ["critical_illness"]}, "investigate"),
        (0, {"amount": 300_000}, "investigate"),
        (0, {"amount": 299_999.99}, "standard"),
        (0, {"special_circumstances": True}, "investigate"),
        (0, {"amount": 3000}, "straight_through"),
        (0, {"amount": 3000.01}, "standard"),
        (30, {"amount": 3000}, "standard"),
        (0, {"amount": 3000, "facts_clear": False}, "standard"),
        (0, {"amount": 3000, "types": ["medical", "hospital_cash"]}, "standard"),
        (0, {"amount": 5000, "types": ["property"], "is_motor": True}, "straight_through"),
        (0, {"amount": 5000, "types": ["property"]}, "survey"),
        (0, {"types": ["liability"]}, "survey"),
    ],
)
def test_the_first_matching_row_routes_a_claim(score, facts, expected):
    assert route(score, **facts) == expected
    assert expected in ROUTES


def fraud(**facts):
    usual = {
        "days_after_waiting": 700, "days_since_inception": 800, "under_2_years": False, "policies_6m": 1,
        "other_insurers": 0, "notice_days": 2, "late_reason_given": False, "claims_12m": 1, "shared_account": False,
        "observed": [],
    }  # fmt: skip
    context = {"fraud_facts": usual | facts}
    return evaluate_decision(table("claim_assessment", "claim_fraud_indicators"), "claim_fraud", context)


@pytest.mark.parametrize(
    ("facts", "score", "reasons"),
    [
        ({}, 0, set()),
        ({"days_after_waiting": 30}, 25, {"soon_after_waiting"}),
        ({"days_after_waiting": 31}, 0, set()),
        ({"days_after_waiting": -1}, 0, set()),
        ({"days_since_inception": 90, "under_2_years": True}, 20, {"within_90_days"}),
        ({"days_since_inception": 91, "under_2_years": True}, 10, {"within_2_years"}),
        ({"notice_days": 11}, 10, {"late_notice"}),
        ({"notice_days": 11, "late_reason_given": True}, 0, set()),
        ({"claims_12m": 3}, 15, {"frequent_claims"}),
        ({"other_insurers": 3}, 15, {"many_insurers"}),
        ({"policies_6m": 3}, 20, {"bought_together"}),
        ({"shared_account": True, "observed": ["shared_contact"]}, 25, {"shared_contact"}),
        ({"observed": ["papers_disagree", "older_history"]}, 70, {"papers_disagree", "older_history"}),
    ],
)
def test_indicators_add_up_and_are_named(facts, score, reasons):
    found = fraud(**facts)
    assert (found["score"], set(found["indicators"])) == (score, reasons)


@pytest.mark.parametrize(
    ("observed", "band"),
    [
        ([], "none"),
        (["watch_list"], "none"),
        (["older_history"], "desk"),
        (["papers_disagree", "unwitnessed_night"], "field"),
        (["papers_disagree", "older_history"], "siu"),
    ],
)
def test_the_score_falls_into_a_band(observed, band):
    assert fraud(observed=observed)["band"] == band


def test_every_indicator_of_the_table_has_a_name():
    text = table("claim_assessment", "claim_fraud_indicators")
    pointed = set(re.findall(r'<inputEntry id="claim_fraud_points_r\d+_i1">\s*<text>list contains\(\?, "(\w+)"', text))
    assert pointed == set(INDICATORS)
    listed = re.findall(
        r'<outputEntry id="claim_documents_r\d+_o1">\s*<text>"(\w+)"', table("claim_papers", "claim_documents_by_type")
    )
    assert set(listed) == set(PAPERS)


def outcome(ground="none", **facts):
    usual = {
        "over_2_years": False, "known_within_30_days": True, "suicide_within_2_years": False, "clause_explained": False,
        "official_document": False, "two_years_premium": False, "payable": True, "reduced": False,
    }  # fmt: skip
    context = {"decision_facts": {"ground": ground} | usual | facts}
    return evaluate_decision(table("claim_determination", "claim_outcomes"), "claim_decision", context)


@pytest.mark.parametrize(
    ("ground", "facts", "decision", "refund", "basis", "must_pay"),
    [
        ("none", {}, "paid_full", "none", "art23", False),
        ("none", {"reduced": True}, "paid_partial", "none", "art23", False),
        ("none", {"payable": False}, "denied", "none", "clause", False),
        ("non_disclosure_intentional", {}, "rescinded_forfeit", "none", "art16_4", False),
        ("non_disclosure_gross", {}, "rescinded_refund", "premium", "art16_5", False),
        ("non_disclosure_gross", {"over_2_years": True}, "paid_full", "none", "art16_3", True),
        (
            "non_disclosure_intentional",
            {"over_2_years": True, "reduced": True},
            "paid_partial",
            "none",
            "art16_3",
            True,
        ),
        ("non_disclosure_intentional", {"known_within_30_days": False}, "paid_full", "none", "art16_30d", True),
        (
            "fabricated",
            {"over_2_years": True, "known_within_30_days": False},
            "rescinded_forfeit",
            "none",
            "art27_1",
            False,
        ),
        ("inflated", {}, "paid_partial", "none", "art27_3", False),
        ("suicide", {"suicide_within_2_years": True}, "denied", "cash_value", "art44", False),
        ("suicide", {}, "paid_full", "none", "art44_over", True),
        ("holder_harm", {"two_years_premium": True}, "denied", "cash_value_others", "art43", False),
        ("holder_harm", {}, "denied", "none", "art43", False),
        ("crime", {"official_document": True, "two_years_premium": True}, "denied", "cash_value", "art45", False),
        ("crime", {"official_document": True}, "denied", "none", "art45", False),
        ("crime", {}, "paid_full", "none", "interp3_22", True),
        ("exclusion", {}, "paid_full", "none", "art17", True),
        ("exclusion", {"clause_explained": True}, "denied", "none", "art24", False),
        ("mixed_cause", {}, "paid_partial", "none", "interp3_25", False),
        ("doubt", {}, "agreed_settlement", "none", "doubt", False),
        ("waiting_period", {}, "denied", "premium", "clause", False),
        ("not_in_force", {}, "denied", "none", "art36", False),
        ("not_covered", {}, "denied", "none", "clause", False),
    ],
)
def test_law_decides_before_the_clause(ground, facts, decision, refund, basis, must_pay):
    found = outcome(ground, **facts)
    assert (found["outcome"], found["refund"], found["basis"], found["must_pay"]) == (decision, refund, basis, must_pay)
    assert basis in BASES
    assert refund in REFUNDS


@pytest.mark.parametrize(
    ("straight", "amount", "decided", "level", "persons"),
    [
        (True, 3000, "paid_partial", "auto", 0),
        (True, 3000.01, "paid_full", "adjuster", 0),
        (True, 100, "denied", "senior", 1),
        (False, 50_000, "paid_full", "adjuster", 0),
        (False, 50_000.01, "paid_full", "senior", 1),
        (False, 200_000, "paid_full", "senior", 1),
        (False, 200_000.01, "paid_partial", "manager", 1),
        (False, 1_000_000, "paid_full", "manager", 1),
        (False, 1_000_000.01, "paid_full", "committee", 1),
        (False, 50_000, "denied", "senior", 1),
        (False, 50_000, "agreed_settlement", "senior", 1),
        (False, 200_000, "ex_gratia", "manager", 1),
        (False, 1_000_000, "rescinded_refund", "committee", 1),
        (False, 1_000_000.01, "rescinded_forfeit", "committee", 2),
    ],
)
def test_authority_rises_with_the_amount_and_one_more_for_what_is_against_the_customer(
    straight, amount, decided, level, persons
):
    facts = {"straight_through": straight, "amount": amount, "outcome": decided}
    found = evaluate_decision(
        table("claim_determination", "claim_authorities"), "claim_authority", {"authority_facts": facts}
    )
    assert (found["level"], found["persons"]) == (level, persons)
    assert "agent" not in found["groups"]
    assert bool(found["groups"]) == (persons > 0)


SECRETS = ("张伟", "6222020200001234567", "确诊恶性肿瘤", "走访医院", "既往病史与本次疾病无关")


@pytest.fixture(scope="module")
def disputed_case(sop_engines):
    """A critical illness from report to appeal; `seen`: the variables after every step."""
    scenarios = read_scenarios(BPMN / "claim/scenarios/disputed_claims.yaml")
    scenario, seen = next(one for one in scenarios if "重疾" in one.name), []
    clock = ManualClock(datetime(2026, 3, 2, tzinfo=UTC))
    with sop_engines(clock) as engine:

        def look(case_id):
            detail = engine.queries.case_detail(case_id)
            seen.append(dict(detail.variables))
            seen.extend(
                dict(engine.queries.task_detail(task.id, CAST["claims_committee"]).variables)
                for task in detail.open_tasks
            )

        told = run_scenario(scenario, engine, clock, watch=look)
        assert told.problems == []
        with engine.store.session() as session:
            claim_id = engine.queries.case_detail(told.case_id).variables["claim_id"]
            roles = ("agent", "compliance", "operations", "claims", "customer", "underwriter")
            files = {role: claim_case_file(session, claim_id, [role]) for role in roles}
        yield seen, files


def words(sections):
    return "\n".join(f"{line.label} {line.value}" for section in sections for line in section.lines)


def test_no_variable_of_a_claim_names_or_describes_the_person(disputed_case):
    seen, _ = disputed_case
    said = orjson.dumps(seen).decode()
    assert "claim_id" in said
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize(
    ("role", "sees", "hidden"),
    [
        ("agent", ["已结案", "解除合同并退还保费"], ["确诊恶性肿瘤", "走访医院", "6222", "评分"]),
        ("compliance", ["评分", "与报案一致"], ["确诊恶性肿瘤", "走访医院", "6222"]),
        ("operations", ["6222020200001234567", "已确认到账"], ["确诊恶性肿瘤", "走访医院", "评分"]),
        ("claims", ["确诊恶性肿瘤", "走访医院", "评分", "**** 4567"], ["6222020200001234567"]),
        ("customer", ["确诊恶性肿瘤", "6222020200001234567", "保险法第十六条"], ["走访医院", "评分"]),
    ],
)
def test_a_role_sees_of_a_claim_what_it_works_on(disputed_case, role, sees, hidden):
    text = words(disputed_case[1][role])
    assert [part for part in sees if part not in text] == []
    assert [part for part in hidden if part in text] == []


def test_who_does_not_work_on_claims_sees_nothing(disputed_case):
    assert disputed_case[1]["underwriter"] == []
