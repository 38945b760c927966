"""What a handler publishes reaches other cases after the commit, exactly once, and starts what it is meant to start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from engine.engine import Engine
from engine.registry import MESSAGE, HandlerContext, HandlerRegistry, Nothing
from engine.store.traffic import outbox
from tests.engine.conftest import MASTER
from tests.engine.support import ADMIN, ANNA, Sketch


@dataclass(frozen=True, slots=True)
class Telling:
    policy: str


@pytest.fixture
def engine(store, clock):
    registry = HandlerRegistry()

    @registry.handles("tell", takes=Telling, gives=Nothing)
    def tell(given: Telling, context: HandlerContext) -> Nothing:
        context.publish("delivered", given.policy, {"receipt": "R1"}, timedelta(days=1))
        return Nothing()

    made = Engine(store, registry, MASTER, clock=clock)
    teller = Sketch("teller").start().service("tell", "tell").user("next").end().chain("start", "tell", "next", "end")
    waiter = Sketch("waiter").start().message("told", "delivered", "policy").user("after").end()
    made.deploy(teller.files() | waiter.chain("start", "told", "after", "end").files(), ADMIN)
    yield made
    made.close()


def test_a_published_message_reaches_the_case_that_waits_for_it(engine):
    waiting, other = (engine.start("waiter", {"policy": number}, ANNA) for number in ("P1", "P2"))
    teller = engine.start("teller", {"policy": "P1"}, ANNA)
    assert engine.queries.case_detail(waiting).variables == {"policy": "P1", "receipt": "R1"}
    assert engine.queries.tasks_of_case(other) == ()
    assert engine.replay(teller).agrees
    assert engine.replay(waiting).agrees
    assert [verdict.intact for verdict in list(engine.verify())].count(False) == 0


def test_a_message_that_is_sent_twice_is_taken_once(engine):
    engine.start("teller", {"policy": "P1"}, ANNA)
    with engine.store.write() as connection:
        # As after a crash between the sending and the mark that it was sent.
        again = {"sent_at": None, "wake_at": engine.clock.now()}
        connection.execute(outbox.update().where(outbox.c.kind == MESSAGE).values(again))
    assert engine.dispatch_outbox() == 1
    taker = engine.start("waiter", {"policy": "P1"}, ANNA)
    later = engine.start("waiter", {"policy": "P1"}, ANNA)
    assert [len(engine.queries.tasks_of_case(case)) for case in (taker, later)] == [1, 0]
