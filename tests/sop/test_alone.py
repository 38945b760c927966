"""Each of the three processes also runs on its own, given the variables that the parent would hand it."""

from datetime import UTC, datetime

import pytest

from engine.clock import ManualClock
from handlers.scenarios import CAST, read_scenarios
from handlers.scenarios.cast import prepare
from tests.sop.decisions import BPMN

PLANS = [{"product_code": "TL-A", "sum_assured": 500_000, "premium_years": 20, "policy_years": 20}]
HANDED = ("application_id", "application_no", "agent_id", "sla")


@pytest.fixture
def engine(sop_engines):
    clock = ManualClock(datetime(2026, 3, 2, 1, tzinfo=UTC))
    with sop_engines(clock) as engine:
        yield engine


def steps_of(name):
    scenarios = read_scenarios(BPMN / "new_business/scenarios/new_business.yaml")
    return next(scenario for scenario in scenarios if scenario.name.startswith(name)).steps


def play(engine, process, variables):
    """Run a process to its end with the answers of the standard story."""
    case = engine.start(process, variables, CAST["agent"])
    for step in steps_of("标准承保"):
        tasks = {task.element: task.id for task in engine.queries.tasks_of_case(case)}
        if step.kind == "complete" and step.what in tasks:
            engine.complete(tasks[step.what], dict(step.answers), CAST[step.by])
    return engine.queries.case_detail(case)


def test_application_underwriting_and_issue_run_one_after_the_other(engine):
    with engine.store.session() as session:
        given = prepare(session, {"plans": PLANS}, engine.clock.now())
    parent = engine.start("new_business", given, CAST["agent"])
    variables = engine.queries.case_detail(parent).variables
    handed = {name: variables[name] for name in HANDED}
    engine.cancel(parent, CAST["system"], "the parts run on their own")

    applied = play(engine, "application", handed)
    assert applied.case.end_event == "application_submitted"
    underwritten = play(engine, "underwriting", handed)
    assert (underwritten.case.end_event, underwritten.variables["outcome"]) == ("standard_accepted", "standard")
    issued = play(engine, "policy_issue", {**handed, "decision_id": underwritten.variables["decision_id"]})
    assert issued.case.end_event == "policy_delivered"
