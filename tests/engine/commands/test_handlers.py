"""Handlers that work, fail, hang, and give rubbish: the case is never lost, and nothing is half written."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import Integer, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from engine.commands.handling import Patience
from engine.engine import Engine
from engine.facts import HandlerRan
from engine.options import Options
from engine.outbox import Outgoing
from engine.registry import BpmnError, HandlerContext, Person, TryAgain
from tests.engine.conftest import MASTER, Given, Made
from tests.engine.support import ADMIN, ANNA, Sketch, only_task


class Records(DeclarativeBase):
    """A metadata of its own: the engine's is compared with the migrations."""


class Note(Records):
    """A record of the handlers of these tests."""

    __tablename__ = "test_notes"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    words: Mapped[str]


@pytest.fixture(autouse=True)
def _notes(store):
    with store.write() as connection:
        Note.__table__.create(connection)


def notes(engine: Engine) -> list[str]:
    with engine.store.read() as connection:
        return list(connection.execute(select(Note.words).order_by(Note.id)).scalars())


def worked(retries: str = "3") -> Sketch:
    sketch = Sketch("work").start().user("ask").service("do_it", "do", retries).user("after").end()
    return sketch.chain("start", "ask", "do_it", "after", "end")


@pytest.fixture
def asked(engine):
    """A case one completion away from its handler."""
    engine.deploy(worked().files(), ADMIN)
    case = engine.start("work", {"x": 7}, ANNA)
    return only_task(engine, case)


def writing(words: str):
    def run(given: Given, context: HandlerContext) -> Made:
        context.session.add(Note(words=f"{words} {context.attempt}"))
        return Made(given.x)

    return run


def last_run(engine: Engine, case: str) -> HandlerRan:
    return [fact for entry in engine.queries.history(case) for fact in entry.facts if isinstance(fact, HandlerRan)][-1]


def test_what_a_handler_writes_commits_with_its_step(engine, behaviour, asked):
    behaviour.run = writing("record")
    engine.complete(asked.id, {}, ANNA)
    assert notes(engine) == ["record 1"]
    assert engine.queries.case_detail(asked.case_id).variables["y"] == 7
    assert engine.replay(asked.case_id).agrees
    assert len(behaviour.calls) == 1, "a re-execution must not run handlers"


def test_a_failure_undoes_what_the_handler_wrote_and_keeps_the_step(engine, behaviour, asked):
    def run(_given: Given, context: HandlerContext) -> Made:
        context.session.add(Note(words="half"))
        context.session.flush()
        raise ValueError("the registry is closed")

    behaviour.run = run
    engine.complete(asked.id, {}, ANNA)
    assert notes(engine) == []
    assert engine.queries.task(asked.id).state == "completed"
    failure = last_run(engine, asked.case_id).failure
    assert failure == "The automatic step 'do' failed: ValueError: the registry is closed"
    (waiting,) = engine.queries.case_detail(asked.case_id).waiting
    assert (waiting.kind, waiting.name) == ("job", "do")


def test_a_broken_statement_of_a_handler_leaves_the_step_intact(engine, behaviour, asked):
    def run(_given: Given, context: HandlerContext) -> Made:
        context.session.add_all([Note(id=1, words="a")])
        context.session.flush()
        context.session.expunge_all()
        context.session.add(Note(id=1, words="b"))
        context.session.flush()
        return Made()

    behaviour.run = run
    engine.complete(asked.id, {}, ANNA)
    assert notes(engine) == []
    assert "IntegrityError" in (last_run(engine, asked.case_id).failure or "")


def test_retries_wait_longer_each_time_then_become_an_incident_that_can_be_resolved(engine, behaviour, asked, clock):
    def fail(_given: Given, _context: HandlerContext) -> Made:
        raise OSError("no route")

    behaviour.run = fail
    engine.complete(asked.id, {}, ANNA)
    pauses = []
    while (due := engine.earliest_due()) is not None:
        pauses.append((due - clock.now()).total_seconds())
        clock.move_to(due)
        engine.fire_due()
    assert pauses == [10, 60]
    assert [attempt for _, attempt in behaviour.calls] == [1, 2, 3]
    (incident,) = engine.queries.incidents()
    assert incident.case_id == asked.case_id
    assert "no route" in incident.sentence + incident.detail
    assert engine.queries.case(asked.case_id).status == "active"
    behaviour.run = writing("repaired")
    engine.resolve_incident(incident.id, ADMIN, {"x": 8})
    assert engine.queries.incidents() == ()
    assert engine.queries.case_detail(asked.case_id).variables["y"] == 8
    assert len(notes(engine)) == 1
    assert engine.replay(asked.case_id).agrees


