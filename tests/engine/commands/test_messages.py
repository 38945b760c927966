"""Messages and signals: taken once, kept for those who come later, heard by everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from engine.commands import signals
from engine.errors import BadInput, Conflict
from engine.facts import MessageCorrelated
from engine.store import leases
from engine.store.traffic import signal_deliveries
from tests.engine.support import ADMIN, ANNA, ROBOT, Sketch, only_task, timer


def waiting(process_id: str = "pay") -> Sketch:
    sketch = Sketch(process_id).start().message("paid", "premium_paid", "policy").user("after").end()
    return sketch.chain("start", "paid", "after", "end")


@pytest.fixture
def pay(engine):
    engine.deploy(waiting().files(), ADMIN)
    return engine


def is_past(engine, case: str) -> bool:
    return bool(engine.queries.tasks_of_case(case))


def test_a_message_goes_to_the_case_that_waits_for_its_key(pay):
    first, second = (pay.start("pay", {"policy": number}, ANNA) for number in ("P1", 2))
    published = pay.correlate("premium_paid", "P1", {"amount": 100}, ROBOT, message_id="m1")
    assert published.cases == (first,)
    assert (is_past(pay, first), is_past(pay, second)) == (True, False)
    assert pay.queries.case_detail(first).variables == {"policy": "P1", "amount": 100}
    pay.correlate("premium_paid", "2", {}, ROBOT)
    assert is_past(pay, second)
    assert pay.replay(first).agrees


def test_the_same_message_id_again_does_nothing(pay):
    case = pay.start("pay", {"policy": "P1"}, ANNA)
    first = pay.correlate("premium_paid", "P1", {"amount": 1}, ROBOT, message_id="m1")
    again = pay.correlate("premium_paid", "P1", {"amount": 2}, ROBOT, message_id="m1")
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert again.cases == (case,)
    later = pay.start("pay", {"policy": "P1"}, ANNA)
    assert not is_past(pay, later), "a taken message is not taken again"
    pay.clock.advance(timedelta(days=30))
    pay.sweep()
    assert pay.correlate("premium_paid", "P1", {}, ROBOT, message_id="m1").is_repeat


def test_a_message_is_kept_for_a_case_that_comes_in_time(pay):
    published = pay.correlate("premium_paid", "P1", {"amount": 5}, ROBOT, ttl=timedelta(minutes=10))
    assert published.is_waiting
    pay.clock.advance(timedelta(minutes=9))
    case = pay.start("pay", {"policy": "P1"}, ANNA)
    assert pay.queries.case_detail(case).variables["amount"] == 5


def test_a_message_that_has_expired_is_gone_with_what_it_said(pay):
    pay.correlate("premium_paid", "P1", {"amount": 5}, ROBOT, ttl=timedelta(minutes=10))
    pay.clock.advance(timedelta(minutes=10))
    case = pay.start("pay", {"policy": "P1"}, ANNA)
    pay.sweep()
    assert not is_past(pay, case)
    with pay.store.read() as connection:
        assert connection.exec_driver_sql("SELECT variables FROM messages").scalars().all() == [None]


def test_a_message_without_time_to_live_is_taken_now_or_never(pay):
    published = pay.correlate("premium_paid", "P1", {}, ROBOT, ttl=timedelta(0))
    assert (published.cases, published.is_waiting) == ((), False)
    assert not is_past(pay, pay.start("pay", {"policy": "P1"}, ANNA))


def test_one_case_of_each_process_takes_a_message_the_longest_waiting_first(engine):
    engine.deploy({"a.bpmn": waiting("pay").xml(), "b.bpmn": waiting("book").xml()}, ADMIN)
    older = engine.start("pay", {"policy": "P1"}, ANNA)
    engine.clock.advance(timedelta(minutes=1))
    younger = engine.start("pay", {"policy": "P1"}, ANNA)
    other = engine.start("book", {"policy": "P1"}, ANNA)
    assert set(engine.correlate("premium_paid", "P1", {}, ROBOT).cases) == {older, other}
    assert not is_past(engine, younger)


def test_a_suspended_case_takes_its_message_when_it_is_resumed(pay):
    case = pay.start("pay", {"policy": "P1"}, ANNA)
    pay.suspend(case, ADMIN, "dispute")
    assert pay.correlate("premium_paid", "P1", {}, ROBOT).cases == ()
    assert not is_past(pay, case)
    pay.resume(case, ADMIN)
    assert is_past(pay, case)


def test_what_a_crash_left_between_message_and_case_is_delivered_by_the_sweep(pay, monkeypatch):
    case = pay.start("pay", {"policy": "P1"}, ANNA)
    monkeypatch.setattr(type(pay._post), "deliver", lambda *_: 0)
    assert pay.correlate("premium_paid", "P1", {}, ROBOT).cases == ()
    monkeypatch.undo()
    pay.sweep()
    assert is_past(pay, case)
    assert pay.sweep() == 0


def test_a_message_start_event_begins_one_case_per_message(engine):
    sketch = Sketch("claim")
    sketch.roots.append('<bpmn:message id="m" name="loss_reported"/>')
    sketch.start(inner='<bpmn:messageEventDefinition messageRef="m"/>').user("accept").end()
    engine.deploy(sketch.chain("start", "accept", "end").files(), ADMIN)
    (case,) = engine.correlate("loss_reported", "", {"place": "home"}, ROBOT, message_id="m1").cases
    assert engine.correlate("loss_reported", "", {}, ROBOT, message_id="m1").cases == (case,)
    assert engine.queries.case_detail(case).variables == {"place": "home"}
    assert len(engine.queries.cases().cases) == 1
    assert engine.replay(case).agrees


def test_the_newest_version_alone_is_started_by_a_message(engine):
    for name in ("first", "second"):
        sketch = Sketch("claim")
        sketch.roots.append('<bpmn:message id="m" name="loss_reported"/>')
        sketch.start(inner='<bpmn:messageEventDefinition messageRef="m"/>').user(name).end()
        engine.deploy(sketch.chain("start", name, "end").files(), ADMIN)
    (case,) = engine.correlate("loss_reported", "", {}, ROBOT).cases
    assert only_task(engine, case).element == "second"


def test_a_message_that_does_not_interrupt_can_come_often(engine):
    sketch = Sketch("filling").start().user("fill")
    sketch.roots.append(
        '<bpmn:message id="m" name="asked"><bpmn:extensionElements><zeebe:subscription correlationKey="=no"/>'
        "</bpmn:extensionElements></bpmn:message>"
    )
    sketch.boundary("asked", "fill", '<bpmn:messageEventDefinition messageRef="m"/>', interrupting=False)
    sketch.user("answer").end().end("e2").chain("start", "fill", "end").chain("asked", "answer", "e2")
    engine.deploy(sketch.files(), ADMIN)
    case = engine.start("filling", {"no": "A1"}, ANNA)
    for _ in range(3):
        assert engine.correlate("asked", "A1", {}, ROBOT).cases == (case,)
    assert [task.element for task in engine.queries.tasks_of_case(case)] == ["fill", "answer", "answer", "answer"]
    said = [fact for entry in engine.queries.history(case) for fact in entry.facts]
    assert sum(isinstance(fact, MessageCorrelated) for fact in said) == 3


@pytest.mark.parametrize("ttl", [timedelta(seconds=-1), timedelta(days=10_000)])
def test_a_time_to_live_out_of_bounds_is_refused(pay, ttl):
    with pytest.raises(BadInput, match="time to live"):
        pay.correlate("premium_paid", "P1", {}, ROBOT, ttl=ttl)


def listening(process_id: str) -> Sketch:
    sketch = Sketch(process_id).start().signal("intermediateCatchEvent", "heard", "rates_changed").user("after").end()
    return sketch.chain("start", "heard", "after", "end")


def test_a_signal_is_heard_by_all_who_listen_and_starts_cases(engine):
    starts = Sketch("review")
    starts.roots.append('<bpmn:signal id="s" name="rates_changed"/>')
    starts.start(inner='<bpmn:signalEventDefinition signalRef="s"/>').user("look").end().chain("start", "look", "end")
    engine.deploy({"a.bpmn": listening("a").xml(), "r.bpmn": starts.xml()}, ADMIN)
    cases = [engine.start("a", {}, ANNA) for _ in range(30)]
    assert engine.broadcast("rates_changed", {"rate": 2}, ROBOT) == 31
    while engine.fire_due():
        pass
    engine.clock.advance(timedelta(minutes=1))
    while engine.fire_due():
        pass
    assert all(is_past(engine, case) for case in cases)
    (begun,) = engine.queries.cases(process_id="review").cases
    assert engine.queries.case_detail(begun.id).variables == {"rate": 2}
    assert [len(engine.queries.history(case)) for case in cases] == [2] * 30
    with engine.store.read() as connection:
        for table in ("signals", "signal_deliveries"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0, table  # noqa: S608
    assert engine.replay(cases[0]).agrees


def test_a_signal_thrown_by_a_case_reaches_the_others_after_its_commit(engine):
    thrower = Sketch("throw").start().signal("intermediateThrowEvent", "shout", "rates_changed").end()
    engine.deploy({"a.bpmn": listening("a").xml(), "t.bpmn": thrower.chain("start", "shout", "end").xml()}, ADMIN)
    case = engine.start("a", {}, ANNA)
    engine.start("throw", {}, ANNA)
    assert is_past(engine, case)


def test_a_suspended_case_hears_a_signal_when_it_is_resumed(engine):
    engine.deploy({"a.bpmn": listening("a").xml()}, ADMIN)
    case = engine.start("a", {}, ANNA)
    engine.suspend(case, ADMIN, "dispute")
    engine.broadcast("rates_changed", {}, ROBOT)
    engine.clock.advance(timedelta(minutes=5))
    engine.fire_due()
    assert not is_past(engine, case)
    engine.resume(case, ADMIN)
    engine.clock.advance(timedelta(minutes=5))
    engine.fire_due()
    assert is_past(engine, case)


def test_one_listener_that_cannot_hear_stops_no_other(engine, monkeypatch):
    engine.deploy({"a.bpmn": listening("a").xml()}, ADMIN)
    cases = [engine.start("a", {}, ANNA) for _ in range(3)]
    heard = engine._steps.on_case

    def on_case(case_id, choose, by):
        if case_id == cases[0]:
            raise RuntimeError("broken case")
        return heard(case_id, choose, by)

    monkeypatch.setattr(engine._steps, "on_case", on_case)
    engine.broadcast("rates_changed", {}, ROBOT)
    assert [is_past(engine, case) for case in cases] == [False, True, True]
    monkeypatch.undo()
    engine.clock.advance(timedelta(minutes=5))
    engine.fire_due()
    assert is_past(engine, cases[0])


def test_a_deep_chain_of_signals_does_not_exhaust_the_stack(engine):
    sketches = []
    for number in range(60):
        sketch = Sketch(f"p{number}")
        sketch.roots.append(f'<bpmn:signal id="s{number}" name="go{number}"/>')
        sketch.start(inner=f'<bpmn:signalEventDefinition signalRef="s{number}"/>')
        sketch.signal("intermediateThrowEvent", "next", f"go{number + 1}").end().chain("start", "next", "end")
        sketches.append(sketch)
    engine.deploy({f"{sketch.process_id}.bpmn": sketch.xml() for sketch in sketches}, ADMIN)
    engine.broadcast("go0", {}, ROBOT)
    assert len(engine.queries.cases(limit=100).cases) == 60


def test_timer_and_message_of_an_event_gateway_exclude_each_other(engine):
    sketch = Sketch("race").start().add("eventBasedGateway", "either").timer("late", "PT1H")
    sketch.message("paid", "premium_paid", "policy").end("lapsed").end("done")
    sketch.chain("start", "either", "late", "lapsed").chain("either", "paid", "done")
    engine.deploy(sketch.files(), ADMIN)
    case = engine.start("race", {"policy": "P1"}, ANNA)
    engine.correlate("premium_paid", "P1", {}, ROBOT)
    assert engine.queries.case(case).end_event == "done"
    assert engine.earliest_due() is None
    assert timer("PT1H")


def test_two_nodes_that_both_claimed_a_signal_start_one_case(engine):
    starts = Sketch("review")
    starts.roots.append('<bpmn:signal id="s" name="rates_changed"/>')
    starts.start(inner='<bpmn:signalEventDefinition signalRef="s"/>').user("look").end().chain("start", "look", "end")
    engine.deploy(starts.files(), ADMIN)
    with engine.store.write() as connection:
        signals.record(connection, engine.keys, "rates_changed", {}, engine.clock.now(), ROBOT, "")
        (row,) = leases.claim(connection, signal_deliveries, engine.clock.now(), 5)
    engine._due._signal(row)
    with pytest.raises((Conflict, NoResultFound)):
        engine._due._signal(row)
    assert len(engine.queries.cases().cases) == 1
