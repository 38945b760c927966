"""Every item of the catalogue runs from request to archive, and changes the record that it is about (DOMAIN §5)."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.clock import ManualClock
from engine.dmn import evaluate_decision
from handlers.beneficiaries import beneficiaries_of_policy
from handlers.people import find_customer, identity_of
from handlers.records import (
    Endorsement,
    Policy,
    PolicyAccount,
    PolicyBenefit,
    PolicyLoan,
    PolicyMember,
    PolicyPlan,
    ServicingRecord,
)
from handlers.scenarios import CAST
from handlers.scenarios.cast import prepare
from handlers.servicing.operations import OPERATIONS
from tests.sop.decisions import BPMN, table

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
OWN = {"account_holder": "张伟", "account_no": "6222020200001234567", "bank": "示例银行"}
COMPANY = OWN | {"account_holder": "示例科技有限公司"}
CODES = sorted(set(re.findall(r'"((?:pos|grp)_[a-z_]+)"', table("policy_servicing", "catalogue"))))


def one(session, record, **columns):
    return session.query(record).filter_by(**columns).first()


def policy(session):
    return one(session, Policy)


def plan(session, line=1):
    return one(session, PolicyPlan, line=line)


def members(session):
    return session.query(PolicyMember).filter_by(left_on=None).count()


def identity(session, customer="CUS-ZHANGWEI"):
    return identity_of(session, find_customer(session, customer))


def paid(kind):
    return lambda session: one(session, PolicyBenefit, kind=kind).paid_at is not None


WIFE = {"name": "陈静", "id_no": "310101198506152345", "relation": "spouse", "rank": 1, "share": 60}
CHILD = {"name": "张小宝", "id_no": "110101201801013456", "relation": "child", "rank": 1, "share": 40}
LIFE = {"name": "新员工", "id_no": "110101199901010011", "occupation_class": "1", "plan": "A"}
LEAVER = {"name": "员工0", "id_no": "110101199101010000", "occupation_class": "1", "plan": "A"}
# item → (what is asked, what must hold afterwards, the world besides the usual, variables of the start)
ITEMS = {
    "pos_contact_change": ({"new_mobile": "13911112222"}, lambda s: identity(s).mobile == "13911112222"),
    "pos_name_id_change": ({"new_name": "张伟明"}, lambda s: identity(s).name == "张伟明"),
    "pos_birth_sex_correct": (
        {"true_birth_date": "1986-01-01", **OWN},
        lambda s: find_customer(s, "CUS-ZHANGWEI").birth_date == date(1986, 1, 1),
    ),
    "pos_signature_change": ({"reason": "习惯改变"}, lambda s: policy(s).specimen_at is not None),
    "pos_beneficiary_change": (
        {"beneficiaries": [WIFE, CHILD]},
        lambda s: (
            [(b.name, b.share_pct) for b in beneficiaries_of_policy(s, policy(s))]
            in ([("陈静", 60), ("张小宝", 40)], [("张小宝", 40), ("陈静", 60)])
        ),
    ),
    "pos_policyholder_change": (
        {
            "new_holder": {"name": "陈静", "id_no": "310101198506152345", "relation": "spouse"},
            **OWN,
            "account_holder": "陈静",
        },
        lambda s: policy(s).policyholder_id == "CUS-CHENJING",
    ),
    "pos_payment_account": (OWN, lambda s: policy(s).premium_account_hash is not None),
    "pos_payment_mode": ({"payment_mode": "monthly"}, lambda s: policy(s).payment_mode == "monthly"),
    "pos_premium_term": ({"plan_line": 1, "premium_years": 10}, lambda s: plan(s).premium_years == 10),
    "pos_occupation_change": (
        {"new_occupation_class": "4", "changed_on": "2026-02-01"},
        lambda s: find_customer(s, "CUS-ZHANGWEI").occupation_class == "4",
    ),
    "pos_increase_sa": (
        {"plan_line": 1, "new_sum": 600000},
        lambda s: (plan(s).sum_assured, plan(s).premium) == (Decimal(600000), Decimal("12190.00")),
    ),
    "pos_decrease_sa": (
        {"plan_line": 1, "new_sum": 250000, **OWN},
        lambda s: (plan(s).sum_assured, plan(s).premium) == (Decimal(250000), Decimal(6000)),
    ),
    "pos_add_rider": ({"product_code": "CI-A", "new_sum": 100000}, lambda s: plan(s, 3) is not None),
    "pos_drop_rider": ({"plan_line": 2}, lambda s: plan(s, 2).ended_on == date(2026, 3, 2)),
    "pos_supplement_disclosure": (
        {"disclosure": "乙肝病毒携带"},
        lambda s: plan(s).exclusions == ["liver"],
        {},
        {"outcome": "exclusion", "exclusions": ["liver"]},
    ),
    "pos_policy_loan": (
        {"amount": 10000, "months": 6, **OWN},
        lambda s: [(loan.balance, loan.due_on) for loan in s.query(PolicyLoan)] == [(10000, date(2026, 9, 2))],
    ),
    "pos_loan_repay": (
        {"amount": 3000},
        lambda s: one(s, PolicyLoan).closed_on is not None and one(s, PolicyLoan).balance == 0,
        {"loan": 2000},
    ),
    "pos_pledge": ({"pledgee": "示例银行"}, lambda s: policy(s).pledged_to == "示例银行"),
    "pos_unpledge": ({"reason": "债务结清"}, lambda s: policy(s).pledged_to is None, {"pledged": True}),
    "pos_cooling_off_cancel": (
        {"reason": "不需要", **OWN},
        lambda s: policy(s).status == "cancelled",
        {"world": "policy_in_force", "issued_days_ago": 5},
    ),
    "pos_surrender": ({"reason": "资金安排", **OWN}, lambda s: policy(s).end_reason == "surrender"),
    "pos_partial_withdraw": (
        {"fund_from": "stable", "amount": 5000, **OWN},
        lambda s: one(s, PolicyAccount, fund="stable").balance == 15000,
    ),
    "pos_reinstate": (
        {"reason": "恢复保障"},
        lambda s: policy(s).status == "in_force",
        {"lapsed_days_ago": 30},
        {"risk_rose": "no"},
    ),
    "pos_reduced_paid_up": ({"plan_line": 1}, lambda s: plan(s).premium == 0 and plan(s).premium_years == 5),
    "pos_auto_loan_option": ({"switch": "on"}, lambda s: policy(s).auto_premium_loan is True),
    "pos_premium_holiday": (
        {"from_date": "2026-04-01", "to_date": "2026-12-31"},
        lambda s: policy(s).holiday_to == date(2026, 12, 31),
    ),
    "pos_renewal": ({"reason": "按期续交"}, lambda s: policy(s).paid_to.year == 2028),
    "pos_survival_claim": (OWN, paid("survival"), {}, {"applicant_role": "beneficiary"}),
    "pos_dividend_payout": (OWN, paid("dividend")),
    "pos_dividend_option": ({"dividend_option": "premium"}, lambda s: policy(s).dividend_option == "premium"),
    "pos_annuity_option": ({"annuity_option": "monthly"}, lambda s: policy(s).annuity_option == "monthly"),
    "pos_maturity": (OWN, lambda s: policy(s).end_reason == "maturity", {}, {"applicant_role": "insured"}),
    "pos_reissue": ({"reason": "遗失"}, lambda s: policy(s).reissued_at is not None),
    "pos_lost_report": ({"reason": "遗失"}, lambda s: policy(s).lost_reported_at is not None),
    "pos_lost_lift": ({"reason": "找到"}, lambda s: policy(s).lost_reported_at is None, {"lost": True}),
    "pos_freeze": (
        {"letter_no": "示例函〔2026〕1号"},
        lambda s: policy(s).frozen_at is not None,
        {},
        {"applicant_role": "court", "applicant_id": None},
    ),
    "pos_unfreeze": (
        {"letter_no": "示例函〔2026〕2号"},
        lambda s: policy(s).frozen_at is None,
        {"frozen": True},
        {"applicant_role": "compliance", "applicant_id": None},
    ),
    "pos_fund_switch": (
        {"fund_from": "stable", "fund_to": "growth", "amount": 1000},
        lambda s: one(s, PolicyAccount, fund="growth").balance == 6000,
    ),
    "pos_topup": (
        {"fund_to": "growth", "amount": 1000},
        lambda s: one(s, PolicyAccount, fund="growth").balance == 6000,
    ),
    "pos_allocation": (
        {"allocation": [{"fund": "stable", "share": 80}, {"fund": "growth", "share": 20}]},
        lambda s: one(s, PolicyAccount, fund="stable").share_pct == 80,
    ),
    "pos_product_switch": ({"plan_line": 2, "product_code": "TL-A"}, lambda s: plan(s, 2).product_code == "TL-A"),
    "pos_refund_premium": (OWN, paid("premium_refund")),
    "grp_add_life": ({"members": [LIFE]}, lambda s: members(s) == 6),
    "grp_remove_life": ({"leaving": [LEAVER], **COMPANY}, lambda s: members(s) == 4),
    "grp_plan_change": (
        {"plan": "B"},
        lambda s: {m.plan for m in s.query(PolicyMember)} == {"B"},
    ),
    "grp_info_change": (
        {"new_name": "示例新公司"},
        lambda s: identity(s, "CUS-GROUP1").name == "示例新公司",
    ),
    "grp_surrender": (
        {"reason": "不再需要", **COMPANY},
        lambda s: policy(s).status == "terminated" and members(s) == 0,
    ),
    "grp_renewal": ({"reason": "续保"}, lambda s: policy(s).paid_to.year == 2028),
}


@pytest.fixture(scope="module")
def engines(sop_engines):
    return sop_engines


def answer(task, change, holder, outcome, variables):
    """Who does a task of the way, and what the person says."""
    customer = "customer_chen" if "customer:CUS-CHENJING" in task.groups else "customer"
    papers = [paper["value"] for paper in variables.get("required_papers", [])]
    ways = {
        "state_request": (customer, {"truth_declared": True, "answers": change}),
        "enter_request": ("operations", {"paper_signed": True, "answers": change}),
        "check_request": (
            "operations",
            {"answers": {"identity_ok": "yes", "papers_ok": papers}},
        ),
        "check_compliance": ("compliance", {"answers": {"result": "pass", "note": "已核查"}}),
        "check_new_holder": ("compliance", {"answers": {"result": "pass", "note": "已核查"}}),
        "give_consent": (customer, {"agrees": "yes"}),
        "disclose_health": (
            customer,
            {
                "truth_declared": True,
                "answers": {
                    "hospital": "no", "abnormal_exam": "no", "serious": "no", "height_cm": 170, "weight_kg": 65,
                },
            },
        ),
        "re_underwrite": ("underwriter", {"answers": {"outcome": "standard", "reason": "无异常", **outcome}}),
        "answer_servicing_terms": (customer, {"agrees": "yes"}),
        "operate": ("operations", {"answers": {"decision": "go_on"}}),
        "review": ("operations_2", {"answers": {"decision": "go_on"}}),
        "approve": ("management", {"answers": {"decision": "go_on"}}),
        "sign_loss": (customer, {"loss_understood": True}),
        "sign_loan": (customer, {"terms_agreed": True}),
        "pay_in": (
            customer,
            {
                "answers": {
                    "method": "bank_transfer",
                    "holder": holder,
                    "account_no": OWN["account_no"],
                    "amount": float(variables.get("payment_text", "0").replace(",", "")),
                }
            },
        ),
        "rate_service": (customer, {"answers": {"satisfaction": 5, "callback_ok": "yes"}}),
    }  # fmt: skip
    return ways[task.element]


def walk(engine, case, change, holder, outcome):
    for _ in range(30):
        tasks = [task for task in engine.queries.tasks_of_case(case) if task.element != "offer_retention"]
        if not tasks:
            return
        detail = engine.queries.task_detail(tasks[0].id, CAST["system"])
        by, answers = answer(tasks[0], change, holder, outcome, detail.variables)
        actor = CAST[by]
        if holder != "张伟" and by == "customer":
            actor = type(actor)(actor.id, actor.kind, actor.channel, frozenset({"customer", "customer:CUS-GROUP1"}))
        engine.complete(tasks[0].id, answers, actor)
    raise AssertionError(f"{case} goes in circles")


def test_the_table_of_this_test_is_the_catalogue():
    assert sorted(ITEMS) == CODES


@pytest.mark.parametrize("code", CODES)
def test_an_item_runs_to_the_archive_and_changes_its_record(engines, code):
    change, holds, *rest = ITEMS[code]
    world, variables = (*rest, {}, {})[:2]
    is_group = code.startswith("grp_")
    base = {"world": "group_policy_in_force" if is_group else "serviced_policy"}
    outcome = {name: variables[name] for name in ("outcome", "exclusions", "risk_rose") if name in variables}
    started = {name: value for name, value in variables.items() if name not in outcome}
    with engines(ManualClock(NOW)) as engine:
        with engine.store.session() as session:
            given = prepare(session, base | world, NOW)
            given = {"applicant_role": "policyholder", "applicant_id": given["customer_id"]} | given
            session.flush()
            assert not holds(session), "the record is so before anything was asked"
        case = engine.start("policy_servicing", given | {"item_code": code} | started, CAST["operations"])
        walk(engine, case, change, "示例科技有限公司" if is_group else "张伟", outcome)
        detail = engine.queries.case_detail(case)
        assert [(each.element, each.sentence, each.detail) for each in detail.incidents] == []
        assert detail.case.end_event == "request_closed"
        with engine.store.session() as session:
            record = session.query(ServicingRecord).filter_by(item_code=code, case_id=case).one()
            assert (record.status, record.close_reason) == ("done", None)
            assert None not in (record.endorsement_no, record.notified_at, record.closed_at)
            assert session.query(Endorsement).filter_by(servicing_id=record.id).count() == 1
            assert holds(session)


@pytest.mark.parametrize("code", CODES)
def test_a_row_names_an_operation_and_fields_that_exist(code):
    item = evaluate_decision(table("policy_servicing", "catalogue"), "servicing_catalogue", {"item_code": code})
    assert item["operation"] in OPERATIONS
    form = json.loads((BPMN / "servicing_papers/forms/state_request.form").read_text("utf-8"))
    shown = {part.get("key") or part.get("path") for part in form["components"][1]["components"]}
    assert set(item["fields"]) <= shown


def test_the_start_form_offers_exactly_the_items_of_the_catalogue():
    form = json.loads((BPMN / "policy_servicing/forms/servicing_request.form").read_text("utf-8"))
    (select,) = [part for part in form["components"] if part.get("key") == "item_code"]
    assert sorted(option["value"] for option in select["values"]) == CODES
