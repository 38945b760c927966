"""Random diagrams: sound ones grown from blocks, then made unsound by flows to anywhere.

Unsound diagrams deadlock, circle, and send several tokens the same way; the machine must stay right there too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.engine.spiff.drawing import (
    TERMINATE,
    boundary,
    call,
    each,
    end,
    error,
    escalation,
    flow,
    inc,
    io,
    message,
    node,
    on_event,
    par,
    process,
    script,
    service,
    signal,
    start,
    sub,
    timer,
    user,
    xor,
)

CONDITIONS = (
    "n > 1",
    "n = 0",
    "n < 3",
    "m = 1",
    "m = 0",
    "n > 0 and n < 3",
    "n > 1",
    "n = 2",
    "true",
    "false",
    "nothing",
)
LOOPS = ("[]", "[1]", "[1, 2, 3]", "[1, 2]", "[n, m, n]", "[n, m]", "nothing")


@dataclass
class Grower:
    """Grows one diagram from a seed: choices drawn one by one by hypothesis stay too small to meet the hard cases."""

    dice: Random
    count: int = 0
    size: int = 0

    def choice(self, *options: str) -> str:
        return self.dice.choice(options)

    def number(self, low: int, high: int) -> int:
        return self.dice.randint(low, high)

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def scope(self, depth: int, first: str) -> str:
        """What lies in a process or subprocess, its none start event included."""
        plane = Plane(self, depth)
        last = plane.sequence(plane.put("start", first), self.number(1, 5))
        if last is not None:
            plane.link(last, plane.end())
        for _ in range(self.number(0, 2) if self.number(0, 3) == 0 else 0):
            plane.leap()
        if depth < 2 and self.number(0, 3) == 0:
            plane.event_subprocess()
        return plane.drawn()


@dataclass
class Plane:
    """One scope while it grows."""

    grower: Grower
    depth: int
    parts: list[str] = field(default_factory=list)
    flows: list[tuple[str, str, str]] = field(default_factory=list)
    joints: list[str] = field(default_factory=list)
    choosing: list[str] = field(default_factory=list)

    def put(self, kind: str, part: str, node_id: str = "start") -> str:
        del kind
        self.parts.append(part)
        return node_id

    def link(self, source: str, target: str, condition: str = "") -> None:
        if not any(known[:2] == (source, target) for known in self.flows):
            self.flows.append((source, target, condition))

    def drawn(self) -> str:
        return "".join(self.parts) + "".join(flow(*each, flow_id=f"{each[0]}-{each[1]}") for each in self.flows)

    def sequence(self, at: str | None, length: int) -> str | None:
        for _ in range(length):
            if at is None or self.grower.size > 24:
                return at
            at = self.block(at)
        return at

    def block(self, at: str) -> str | None:
        grower = self.grower
        grower.size += 1
        kinds = ["task", "task", "task", "work", "script", "choice", "fork", "some", "loop", "throw", "wait", "race"]
        if self.depth < 2:
            kinds += ["inside", "inside", "called"]
        kind = grower.choice(*kinds)
        return getattr(self, f"_{kind}")(at)  # type: ignore[no-any-return]

    def leap(self) -> None:
        """A flow from a deciding gateway to anywhere in the scope."""
        if self.choosing and self.joints:
            source = self.grower.choice(*self.choosing)
            self.link(source, self.grower.choice(*self.joints), self.grower.choice(*CONDITIONS))

    def end(self) -> str:
        name = self.grower.name("end")
        inside = self.grower.choice(
            "", "", "", "", TERMINATE, error("e_bad"), escalation("x_late"), signal("s_news"), error("e_worse")
        )
        self.parts.append(end(name, inside))
        return name

    def _activity(self, at: str, drawn: str, name: str) -> str:
        """Put an activity, perhaps with events on its edge."""
        self.parts.append(drawn)
        self.link(at, name)
        self.joints.append(name)
        for _ in range(self.grower.number(0, 2) if self.grower.number(0, 2) == 0 else 0):
            self.edge_event(name)
        return name

    def edge_event(self, host: str) -> None:
        name = self.grower.name("edge")
        inside = self.grower.choice(
            timer("duration", "PT1H"), timer("cycle", "R2/PT1H"), message("m_asked"), signal("s_news"), error("e_bad"),
            error(), escalation("x_late"),
        )  # fmt: skip
        interrupting = "error" in inside or ("Cycle" not in inside and self.grower.number(0, 1) == 1)
        self.parts.append(boundary(name, host, inside, interrupting=interrupting, ext=self._mapping()))
        target = self.grower.choice(*self.joints, "new", "new")
        if target == "new":
            last = self.sequence(name, 1)
            if last is not None and self.grower.number(0, 1):
                self.link(last, self.end())
        else:
            self.link(name, target)

    def _mapping(self) -> str:
        return io(out=(("=n", "o.p"), ("=o.p", "m"))) if self.grower.number(0, 6) == 0 else ""

    def _io(self) -> str:
        return self.grower.choice(
            "",
            "",
            "",
            io(("=n", "local"), ("=local", "n")),
            "" if self.grower.number(0, 9) else io(("=fail(1)", "n")),
            io(("=m", "a.b"), out=(("=n", "m"),)),
        )

    def _repeat(self) -> str:
        if self.grower.number(0, 3):
            return ""
        return each(
            self.grower.choice(*LOOPS), "item", into="got", of="n", seq=self.grower.number(0, 1) == 1,
            until=self.grower.choice("", "", "n = 2", "numberOfCompletedInstances > 1"),
        )  # fmt: skip

    def _task(self, at: str) -> str:
        name = self.grower.name("task")
        return self._activity(at, user(name, self._repeat(), ext=self._io()), name)

    def _work(self, at: str) -> str:
        name = self.grower.name("work")
        return self._activity(at, service(name, self._repeat(), retries="2", ext=self._io()), name)

    def _script(self, at: str) -> str:
        name = self.grower.name("script")
        return self._activity(
            at,
            script(name, self.grower.choice("n + 1", "1", "0", "n + m", "1 - m", "fail(1)"), "n", self._repeat()),
            name,
        )

    def _throw(self, at: str) -> str:
        name = self.grower.name("throw")
        inside = self.grower.choice("", signal("s_news"), escalation("x_late"), escalation("x_later"))
        self.parts.append(node("intermediateThrowEvent", name, inside))
        self.link(at, name)
        return name

    def _wait(self, at: str) -> str:
        name = self.grower.name("wait")
        inside = self.grower.choice(timer("duration", "PT1H"), message("m_paid"), signal("s_news"))
        self.parts.append(node("intermediateCatchEvent", name, inside))
        self.link(at, name)
        return name

    def _race(self, at: str) -> str:
        gate, merge = self.grower.name("race"), self.grower.name("merge")
        self.parts += [node("eventBasedGateway", gate), xor(merge)]
        self.link(at, gate)
        for _ in range(2):
            self.link(self._wait(gate), merge)
        return merge

    def _branches(self, at: str, split: str, join: str, kind: str) -> str:
        make = {"choice": xor, "fork": par, "some": inc}[kind]
        size = self.grower.number(2, 3)
        last: list[str] = []
        heads: list[str] = []
        for _ in range(size):
            head = self.grower.name("task")
            self.parts.append(user(head))
            heads.append(head)
            self.joints.append(head)
            done = self.sequence(head, self.grower.number(0, 2))
            if done is not None:
                last.append(done)
        default = f"{split}-{heads[-1]}" if kind != "fork" and self.grower.number(0, 3) else ""
        self.parts += [
            make(split, *([default] if default else [])),
            self.grower.choice(make, make, make, xor, inc, par)(join),
        ]
        self.link(at, split)
        for head in heads:
            is_default = default == f"{split}-{head}"
            condition = "" if kind == "fork" or is_default else self.grower.choice(*CONDITIONS)
            self.link(split, head, condition)
        if kind != "fork":
            self.choosing.append(split)
        for each_last in last:
            self.link(each_last, join)
        self.joints.append(join)
        return join

    def _choice(self, at: str) -> str:
        return self._branches(at, self.grower.name("choice"), self.grower.name("merge"), "choice")

    def _fork(self, at: str) -> str:
        return self._branches(at, self.grower.name("fork"), self.grower.name("join"), "fork")

    def _some(self, at: str) -> str:
        return self._branches(at, self.grower.name("some"), self.grower.name("all"), "some")

    def _loop(self, at: str) -> str:
        top, bottom = self.grower.name("top"), self.grower.name("bottom")
        self.parts.append(self.grower.choice(xor, inc)(top))
        self.link(at, top)
        last = self.sequence(self._task(top), 1)
        leave = self.grower.name("task")
        self.parts += [xor(bottom, f"{bottom}-{leave}"), user(leave)]
        if last is not None:
            self.link(last, bottom)
        self.link(bottom, leave)
        self.link(bottom, top, self.grower.choice("n = 1", "n > 1"))
        self.joints.append(top)
        self.choosing.append(bottom)
        return leave

    def _inside(self, at: str) -> str:
        name = self.grower.name("inside")
        inner = self.grower.scope(self.depth + 1, start(f"{name}-start").replace(f"{name}-start", f"{name}s"))
        inner = inner.replace('sourceRef="start"', f'sourceRef="{name}s"').replace('id="start-', f'id="{name}s-')
        return self._activity(at, sub(name, inner, self._repeat(), ext=self._io()), name)

    def _called(self, at: str) -> str:
        name = self.grower.name("call")
        return self._activity(
            at, call(name, self.grower.choice("q", "q", "q", "q", "nobody"), self._repeat(), ext=self._io()), name
        )

    def event_subprocess(self) -> None:
        name = self.grower.name("on")
        inside = self.grower.choice(
            timer("duration", "PT1H"), signal("s_news"), error("e_bad"), error(), escalation("x_late"), escalation()
        )
        interrupting = "error" in inside or self.grower.number(0, 1) == 1
        first = start(f"{name}s", inside, isInterrupting=str(interrupting).lower())
        plane = Plane(self.grower, self.depth + 1)
        plane.parts.append(first)
        last = plane.sequence(f"{name}s", 1)
        if last is not None:
            plane.link(last, plane.end())
        self.parts.append(on_event(name, plane.drawn()))


def random_diagram(seed: int) -> tuple[str, ...]:
    """The parts of a diagram: a process `p`, and a process `q` that it may call."""
    grower = Grower(Random(seed))  # noqa: S311 - no secret
    whole = grower.scope(0, start())
    called = Plane(grower, 2)
    called.parts.append(start("qs"))
    last = called.sequence("qs", 2)
    if last is not None:
        called.link(last, called.end())
    return (whole, process(called.drawn(), process_id="q"))