def test_a_waiting_retry_can_be_tried_now(engine, behaviour, asked):
    behaviour.run = lambda *_: (_ for _ in ()).throw(OSError("no route"))
    engine.complete(asked.id, {}, ANNA)
    behaviour.run = writing("now")
    (waiting,) = engine.queries.case_detail(asked.case_id).waiting
    engine.retry_job(waiting.id, ADMIN)
    assert notes(engine) == ["now 2"]
    assert only_task(engine, asked.case_id).element == "after"


def test_try_again_says_when(engine, behaviour, asked, clock):
    def later(_given: Given, _context: HandlerContext) -> Made:
        raise TryAgain("the insurer's system is closed for the night", after=timedelta(hours=8))

    behaviour.run = later
    engine.complete(asked.id, {}, ANNA)
    assert engine.earliest_due() == clock.now() + timedelta(hours=8)
    assert last_run(engine, asked.case_id).failure == "the insurer's system is closed for the night"


def test_a_business_error_goes_where_the_diagram_sends_it(engine, behaviour):
    sketch = worked()
    sketch.roots.append('<bpmn:error id="err" name="declined" errorCode="DECLINED"/>')
    sketch.boundary("declined", "do_it", '<bpmn:errorEventDefinition errorRef="err"/>').user("regret").end("e2")
    sketch.chain("declined", "regret", "e2")
    engine.deploy(sketch.files(), ADMIN)
    case = engine.start("work", {"x": 1}, ANNA)

    def decline(_given: Given, context: HandlerContext) -> Made:
        context.session.add(Note(words="vanishes with the error"))
        raise BpmnError("DECLINED", "too risky", {"why": "age"})

    behaviour.run = decline
    engine.complete(only_task(engine, case).id, {}, ANNA)
    assert only_task(engine, case).element == "regret"
    assert engine.queries.case_detail(case).variables["why"] == "age"
    assert notes(engine) == []
    assert engine.replay(case).agrees


@pytest.mark.parametrize("rubbish", [None, "text", {"y": 1}, 7, Made(object()), Made({1, 2})])
def test_rubbish_is_a_failure_with_a_sentence(engine, behaviour, asked, rubbish):
    behaviour.run = lambda _given, _context: rubbish
    engine.complete(asked.id, {}, ANNA)
    failure = last_run(engine, asked.case_id).failure or ""
    assert failure.startswith("The automatic step 'do'"), failure
    assert all(verdict.intact for verdict in engine.verify())
    assert engine.replay(asked.case_id).agrees


@pytest.mark.parametrize("wrong", ["commit", "rollback"])
def test_a_handler_may_not_end_the_transaction(engine, behaviour, asked, wrong):
    def run(given: Given, context: HandlerContext) -> Made:
        context.session.add(Note(words="x"))
        getattr(context.session, wrong)()
        return Made(given.x)

    behaviour.run = run
    engine.complete(asked.id, {}, ANNA)
    assert "a handler does not" in (last_run(engine, asked.case_id).failure or "")
    assert notes(engine) == []


def test_a_handler_nobody_registered_is_an_incident_not_an_error(engine, asked, registry):
    registry._handlers.clear()
    engine.complete(asked.id, {}, ANNA)
    (incident,) = engine.queries.incidents()
    assert "'do'" in incident.sentence + incident.detail


def test_a_handler_asks_who_has_an_account_in_its_own_transaction(store, registry, behaviour, clock):
    def directory(session, account_ids):
        names = {row.words: row.id for row in session.execute(select(Note.words, Note.id))}
        return {one: Person(f"number {names[one]}", frozenset({"agent"})) for one in account_ids if one in names}

    def run(given: Given, context: HandlerContext) -> Made:
        context.session.add(Note(words="anna"))
        context.session.flush()
        found.update(context.people(["anna", "nobody"]))
        return Made(given.x)

    found = {}
    behaviour.run = run
    engine = Engine(store, registry, MASTER, clock=clock, options=Options(directory=directory))
    engine.deploy(worked().files(), ADMIN)
    engine.complete(only_task(engine, engine.start("work", {"x": 7}, ANNA)).id, {}, ANNA)
    engine.close()
    assert found == {"anna": Person("number 1", frozenset({"agent"}))}


@pytest.fixture
def hasty(store, registry, clock):
    engine = Engine(
        store, registry, MASTER, clock=clock, options=Options(patience=Patience(time_limit=timedelta(milliseconds=200)))
    )
    engine.deploy(worked().files(), ADMIN)
    yield engine
    engine.close()


