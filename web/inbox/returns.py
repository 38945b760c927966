"""Where a step can send the case back to, as its diagram is drawn.

There is no command that moves a case to an earlier step: it would have to undo records, letters and money that the
steps between have written, and nobody but the diagram's owner knows how. A case goes back on a drawn flow only, which a
person takes by the form's own choice, with its reason; this module finds those flows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.bpmn.model import Kind, Process


@dataclass(frozen=True, slots=True)
class Way:
    """Back to a step that was done already. `flow`: the label on the way, which the form's choice decides."""

    element: str
    flow: str


def ways_back(process: Process, element: str, done: Collection[str]) -> list[Way]:
    """The ways from a step, through whatever runs by itself, to user tasks among `done`; by the first labelled flow."""
    found: dict[str, Way] = {}
    seen, waiting = {element}, [(element, "")]
    while waiting:
        here, label = waiting.pop(0)
        for flow in process.flows.values():
            if flow.source != here:
                continue
            said, target = label or flow.name, process.nodes.get(flow.target)
            if target is None:
                continue
            if target.kind is Kind.USER_TASK:
                if target.id in done and said:
                    found.setdefault(target.id, Way(target.id, said))
                continue
            if target.id not in seen:
                seen.add(target.id)
                waiting.append((target.id, said))
    return list(found.values())
