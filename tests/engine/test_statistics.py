"""What came, was done, fell away or waits, by role and day of the agency, on both stores."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.statistics import Flow, Span, Standing, _offsets
from tests.engine.support import ADMIN, ANNA, MONDAY, Sketch, only_task

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = Span(MONDAY - timedelta(days=1), MONDAY + timedelta(days=7), SHANGHAI)
TWO_PM, NIGHT = timedelta(hours=5), timedelta(hours=16)
MON, TUE = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def work(engine, clock):
    """Of the agents: one done in time, one late, one still open, one overdue. Of a customer: one that fell away."""
    more = '<zeebe:taskSchedule dueDate="=due"/>'
    engine.deploy(
        Sketch("work").start().user("do_it", "agent", more=more).end().chain("start", "do_it", "end").files(), ADMIN
    )
    engine.deploy(Sketch("ask").start().user("sign", "customer").end().chain("start", "sign", "end").files(), ADMIN)
    due = {name: (MONDAY + TWO_PM).isoformat() for name in ("in time", "late", "overdue")}
    cases = {name: engine.start("work", {"due": due.get(name)}, ANNA, business_key=name) for name in (*due, "open")}
    asked = engine.start("ask", {}, ANNA)
    for name in ("in time", "late"):
        engine.claim(only_task(engine, cases[name]).id, ANNA)
    engine.complete(only_task(engine, cases["in time"]).id, {}, ANNA)
    clock.advance(NIGHT)  # 01:00 on Tuesday in Shanghai, still Monday in UTC
    engine.complete(only_task(engine, cases["late"]).id, {}, ANNA)
    engine.cancel(asked, ADMIN, "not needed")
    return cases


def test_what_was_closed_is_counted_by_role_and_by_the_days_of_the_zone(engine, work):
    assert sorted(engine.queries.work_closed(WEEK), key=str) == sorted(
        [
            Flow("agent", Standing.DONE, MON, MON, 1),
            Flow("agent", Standing.LATE, MON, TUE, 1),
            Flow("customer", Standing.GONE, MON, TUE, 1),
        ],
        key=str,
    )
    until_midnight = Span(WEEK.start, datetime(2026, 3, 2, 16, tzinfo=UTC), SHANGHAI)
    assert engine.queries.work_closed(until_midnight) == (Flow("agent", Standing.DONE, MON, MON, 1),)
    assert engine.queries.work_closed(WEEK, without=["work", "ask"]) == ()


def test_what_came_and_what_waits(engine, work):
    came = {(flow.role, flow.opened_on): flow.count for flow in engine.queries.work_come(WEEK)}
    assert came == {("agent", MON): 4, ("customer", MON): 1}
    waits = {flow.standing: flow.count for flow in engine.queries.work_open(WEEK)}
    assert waits == {Standing.OPEN: 1, Standing.OVERDUE: 1}


def test_behind_every_count_are_its_tasks(engine, work):
    for standing, keys in {
        Standing.CAME: ["in time", "late", "open", "overdue"],
        Standing.DONE: ["in time", "late"],
        Standing.LATE: ["late"],
        Standing.OPEN: ["open", "overdue"],
        Standing.OVERDUE: ["overdue"],
        Standing.PAUSED: [],
        Standing.GONE: [],
    }.items():
        tasks, total = engine.queries.work_behind(standing, WEEK, ["agent"], limit=10)
        assert (sorted(task.business_key for task in tasks), total) == (keys, len(keys)), standing
    assert engine.queries.work_behind(Standing.GONE, WEEK, None, limit=10)[1] == 1
    assert engine.queries.work_behind(Standing.GONE, WEEK, ["customer"], limit=10)[1] == 1
    assert engine.queries.work_behind(Standing.CAME, WEEK, [], limit=10) == ((), 0)
    page, total = engine.queries.work_behind(Standing.CAME, WEEK, ["agent"], limit=2, offset=3)
    assert (len(page), total) == (1, 4)


def test_customers_and_named_persons_are_one_role_each(engine):
    for number, words in enumerate(
        ('candidateGroups="customer:C-1"', 'candidateGroups="person:anna"', 'assignee="anna"')
    ):
        named = Sketch(f"named_{number}").start()
        named.user("do_it", "", more=f"<zeebe:assignmentDefinition {words}/>")
        engine.deploy(named.end().chain("start", "do_it", "end").files(), ADMIN)
        engine.start(f"named_{number}", {}, ANNA)
    counts = Counter(flow.role for flow in engine.queries.work_come(WEEK) for _ in range(flow.count))
    assert counts == {"customer": 1, "person": 2}
    assert [engine.queries.work_behind(Standing.CAME, WEEK, [role], limit=1)[1] for role in counts] == [1, 2]


def test_days_follow_a_zone_that_changes_its_offset():
    spring = datetime(2026, 3, 29, 1, tzinfo=UTC)  # clocks in Berlin go forward
    span = Span(spring - timedelta(days=3), spring + timedelta(days=3), ZoneInfo("Europe/Berlin"))
    assert (spring, 3600) in list(_offsets(span))
    assert list(_offsets(span))[-1][1] == 7200
