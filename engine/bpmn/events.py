"""The event definitions of a flow node, with the messages, errors, escalations and signals they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn.model import (
    CodedDefinition,
    EventDefinition,
    Kind,
    MessageDefinition,
    SignalDefinition,
    TimerDefinition,
    TimerKind,
    Trigger,
)
from engine.bpmn.refs import referred
from engine.bpmn.xml import Element, attribute, child, children, extension, is_bpmn, local, namespace, text_of
from engine.bpmn.zeebe import feel_of, value_of

EVENT_KINDS = frozenset(
    {
        Kind.START_EVENT,
        Kind.END_EVENT,
        Kind.INTERMEDIATE_CATCH_EVENT,
        Kind.INTERMEDIATE_THROW_EVENT,
        Kind.BOUNDARY_EVENT,
    }
)
_THROWS = frozenset({Kind.END_EVENT, Kind.INTERMEDIATE_THROW_EVENT})
_SUFFIX = "EventDefinition"


@dataclass(frozen=True, slots=True)
class Roots:
    """What events refer to: the elements beside the processes, by id."""

    messages: Mapping[str, Element]
    errors: Mapping[str, Element]
    escalations: Mapping[str, Element]
    signals: Mapping[str, Element]

    @classmethod
    def of(cls, definitions: Element) -> Roots:
        """Collect them from `bpmn:definitions`; of two with one id the first counts."""

        def by_id(name: str) -> dict[str, Element]:
            found: dict[str, Element] = {}
            for element in children(definitions, name):
                found.setdefault(element.get("id", ""), element)
            return found

        return cls(by_id("message"), by_id("error"), by_id("escalation"), by_id("signal"))


def definitions_of(node: Element) -> list[Element]:
    """Every event definition child of a node, whatever its trigger."""
    return [each for each in node.iterchildren() if namespace(each) == namespace(node) and _is_definition(each)]


def _is_definition(element: Element) -> bool:
    return local(element).endswith(_SUFFIX) or is_bpmn(element, "eventDefinitionRef")


def trigger_name(definition: Element) -> str:
    """`timer` for `bpmn:timerEventDefinition`; also of triggers that `Trigger` does not know."""
    return local(definition).removesuffix(_SUFFIX)


def event_definition(node: Element, kind: Kind, roots: Roots) -> EventDefinition | None:
    """The one trigger of an event. None: several, or one that does not run (`elements.py` has the reasons)."""
    definitions = definitions_of(node)
    if not definitions:
        return EventDefinition(Trigger.NONE)
    name = trigger_name(definitions[0])
    if len(definitions) > 1 or name not in set(Trigger) - {Trigger.NONE}:
        return None
    definition, trigger = definitions[0], Trigger(name)
    if trigger is Trigger.TIMER:
        return EventDefinition(trigger, timer=timer_definition(definition))
    if trigger is Trigger.MESSAGE:
        correlated = kind not in _THROWS and not _starts_a_case(node, kind)
        return EventDefinition(trigger, message=message_definition(definition, roots, correlated=correlated))
    if trigger is Trigger.SIGNAL:
        return EventDefinition(trigger, signal=_signal(definition, roots))
    if trigger is Trigger.ERROR:
        return EventDefinition(trigger, coded=_coded(definition, "errorRef", "errorCode", roots.errors))
    if trigger is Trigger.ESCALATION:
        return EventDefinition(trigger, coded=_coded(definition, "escalationRef", "escalationCode", roots.escalations))
    return EventDefinition(trigger)


def _starts_a_case(node: Element, kind: Kind) -> bool:
    """Such a message needs no correlation key; the start of an event subprocess does, as its case is running."""
    scope = node.getparent()
    return kind is Kind.START_EVENT and (scope is None or is_bpmn(scope, "process"))


def timer_definition(definition: Element) -> TimerDefinition | None:
    """The first of date, duration, cycle that holds something."""
    for kind in TimerKind:
        value = value_of(text_of(child(definition, kind.value)))
        if value is not None:
            return TimerDefinition(kind, value)
    return None


def message_definition(holder: Element, roots: Roots, *, correlated: bool) -> MessageDefinition | None:
    """Of an element with `messageRef`: an event definition or a receive task."""
    message, ref = referred(holder, "messageRef", roots.messages)
    name = value_of(attribute(message, "name"))
    if name is None:
        return None
    subscription = extension(message, "subscription")
    key = feel_of(attribute(subscription, "correlationKey")) if correlated else None
    return MessageDefinition(ref or "", name, key)


def _signal(definition: Element, roots: Roots) -> SignalDefinition | None:
    signal, ref = referred(definition, "signalRef", roots.signals)
    name = value_of(attribute(signal, "name"))
    return SignalDefinition(ref or "", name) if name else None


def _coded(definition: Element, ref_name: str, code_name: str, known: Mapping[str, Element]) -> CodedDefinition | None:
    """None when something is referred to that is not there: it must not turn into "catches every code"."""
    element, ref = referred(definition, ref_name, known)
    if element is None:
        return None if ref else CodedDefinition(None, None, None)
    return CodedDefinition(ref, attribute(element, "name"), value_of(attribute(element, code_name)))
