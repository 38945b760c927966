"""The drawing: that everything is drawn, and can be read. Cases are replayed on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from engine.bpmn.document import EVENTS, GATEWAYS, Document, id_of, label_of
from engine.bpmn.findings import Severity
from engine.bpmn.geometry import Box, Point, cross, from_circle, from_diamond, from_rectangle
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.plane import Edge, Plane, Shape, default_label, drawn_ids, written
from engine.bpmn.refs import local_ref, reference
from engine.bpmn.text import Text
from engine.bpmn.xml import BPMN, Element, attribute, children, local, text_of

MAX_DRAWN = 1500
"""Beyond, comparing every shape with every other would take too long, and nobody could read it anyway."""
DOCKING = 6.0
"""How far from the outline of its shape an edge may end."""
_CONTAINERS = frozenset({"participant", "lane", "group", "subProcess", "transaction", "adHocSubProcess"})
_OUTLINES = {**dict.fromkeys(EVENTS, from_circle), **dict.fromkeys(GATEWAYS, from_diamond)}


def missing(case: Case) -> Iterator[Hit]:
    """What is not drawn cannot be seen, nor a case be followed on it."""
    drawn = {element for _, element in drawn_ids(case.document.definitions)}
    if not drawn:
        yield hit(case.document.definitions, what="diagram")
        return
    for element in (*case.document.nodes, *case.document.flows):
        if id_of(element) not in drawn:
            yield hit(element, what=label_of(element))


def stale(case: Case) -> Iterator[Hit]:
    """A drawn element that is not in the process: a reader sees a step that does not exist."""
    known = {id_of(each) for each in case.document.definitions.iter(f"{{{BPMN}}}*")}
    for drawn, element in drawn_ids(case.document.definitions):
        if element not in known:
            yield hit(drawn, id=element)


def numbers(case: Case) -> Iterator[Hit]:
    """A shape has a place and a size, an edge at least two points."""
    places = {shape for plane in case.document.planes for shape in plane.shapes}
    edges = {edge.element: edge for plane in case.document.planes for edge in plane.edges.values()}
    for drawn, element in drawn_ids(case.document.definitions):
        edge = edges.get(element)
        if (local(drawn) == "BPMNShape" and element not in places) or (
            local(drawn) == "BPMNEdge" and not (edge and edge.segments)
        ):
            yield hit(drawn, id=element)


def too_large(case: Case) -> Iterator[Hit]:
    """Above a certain size the drawing is not checked."""
    for plane in case.document.planes:
        if len(plane.shapes) + len(plane.edges) > MAX_DRAWN:
            yield hit(case.document.definitions, count=str(len(plane.shapes) + len(plane.edges)))


def overlap(case: Case) -> Iterator[Hit]:
    """Shapes lie beside each other; only pools, lanes and subprocesses hold others, and borders hold events."""
    for drawing in Drawings(case).all:
        shapes = [
            shape
            for shape in drawing.plane.shapes.values()
            if drawing.name(shape) not in {"participant", "lane", "group"}
        ]
        for first, second in combinations(shapes, 2):
            if first.box.overlaps(second.box) and not drawing.belong(first, second):
                yield hit(drawing.elements.get(first.element), other=drawing.label(second.element))


def docking(case: Case) -> Iterator[Hit]:
    """An edge begins and ends on the outlines of what it connects; a gap makes the reader guess."""
    for drawing in Drawings(case).all:
        for edge in drawing.plane.edges.values():
            for ref, point in zip(drawing.ends(edge), (edge.waypoints[:1], edge.waypoints[-1:]), strict=True):
                shape = drawing.plane.shapes.get(ref)
                if shape is not None and point and drawing.outline(shape, point[0]) > DOCKING:
                    yield hit(drawing.elements.get(edge.element), node=drawing.label(ref))


def labels(case: Case) -> Iterator[Hit]:
    """A name that lies on a shape or on another name cannot be read."""
    for drawing in Drawings(case).all:
        named = drawing.labels()
        solid = [shape for shape in drawing.plane.shapes.values() if drawing.name(shape) not in _CONTAINERS]
        for element, box in named:
            for shape in solid:
                if box.overlaps(shape.box.grown(-1)):
                    yield hit(drawing.elements.get(element), other=drawing.label(shape.element))
        for (element, box), (other, other_box) in combinations(named, 2):
            if box.overlaps(other_box.grown(-1)):
                yield hit(drawing.elements.get(element), other=drawing.label(other))


def outside(case: Case) -> Iterator[Hit]:
    """An element is drawn inside the lane, pool or subprocess that it belongs to."""
    for drawing in Drawings(case).all:
        for shape in drawing.plane.shapes.values():
            holder = drawing.holder(shape)
            if holder is not None and not holder.box.grown(1).holds(shape.box):
                yield hit(drawing.elements.get(shape.element), holder=drawing.label(holder.element))


def off_the_border(case: Case) -> Iterator[Hit]:
    """A boundary event is drawn on the border of its host."""
    for drawing in Drawings(case).all:
        for shape in drawing.plane.shapes.values():
            host = drawing.host(shape)
            if host is not None and from_rectangle(host.box, shape.box.centre) > shape.box.width / 2:
                yield hit(drawing.elements.get(shape.element), host=drawing.label(host.element))


def through_shape(case: Case) -> Iterator[Hit]:
    """An edge that runs through a shape looks as if it led there."""
    for drawing in Drawings(case).all:
        solid = [
            shape for shape in drawing.plane.shapes.values() if drawing.name(shape) not in _CONTAINERS - {"subProcess"}
        ]
        for edge in drawing.plane.edges.values():
            allowed = set(drawing.ends(edge)) | drawing.ancestors(edge.element)
            for shape in solid:
                cut = any(shape.box.grown(-2).is_cut_by(segment) for segment in edge.segments)
                if cut and shape.element not in allowed and drawing.is_flow(edge):
                    yield hit(drawing.elements.get(edge.element), other=drawing.label(shape.element))


def crossings(case: Case) -> Iterator[Hit]:
    """Edges that cross make the reader follow lines; most crossings can be drawn away."""
    for drawing in Drawings(case).all:
        for first, second in drawing.crossings():
            yield hit(drawing.elements.get(first.element), other=drawing.label(second.element))


class Drawings:
    """The planes of a file with the elements that they draw."""

    def __init__(self, case: Case) -> None:
        elements = {id_of(each): each for each in case.document.definitions.iter(f"{{{BPMN}}}*") if id_of(each)}
        small = (p for p in case.document.planes if len(p.shapes) + len(p.edges) <= MAX_DRAWN)
        lanes = _lane_of(case.document)
        self.all = [Drawing(plane, elements, lanes) for plane in small]


class Drawing:
    """One plane, and what its shapes and edges stand for."""

    def __init__(self, plane: Plane, elements: dict[str, Element], lanes: dict[str, str]) -> None:
        self.plane = plane
        self.elements = elements
        self._lanes = lanes

    def name(self, shape: Shape) -> str:
        element = self.elements.get(shape.element)
        return "" if element is None else local(element)

    def label(self, element_id: str) -> str:
        element = self.elements.get(element_id)
        return element_id if element is None else label_of(element)

    def is_flow(self, edge: Edge) -> bool:
        element = self.elements.get(edge.element)
        return element is not None and local(element) == "sequenceFlow"

    def ends(self, edge: Edge) -> tuple[str, str]:
        element = self.elements.get(edge.element)
        if element is None:
            return "", ""
        return reference(element, "sourceRef") or "", reference(element, "targetRef") or ""

    def ancestors(self, element_id: str) -> set[str]:
        element = self.elements.get(element_id)
        return set() if element is None else {id_of(each) for each in element.iterancestors()}

    def belong(self, first: Shape, second: Shape) -> bool:
        """One holds the other: a subprocess its elements, a host its boundary events."""
        if first.element in self.ancestors(second.element) or second.element in self.ancestors(first.element):
            return True
        return self.host(first) is second or self.host(second) is first or self._same_border(first, second)

    def _same_border(self, first: Shape, second: Shape) -> bool:
        """A boundary event may cover what lies right inside the border of its subprocess."""
        hosts = {shape.element for shape in (self.host(first), self.host(second)) if shape is not None}
        return bool(hosts & (self.ancestors(first.element) | self.ancestors(second.element)))

    def host(self, shape: Shape) -> Shape | None:
        element = self.elements.get(shape.element)
        if element is None or local(element) != "boundaryEvent":
            return None
        return self.plane.shapes.get(reference(element, "attachedToRef") or "")

    def holder(self, shape: Shape) -> Shape | None:
        """The drawn subprocess, lane or pool that the shape must lie in."""
        element = self.elements.get(shape.element)
        if element is None or local(element) in {"participant", "boundaryEvent", "group", "textAnnotation"}:
            return None
        parent = element.getparent()
        while parent is not None and id_of(parent) not in self.plane.shapes and local(parent) != "process":
            parent = parent.getparent()
        if parent is not None and local(parent) != "process":
            return self.plane.shapes[id_of(parent)]
        found = self._lanes.get(shape.element) or self._lanes.get(id_of(parent) if parent is not None else "")
        return self.plane.shapes.get(found or "")

    def outline(self, shape: Shape, point: Point) -> float:
        return _OUTLINES.get(self.name(shape), from_rectangle)(shape.box, point)

    def labels(self) -> list[tuple[str, Box]]:
        """Names drawn beside their shape: of events, gateways, data and edges."""
        found = [
            (edge.element, edge.label)
            for edge in self.plane.edges.values()
            if edge.label and self.name_of(edge.element)
        ]
        for shape in self.plane.shapes.values():
            name = self.name_of(shape.element)
            if name and self.name(shape) in {*EVENTS, *GATEWAYS}:
                found.append((shape.element, shape.label or default_label(shape.box, name)))
        return [(element, written(box, self.name_of(element))) for element, box in found]

    def name_of(self, element_id: str) -> str:
        element = self.elements.get(element_id)
        return "" if element is None else attribute(element, "name") or ""

    def crossings(self) -> Iterator[tuple[Edge, Edge]]:
        """Pairs of flows that cross, once each."""
        flows = [(edge, edge.segments) for edge in self.plane.edges.values() if self.is_flow(edge)]
        for (first, ones), (second, others) in combinations(flows, 2):
            if any(cross(one, other) for one in ones for other in others):
                yield first, second


def _lane_of(document: Document) -> dict[str, str]:
    """The id of the innermost lane, else of the pool, by the id of what it holds (a process: its pool)."""
    found: dict[str, str] = {}
    for participant in document.definitions.iter(f"{{{BPMN}}}participant"):
        found[reference(participant, "processRef") or ""] = id_of(participant)
    # Outer lanes come first in document order, so the innermost is written last.
    for lane in document.definitions.iter(f"{{{BPMN}}}lane"):
        for ref in children(lane, "flowNodeRef"):
            found[local_ref(text_of(ref)) or ""] = id_of(lane)
    return found


RULES = (
    Rule(
        "drawing-missing",
        Severity.WARNING,
        missing,
        Text("Not drawn: {what}.", "没有画出：{what}。"),
        Text(
            "Draw it in the modeler; a case cannot be followed on what is not drawn.",
            "请在建模器中画出；没有画出的元素无法显示案件进度。",
        ),
    ),
    Rule(
        "drawing-stale",
        Severity.WARNING,
        stale,
        Text('The drawing shows "{id}", which is not in the process.', "图中画有 “{id}”，但流程中没有它。"),
        Text("Delete the shape, or save the diagram again.", "请删除该图形，或重新保存该图。"),
    ),
    Rule(
        "drawing-numbers",
        Severity.WARNING,
        numbers,
        Text('The drawing of "{id}" has no usable place or size.', "“{id}” 的图形没有可用的位置或大小。"),
        Text("Draw it again in the modeler.", "请在建模器中重新画出。"),
    ),
    Rule(
        "drawing-size",
        Severity.WARNING,
        too_large,
        Text(
            "The drawing has {count} shapes and edges, and is not checked.",
            "图中有 {count} 个图形和连线，未做版面检查。",
        ),
        Text("Split the diagram into several processes.", "请把该图拆分成几个流程。"),
    ),
    Rule(
        "drawing-overlap",
        Severity.WARNING,
        overlap,
        Text("The shape overlaps {other}.", "图形与 {other} 重叠。"),
        Text("Move them apart.", "请把它们分开。"),
    ),
    Rule(
        "drawing-docking",
        Severity.WARNING,
        docking,
        Text("The edge does not end on the outline of {node}.", "连线没有接到 {node} 的边框上。"),
        Text("Drag its end onto the shape.", "请把连线端点拖到图形上。"),
    ),
    Rule(
        "drawing-label",
        Severity.WARNING,
        labels,
        Text("The label lies on {other}.", "标签压在 {other} 上。"),
        Text("Move the label.", "请移动标签。"),
    ),
    Rule(
        "drawing-outside",
        Severity.WARNING,
        outside,
        Text("The shape is not inside {holder}, to which it belongs.", "图形不在其所属的 {holder} 之内。"),
        Text("Move it inside, or enlarge the lane, pool or subprocess.", "请移到其内，或放大泳道、泳池或子流程。"),
    ),
    Rule(
        "drawing-boundary",
        Severity.WARNING,
        off_the_border,
        Text("The boundary event is not drawn on the border of {host}.", "边界事件没有画在 {host} 的边框上。"),
        Text("Drag it onto the border.", "请把它拖到边框上。"),
    ),
    Rule(
        "drawing-through",
        Severity.WARNING,
        through_shape,
        Text("The flow runs through {other}.", "顺序流穿过了 {other}。"),
        Text("Lead it around.", "请让它绕行。"),
    ),
    Rule(
        "drawing-crossing",
        Severity.WARNING,
        crossings,
        Text("The flow crosses {other}.", "顺序流与 {other} 相交。"),
        Text("Lay the elements out so that they do not cross.", "请调整布局，避免相交。"),
    ),
)
