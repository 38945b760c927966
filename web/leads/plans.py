"""What a decision on many tasks would do, before anybody confirms it: per task to whom, or why not.

Looks only. The engine asks everything again when it is done, because a plan is as old as its page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.actor import Actor
from engine.engine import Engine
from engine.errors import (
    ClockAlreadyPaused,
    ClockNotPausable,
    ClockNotPaused,
    ClockRanOut,
    EngineError,
    TaskAlreadyClosed,
)
from engine.views import InboxTask

MOST_ITEMS = 200
"""Of one operation: each is a step of its own, and somebody waits for the page."""


class Verb(StrEnum):
    """What can be done with many tasks at once."""

    ASSIGN = "assign"
    RELEASE = "release"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Item:
    """One task of a plan. `target`: who is to hold it; `refusal`: why it will be left as it is."""

    task: InboxTask
    target: str | None = None
    refusal: EngineError | None = None


def plan_assignment(engine: Engine, tasks: Iterable[InboxTask], to: Actor) -> list[Item]:
    """All to one person. What that person has already is left out."""
    return [
        Item(task, to.id, _closed(task) or engine.queries.refusals(task.id, [to])[to.id])
        for task in tasks
        if task.holder != to.id
    ]


def plan_release(tasks: Iterable[InboxTask]) -> list[Item]:
    """All back to their groups; what nobody holds is left out."""
    return [Item(task, None, _closed(task)) for task in tasks if task.holder is not None]


def plan_pause(engine: Engine, tasks: Iterable[InboxTask], ground: str, now: datetime) -> list[Item]:
    """All clocks stand still on one ground."""
    return [Item(task, None, _unpausable(engine, task, ground, now)) for task in tasks]


def plan_resumption(tasks: Iterable[InboxTask]) -> list[Item]:
    """All clocks run on."""
    return [
        Item(task, None, None if task.paused_at is not None else ClockNotPaused(element=task.element)) for task in tasks
    ]


def plan_balance(
    engine: Engine, tasks: Sequence[InboxTask], people: Sequence[Actor], *, with_unclaimed: bool
) -> list[Item]:
    """Even out what these people have in hand: from the fullest hands to the emptiest that may do the task.

    First, if asked, what nobody holds, the most urgent first; then what is due last, which is the least likely begun.
    Stops when no two people differ by more than one that could move, or at `MOST_ITEMS`.
    """
    balance = _Balance(engine, people, tasks)
    if with_unclaimed:
        for task in tasks:
            if task.holder is None and len(balance.moved) < MOST_ITEMS:
                balance.give(task)
    while len(balance.moved) < MOST_ITEMS and balance.move_one():
        pass
    return list(balance.moved.values())


class _Balance:
    def __init__(self, engine: Engine, people: Sequence[Actor], tasks: Sequence[InboxTask]) -> None:
        self._engine = engine
        self._people = {person.id: person for person in people}
        self._allowed: dict[str, Collection[str]] = {}
        self._hands: dict[str, list[InboxTask]] = {person.id: [] for person in people}
        for task in tasks:
            if task.holder in self._hands:
                self._hands[task.holder or ""].append(task)
        self.count = Counter({person: len(held) for person, held in self._hands.items()})
        self.moved: dict[str, Item] = {}

    def give(self, task: InboxTask) -> None:
        """To the emptiest hands that may do it."""
        able = sorted(self._able(task), key=lambda person: (self.count[person], person))
        if able:
            self.count[able[0]] += 1
            self.moved[task.id] = Item(task, able[0])

    def move_one(self) -> bool:
        """One task from the fullest hands that can spare one; False when nothing can be bettered."""
        for donor in sorted(self.count, key=lambda person: (-self.count[person], person)):
            for task in reversed(self._hands[donor]):
                able = [one for one in self._able(task) if self.count[one] + 1 < self.count[donor]]
                if able:
                    receiver = min(able, key=lambda person: (self.count[person], person))
                    self._hands[donor].remove(task)
                    self.count[donor] -= 1
                    self.count[receiver] += 1
                    self.moved[task.id] = Item(task, receiver)
                    return True
        return False

    def _able(self, task: InboxTask) -> Collection[str]:
        if task.id not in self._allowed:
            said: Mapping[str, EngineError | None] = self._engine.queries.refusals(task.id, self._people.values())
            self._allowed[task.id] = [
                person for person, refusal in said.items() if refusal is None and person != task.holder
            ]
        return self._allowed[task.id]


def _closed(task: InboxTask) -> EngineError | None:
    if task.state == "open":
        return None
    return TaskAlreadyClosed(outcome=task.state, by=task.closed_by, at=task.closed_at)


def _unpausable(engine: Engine, task: InboxTask, ground: str, now: datetime) -> EngineError | None:
    if task.paused_at is not None:
        return ClockAlreadyPaused(element=task.element, at=task.paused_at)
    if ground not in engine.queries.grounds(task.id) or task.due_at is None:
        return ClockNotPausable(element=task.element, ground=ground)
    return ClockRanOut(element=task.element, due_at=task.due_at) if task.due_at <= now else None
