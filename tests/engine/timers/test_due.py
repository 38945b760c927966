"""What is due is fired once, in order, by whichever node; what fails is pushed away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands.step import Steps
from engine.engine import Engine
from engine.store import leases
from engine.store.cases import timers
from engine.store.deployments import start_events
from tests.engine.conftest import MASTER
from tests.engine.support import ADMIN, ANNA, MONDAY, Sketch, timer


def waiting(duration: str = "PT1H") -> Sketch:
    return Sketch("wait").start().timer("pause", duration).end().chain("start", "pause", "end")


@pytest.fixture
def wait(engine):
    engine.deploy(waiting("=pause").files(), ADMIN)
    return engine


def status(engine: Engine, case: str) -> str:
    return engine.queries.case(case).status


def test_a_timer_fires_at_its_time_and_not_before(wait):
    case = wait.start("wait", {"pause": "PT1H"}, ANNA)
    assert wait.earliest_due() == MONDAY + timedelta(hours=1)
    wait.clock.advance(timedelta(minutes=59, seconds=59))
    assert wait.fire_due() == 0
    wait.clock.advance(timedelta(seconds=1))
    assert wait.fire_due() == 1
    assert status(wait, case) == "completed"
    last = wait.queries.history(case)[-1]
    assert (last.command, last.actor_id, last.element) == ("fire_timer", "timer", "pause")
    assert wait.fire_due() == 0
    assert wait.replay(case).agrees


def test_missed_timers_fire_after_a_restart_in_due_order(wait, store, registry, clock):
    hours = [3, 1, 2]
    cases = {hour: wait.start("wait", {"pause": f"PT{hour}H"}, ANNA) for hour in hours}
    clock.advance(timedelta(days=2))
    restarted = Engine(store, registry, MASTER, clock=clock)
    assert restarted.fire_due() == 3
    ended = dict.fromkeys(hours, restarted.queries.engine_history)
    assert set(ended) == {1, 2, 3}
    order = []
    with store.read() as connection:
        order = connection.exec_driver_sql(
            "SELECT case_id FROM journal WHERE command = 'fire_timer' ORDER BY id"
        ).scalars().all()  # fmt: skip
    assert order == [cases[1], cases[2], cases[3]]
    restarted.close()


def test_two_nodes_fire_each_timer_once(wait, store, registry, clock):
    cases = [wait.start("wait", {"pause": "PT1H"}, ANNA) for _ in range(7)]
    clock.advance(timedelta(hours=1))
    other = Engine(store, registry, MASTER, clock=clock)
    fired = [wait.fire_due(3), other.fire_due(3), wait.fire_due(3), other.fire_due(3)]
    assert fired == [3, 3, 1, 0]
    assert [len(wait.queries.history(case)) for case in cases] == [2] * 7
    other.close()


def test_a_claimed_row_is_due_again_when_its_claimer_died(wait, store, clock):
    case = wait.start("wait", {"pause": "PT1H"}, ANNA)
    clock.advance(timedelta(hours=1))
    with store.write() as connection:
        (row,) = leases.claim(connection, timers, clock.now(), 10)
    assert row.case_id == case
    assert wait.fire_due() == 0
    clock.advance(leases.LEASE)
    assert wait.fire_due() == 1
    assert status(wait, case) == "completed"


def test_a_restart_on_an_embedded_store_waits_for_no_lease(wait, store, clock):
    case = wait.start("wait", {"pause": "PT1H"}, ANNA)
    clock.advance(timedelta(hours=1))
    with store.write() as connection:
        leases.claim(connection, timers, clock.now(), 10)
    wait.recover()
    assert wait.fire_due() == (0 if store.is_postgresql else 1)
    if store.is_postgresql:
        clock.advance(leases.LEASE)
        wait.fire_due()
    assert status(wait, case) == "completed"


def test_one_bad_case_never_stalls_the_rest(wait, clock, monkeypatch):
    bad, good = (wait.start("wait", {"pause": "PT1H"}, ANNA) for _ in range(2))
    clock.advance(timedelta(hours=1))
    on_case = Steps.on_case

    def breaks(self, case_id, choose, by):
        if case_id == bad:
            raise ZeroDivisionError("broken")
        return on_case(self, case_id, choose, by)

    monkeypatch.setattr(Steps, "on_case", breaks)
    pauses = []
    for _ in range(3):
        assert wait.fire_due() >= 1
        pauses.append(wait.earliest_due() - clock.now())
        clock.move_to(wait.earliest_due())
    assert pauses == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert (status(wait, bad), status(wait, good)) == ("active", "completed")
    (waiting_for,) = wait.queries.case_detail(bad).waiting
    assert waiting_for.problem == "ZeroDivisionError: broken"
    assert waiting_for.due_at == MONDAY + timedelta(hours=1), "the due time itself stays what it was"
    monkeypatch.undo()
    wait.fire_due()
    assert status(wait, bad) == "completed"


def test_due_timers_of_a_suspended_case_wait(wait, clock):
    case = wait.start("wait", {"pause": "PT1H"}, ANNA)
    wait.suspend(case, ADMIN, "dispute")
    clock.advance(timedelta(hours=2))
    assert (wait.fire_due(), wait.earliest_due()) == (0, None)
    wait.resume(case, ADMIN)
    assert wait.fire_due() == 1
    assert status(wait, case) == "completed"


def test_a_timer_that_was_claimed_when_its_case_was_suspended_still_waits(wait, store, clock):
    case = wait.start("wait", {"pause": "PT1H"}, ANNA)
    clock.advance(timedelta(hours=1))
    with store.write() as connection:
        (row,) = leases.claim(connection, timers, clock.now(), 10)
    wait.suspend(case, ADMIN, "dispute")
    wait._due._fire_one(timers, row)
    assert status(wait, case) == "suspended"
    wait.resume(case, ADMIN)
    assert wait.fire_due() == 1


def test_a_cycle_reminds_as_often_as_it_says(engine, clock):
    sketch = Sketch("reminding").start().user("fill")
    sketch.boundary("remind", "fill", timer("R3/PT1H", "timeCycle"), interrupting=False)
    sketch.script("note", "if count = null then 1 else count + 1", "count").end().end("e2")
    sketch.chain("start", "fill", "end").chain("remind", "note", "e2")
    engine.deploy(sketch.files(), ADMIN)
    case = engine.start("reminding", {"count": None}, ANNA)
    times = []
    while (due := engine.earliest_due()) is not None:
        times.append(due - MONDAY)
        clock.move_to(due + timedelta(minutes=7))
        engine.fire_due()
    assert times == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=3)]
    assert engine.queries.case_detail(case).variables["count"] == 3
    assert engine.replay(case).agrees


def starting(text: str, kind: str) -> Sketch:
    sketch = Sketch("report").start(inner=timer(text, kind)).user("write").end()
    return sketch.chain("start", "write", "end")


def test_a_timer_start_event_begins_cases_on_time(engine, clock):
    engine.deploy(starting("R3/P1D", "timeCycle").files(), ADMIN)
    for day in (1, 2, 3):
        assert engine.earliest_due() == MONDAY + timedelta(days=day)
        clock.move_to(MONDAY + timedelta(days=day, minutes=20))
        assert engine.fire_due() == 1
    assert engine.earliest_due() is None
    found = engine.queries.cases(process_id="report").cases
    assert [case.started_at - MONDAY for case in found] == [timedelta(days=day, minutes=20) for day in (3, 2, 1)]
    assert {case.started_by for case in found} == {"timer"}
    assert engine.replay(found[0].id).agrees


def test_only_the_newest_version_starts_by_its_timer(engine, clock):
    engine.deploy(starting("R/P1D", "timeCycle").files(), ADMIN)
    engine.deploy(starting("R/PT1H", "timeCycle").files(), ADMIN)
    clock.advance(timedelta(hours=1))
    assert engine.fire_due() == 1
    (case,) = engine.queries.cases().cases
    assert case.process_version == 2
    assert engine.earliest_due() == MONDAY + timedelta(hours=2)


def test_a_date_starts_once(engine, clock):
    engine.deploy(starting("2026-03-02T12:00:00+08:00", "timeDate").files(), ADMIN)
    clock.move_to(MONDAY + timedelta(hours=3))
    assert engine.fire_due() == 1
    assert engine.earliest_due() is None


def test_a_version_without_a_timer_start_ends_the_old_one(engine):
    engine.deploy(starting("R/P1D", "timeCycle").files(), ADMIN)
    engine.deploy(Sketch("report").start().user("write").end().chain("start", "write", "end").files(), ADMIN)
    assert engine.earliest_due() is None


def test_two_nodes_start_one_case(engine, store, registry, clock):
    engine.deploy(starting("R/P1D", "timeCycle").files(), ADMIN)
    clock.advance(timedelta(days=1))
    other = Engine(store, registry, MASTER, clock=clock)
    with store.write() as connection:
        (row,) = leases.claim(connection, start_events, clock.now(), 5)
    for node in (engine, other):
        node._due._start(row)
    assert len(engine.queries.cases().cases) == 1
    other.close()
