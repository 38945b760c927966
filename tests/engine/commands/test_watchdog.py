"""A limit is waited for in parts: a machine that stood still does not cut a call that goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import Any, ClassVar

import pytest

from engine.commands import watchdog
from engine.commands.watchdog import GLANCES, TookTooLong, Watchdog


class Waited(SimpleQueue[Any]):
    """Keeps how long each answer was waited for, in seconds; the first `jumps` of them pass without any time."""

    jumps = 0
    waits: ClassVar[list[float]] = []

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        if timeout is not None:
            self.waits.append(timeout)
            if len(self.waits) <= self.jumps:
                raise Empty
        return super().get(block, timeout)


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> type[Waited]:
    monkeypatch.setattr(Waited, "jumps", 0)
    monkeypatch.setattr(Waited, "waits", [])
    monkeypatch.setattr(watchdog, "SimpleQueue", Waited)
    return Waited


@pytest.fixture
def dog() -> Iterator[Watchdog]:
    made = Watchdog()
    yield made
    made.close()


def test_a_call_that_goes_on_after_the_machine_stood_still_keeps_its_result(dog: Watchdog, waited: type[Waited]):
    waited.jumps = 1
    assert dog.run(lambda: "done", timedelta(seconds=20)) == "done"
    assert waited.waits == [20 / GLANCES] * 2


def test_its_error_comes_through_as_well(dog: Watchdog, waited: type[Waited]):
    waited.jumps = GLANCES - 1
    with pytest.raises(ZeroDivisionError):
        dog.run(lambda: 1 // 0, timedelta(seconds=20))


def test_a_call_that_overruns_is_cut_after_the_whole_limit_and_the_next_one_runs(dog: Watchdog, waited: type[Waited]):
    never = threading.Event()
    try:
        with pytest.raises(TookTooLong):
            dog.run(never.wait, timedelta(milliseconds=100))
    finally:
        never.set()
    assert sum(waited.waits) == pytest.approx(0.1)
    assert dog.run(lambda: "next", timedelta(seconds=20)) == "next"
