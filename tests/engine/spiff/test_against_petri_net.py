"""Tasks, exclusive and parallel gateways wired at random, against a token game written down independently.

In the game a token lies on a flow. A task or exclusive gateway takes one from any of its flows, a parallel gateway one
from each at a time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.spiff import Machine, compile_library
from engine.spiff.step import Limits
from tests.engine.spiff.drawing import draw, end, flow, par, processes, start, user, xor
from tests.engine.worlds import TestWorld, mini_feel

KINDS = ("task", "task", "xor", "xor", "par", "par")


@dataclass
class Game:
    """A net and its marking."""

    kinds: dict[str, str]
    flows: list[tuple[str, str]]
    marking: Counter[tuple[str, str]] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)
    moves: int = 0

    def out(self, node: str) -> list[tuple[str, str]]:
        return [each for each in self.flows if each[0] == node]

    def into(self, node: str) -> list[tuple[str, str]]:
        return [each for each in self.flows if each[1] == node]

    def send(self, node: str, n: int) -> None:
        out = self.out(node)
        # An exclusive gateway's flows ask for n = 0, n = 1 …; the last is the default.
        self.marking.update([out[min(n, len(out) - 1)]] if self.kinds[node] == "xor" and out else out)

    def settle(self, n: int) -> None:
        """Move until only tasks hold tokens that can move; gives up on circles."""
        while (node := next((each for each in self.kinds if self.enabled(each)), None)) is not None:
            self.moves += 1
            assume(self.moves < 2_000)
            ways = (
                self.into(node)
                if self.kinds[node] == "par"
                else [next(each for each in self.into(node) if self.marking[each])]
            )
            self.marking.subtract(ways)
            if self.kinds[node] == "task":
                self.open[node] += 1
            elif self.kinds[node] != "end":
                self.send(node, n)

    def enabled(self, node: str) -> bool:
        have = [self.marking[each] > 0 for each in self.into(node)]
        return bool(have) and (all(have) if self.kinds[node] == "par" else any(have))

    @property
    def is_empty(self) -> bool:
        return not +self.marking and not +self.open


def random_net(dice: Random) -> tuple[Game, tuple[str, ...]]:
    """A net, and the same as a diagram."""
    kinds = (
        {"start": "start"} | {f"n{index}": dice.choice(KINDS) for index in range(dice.randint(3, 9))} | {"end": "end"}
    )
    targets = [node for node in kinds if node != "start"]
    flows = [("start", dice.choice(targets))]
    for node, kind in kinds.items():
        if kind not in {"start", "end"}:
            # A flow of its own into every node, so that most are reached.
            flows += [(dice.choice([each for each in kinds if kinds[each] != "end"]), node)]
            flows += [(node, dice.choice(targets)) for _ in range(1 if kind == "task" else dice.randint(1, 3))]
    flows = sorted(set(flows), key=flows.index)
    game = Game(kinds, flows)
    parts = []
    for node, kind in kinds.items():
        out = game.out(node)
        default = "-".join(out[-1]) if kind == "xor" and len(out) > 1 else ""
        parts.append(
            {"start": start, "end": end, "task": user, "par": par}.get(kind, lambda each, d=default: xor(each, d))(node)
        )
        for index, (source, target) in enumerate(out):
            is_asked = kind == "xor" and len(out) > 1 and index < len(out) - 1
            parts.append(flow(source, target, f"n = {index}" if is_asked else ""))
    return game, tuple(parts)


class PatientMachine(Machine):
    limits = Limits(same_element=3_000, elements=6_000)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_tokens_move_as_in_the_game(seed):
    dice = Random(seed)  # noqa: S311 - no secret
    game, parts = random_net(dice)
    n = dice.randrange(3)
    game.send("start", n)
    game.settle(n)
    world = TestWorld(feel=mini_feel)
    machine, _ = PatientMachine.start(compile_library(processes(draw(*parts))), "p", {"n": n}, world)
    for _ in range(30):
        assert Counter(each.element for each in machine.open_tasks()) == +game.open
        assert machine.ended == game.is_empty
        if machine.ended or not machine.open_tasks():
            break
        task, n = dice.choice(machine.open_tasks()), dice.randrange(3)
        game.open[task.element] -= 1
        game.send(task.element, n)
        game.settle(n)
        machine.complete_task(task.key, {"n": n}, world)
    if not machine.ended and not machine.open_tasks():
        assert {each.kind for each in machine.incidents()} == {"stuck"}
