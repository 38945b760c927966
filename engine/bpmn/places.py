"""Every place of a diagram where a value or an expression stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.model import TimerKind
from engine.bpmn.refs import referred
from engine.bpmn.xml import ZEEBE, Element, attribute, child, children, extension, text_of
from engine.bpmn.zeebe import value_of

if TYPE_CHECKING:
    from engine.bpmn.document import Document


@dataclass(frozen=True, slots=True)
class Place:
    """`text` as the file has it, `=` included. `always_feel`: static text means nothing there."""

    element: Element
    name: str
    text: str
    always_feel: bool = False

    @property
    def expression(self) -> str | None:
        """The FEEL source; None for static text."""
        value = value_of(self.text)
        if value is None:
            return "" if self.always_feel else None
        return value.text if value.is_feel or self.always_feel else None


_ATTRIBUTES = {
    "taskDefinition": ("type", "retries"),
    "assignmentDefinition": ("assignee", "candidateGroups", "candidateUsers"),
    "taskSchedule": ("dueDate", "followUpDate"),
    "priorityDefinition": ("priority",),
    "calledElement": ("processId",),
    "calledDecision": ("decisionId",),
    "script": ("expression",),
}
_LOOP = ("inputCollection", "outputElement")
_ALWAYS_FEEL = frozenset({"expression", *_LOOP})
_ROOTS = {
    "message": ("messageRef", "name"),
    "signal": ("signalRef", "name"),
    "error": ("errorRef", "errorCode"),
    "escalation": ("escalationRef", "escalationCode"),
}


def places(document: Document) -> Iterator[Place]:
    """All of them, in document order of the nodes."""
    for node in document.nodes:
        yield from _of_extensions(node)
        yield from _of_loop(node)
        yield from _of_mappings(node)
    for flow in document.flows:
        for condition in children(flow, "conditionExpression"):
            yield Place(flow, "conditionExpression", text_of(condition), always_feel=True)
    for node, definition in document.events_of("timer"):
        for kind in TimerKind:
            for each in children(definition, kind.value):
                yield Place(node, kind.value, text_of(each))
    yield from _of_roots(document)


def _of_extensions(node: Element) -> Iterator[Place]:
    for name, attributes in _ATTRIBUTES.items():
        found = extension(node, name)
        for each in attributes:
            text = attribute(found, each)
            if text is not None:
                yield Place(node, each, text, always_feel=each in _ALWAYS_FEEL)


def _of_loop(node: Element) -> Iterator[Place]:
    marker = child(node, "multiInstanceLoopCharacteristics")
    if marker is None:
        return
    loop = extension(marker, "loopCharacteristics")
    for name in _LOOP:
        text = attribute(loop, name)
        if text is not None:
            yield Place(node, name, text, always_feel=True)
    condition = text_of(child(marker, "completionCondition"))
    if condition:
        yield Place(node, "completionCondition", condition, always_feel=True)


def _of_mappings(node: Element) -> Iterator[Place]:
    container = extension(node, "ioMapping")
    for which in ("input", "output"):
        for mapping in children(container, which, ZEEBE) if container is not None else ():
            yield Place(node, f"{which} {mapping.get('target') or ''}".strip(), mapping.get("source") or "")


def _of_roots(document: Document) -> Iterator[Place]:
    for trigger, (ref_name, name) in _ROOTS.items():
        known = getattr(
            document.roots, {"message": "messages", "signal": "signals", "error": "errors"}.get(trigger, "escalations")
        )
        holders = list(document.events_of(trigger))
        if trigger == "message":
            holders += [(node, node) for node in document.nodes_called("receiveTask")]
        for node, holder in holders:
            found, _ = referred(holder, ref_name, known)
            if found is None:
                continue
            text = attribute(found, name)
            if text is not None:
                yield Place(node, name, text)
            key = attribute(extension(found, "subscription"), "correlationKey")
            if key is not None:
                yield Place(node, "correlationKey", key, always_feel=True)