def hang_in_sleep(_given: Given, _context: HandlerContext) -> Made:
    time.sleep(3)
    return Made()


def hang_in_a_loop(_given: Given, _context: HandlerContext) -> Made:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        pass
    return Made()


def hang_after_writing(given: Given, context: HandlerContext) -> Made:
    context.session.add(Note(words="never"))
    context.session.flush()
    return hang_in_sleep(given, context)


@pytest.mark.parametrize("hang", [hang_in_sleep, hang_in_a_loop, hang_after_writing])
def test_a_handler_that_hangs_costs_its_writes_and_a_retry_never_the_step(hasty, behaviour, hang):
    case = hasty.start("work", {"x": 1}, ANNA)
    behaviour.run = hang
    began = time.monotonic()
    hasty.complete(only_task(hasty, case).id, {}, ANNA)
    assert time.monotonic() - began < 2.5
    assert len(behaviour.calls) == 1
    assert last_run(hasty, case).failure == "The automatic step 'do' took longer than 0.2 seconds."
    assert notes(hasty) == []
    behaviour.run = writing("next try")
    hasty.clock.advance(timedelta(seconds=10))
    assert hasty.fire_due() == 1
    assert notes(hasty) == ["next try 2"]
    assert hasty.replay(case).agrees
    assert all(verdict.intact for verdict in hasty.verify())


def test_a_loop_that_was_given_up_does_not_burn_the_processor_for_ever(hasty, behaviour):
    case = hasty.start("work", {"x": 1}, ANNA)
    behaviour.run = hang_in_a_loop
    hasty.complete(only_task(hasty, case).id, {}, ANNA)
    deadline = time.monotonic() + 5
    while any(thread.name == "handler" for thread in threading.enumerate()) and time.monotonic() < deadline:
        hasty.close()
        time.sleep(0.05)
    assert time.monotonic() < deadline


def test_the_outbox_sends_after_the_commit_once_per_key(engine, behaviour, asked, clock):
    sent: list[Outgoing] = []
    engine._dispatcher._senders = {"sms": sent.append}

    def run(given: Given, context: HandlerContext) -> Made:
        context.send("sms", {"to": "138", "text": "hello"}, "key-1")
        context.send("sms", {"to": "138", "text": "hello"}, "key-1")
        context.send("sms", {"to": "139"})
        return Made(given.x)

    behaviour.run = run
    engine.complete(asked.id, {}, ANNA)
    assert sent == []
    assert engine.dispatch_outbox() == 2
    assert [each.payload["to"] for each in sent] == ["138", "139"]
    clock.advance(timedelta(hours=1))
    assert engine.dispatch_outbox() == 0
    with engine.store.read() as connection:
        raw = connection.exec_driver_sql("SELECT payload FROM outbox").scalars().all()
    assert all(b"138" not in bytes(each) for each in raw)


def test_what_cannot_be_sent_is_sent_later_and_stops_nobody(engine, behaviour, asked, clock):
    sent: list[Outgoing] = []
    down = True

    def sms(outgoing: Outgoing) -> None:
        if down and outgoing.payload == "first":
            raise ConnectionError("gateway down")
        sent.append(outgoing)

    engine._dispatcher._senders = {"sms": sms}

    def run(given: Given, context: HandlerContext) -> Made:
        for text in ("first", "second"):
            context.send("sms", text)
        return Made(given.x)

    behaviour.run = run
    engine.complete(asked.id, {}, ANNA)
    assert engine.dispatch_outbox() == 1
    down = False
    assert engine.dispatch_outbox() == 0
    clock.advance(timedelta(minutes=1))
    assert engine.dispatch_outbox() == 1
    assert [each.payload for each in sent] == ["second", "first"]


def test_a_failed_handler_sends_nothing(engine, behaviour, asked):
    def run(_given: Given, context: HandlerContext) -> Made:
        context.send("sms", "never")
        raise ValueError("x")

    behaviour.run = run
    engine.complete(asked.id, {}, ANNA)
    with engine.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one() == 0


def test_ids_that_handlers_draw_are_the_same_at_every_try(engine, behaviour, asked, clock):
    drawn = []

    def run(given: Given, context: HandlerContext) -> Made:
        drawn.append(context.new_id("POL"))
        if context.attempt == 1:
            raise OSError("x")
        return Made(given.x)

    behaviour.run = run
    engine.complete(asked.id, {}, ANNA)
    clock.advance(timedelta(seconds=10))
    engine.fire_due()
    assert len(drawn) == 2
    assert drawn[0] == drawn[1]
