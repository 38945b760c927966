"""What is drawn: the shapes, edges and labels of BPMN DI, one plane at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.bpmn.geometry import Box, Point, Segment
from engine.bpmn.refs import local_ref
from engine.bpmn.xml import BPMNDI, DC, DI, Element, attribute, child, children

_LABEL_WIDTH, _LABEL_LINE = 90.0, 14.0
_WIDE, _NARROW = 11.0, 6.0
"""Pixels of a Chinese and of a Latin letter in the modeler's label font."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn node, pool, lane or artifact. `element` is the id of what it draws."""

    element: str
    box: Box
    label: Box | None
    is_expanded: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A drawn flow or association."""

    element: str
    waypoints: tuple[Point, ...]
    label: Box | None

    @property
    def segments(self) -> list[Segment]:
        """Its straight pieces from source to target."""
        return [Segment(start, end) for start, end in zip(self.waypoints, self.waypoints[1:], strict=False)]


@dataclass(frozen=True, slots=True)
class Plane:
    """One drawing; a collapsed subprocess may have one of its own."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)


def planes(definitions: Element) -> list[Plane]:
    """Every drawing of the file. Shapes without usable numbers are left out."""
    return [
        _plane(plane)
        for diagram in children(definitions, "BPMNDiagram", BPMNDI)
        for plane in children(diagram, "BPMNPlane", BPMNDI)
    ]


def drawn_ids(definitions: Element) -> Iterator[tuple[Element, str]]:
    """Every drawn thing and the id of what it draws."""
    for each in definitions.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        yield each, local_ref(attribute(each, "bpmnElement")) or ""


def _plane(element: Element) -> Plane:
    plane = Plane()
    for each in children(element, "BPMNShape", BPMNDI):
        box = _box(each)
        if box is not None:
            shape = Shape(_drawn(each), box, _label(each), attribute(each, "isExpanded") not in {"false", "0"})
            plane.shapes.setdefault(shape.element, shape)
    for each in children(element, "BPMNEdge", BPMNDI):
        points = tuple(point for waypoint in children(each, "waypoint", DI) if (point := _point(waypoint)))
        plane.edges.setdefault(_drawn(each), Edge(_drawn(each), points, _label(each)))
    return plane


def _drawn(element: Element) -> str:
    return local_ref(attribute(element, "bpmnElement")) or ""


def _label(element: Element) -> Box | None:
    label = child(element, "BPMNLabel", BPMNDI)
    return None if label is None else _box(label)


def _box(element: Element) -> Box | None:
    bounds = child(element, "Bounds", DC)
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds, name) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None or width < 0 or height < 0:
        return None
    return Box(x, y, width, height)


def _point(element: Element) -> Point | None:
    x, y = _number(element, "x"), _number(element, "y")
    return None if x is None or y is None else Point(x, y)


def _number(element: Element, name: str) -> float | None:
    try:
        value = float(element.get(name) or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def default_label(box: Box, name: str) -> Box:
    """Where the modeler puts the name of an event or gateway that says nothing about it: centred below."""
    width, height = _extent(name)
    return Box(box.centre.x - width / 2, box.bottom + 3, width, height)


def written(label: Box, name: str) -> Box:
    """What a name really takes: the modeler lets it run on below a label that was drawn too low for it."""
    return Box(label.x, label.y, label.width, max(label.height, _extent(name)[1]))


def rows_of(text: str, width: float, wide: float = _WIDE, narrow: float = _NARROW) -> int:
    """How many lines a text takes in a width, by the widths of a Chinese and of a Latin letter."""
    lines = [sum(wide if ord(letter) > 0xFF else narrow for letter in line) for line in text.split("\n")]  # noqa: PLR2004
    return sum(max(1, math.ceil(line / width)) for line in lines)


def _extent(name: str) -> tuple[float, float]:
    widest = max(sum(_WIDE if ord(letter) > 0xFF else _NARROW for letter in line) for line in name.split("\n"))  # noqa: PLR2004
    return min(_LABEL_WIDTH, widest), rows_of(name, _LABEL_WIDTH) * _LABEL_LINE
