"""A task's clock stands still with a reason, where the diagram permits it, and runs on in working time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import BadInput, ClockAlreadyPaused, ClockNotPausable, ClockNotPaused, ClockRanOut, Forbidden
from engine.views import InboxKind
from tests.engine.support import ADMIN, ANNA, BEN, MONDAY, Sketch, only_task, person

DUE = '<zeebe:taskSchedule dueDate="=due"/>'
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """`tests/engine/test_workload.py` pauses and resumes on both stores."""
    return sqlite_url


@pytest.fixture
def task(engine):
    sketch = Sketch("papers").start()
    sketch.user("collect", "agent", properties={"sop:may-pause": "customer documents"}, more=DUE).user(
        "decide", more=DUE
    )
    engine.deploy(sketch.end().chain("start", "collect", "decide", "end").files(), ADMIN)
    found = only_task(engine, engine.start("papers", {"due": WEDNESDAY.isoformat()}, ANNA))
    engine.claim(found.id, ANNA)
    return found.id


def test_a_task_that_waits_comes_last_in_the_group_and_first_again_when_it_runs_on(engine, clock, task):
    other = only_task(engine, engine.start("papers", {"due": (WEDNESDAY + timedelta(days=9)).isoformat()}, ANNA)).id
    engine.release(task, ANNA)
    engine.pause_clock(task, "documents", ADMIN, "asked for")
    assert [each.id for each in engine.queries.inbox(BEN, InboxKind.GROUP).tasks] == [other, task]
    clock.advance(timedelta(hours=1))
    engine.resume_clock(task, ADMIN)
    assert [each.id for each in engine.queries.inbox(BEN, InboxKind.GROUP).tasks] == [task, other]
    assert engine.queries.task(task).due_at == WEDNESDAY + timedelta(hours=1)


def test_a_paused_task_can_be_completed_and_was_not_late(engine, clock, task):
    engine.pause_clock(task, "customer", ANNA, "waits")
    clock.advance(timedelta(days=30))
    engine.complete(task, {}, ANNA)
    assert engine.queries.task(task).state == "completed"
    assert ("papers", "collect") not in engine.queries.overdue_tasks()


def test_only_the_grounds_that_the_diagram_names_stop_a_clock(engine, task):
    with pytest.raises(ClockNotPausable):
        engine.pause_clock(task, "third-party", ANNA, "hospital")
    with pytest.raises(BadInput, match="reason"):
        engine.pause_clock(task, "customer", ANNA, " ")
    engine.complete(task, {}, ANNA)
    decide = only_task(engine, task.partition(".")[0]).id
    engine.claim(decide, ANNA)
    with pytest.raises(ClockNotPausable):
        engine.pause_clock(decide, "customer", ANNA, "waits")


def test_a_clock_stops_once_runs_on_once_and_never_after_its_time(engine, clock, task):
    with pytest.raises(ClockNotPaused):
        engine.resume_clock(task, ANNA)
    engine.pause_clock(task, "customer", ANNA, "waits")
    with pytest.raises(ClockAlreadyPaused):
        engine.pause_clock(task, "documents", ANNA, "waits")
    engine.resume_clock(task, ANNA)
    clock.advance(timedelta(days=3))
    with pytest.raises(ClockRanOut):
        engine.pause_clock(task, "customer", ANNA, "too late")


def test_only_who_has_the_task_in_hand_or_leads_the_work_stops_its_clock(engine, task):
    for by in (BEN, person("eve", "underwriter")):
        with pytest.raises(Forbidden):
            engine.pause_clock(task, "customer", by, "waits")
    engine.pause_clock(task, "customer", person("sub", "agent", on_behalf_of="anna"), "waits")
    with pytest.raises(Forbidden):
        engine.resume_clock(task, BEN)
    engine.resume_clock(task, ADMIN)
