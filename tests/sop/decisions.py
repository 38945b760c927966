"""Shared by the tests of the decision tables: where they are, and the facts of an ordinary healthy person."""

from functools import cache
from pathlib import Path

from engine.dmn import evaluate_decision

BPMN = Path(__file__).parents[2] / "bpmn"
HEALTHY = {
    "age": 35,
    "relation": "self",
    "death_cover": True,
    "capacity": True,
    "consent": True,
    "death_cover_total": 500_000,
    "minor_cap_under_10": 200_000,
    "minor_cap_10_to_17": 500_000,
    "beneficiary_allowed": True,
    "age_within_products": True,
    "risk_sum_wan": 50,
    "cover_to_income": 2.5,
    "high_amount": False,
    "first_order_relations": True,
    "history": [],
    "hazardous": False,
    "sampled": False,
    "occupation_class": "1",
    "bmi": 22,
    "systolic": None,
    "diastolic": None,
    "bp_diagnosed_months": None,
    "bp_controlled_months": None,
    "bp_poor_compliance": False,
    "lv_hypertrophy": False,
    "stable_weight_2y": False,
    "good_family_history": False,
    "cigarettes": 0,
    "liquor_ml": 0,
    "substance_abuse": False,
    "disclosures": [],
    "financial_red_flag": False,
    "income": 200_000,
}
PLAN = {"plan_id": "PLN-1", "cover_total": 500_000, "cover_to_income": 2.5, "over_spouse_cover": False}


@cache
def table(process: str, name: str) -> str:
    return (BPMN / process / "decisions" / f"{name}.dmn").read_text("utf-8")


def eligibility(**risk):
    return evaluate_decision(table("underwriting", "eligibility"), "uw_eligibility", {"risk": HEALTHY | risk})


def requirements(**risk):
    found = evaluate_decision(table("underwriting", "requirements"), "uw_requirements", {"risk": HEALTHY | risk})
    return found["exam"], {row["code"] for row in found["requirements"]}


def plan(kind, plan=None, **risk):
    context = {"risk": HEALTHY | risk, "plan": PLAN | {"kind": kind} | (plan or {})}
    return evaluate_decision(table("underwriting", "plan"), "uw_plan", context)


def final(*outcomes):
    return evaluate_decision(table("underwriting", "final"), "uw_final", {"outcomes": list(outcomes)})


def authority(**facts):
    usual = {
        "by_person": False, "clean": True, "cover": 500_000, "rating": 0, "outcome": "standard", "referred_from": None,
    }  # fmt: skip
    return evaluate_decision(table("underwriting", "authority"), "uw_authority", {"authority_facts": usual | facts})
