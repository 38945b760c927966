"""The same commands give the same facts and the same bytes; the machine draws no random number and reads no clock."""

from __future__ import annotations

import json
import random
import re
import time
import uuid
from pathlib import Path

import pytest

import engine.spiff
from engine.spiff import Machine
from tests.engine.spiff.drawing import boundary as edge
from tests.engine.spiff.drawing import call, each, end, par, path, process, service, start, timer, user, xor
from tests.engine.spiff.running import Run
from tests.engine.worlds import TestWorld, mini_feel

PARTS = (
    start(),
    par("f"),
    user("a", each("[1, 2]")),
    edge("late", "a", timer("duration", "PT1H")),
    call("c", "q"),
    service("s"),
    par("j"),
    end(),
    xor("merge"),
    path("start", "f", "a", "merge", "j", "end"),
    path("f", "c", "j"),
    path("f", "s", "j"),
    path("late", "merge"),
    process(start("q0"), user("b"), path("q0", "b"), process_id="q"),
)


def play() -> Run:
    run = Run(*PARTS, world=TestWorld(handlers={"work": lambda job: {"key": job.key}}, feel=mini_feel))
    run.complete("b", x=1)
    run.fire("late")
    return run


def test_the_same_commands_give_the_same_facts_and_bytes():
    one, two = play(), play()
    assert one.facts == two.facts
    assert json.dumps(one.machine.snapshot()) == json.dumps(two.machine.snapshot())
    assert one.outcome == "completed"


def test_keys_count_up_from_one_in_the_order_of_activation():
    keys = [each.key for each in play().facts if each.name == "ElementActivated"]
    assert keys == sorted(keys)
    assert keys[0] == 1


def test_nothing_random_and_no_clock_is_asked(monkeypatch: pytest.MonkeyPatch):
    def forbidden(*_: object) -> None:
        raise AssertionError("the machine asked for chance or time")

    run = Run(*PARTS, world=TestWorld(handlers={"work": lambda job: {}}, feel=mini_feel), warm=True)
    for module, name in ((uuid, "uuid4"), (time, "time"), (random, "random")):
        monkeypatch.setattr(module, name, forbidden)
    monkeypatch.setattr("SpiffWorkflow.task.uuid4", forbidden)
    again = Run(*PARTS, world=TestWorld(handlers={"work": lambda job: {}}, feel=mini_feel), warm=True)
    assert again.facts == run.facts
    Machine.restore(again.library, again.machine.snapshot())


def test_diagram_text_is_never_handed_to_python():
    sources = [path.read_text() for path in Path(engine.spiff.__file__).parent.rglob("*.py")]
    assert not [source for source in sources if re.search(r"\b(eval|exec)\(", source)]
