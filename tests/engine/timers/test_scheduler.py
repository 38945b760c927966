"""The scheduler in real time: it sleeps until something is due, and a commit wakes it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from engine.clock import SystemClock
from engine.engine import Engine
from engine.options import Options
from engine.outbox import Outgoing
from engine.timers.scheduler import Scheduler
from tests.engine.conftest import MASTER, Made
from tests.engine.support import ADMIN, ANNA, Sketch


@pytest.fixture
def running(store, registry):
    engine = Engine(store, registry, MASTER, clock=SystemClock(), options=Options(senders={}))
    engine.deploy(Sketch("wait").start().timer("pause", "=pause").end().chain("start", "pause", "end").files(), ADMIN)
    schedulers = []

    def start(sweep_every: timedelta = timedelta(hours=1)) -> Scheduler:
        made = Scheduler(engine, sweep_every)
        made.start()
        schedulers.append(made)
        return made

    yield engine, start
    for each in schedulers:
        each.stop()
    engine.close()


def ends(engine: Engine, case: str, within: float = 10) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if engine.queries.case(case).status == "completed":
            return True
        time.sleep(0.02)
    return False


def test_what_was_missed_fires_when_the_scheduler_starts(running):
    engine, start = running
    case = engine.start("wait", {"pause": "PT0.05S"}, ANNA)
    time.sleep(0.1)
    start()
    assert ends(engine, case)


def test_a_commit_wakes_the_scheduler_long_before_its_sweep(running):
    engine, start = running
    far = engine.start("wait", {"pause": "PT1H"}, ANNA)
    scheduler = start()
    time.sleep(0.3)
    assert scheduler.wakes_at is not None
    case = engine.start("wait", {"pause": "PT0.2S"}, ANNA)
    assert ends(engine, case)
    assert engine.queries.case(far).status == "active"


def test_what_another_process_committed_is_found_by_the_sweep(running, store, registry):
    engine, start = running
    start(timedelta(seconds=0.3))
    time.sleep(0.2)
    other = Engine(store, registry, MASTER, clock=SystemClock())
    case = other.start("wait", {"pause": "PT0.01S"}, ANNA)
    assert ends(engine, case)
    other.close()


@pytest.fixture
def sending(running, behaviour):
    """The process `send`, whose service puts a word into the outbox, and what was sent of it."""
    engine, start = running
    sent: list[Outgoing] = []
    engine._dispatcher._senders = {"sms": sent.append}

    def run(given, context):
        context.send("sms", "hello")
        return Made(given.x)

    behaviour.run = run
    engine.deploy(Sketch("send").start().service("s", "do").end().chain("start", "s", "end").files(), ADMIN)
    return engine, start, sent


def is_sent_once(sent: list[Outgoing], within: float = 10) -> bool:
    deadline = time.monotonic() + within
    while not sent and time.monotonic() < deadline:
        time.sleep(0.02)
    return [each.payload for each in sent] == ["hello"]


def test_the_outbox_is_sent_right_after_the_commit(sending):
    engine, start, sent = sending
    start()
    time.sleep(0.2)
    engine.start("send", {}, ANNA)
    assert is_sent_once(sent)


def test_what_is_committed_while_a_run_ends_does_not_wait_for_the_sweep(sending, monkeypatch):
    """The run has looked at the outbox for the last time, and is still at work when the next commit wakes it."""
    engine, start, sent = sending
    looks = engine.earliest_due
    committed = threading.Event()

    def commit_meanwhile():
        if not committed.is_set():
            committed.set()
            engine.start("send", {}, ANNA)
            time.sleep(0.5)
        return looks()

    monkeypatch.setattr(engine, "earliest_due", commit_meanwhile)
    start()
    assert is_sent_once(sent)
