"""The rules of governance that a story walks past too fast: tables row by row, the draw, periods, readers."""

from datetime import date
from itertools import pairwise

import pytest

from engine.clock import ManualClock
from engine.dmn import evaluate_decision
from handlers.files import matter_file
from handlers.governance.appraisal import last_period
from handlers.governance.audit import order_of_draw
from handlers.governance.codes import SCOPES
from handlers.scenarios import read_scenarios, run_scenario
from tests.sop.decisions import BPMN, table

PROCESSES = {path.parent.name for path in BPMN.glob("*/*.bpmn")}
FAULTS = BPMN / "fault_report/scenarios/fault_report.yaml"
WRITTEN = "提交任务后页面没有反应"
LIMITS = {"surrenders": 3, "lapses": 3, "problems": 3, "complaints": 2, "missed_limits": 5}


def decide(process, decision, **given):
    return evaluate_decision(table(process, decision), decision, given)


@pytest.mark.parametrize(
    ("reach", "system", "at_risk", "priority"),
    [
        ("one", "other", True, "p1"),
        ("all", "login", False, "p1"),
        ("all", "documents", False, "p2"),
        ("several", "payments", False, "p2"),
        ("several", "documents", False, "p3"),
        ("one", "workflow", False, "p4"),
    ],
)
def test_a_fault_has_the_priority_of_its_reach(reach, system, at_risk, priority):
    fault = {"reach": reach, "system": system, "data_at_risk": at_risk}
    assert decide("fault_report", "fault_priority", fault=fault) == priority


@pytest.mark.parametrize(
    ("figures", "level", "indicators"),
    [
        ({}, "none", []),
        ({"surrenders": 2, "complaints": 1}, "none", []),
        ({"surrenders": 3}, "yellow", ["surrenders"]),
        ({"complaints": 2, "missed_limits": 6}, "orange", ["complaints", "missed_limits"]),
        ({"surrenders": 3, "lapses": 3, "problems": 3}, "red", ["surrenders", "lapses", "problems"]),
    ],
)
def test_a_warning_rises_with_the_indicators_over_their_limits(figures, level, indicators):
    row = dict.fromkeys(LIMITS, 0) | figures | {"limits": LIMITS}
    found = decide("servicing_risk_watch", "servicing_warning", row=row)
    assert found == {"level": level, "indicators": indicators}


@pytest.mark.parametrize(
    ("figures", "grade"),
    [
        ({}, "good"),
        ({"on_time_pct": 95}, "good"),
        ({"on_time_pct": 94}, "fair"),
        ({"breaches": 1}, "fair"),
        ({"overdue": 1}, "fair"),
        ({"on_time_pct": 79}, "poor"),
        ({"breaches": 3}, "poor"),
    ],
)
def test_the_figures_speak_for_a_grade(figures, grade):
    given = {"on_time_pct": 100, "breaches": 0, "overdue": 0} | figures
    assert decide("performance_appraisal", "appraisal_grade", figures=given) == grade


def test_the_draw_can_be_repeated_and_differs_from_audit_to_audit():
    cases = [f"case-{number}" for number in range(50)]
    assert order_of_draw("AUD-1", cases) == order_of_draw("AUD-1", reversed(cases))
    assert order_of_draw("AUD-1", cases) != order_of_draw("AUD-2", cases)


@pytest.mark.parametrize(
    ("today", "months", "period"),
    [
        (date(2026, 7, 1), 6, (date(2026, 1, 1), date(2026, 6, 30))),
        (date(2026, 12, 31), 6, (date(2026, 1, 1), date(2026, 6, 30))),
        (date(2026, 1, 2), 6, (date(2025, 7, 1), date(2025, 12, 31))),
        (date(2026, 3, 2), 12, (date(2025, 1, 1), date(2025, 12, 31))),
        (date(2026, 4, 1), 3, (date(2026, 1, 1), date(2026, 3, 31))),
    ],
)
def test_a_period_is_appraised_once_it_is_over(today, months, period):
    assert last_period(today, months) == period


def test_periods_join_without_a_gap():
    days = [date(2025 + month // 12, month % 12 + 1, 15) for month in range(36)]
    ends = sorted({last_period(day, 6) for day in days})
    assert all((after[0] - before[1]).days == 1 for before, after in pairwise(ends))


def test_every_scope_of_an_audit_draws_from_some_process():
    assert all(PROCESSES.intersection(names) for scope, names in SCOPES.items() if scope != "claims")


def test_what_was_written_of_a_fault_is_read_by_who_mends_it_only(sop_engines):
    (story,) = [each for each in read_scenarios(FAULTS) if each.name == "不属于故障"]
    clock = ManualClock(story.at)
    with sop_engines(clock) as engine:
        told = run_scenario(story, engine, clock)
        assert told.problems == []
        variables = engine.queries.case_detail(told.case_id).variables
        with engine.store.session() as session:
            for_menders = matter_file(session, variables, {"operations"})
            for_others = matter_file(session, variables, {"agent"})
    assert WRITTEN in str(for_menders)
    assert WRITTEN not in str(for_others)
    assert WRITTEN not in str(variables)
