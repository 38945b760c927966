"""What makes a diagram hard to read though everything in it is drawn: each check yields a sentence per place.

The linter (`engine/bpmn/lint/drawings.py`, `legibility.py`) says what is wrong in anybody's diagram; these are the
stricter habits of the diagrams that are shipped. Distances are pixels of the drawing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from engine.bpmn.document import Document, id_of
from engine.bpmn.geometry import Box, Point, Segment
from engine.bpmn.graph import spread
from engine.bpmn.lint.drawings import Drawing, Drawings
from engine.bpmn.lint.rule import Case
from engine.bpmn.parse import read_definitions
from engine.bpmn.plane import Edge, Shape, default_label
from engine.bpmn.refs import reference
from engine.bpmn.xml import attribute, children, local

BESIDE_SHAPE, BESIDE_BORDER, BESIDE_FLOW, BESIDE_NAME = 11.0, 9.0, 8.0, 2.0
"""How near a flow may come to a shape, to the border it runs inside of, to another flow, and to a name."""
FAR, KINK, FAN = 14.0, 6.0, 110.0
"""How far a name may be from what it names; which piece of a flow is a slip of the hand; how far events fan out."""
SPLITS = {"exclusiveGateway", "inclusiveGateway"}


def read(xml: bytes) -> Case:
    """The file as the rules look at it."""
    definitions, findings = read_definitions(xml, "")
    assert definitions is not None, findings
    return Case(Document(definitions))


def faults(case: Case) -> list[str]:
    """Everything that these checks find in a file."""
    found = list(unclear_names(case.document))
    for drawing in Drawings(case).all:
        for check in CHECKS:
            found += [f"{check.__name__}: {sentence}" for sentence in check(drawing)]
        found += [f"going_back: {sentence}" for sentence in going_back(drawing, case.document)]
    return found


def unclear_names(document: Document) -> Iterator[str]:
    """A split asks a question, its ways are the answers and one is the default; every event says what happened."""
    for node in document.nodes:
        kind, ways = local(node), document.outgoing[id_of(node)]
        if kind.endswith("Event") and not attribute(node, "name"):
            yield f"{id_of(node)} has no name"
        if kind not in SPLITS or len(ways) < 2:
            continue
        if not (attribute(node, "name") or "").endswith("？"):
            yield f"{id_of(node)} asks no question"
        if not attribute(node, "default"):
            yield f"{id_of(node)} has no default"
        yield from (f"{id_of(way)} is no answer" for way in ways if not attribute(way, "name"))


def covered_marks(drawing: Drawing) -> Iterator[str]:
    """An event on the border hides the icon that says what kind of task it is, or the mark below."""
    for shape in drawing.plane.shapes.values():
        host = drawing.host(shape)
        if host is not None:
            for mark in marks_of(drawing, host):
                if gap(mark, shape.box.centre) < shape.box.width / 2:
                    yield f"{shape.element} covers a mark of {host.element}"
        for mark in marks_of(drawing, shape)[1:]:
            for other in drawing.plane.shapes.values():
                if shape.element in drawing.ancestors(other.element) - {other.element} and other.box.overlaps(mark):
                    yield f"{other.element} covers a mark of {shape.element}"


def marks_of(drawing: Drawing, shape: Shape) -> list[Box]:
    """The icon above left, and the mark below (called process, several instances), where the modeler puts them."""
    box, element = shape.box, drawing.elements.get(shape.element)
    marks = [Box(box.x + 4, box.y + 4, 18, 18)] if drawing.name(shape).endswith("Task") else [Box(box.x, box.y, 0, 0)]
    if element is not None and (
        local(element) == "callActivity" or [*children(element, "multiInstanceLoopCharacteristics")]
    ):
        marks.append(Box(box.centre.x - 7, box.bottom - 20, 14, 14))
    return marks


def crowding(drawing: Drawing) -> Iterator[str]:
    """A flow that runs close along a shape it does not touch, or along the border that holds it."""
    for edge in flows(drawing):
        own = set(drawing.ends(edge))
        own |= {host.element for each in own if (host := drawing.host(drawing.plane.shapes[each]))}
        for shape in drawing.plane.shapes.values():
            if drawing.name(shape) in {"lane", "participant"} or shape.element in own | drawing.ancestors(edge.element):
                continue
            host = drawing.host(shape)
            if (host is None or host.element not in own) and any(
                shape.box.grown(BESIDE_SHAPE).is_cut_by(each) for each in edge.segments
            ):
                yield f"{edge.element} runs close to {shape.element}"
        for shape in drawing.plane.shapes.values():
            if shape.element not in own and any(along_border(shape.box, each) for each in edge.segments):
                yield f"{edge.element} runs along the border of {shape.element}"


def along_border(box: Box, piece: Segment) -> bool:
    """Whether a piece runs beside one of the four sides, inside or outside."""
    (x0, y0), (x1, y1) = piece
    if y0 == y1:
        beside = min(abs(y0 - box.y), abs(y0 - box.bottom)) < BESIDE_BORDER
        return beside and min(max(x0, x1), box.right) - max(min(x0, x1), box.x) > KINK
    beside = min(abs(x0 - box.x), abs(x0 - box.right)) < BESIDE_BORDER
    return beside and min(max(y0, y1), box.bottom) - max(min(y0, y1), box.y) > KINK


def struck_marks(drawing: Drawing) -> Iterator[str]:
    """The stroke that marks the default way runs into a name."""
    for edge in flows(drawing):
        source = drawing.elements[drawing.ends(edge)[0]]
        if attribute(source, "default") != edge.element:
            continue
        (x0, y0), (x1, y1) = edge.segments[0]
        dx, dy = sign(x1 - x0), sign(y1 - y0)
        near, far = Point(x0 + 3 * dx, y0 + 3 * dy), Point(x0 + 11 * dx, y0 + 11 * dy)
        stroke = Box(
            min(near.x, far.x) - 7 * abs(dy), min(near.y, far.y) - 7 * abs(dx), 8 if dx else 14, 8 if dy else 14
        )
        for element, box in names(drawing):
            if box.grown(-1).overlaps(stroke):
                yield f"the default mark of {edge.element} strikes the name of {element}"


def far_names(drawing: Drawing) -> Iterator[str]:
    """A name stands beside what it names, and no foreign flow beside the name."""
    for element, box in names(drawing):
        shape = drawing.plane.shapes.get(element)
        own = drawing.plane.edges.get(element)
        if shape is not None:
            distance = between(shape.box, box)
        else:
            distance = min(between(around(each), box) for each in own.segments)
        if distance > FAR:
            yield f"the name of {element} is {distance:.0f} away"
        for edge in flows(drawing):
            if edge.element != element and any(box.grown(BESIDE_NAME).is_cut_by(each) for each in edge.segments):
                yield f"{edge.element} touches the name of {element}"


def shared_ways(drawing: Drawing) -> Iterator[str]:
    """Two flows on one line look like one, unless both lead to the same shape or come from it; nor do they rub."""
    for first, second in combinations(flows(drawing), 2):
        (start, end), (other_start, other_end) = drawing.ends(first), drawing.ends(second)
        if start == other_start or end == other_end:
            continue
        if any(rub(one, other) for one in first.segments for other in second.segments):
            yield f"{first.element} and {second.element} run on one line"


def rub(one: Segment, other: Segment) -> bool:
    """Whether two pieces run side by side, too near to be told apart."""
    for axis in (0, 1):
        if one.start[axis] == one.end[axis] and other.start[axis] == other.end[axis]:
            low = max(min(one.start[1 - axis], one.end[1 - axis]), min(other.start[1 - axis], other.end[1 - axis]))
            high = min(max(one.start[1 - axis], one.end[1 - axis]), max(other.start[1 - axis], other.end[1 - axis]))
            return abs(one.start[axis] - other.start[axis]) < BESIDE_FLOW and high - low > KINK
    return False


def kinks(drawing: Drawing) -> Iterator[str]:
    """A flow with a tiny or a slanting piece was not drawn on purpose."""
    for edge in flows(drawing):
        for (x0, y0), (x1, y1) in edge.segments:
            if math.hypot(x1 - x0, y1 - y0) < KINK or (x0 != x1 and y0 != y1):
                yield f"{edge.element} has a kink"


def going_back(drawing: Drawing, document: Document) -> Iterator[str]:
    """Work goes from left to right; only a loop may lead back, and events on one border may fan out below it."""
    after = {
        id_of(node): [reference(way, "targetRef") or "" for way in document.outgoing[id_of(node)]]
        for node in document.nodes
    }
    for node in document.nodes:
        if local(node) == "boundaryEvent":
            after[reference(node, "attachedToRef") or ""].append(id_of(node))
    for edge in flows(drawing):
        source, target = drawing.ends(edge)
        widest = max(x0 - x1 for (x0, _), (x1, _) in edge.segments)
        fans_out = drawing.host(drawing.plane.shapes[source]) is not None and widest <= FAN
        if widest > 0 and not fans_out and source not in spread([target], lambda each: after.get(each, [])):
            yield f"{edge.element} goes back"


def straying(drawing: Drawing) -> Iterator[str]:
    """A flow stays inside the subprocess, and every flow inside the pool, that it belongs to."""
    for edge in flows(drawing):
        for shape in drawing.plane.shapes.values():
            inside = shape.element in drawing.ancestors(edge.element) or drawing.name(shape) == "participant"
            if inside and not all(shape.box.contains(point) for point in edge.waypoints):
                yield f"{edge.element} leaves {shape.element}"


CHECKS = (straying, covered_marks, crowding, struck_marks, far_names, shared_ways, kinks)


def flows(drawing: Drawing) -> list[Edge]:
    """The drawn sequence flows."""
    return [edge for edge in drawing.plane.edges.values() if drawing.is_flow(edge)]


def names(drawing: Drawing) -> Iterator[tuple[str, Box]]:
    """Names beside their shapes and flows, as wide as their text, which the modeler centres in the label."""
    for element, label in drawing.labels():
        width = min(label.width, default_label(label, drawing.name_of(element)).width)
        yield element, Box(label.centre.x - width / 2, label.y, width, label.height)


def around(piece: Segment) -> Box:
    """The piece as a box without breadth."""
    (x0, y0), (x1, y1) = piece
    return Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))


def between(first: Box, second: Box) -> float:
    """The shortest way between two boxes."""
    dx = max(second.x - first.right, first.x - second.right, 0)
    dy = max(second.y - first.bottom, first.y - second.bottom, 0)
    return math.hypot(dx, dy)


def gap(box: Box, point: Point) -> float:
    """How far a point is outside of a box."""
    return between(box, Box(point.x, point.y, 0, 0))


def sign(number: float) -> int:
    """-1, 0 or 1."""
    return (number > 0) - (number < 0)
