"""Which lane holds which element of a process."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.refs import local_ref
from engine.bpmn.xml import BPMN, Element, attribute, children, is_bpmn, text_of


class Lanes:
    """The lanes of one process, nested ones included, by the name that a reader sees (its id when it has none)."""

    def __init__(self, process: Element) -> None:
        self._by_node: dict[str, str] = {}
        self._nodes: dict[str, Element] = {}
        found = [
            name
            for lane_set in process.iter(f"{{{BPMN}}}laneSet")
            if (parent := lane_set.getparent()) is not None and not is_bpmn(parent, "lane")
            for name in self._read(lane_set)
        ]
        for each in process.iter():
            self._nodes.setdefault(each.get("id") or "", each)
        self.names = tuple(dict.fromkeys(found))

    def _read(self, lane_set: Element) -> Iterator[str]:
        for lane in children(lane_set, "lane"):
            name = attribute(lane, "name") or lane.get("id") or ""
            yield name
            for ref in children(lane, "flowNodeRef"):
                self._by_node[local_ref(text_of(ref)) or ""] = name
            for nested in children(lane, "childLaneSet"):
                # After the lane's own list, so that the innermost lane wins.
                yield from self._read(nested)

    def of(self, node: Element) -> str | None:
        """The lane of a boundary event is its host's; what no lane lists is in the lane of its subprocess."""
        if is_bpmn(node, "boundaryEvent"):
            host = self._nodes.get(local_ref(attribute(node, "attachedToRef")) or "")
            # A boundary event on a boundary event could lead round in a circle.
            return None if host is None or is_bpmn(host, "boundaryEvent") else self.of(host)
        listed = self._by_node.get(node.get("id") or "")
        parent = node.getparent()
        if listed is not None or parent is None or not is_bpmn(parent, "subProcess"):
            return listed
        return self.of(parent)
