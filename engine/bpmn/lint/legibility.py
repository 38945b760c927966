"""The drawing as text: that lines run through no name, that names fit their boxes, that lanes lie beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from engine.bpmn.findings import Severity
from engine.bpmn.lint.drawings import Drawings
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.plane import rows_of
from engine.bpmn.text import Text

_ROW, _WIDE, _NARROW = 14.4, 12.0, 6.5
"""Of the modeler's text inside a task, in pixels."""
_SIDES, _MARKS = 10.0, 26.0
"""What a task needs beside its name: the margins left and right, the line of its icon above."""


def line_through_label(case: Case) -> Iterator[Hit]:
    """A flow that runs through a name strikes it out."""
    for drawing in Drawings(case).all:
        flows = [edge for edge in drawing.plane.edges.values() if drawing.is_flow(edge)]
        for element, box in drawing.labels():
            for edge in flows:
                if any(box.grown(-3).is_cut_by(segment) for segment in edge.segments):
                    yield hit(drawing.elements.get(element), flow=drawing.label(edge.element))


def name_too_long(case: Case) -> Iterator[Hit]:
    """A name that is longer than its task runs out of it."""
    for drawing in Drawings(case).all:
        for shape in drawing.plane.shapes.values():
            kind = drawing.name(shape)
            if not (kind.lower().endswith("task") or kind == "callActivity"):
                continue
            rows = rows_of(drawing.name_of(shape.element), max(shape.box.width - _SIDES, 1), _WIDE, _NARROW)
            if rows > 1 and rows * _ROW > shape.box.height - (_MARKS if kind != "task" else 0):
                yield hit(drawing.elements.get(shape.element))


def lanes_overlap(case: Case) -> Iterator[Hit]:
    """What lies in two lanes belongs to nobody."""
    for drawing in Drawings(case).all:
        lanes = [shape for shape in drawing.plane.shapes.values() if drawing.name(shape) == "lane"]
        for first, second in combinations(lanes, 2):
            nested = {first.element, second.element} & (
                drawing.ancestors(first.element) | drawing.ancestors(second.element)
            )
            if first.box.overlaps(second.box) and not nested:
                yield hit(drawing.elements.get(first.element), other=drawing.label(second.element))


RULES = (
    Rule(
        "drawing-struck-out",
        Severity.WARNING,
        line_through_label,
        Text("{flow} runs through the name.", "{flow} 的连线穿过了名称。"),
        Text("Move the label, or lead the flow around it.", "请移动标签，或让连线绕行。"),
    ),
    Rule(
        "drawing-name",
        Severity.WARNING,
        name_too_long,
        Text("The name does not fit into the shape.", "名称超出了图形。"),
        Text("Shorten the name, or enlarge the shape.", "请缩短名称或放大图形。"),
    ),
    Rule(
        "drawing-lanes",
        Severity.WARNING,
        lanes_overlap,
        Text("The lane overlaps {other}.", "泳道与 {other} 重叠。"),
        Text("Draw lanes below one another.", "请把泳道上下排开。"),
    ),
)
