"""Runs a drawn case in tests, names its open things by element, and checks at every command what must always hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from engine import facts
from engine.spiff import Machine, compile_library
from tests.engine.spiff.drawing import draw, processes
from tests.engine.worlds import TestWorld

Json = Any
F = TypeVar("F", bound=facts.Fact)


class Run:
    """A case under test. After every command the machine is written down and restored, unless `warm`."""

    def __init__(
        self,
        *parts: str,
        world: TestWorld | None = None,
        warm: bool = False,
        prune: bool = True,
        start: Any = None,
        **variables: Json,
    ) -> None:
        self.world = world or TestWorld()
        self.library = compile_library(processes(draw(*parts)))
        self.warm = warm
        self.prune = prune
        self.facts: list[facts.Fact] = []
        self.machine, new = Machine.start(self.library, "p", variables, self.world, start, prune=prune)
        self._keep(new)

    def _keep(self, new: list[facts.Fact]) -> list[facts.Fact]:
        self.facts += new
        if not self.machine.ended:
            assert not self.machine.stuck()
        if not self.warm:
            text = json.dumps(self.machine.snapshot())
            self.machine = Machine.restore(self.library, json.loads(text), prune=self.prune)
            assert json.dumps(self.machine.snapshot()) == text
        return new

    # what stands where

    @property
    def open(self) -> list[str]:
        """Element ids of the open user tasks."""
        return sorted(each.element for each in self.machine.open_tasks())

    @property
    def waits(self) -> list[str]:
        """Element ids of timers and subscriptions."""
        return sorted(each.element for each in (*self.machine.timers(), *self.machine.subscriptions()))

    @property
    def incidents(self) -> list[tuple[str, str]]:
        return [(each.element, each.kind.value) for each in self.machine.incidents()]

    @property
    def outcome(self) -> str | None:
        return next((each.outcome for each in self.of(facts.CaseEnded)), None)

    @property
    def vars(self) -> dict[str, Json]:
        return self.machine.variables(1)

    def of(self, kind: type[F]) -> list[F]:
        return [each for each in self.facts if type(each) is kind]

    def passed(self, element: str) -> int:
        """How often an element was completed."""
        return sum(each.element == element for each in self.of(facts.ElementCompleted))

    def terminated(self, element: str) -> int:
        return sum(each.element == element for each in self.of(facts.ElementTerminated))

    def key(self, element: str) -> int:
        """Key of the newest instance of an element."""
        return [each.key for each in self.of(facts.ElementActivated) if each.element == element][-1]

    # commands

    def complete(self, element: str, index: int = 0, **variables: Json) -> list[facts.Fact]:
        task = [each for each in self.machine.open_tasks() if each.element == element][index]
        return self._keep(self.machine.complete_task(task.key, variables, self.world))

    def fire(self, element: str) -> list[facts.Fact]:
        """Let the time of a timer come."""
        record = next(each for each in self.machine.timers() if each.element == element)
        self.world.at = max(self.world.at, record.due_at)
        return self._keep(self.machine.fire_timer(record.number, self.world))

    def receive(self, element: str, **variables: Json) -> list[facts.Fact]:
        """A message or signal arrives where `element` listens."""
        wait = next(each for each in self.machine.subscriptions() if each.element == element)
        command = self.machine.catch_signal if wait.correlation_key is None else self.machine.correlate
        return self._keep(command(wait.number, variables, self.world))

    def retry(self) -> list[facts.Fact]:
        return self._keep(self.machine.run_job(self.machine.jobs()[0].number, self.world))

    def resolve(self, index: int = 0, variables: Mapping[str, Json] | None = None) -> list[facts.Fact]:
        number = self.machine.incidents()[index].number
        return self._keep(self.machine.resolve_incident(number, self.world, variables))

    def cancel(self) -> list[facts.Fact]:
        return self._keep(self.machine.cancel(self.world))
