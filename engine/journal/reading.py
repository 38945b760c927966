"""What a case's facts say of its diagrams: where it stands, what is finished, which flows were taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine import facts
from engine.bpmn.xml import decoded
from engine.facts import Fact
from engine.views import Diagram

if TYPE_CHECKING:
    from engine.deployment import Package


class _Marks:
    """One pass over the facts."""

    def __init__(self, package: Package, root: str) -> None:
        self._root = root
        self._processes = package.processes
        self._where: dict[int, tuple[str, str]] = {}
        """Process and element of each live element instance."""
        self._process_of_scope: dict[int, str] = {}
        self._standing: dict[int, int] = {}
        """Element instance of each open incident."""
        self.finished: dict[tuple[str, str], None] = {}
        self.taken: dict[tuple[str, str], None] = {}
        self.seen: dict[str, None] = {root: None}

    def read(self, said: Iterable[Fact]) -> None:
        for fact in said:
            match fact:
                case facts.ElementActivated():
                    self._where[fact.key] = (fact.process_id, fact.element)
                    self._process_of_scope[fact.key] = fact.process_id
                    self.seen.setdefault(fact.process_id)
                case facts.ElementCompleted():
                    self._leave(fact.key, finished=True)
                case facts.ElementTerminated():
                    self._leave(fact.key, finished=False)
                case facts.FlowTaken():
                    self.taken.setdefault((self._process_of_scope.get(fact.scope_key, self._root), fact.flow))
                case facts.IncidentRaised():
                    self._standing[fact.incident] = fact.key
                case facts.IncidentResolved():
                    self._standing.pop(fact.incident, None)

    def _leave(self, key: int, *, finished: bool) -> None:
        place = self._where.pop(key, None)
        if place is not None and finished and place[1] != place[0]:
            self.finished.setdefault(place)

    def active(self, process_id: str) -> tuple[str, ...]:
        mine = [element for process, element in self._where.values() if process == process_id]
        return tuple(dict.fromkeys(element for element in mine if element != process_id))

    def standing(self, process_id: str) -> tuple[str, ...]:
        places = [self._where.get(key, ("", "")) for key in self._standing.values()]
        return tuple(dict.fromkeys(element for process, element in places if process == process_id))


def mark_diagrams(package: Package, process_id: str, said: Iterable[Fact]) -> tuple[Diagram, ...]:
    """The diagrams of a case and its called processes, the case's own first, with what its facts mark on them."""
    marks = _Marks(package, process_id)
    marks.read(said)
    return tuple(_diagram(package, marks, seen) for seen in marks.seen if seen in package.processes)


def _diagram(package: Package, marks: _Marks, process_id: str) -> Diagram:
    process = package.processes[process_id]
    file = package.file_of["bpmn", process_id]
    names = {node.id: node.name for node in process.nodes.values() if node.name}
    names |= {flow.id: flow.name for flow in process.flows.values() if flow.name}
    return Diagram(
        process_id=process_id,
        sha256=file.sha256,
        xml=decoded(file.content),
        names=names,
        active=marks.active(process_id),
        finished=tuple(element for process_, element in marks.finished if process_ == process_id),
        taken=tuple(flow for process_, flow in marks.taken if process_ == process_id),
        incidents=marks.standing(process_id),
    )
