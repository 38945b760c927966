"""What reviews, meetings and approvals work out of the records."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from engine.clock import ManualClock
from handlers.parameters import end_of, parameter, start_of
from handlers.reference import PARAMETERS
from handlers.registry import registry
from handlers.scenarios import package_files, throwaway_engines
from handlers.scenarios.cast import CAST, prepare
from tests.sop.decisions import BPMN

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PROPOSAL = {
    "kind": "service_standard",
    "title": "缩短首期保费缴费期",
    "text": "首期保费缴费期由三十日改为二十日。",
    "reason": "占用核保资源",
    "effective_on": "2026-04-01",
    "changes_parameter": True,
    "parameter_code": "premium_days",
    "new_value": "20",
    "source": "管理层决定",
}


@pytest.fixture
def engine():
    with throwaway_engines(registry, package_files(BPMN)) as make, make(ManualClock(NOW)) as made:
        yield made


def complete(engine, case_id, element, by, answers):
    (task,) = [each for each in engine.queries.tasks_of_case(case_id) if each.element == element]
    engine.complete(task.id, answers, CAST[by])


def test_no_two_families_name_a_parameter_alike():
    assert [code for code, count in Counter(row[0] for row in PARAMETERS).items() if count > 1] == []


def test_an_approved_change_holds_from_its_day_and_not_before(engine):
    with engine.store.session() as session:
        prepare(session, {"world": "none"}, NOW)
    case_id = engine.start_by_form("strategy_approval", PROPOSAL, CAST["operations"], {"started_by": "operations.zhao"})
    complete(engine, case_id, "review_strategy", "compliance", {"review_result": "pass", "opinion": "可行"})
    complete(engine, case_id, "approve_strategy", "management", {"approval": "approve"})
    day = datetime(2026, 4, 1, tzinfo=UTC).date()
    with engine.store.session() as session:
        assert parameter(session, "premium_days", start_of(day, NOW)) == "30"
    complete(engine, case_id, "approve_strategy_again", "management_2", {"approval": "approve"})
    with engine.store.session() as session:
        assert parameter(session, "premium_days", end_of(day - timedelta(days=1), NOW)) == "30"
        assert parameter(session, "premium_days", start_of(day, NOW)) == "20"
