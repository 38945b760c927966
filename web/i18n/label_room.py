"""Room for longer words: a diagram's labels were given their places for Chinese, and an English word breaks in them.

The viewer wraps a label within its own bounds and, where a word is wider, breaks the word: `Ye|s`. So a label that
stands beside its element or flow grows away from it, one above or below grows to both sides.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil

from lxml import etree

_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
_LETTER = 6.1
"""Width of a letter of the viewer's labels (11 px), generously."""
_WIDEST = 90.0
"""Longer texts wrap, as the viewer's own labels do."""
_LINE = 14.0
_NEAR = 16.0
"""How far from its element or flow a label stands that belongs to its side."""


def make_room(xml: str) -> str:
    """The diagram with the labels that stand outside their shapes as wide as their names need."""
    if "BPMNLabel" not in xml:
        return xml
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    tree = etree.fromstring(xml.encode(), parser)
    names = {str(one.get("id")): str(one.get("name")) for one in tree.iter() if one.get("id") and one.get("name")}
    for label in tree.iter(f"{_DI}BPMNLabel"):
        drawn, bounds = label.getparent(), label.find(f"{_DC}Bounds")
        name = names.get(drawn.get("bpmnElement", ""), "") if drawn is not None else ""
        if drawn is not None and bounds is not None and name.strip():
            _widen(drawn, bounds, name)
    return etree.tostring(tree, encoding="unicode")


def _widen(drawn: etree._Element, bounds: etree._Element, name: str) -> None:
    left, width = float(bounds.get("x", 0)), float(bounds.get("width", 0))
    whole = len(name) * _LETTER + 4
    wanted = max(max(len(word) for word in name.split()) * _LETTER + 4, min(whole, _WIDEST * 0.75))
    if wanted <= width:
        return
    top, height = float(bounds.get("y", 0)), float(bounds.get("height", 0))
    side = _side(drawn, left, left + width, top, top + height)
    bounds.set("x", f"{left - {'left': wanted - width, 'right': 0.0}.get(side, (wanted - width) / 2):.0f}")
    bounds.set("width", f"{ceil(wanted)}")
    bounds.set("height", f"{max(height, _LINE * ceil(whole / wanted)):.0f}")


def _side(drawn: etree._Element, left: float, right: float, top: float, bottom: float) -> str:
    """On which side of what it names the label stands: `left`, `right`, or neither."""
    for x_from, x_to, y_from, y_to in _obstacles(drawn):
        if y_to < top or y_from > bottom:
            continue
        if -1 <= left - x_to <= _NEAR:
            return "right"
        if -1 <= x_from - right <= _NEAR:
            return "left"
    return ""


def _obstacles(drawn: etree._Element) -> list[tuple[float, float, float, float]]:
    """The element itself, or the upright pieces of a flow, as x from, x to, y from, y to."""
    own = drawn.find(f"{_DC}Bounds")
    if own is not None:
        x, y = float(own.get("x", 0)), float(own.get("y", 0))
        return [(x, x + float(own.get("width", 0)), y, y + float(own.get("height", 0)))]
    points = [(float(point.get("x", 0)), float(point.get("y", 0))) for point in drawn.findall(_WAYPOINT)]
    pairs = pairwise(points)
    return [(x, x, min(y, below), max(y, below)) for (x, y), (other, below) in pairs if abs(other - x) < 1]
