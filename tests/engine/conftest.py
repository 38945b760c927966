"""An engine on each store, with handlers that do what a test asks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from engine.clock import ManualClock
from engine.commands.handling import Patience
from engine.engine import Engine
from engine.options import Options
from engine.registry import HandlerContext, HandlerRegistry
from engine.store.keys import MasterKey
from engine.store.store import Store
from tests.engine.support import clock as manual_clock

MASTER = MasterKey(bytes(range(32)))


@dataclass(frozen=True)
class Given:
    x: Any = None
    application: Any = None


@dataclass(frozen=True)
class Made:
    y: Any = None


@dataclass
class Behaviour:
    """What the handler `do` does: tests replace `run`; every call is kept in `calls`."""

    run: Callable[[Given, HandlerContext], Any] = lambda given, _context: Made(given.x)
    calls: list[tuple[Given, int]] = field(default_factory=list)

    def __call__(self, given: Given, context: HandlerContext) -> Any:
        self.calls.append((given, context.attempt))
        return self.run(given, context)


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def registry(behaviour: Behaviour) -> HandlerRegistry:
    made = HandlerRegistry()
    made.handles("do", takes=Given, gives=Made)(behaviour)
    return made


@pytest.fixture
def clock() -> ManualClock:
    return manual_clock()


@pytest.fixture
def options() -> Options:
    return Options(patience=Patience(time_limit=timedelta(seconds=5), first_retry=timedelta(seconds=10)))


@pytest.fixture
def engine(store: Store, registry: HandlerRegistry, clock: ManualClock, options: Options) -> Iterator[Engine]:
    made = Engine(store, registry, MASTER, clock=clock, options=options)
    yield made
    made.close()
