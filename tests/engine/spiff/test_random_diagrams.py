"""Random diagrams, random commands: pruned or not, kept warm or restored each time, the same happens."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import facts
from engine.ports import Job, JobResult
from engine.spiff import Machine, compile_library
from engine.spiff.step import Limits
from tests.engine.spiff.drawing import draw, processes
from tests.engine.spiff.random_diagrams import random_diagram
from tests.engine.worlds import TestWorld, mini_feel

Json = Any


class SmallMachine(Machine):
    """Circles are noticed early, or a random diagram would take minutes."""

    limits = Limits(same_element=25, elements=400)


def a_world() -> TestWorld:
    world = TestWorld(feel=mini_feel)

    def work(job: Job) -> JobResult | Mapping[str, Json]:
        match (job.key + job.attempt) % 5:
            case 0:
                return world.failed("not now", world.retries[-1])
            case 1:
                return JobResult(error_code="bad", error_message="no", variables={"m": job.key})
            case _:
                return {"n": job.key % 3}

    world.handlers["work"] = work
    return world


def commands_of(machine: Machine, world: TestWorld, pick: int, n: int) -> list[facts.Fact]:
    """Do one of the things that can be done."""
    variables = {"n": n % 4, "m": n % 2}
    options: list[Any] = [
        *(lambda key=each.key: machine.complete_task(key, variables, world) for each in machine.open_tasks()),
        *(lambda number=each.number: machine.fire_timer(number, world) for each in machine.timers()),
        *(lambda number=each.number: machine.run_job(number, world) for each in machine.jobs()),
        *(
            (lambda number=each.number: machine.catch_signal(number, variables, world))
            if each.correlation_key is None
            else (lambda number=each.number: machine.correlate(number, variables, world, "id"))
            for each in machine.subscriptions()
        ),
        *(
            lambda number=each.number: machine.resolve_incident(number, world, variables)
            for each in machine.incidents()
        ),
    ]
    if pick == 97:
        return machine.cancel(world)
    if pick % 10 == 9:
        return machine.set_variables(1, variables, world)
    return options[pick % len(options)]()  # type: ignore[no-any-return]


def play(parts: tuple[str, ...], picks: list[tuple[int, int]], *, prune: bool = True, warm: bool = True) -> list[Json]:
    """What happened at each command, and the state after it."""
    library, world, told = compile_library(processes(draw(*parts))), a_world(), []
    machine, new = SmallMachine.start(library, "p", {"n": 0, "m": 0, "key": "K"}, world, prune=prune)
    everything = list(new)
    for pick, n in [*picks, (97, 0)]:
        told.append((new, json.dumps(machine.snapshot())))
        if prune and warm:
            check_books(machine, everything)
        if machine.ended:
            break
        if not warm:
            machine = SmallMachine.restore(library, json.loads(told[-1][1]), prune=prune)
            assert json.dumps(machine.snapshot()) == told[-1][1]
        world.advance(timedelta(minutes=1))
        new = commands_of(machine, world, pick, n)
        everything += new
    told.append((new, json.dumps(machine.snapshot())))
    assert json.dumps(SmallMachine.restore(library, machine.snapshot()).snapshot()) == told[-1][1]
    check_end(machine, everything)
    return told


def check_books(machine: Machine, everything: list[facts.Fact]) -> None:
    """State and history come from one list: what the facts leave open is what the machine holds."""
    case = machine.case
    assert machine.ended or not machine.stuck()
    live = {each.key for each in everything if isinstance(each, facts.ElementActivated)}
    live -= {each.key for each in everything if isinstance(each, (facts.ElementCompleted, facts.ElementTerminated))}
    assert live == set(case.tokens)
    for opened, closed, field, held in (
        (facts.TimerSet, (facts.TimerFired, facts.TimerCancelled), "timer", case.timers),
        (facts.SubscriptionOpened, facts.SubscriptionClosed, "subscription", case.subscriptions),
        (facts.JobScheduled, facts.JobClosed, "job", case.jobs),
        (facts.IncidentRaised, facts.IncidentResolved, "incident", case.incidents),
        (facts.UserTaskOpened, facts.UserTaskClosed, "key", case.open_tasks),
    ):
        numbers = Counter(getattr(each, field) for each in everything if isinstance(each, opened))
        numbers.subtract(getattr(each, field) for each in everything if isinstance(each, closed))
        assert set(numbers.values()) <= {0, 1}
        assert {number for number, n in numbers.items() if n} == set(held)
    assert set(case.subprocesses) == {
        key for key, token in case.tokens.items() if token.body not in {None, token.workflow}
    }
    if case.prune:
        assert sum(len(scope.tasks) for scope in case.scopes()) <= len(case.tokens) + len(case.subprocesses) + 1
    variables: dict[int, dict[str, Json]] = {}
    for each in everything:
        if isinstance(each, facts.VariableSet):
            mine = variables.setdefault(each.scope_key, {})
            assert each.created == (each.variable not in mine)
            assert each.old == mine.get(each.variable)
            mine[each.variable] = each.new
    for key, token in case.tokens.items():
        assert token.data == variables.get(key, {})


def check_end(machine: Machine, everything: list[facts.Fact]) -> None:
    """An ended case leaves nothing behind, and said so once, at the end."""
    assert machine.ended
    assert not machine.case.tokens
    check_books(machine, everything)
    assert [isinstance(each, facts.CaseEnded) for each in everything].count(True) == 1
    assert isinstance(everything[-1], facts.CaseEnded)
    keys = [each.key for each in everything if isinstance(each, facts.ElementActivated)]
    assert len(set(keys)) == len(keys)


def random_commands(seed: int) -> list[tuple[int, int]]:
    dice = Random(seed)  # noqa: S311 - no secret
    return [(dice.randrange(97), dice.randrange(12)) for _ in range(dice.randrange(40))]


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_pruned_or_not_warm_or_restored_the_same_happens(diagram, commands):
    parts, picks = random_diagram(diagram), random_commands(commands)
    happened = play(parts, picks)
    assert play(parts, picks, prune=False) == happened
    assert play(parts, picks, warm=False) == happened
