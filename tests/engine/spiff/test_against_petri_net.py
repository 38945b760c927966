"""Tasks and gateways wired at random, against a token game written down independently.

In the game a token lies on a flow. A task or exclusive gateway takes one from any of its flows, a parallel gateway one
from each, an inclusive one from each that has one, once no other token can come.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.spiff import Machine, compile_library
from engine.spiff.step import Limits
from tests.engine.spiff.drawing import draw, end, flow, inc, par, processes, start, user, xor
from tests.engine.worlds import TestWorld, mini_feel

KINDS = ("task", "task", "xor", "xor", "par", "par", "inc")


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
        """Put tokens on the flows out of a node. Flow i of a gateway asks for n <= i; the last is its default."""
        out = self.out(node)
        if out and self.kinds[node] in {"xor", "inc"}:
            true = [each for index, each in enumerate(out[:-1]) if n <= index] or out[-1:]
            out = true[:1] if self.kinds[node] == "xor" else true
        self.marking.update(out)

    def settle(self, n: int) -> None:
        """Move until only tasks hold tokens that can move; circles are not played."""
        while (node := self.next_move()) is not None:
            self.moves += 1
            assume(self.moves < 500)
            ways = [each for each in self.into(node) if self.marking[each] > 0]
            self.marking.subtract(ways if self.kinds[node] in {"par", "inc"} else ways[:1])
            if self.kinds[node] == "task":
                self.open[node] += 1
            elif self.kinds[node] != "end":
                self.send(node, n)

    def next_move(self) -> str | None:
        at_once = (each for each in self.kinds if self.kinds[each] != "inc" and self.enabled(each))
        if (node := next(at_once, None)) is not None:
            return node
        joins = [each for each in self.kinds if self.kinds[each] == "inc" and self.enabled(each)]
        # Which of two comes first is not laid down, and may decide what the other waits for.
        assume(len(joins) < 2 or all(len(self.into(each)) < 2 for each in joins))
        return joins[0] if joins else None

    def enabled(self, node: str) -> bool:
        into = self.into(node)
        have = [each for each in into if self.marking[each] > 0]
        if self.kinds[node] == "par":
            return have == into and bool(into)
        if self.kinds[node] == "inc" and have:
            return not any(self.is_awaited(node, have, each) for each in self.tokens())
        return bool(have)

    def tokens(self) -> list[tuple[str, str]]:
        """Where tokens lie: on flows, and in tasks, from which all flows lead on."""
        return [
            *(each for each, n in self.marking.items() if n > 0),
            *((node, node) for node, n in self.open.items() if n > 0),
        ]

    def is_awaited(self, join: str, have: list[tuple[str, str]], token: tuple[str, str]) -> bool:
        """Whether there is a path from a token to an empty flow of the join, and none to one that has a token."""
        if token[1] == join:
            return False
        seen, ahead = set(), [token[1]]
        while ahead:
            node = ahead.pop()
            if node != join and node not in seen:
                seen.add(node)
                ahead += [target for _, target in self.out(node)]
        ends = {each for each in self.into(join) if each[0] in seen}
        return bool(ends - set(have)) and not ends & set(have)

    @property
    def is_empty(self) -> bool:
        return not +self.marking and not +self.open


DRAWN = {"start": start, "end": end, "task": user, "par": par, "xor": xor, "inc": inc}


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
        default = "-".join(out[-1]) if kind in {"xor", "inc"} and len(out) > 1 else ""
        parts.append(DRAWN[kind](node, default) if default else DRAWN[kind](node))
        for index, (source, target) in enumerate(out):
            is_asked = kind in {"xor", "inc"} and index < len(out) - 1
            parts.append(flow(source, target, f"n <= {index}" if is_asked else ""))
    return game, tuple(parts)


class PatientMachine(Machine):
    limits = Limits(same_element=1_000, elements=2_000)


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
