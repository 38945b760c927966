"""The labels of a deployed diagram's elements and flows, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from engine.bpmn.model import Process
from web.site import site


class ElementNames:
    """Labels over the processes of one deployment. Where two share an element id, the first process given wins."""

    def __init__(self, processes: Iterable[Process], beside: ElementNames | None = None) -> None:
        """`beside`: asked for what these processes do not have."""
        self._beside = beside
        self._elements: dict[str, str] = {}
        self._flows: dict[str, tuple[str, str]] = {}
        for process in processes:
            for node in process.nodes.values():
                self._elements.setdefault(node.id, node.name)
            self._flows.update({flow.id: (flow.name, flow.target) for flow in process.flows.values()})

    def of_element(self, element: str) -> str:
        """The element's label; its id when it has none."""
        if self._beside is not None and element not in self._elements:
            return self._beside.of_element(element)
        return site().labels.say(self._elements.get(element)) or element

    def of_flow(self, flow: str) -> str:
        """The flow's label; where it has none, the label of the element it leads to."""
        name, target = self._flows.get(flow, ("", flow))
        return site().labels.say(name) if name else self.of_element(target)
