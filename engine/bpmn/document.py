"""A file as the lint rules look at it: the XML tree with an index of its flow nodes, flows and references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from engine.bpmn.events import Roots, definitions_of, trigger_name
from engine.bpmn.model import Kind
from engine.bpmn.parse import executable_processes
from engine.bpmn.plane import Plane, planes
from engine.bpmn.refs import reference
from engine.bpmn.xml import BPMN, Element, attribute, child, children, extension, is_true, local, namespace

SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})
FLOW_NODES = frozenset(
    {
        *(kind.value for kind in Kind),
        "complexGateway",
        "transaction",
        "adHocSubProcess",
        "choreographyTask",
        "subChoreography",
        "callChoreography",
        "implicitThrowEvent",
        "event",
    }
)
"""Every flow node of BPMN, those that do not run included: rules must see them to refuse them."""
EVENTS = frozenset(name for name in FLOW_NODES if name.lower().endswith("event"))
GATEWAYS = frozenset(name for name in FLOW_NODES if name.endswith("Gateway"))
ACTIVITIES = FLOW_NODES - EVENTS - GATEWAYS


class Document:
    """One file. Everything here reads the tree that was parsed safely; nothing changes it."""

    def __init__(self, definitions: Element, file: str = "") -> None:
        self.definitions = definitions
        self.file = file
        self.roots = Roots.of(definitions)
        self.processes = executable_processes(definitions)
        self.scopes = [scope for process in self.processes for scope in _scopes(process)]
        self.nodes = [node for scope in self.scopes for node in scope.iterchildren() if _is_flow_node(node)]
        self.flows = [flow for scope in self.scopes for flow in children(scope, "sequenceFlow")]
        self._nodes_by_id: dict[str, Element] = {}
        for node in self.nodes:
            self._nodes_by_id.setdefault(id_of(node), node)
        self.by_id: dict[str, Element] = {}
        for node in (*self.nodes, *self.flows):
            self.by_id.setdefault(id_of(node), node)

    @cached_property
    def outgoing(self) -> defaultdict[str, list[Element]]:
        """The flows out of each node id, dangling ones included."""
        return self._flows_by("sourceRef")

    @cached_property
    def incoming(self) -> defaultdict[str, list[Element]]:
        """The flows into each node id, dangling ones included."""
        return self._flows_by("targetRef")

    def _flows_by(self, end: str) -> defaultdict[str, list[Element]]:
        found: defaultdict[str, list[Element]] = defaultdict(list)
        for flow in self.flows:
            found[reference(flow, end) or ""].append(flow)
        return found

    @cached_property
    def _nodes_by_scope(self) -> defaultdict[Element | None, list[Element]]:
        found: defaultdict[Element | None, list[Element]] = defaultdict(list)
        for node in self.nodes:
            found[node.getparent()].append(node)
        return found

    def nodes_in(self, scope: Element) -> list[Element]:
        """The flow nodes directly in a process or subprocess."""
        return self._nodes_by_scope[scope]

    def nodes_called(self, *names: str) -> Iterator[Element]:
        """The flow nodes of those BPMN names."""
        return (node for node in self.nodes if local(node) in names)

    def events_of(self, trigger: str) -> Iterator[tuple[Element, Element]]:
        """Every event with a definition of that trigger, and the definition."""
        for node in self.nodes_called(*EVENTS):
            for definition in definitions_of(node):
                if trigger_name(definition) == trigger:
                    yield node, definition

    def node(self, node_id: str | None) -> Element | None:
        """The flow node of that id; None when there is none."""
        return self._nodes_by_id.get(node_id) if node_id else None

    def ends(self, flow: Element) -> tuple[Element | None, Element | None]:
        """Source and target of a flow."""
        return self.node(reference(flow, "sourceRef")), self.node(reference(flow, "targetRef"))

    def successors(self, node: Element) -> list[Element]:
        """The nodes that flows lead to; dangling flows are left out."""
        found = (self.ends(flow)[1] for flow in self.outgoing[id_of(node)])
        return [target for target in found if target is not None]

    @cached_property
    def boundaries(self) -> defaultdict[str, list[Element]]:
        """The boundary events on each node id."""
        found: defaultdict[str, list[Element]] = defaultdict(list)
        for node in self.nodes_called("boundaryEvent"):
            found[reference(node, "attachedToRef") or ""].append(node)
        return found

    @cached_property
    def planes(self) -> list[Plane]:
        """The drawings of the file."""
        return planes(self.definitions)

    def zeebe(self, name: str) -> Iterator[tuple[Element, Element]]:
        """Every flow node that has that `zeebe:` element, and the element."""
        for node in self.nodes:
            found = extension(node, name)
            if found is not None:
                yield node, found


def id_of(element: Element) -> str:
    """Its id, "" for none."""
    return element.get("id") or ""


def label_of(element: Element) -> str:
    """How a sentence names an element: its name and id, or what there is of them."""
    name, node_id = " ".join((element.get("name") or "").split()), id_of(element)
    if name and node_id:
        return f"{name} ({node_id})"
    return name or node_id or f"<{local(element)}>"


def scope_of(node: Element) -> Element | None:
    """The process or subprocess that holds a node."""
    return node.getparent()


def is_event_sub_process(element: Element | None) -> bool:
    """Whether it is a subprocess that an event starts."""
    if element is None or local(element) != "subProcess":
        return False
    return is_true(element, "triggeredByEvent", default=False)


def is_multi_instance(node: Element) -> bool:
    """Whether the activity is repeated over a collection."""
    return child(node, "multiInstanceLoopCharacteristics") is not None


def has_condition(flow: Element) -> bool:
    """Whether a flow has a condition, even an empty one."""
    return child(flow, "conditionExpression") is not None


def default_of(node: Element) -> str | None:
    """The id of the default flow."""
    return reference(node, "default")


def trigger_of(node: Element) -> str:
    """The trigger of an event: "none" without, "multiple" with several definitions."""
    found = definitions_of(node)
    if not found:
        return "none"
    if len(found) > 1 or attribute(node, "parallelMultiple") in {"true", "1"}:
        return "multiple"
    name = trigger_name(found[0])
    return "multiple" if name.endswith("Ref") else name


def _is_flow_node(element: Element) -> bool:
    return namespace(element) == BPMN and local(element) in FLOW_NODES


def _scopes(scope: Element) -> Iterator[Element]:
    yield scope
    for each in scope.iterchildren():
        if namespace(each) == BPMN and local(each) in SCOPES:
            yield from _scopes(each)
