"""kill -9 at every commit point: after each, nothing is lost, doubled or half written, and the work can go on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import Integer, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from engine.clock import ManualClock
from engine.engine import Engine
from engine.registry import HandlerContext, HandlerRegistry
from engine.store.leases import LEASE
from engine.store.store import open_store
from tests.engine.conftest import MASTER, Given, Made
from tests.engine.support import ADMIN, ANNA, MONDAY, ROBOT, Sketch


class Records(DeclarativeBase):
    pass


class Booking(Records):
    __tablename__ = "test_bookings"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    case_id: Mapped[str]


registry = HandlerRegistry()


@registry.handles("book", takes=Given, gives=Made)
def book(given: Given, context: HandlerContext) -> Made:
    """Writes a record and sends a message: both must exist exactly once in the end."""
    context.session.add(Booking(case_id=context.case_id))
    context.send("sms", {"case": context.case_id})
    return Made(given.x)


def diagram() -> bytes:
    sketch = Sketch("booking").start().user("ask").service("book_it", "book").timer("pause", "PT1H")
    sketch.message("paid", "premium_paid", "x").signal("intermediateThrowEvent", "shout", "booked").end()
    sketch.chain("start", "ask", "book_it", "pause", "paid", "shout", "end")
    return sketch.xml()


class Work:
    """The whole life of one case, each stage done only where it is not done yet."""

    def __init__(self, url: str, at: timedelta = timedelta(0)) -> None:
        self.store = open_store(url)
        self.clock = ManualClock(MONDAY + at)
        self.engine = Engine(self.store, registry, MASTER, clock=self.clock)
        self.sent: list[str] = []
        self.engine._dispatcher._senders = {"sms": lambda outgoing: self.sent.append(outgoing.idempotency_key)}

    def run(self) -> None:
        engine = self.engine
        engine.deploy({"b.bpmn": diagram()}, ADMIN)
        # As a scheduler does when it starts: what was on its way is delivered before it expires.
        engine.sweep()
        found = engine.queries.cases().cases
        case = found[0].id if found else engine.start("booking", {"x": "K"}, ANNA)
        for task in engine.queries.tasks_of_case(case):
            engine.complete(task.id, {}, ANNA)
        self.clock.advance(timedelta(hours=1))
        engine.fire_due()
        engine.correlate("premium_paid", "K", {}, ROBOT, message_id="m1")
        engine.sweep()
        engine.dispatch_outbox()

    def close(self) -> None:
        self.engine.close()
        self.store.dispose()


HUNG_AFTER = 60
"""Seconds. A fork takes over locks that other threads of the test process hold just then, and may wait for ever."""
MOST_HANGS = 3


def in_a_child(url: str, kill_at: int, *, after: bool) -> bool | None:
    """Do the work in a child that is killed at its n-th commit; gives whether it was killed, None if the fork hung."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            store = open_store(url)
            store.dispose()
            _kill_at_commit(kill_at, after=after)
            work = Work(url)
            work.run()
            os._exit(0)
        os._exit(1)
    until = time.monotonic() + HUNG_AFTER
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.01)
    status = ended[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the work itself failed"
    return False


def _kill_at_commit(number: int, *, after: bool) -> None:
    from sqlalchemy.engine.default import DefaultDialect  # noqa: PLC0415 - patched in the child alone

    commit: Callable[..., None] = DefaultDialect.do_commit
    count = 0

    def do_commit(self, connection) -> None:
        nonlocal count
        count += 1
        if count == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(self, connection)
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    DefaultDialect.do_commit = do_commit


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_nothing_is_lost_doubled_or_half_written_wherever_it_is_killed(store_url, after, request):
    kills, hangs = 0, 0
    while True:
        kills += 1
        url = _fresh(store_url, kills + 1000 * hangs, request)
        was_killed = in_a_child(url, kills, after=after)
        if was_killed is None:
            hangs += 1
            kills -= 1
            assert hangs <= MOST_HANGS, "the child hangs again and again: that is no chance of the fork"
            continue
        _check_after(url, was_killed=was_killed)
        if not was_killed:
            break
    assert kills > 8, "deploy, start, complete, timer, message, outbox: each commits"


def _fresh(url: str, number: int, request: pytest.FixtureRequest) -> str:
    if url.startswith("sqlite"):
        template = request.getfixturevalue("sqlite_template")
        path = request.getfixturevalue("tmp_path") / f"round{number}.db"
        path.write_bytes(template.read_bytes())
        url = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres_server")
        name = server.create(template=request.getfixturevalue("postgres_template"))
        request.addfinalizer(lambda: server.drop(name))
        url = server.url(name)
    store = open_store(url)
    with store.write() as connection:
        Booking.__table__.create(connection)
    store.dispose()
    return url


def _check_after(url: str, *, was_killed: bool) -> None:
    # The lease of whoever was killed has run out.
    work = Work(url, timedelta(hours=1) if was_killed else timedelta(0))
    engine = work.engine
    for verdict in engine.verify():
        assert verdict.intact, verdict
    for case in engine.queries.cases().cases:
        assert engine.replay(case.id).agrees
    work.clock.advance(LEASE)
    work.run()
    (case,) = engine.queries.cases().cases
    assert case.status == "completed"
    commands = [entry.command for entry in engine.queries.history(case.id)]
    assert commands == ["start", "complete", "fire_timer", "correlate"]
    with work.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(Booking)).scalar_one() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE sent_at IS NULL").scalar_one() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one() == 1
    deployed = [entry for entry in engine.queries.engine_history() if entry.command == "deploy"]
    assert len(deployed) == 1
    assert engine.replay(case.id).agrees
    assert all(verdict.intact for verdict in engine.verify())
    work.close()
