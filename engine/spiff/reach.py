"""From where a token can come: what an inclusive join has to wait for."""

from __future__ import annotations

from engine.bpmn.model import Process


def reached_from(process: Process, flow: str, without: str) -> frozenset[str]:
    """The elements from which a token can come to a sequence flow without passing the element `without`.

    A boundary event is reached from the activity it sits on.
    """
    found: set[str] = set()
    ahead = [process.flows[flow].source]
    while ahead:
        at = ahead.pop()
        if at == without or at in found:
            continue
        found.add(at)
        node = process.nodes[at]
        ahead.extend(process.flows[each].source for each in node.incoming)
        if node.attached_to is not None:
            ahead.append(node.attached_to)
    return frozenset(found)
