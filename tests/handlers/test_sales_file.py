"""What is read beside a task of the sales part: the customer sees a proposal only once compliance approved it."""

from datetime import UTC, datetime

import pytest

from engine.clock import ManualClock
from handlers.files import matter_file
from handlers.scenarios import CAST
from handlers.scenarios.cast import prepare
from handlers.scenarios.model import read_shelf
from tests.sop.decisions import BPMN

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
_, SHELF = read_shelf(BPMN / "sales_answers.yaml")


@pytest.fixture
def engine(sop_engines):
    with sop_engines(ManualClock(NOW)) as made:
        with made.store.session() as session:
            prepare(session, {"world": "needs_confirmed"}, NOW)
        yield made


def done(engine, case_id, element, by, answers):
    task = next(task.id for task in engine.queries.tasks_of_case(case_id) if task.element == element)
    engine.complete(task, answers, CAST[by])


def titles(engine, case_id, role):
    with engine.store.session() as session:
        variables = engine.queries.case_detail(case_id).variables
        return [section.title for section in matter_file(session, variables, {role})]


def test_the_customer_sees_the_proposal_only_after_the_review(engine):
    case_id = engine.start_by_form("proposal", {"needs_id": "NEE-WORLD"}, CAST["agent"], {"started_by": "agent.li"})
    assert "客户需求分析报告" in titles(engine, case_id, "agent")
    done(engine, case_id, "build_proposal", "agent", SHELF.answers["plan_for_zhang"])
    assert "保险方案建议书" in titles(engine, case_id, "compliance")
    assert titles(engine, case_id, "customer") == []
    done(engine, case_id, "review_proposal", "compliance", {"review_result": "approve"})
    assert {"保险方案建议书", "风险揭示书"} <= set(titles(engine, case_id, "customer"))
    assert titles(engine, case_id, "claims") == []


def test_the_sealed_figures_are_not_in_the_case(engine):
    case_id = engine.start_by_form("proposal", {"needs_id": "NEE-WORLD"}, CAST["agent"], {"started_by": "agent.li"})
    variables = engine.queries.case_detail(case_id).variables
    with engine.store.session() as session:
        sections = matter_file(session, variables, {"agent"})
    assert "300,000.00" in [line.value for section in sections for line in section.lines]  # the household's income
    assert "300000" not in str(variables)
