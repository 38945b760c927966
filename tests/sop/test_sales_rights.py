"""Who may not sell is stopped before a sale begins, and told why; up to which grade a seller may sell."""

from datetime import UTC, datetime

import pytest

from engine.clock import ManualClock
from engine.errors import StartRefused
from engine.registry import HandlerContext
from handlers.compliance.codes import TEST_KEY
from handlers.compliance.training import Marking, mark_test
from handlers.records import Product, Training, TrainingPlace
from handlers.sales_rights import grade_of
from handlers.scenarios import CAST
from handlers.scenarios.cast import prepare
from tests.sop.decisions import BPMN

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PLAN = {"segment": "family", "channel": "referral", "customer_kind": "individual", "asked_by_customer": True}
BY_FORM = {
    "customer_development": PLAN,
    "sales_journey": PLAN,
    "needs_analysis": {"customer_id": "CUS-ZHANGWEI"},
    "proposal": {"needs_id": "NEE-1"},
}
BY_VARIABLES = ("new_business", "group_new_business")


@pytest.fixture(scope="module")
def engine(sop_engines):
    with sop_engines(ManualClock(NOW)) as engine:
        with engine.store.session() as session:
            prepare(session, {"world": "seller_sanctioned"}, NOW)
        yield engine


def begin(engine, process, by="agent"):
    given = {"agent_id": CAST[by].id, "applicant_id": "CUS-ZHANGWEI", "insured_id": "CUS-ZHANGWEI", "plans": []}
    if process in BY_FORM:
        return engine.start_by_form(process, BY_FORM[process], CAST[by], {"started_by": CAST[by].id})
    return engine.start(process, given, CAST[by])


@pytest.mark.parametrize("process", [*BY_FORM, *BY_VARIABLES])
def test_a_suspended_seller_begins_no_sale_and_is_told_why(engine, process):
    with pytest.raises(StartRefused) as refused:
        begin(engine, process)
    assert refused.value.facts["reason"] == "您的销售权限自 2026年3月2日 至 2026年4月1日 暂停，期间不得开展销售。"
    assert all(case.changed_by != "agent.li" for case in engine.queries.cases(process_id=process).cases)


def test_another_seller_begins(engine):
    assert begin(engine, "sales_journey", by="agent_2")


def test_a_product_above_the_sellers_grade_needs_the_training_for_it(engine):
    given = {"agent_id": "agent.zhu", "applicant_id": "CUS-ZHANGWEI", "insured_id": "CUS-ZHANGWEI"}
    plans = [{"product_code": "TL-A", "sum_assured": 100_000, "premium_years": 10, "policy_years": 10}]
    with engine.store.session() as session:
        session.get_one(Product, "TL-A").grade = 3
    with pytest.raises(StartRefused) as refused:
        engine.start("new_business", given | {"plans": plans}, CAST["agent_2"])
    assert refused.value.facts["reason"] == "您的销售等级为 P2，不得销售 P3 级产品“安心定期寿险（示例）”。"
    _pass_training(engine, "grade_3", "agent.zhu")
    with engine.store.session() as session:
        assert grade_of(session, "agent.zhu", NOW) == 3
        assert grade_of(session, "agent.li", NOW) == 2
    case = engine.start("new_business", given | {"plans": plans}, CAST["agent_2"])
    assert [task.element for task in engine.queries.tasks_of_case(case)] == ["fill_application"]


def _pass_training(engine, topic, person):
    with engine.store.session() as session:
        session.add(Training(id="TRN-1", topic=topic, source="plan", role="person", title="", hours=4, opened_at=NOW))
        session.flush()
        session.add(TrainingPlace(id="TRP-1", training_id="TRN-1", person_id=person, hours=4))
        session.flush()
        context = HandlerContext(
            session=session, now=NOW, case_id="C", key=1, element="e", process_id="p", attempt=1, headers={},
            outbox=lambda *_: None, actor_id=person,
        )  # fmt: skip
        assert mark_test(Marking("TRN-1", person, TEST_KEY, rules_acknowledged=True), context).test_result == "passed"


def test_every_start_check_of_the_diagrams_is_registered(engine):
    named = set()
    for file in BPMN.glob("*/*.bpmn"):
        text = file.read_text()
        if 'name="sop:start-check"' in text:
            named.add(text.split('name="sop:start-check" value="')[1].split('"')[0])
    assert named == {"sales_rights"}
    assert all(engine.registry.start_check(name) for name in named)
