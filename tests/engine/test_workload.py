"""What a lead sees of the work, and a clock that stands still, on both stores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.commands.tasks import Part
from engine.facts import TaskClockPaused, TaskClockResumed
from engine.views import InboxCounts
from tests.engine.support import ADMIN, ANNA, CLARA, MONDAY, Sketch, only_task

DUE = '<zeebe:taskSchedule dueDate="=due"/>'
WEDNESDAY = MONDAY + timedelta(days=2)


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


def test_what_was_left_of_the_working_time_is_left_again(engine, clock, task):
    engine.pause_clock(task, "customer", ANNA, "the customer is looking for the licence", Part("op-1"))
    paused = engine.queries.task(task)
    assert (paused.due_at, paused.paused_due_at, paused.paused_at) == (None, WEDNESDAY, MONDAY)
    assert (paused.pause_ground, paused.paused_by) == ("customer", "anna")
    assert paused.pause_reason == "the customer is looking for the licence"
    clock.advance(timedelta(days=5))  # Saturday: the clock begins to run on Monday
    assert engine.queries.inbox_counts(ANNA) == InboxCounts(mine=1, group=0, overdue=0)
    engine.resume_clock(task, ANNA, "all is there")
    resumed = engine.queries.task(task)
    # Monday 09:00 to Wednesday 09:00 in Shanghai are 48 working hours.
    assert resumed.due_at == datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    assert (resumed.paused_at, resumed.pause_ground, resumed.pause_reason) == (None, None, "")
    case = task.partition(".")[0]
    said = [fact for entry in engine.queries.history(case) for fact in entry.facts]
    (stood,) = [fact for fact in said if isinstance(fact, TaskClockPaused)]
    (ran,) = [fact for fact in said if isinstance(fact, TaskClockResumed)]
    assert (stood.due_at, stood.operation, ran.old, ran.new) == (WEDNESDAY, "op-1", WEDNESDAY, resumed.due_at)
    assert engine.replay(case).agrees
    assert all(verdict.intact for verdict in engine.verify(case))


def test_loads_say_what_lies_with_whom_and_with_nobody(engine, clock):
    more = '<zeebe:taskSchedule dueDate="=due"/>'
    made = Sketch("work").start().user("do_it", "underwriter", more=more).end().chain("start", "do_it", "end")
    engine.deploy(made.files(), ADMIN)
    tasks = []
    for hours in (-1, 2, 3):
        due = (clock.now().replace(hour=1 + hours)).isoformat()
        tasks.append(only_task(engine, engine.start("work", {"due": due}, ANNA)))
    for task in tasks[:2]:
        engine.claim(task.id, CLARA)
    mine, nobody = engine.queries.loads({"underwriter"})
    assert (mine.holder, mine.open, mine.overdue, mine.paused) == ("clara", 2, 1, 0)
    assert (nobody.holder, nobody.open, nobody.overdue) == (None, 1, 0)
    assert mine.oldest_at == tasks[0].opened_at
    assert [task.id for task in engine.queries.group_tasks({"underwriter"}, holder="")] == [tasks[2].id]
    assert engine.queries.loads({"agent"}) == ()
    assert engine.queries.loads({"underwriter"}, without={"work"}) == ()
