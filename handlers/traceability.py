"""From a clause of the SOP to the elements that carry it, the scenarios that walk those, and what the store holds.

A *run* of a clause is a case that came to one of its elements. A *breach* is one of three things:
- **overdue**: a user task that carries the clause was closed after it was due, or is past due now;
- **escalated**: an element that carries the clause threw an escalation;
- **marked**: a case came to an element whose property `sop:breach` names the clause.

Elements are those of the diagrams as they are now; cases of older versions count by the same ids, which are an API.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from engine.bpmn.model import Process
from engine.facts import ElementActivated, EscalationThrown
from engine.views import HistoryEntry
from handlers.clauses import CLAUSES, Clause
from handlers.documents.kinds import KINDS
from handlers.scenarios import Scenario, Story

CLAUSE, BREACH = "sop:clause", "sop:breach"


class Place(NamedTuple):
    """An element of a process; of a clause on the process itself, `element` is the process's id."""

    process_id: str
    element: str


Carried = Mapping[str, tuple[Place, ...]]
"""Places by clause."""


@dataclass(slots=True)
class Held:
    """What the store holds of a clause."""

    runs: int = 0
    overdue: int = 0
    escalated: int = 0
    marked: int = 0

    @property
    def breaches(self) -> int:
        return self.overdue + self.escalated + self.marked


@dataclass(frozen=True, slots=True)
class Trace:
    """One clause and all that is known of it. `held` None: no store was looked at."""

    clause: Clause
    places: tuple[Place, ...]
    documents: tuple[str, ...]
    """Ids of the kinds of documents that the clause asks for."""
    scenarios: tuple[str, ...]
    held: Held | None = None

    @property
    def gap(self) -> str:
        """What is missing for the clause to be carried: `no element`, `no scenario`, or empty."""
        if not self.places:
            return "no element"
        return "" if self.scenarios else "no scenario"


class Asked(Protocol):
    """The questions to the store that the count needs: `engine.queries`."""

    def every_entry(self) -> Iterable[HistoryEntry]: ...

    def overdue_tasks(self) -> Mapping[tuple[str, str], int]: ...


def carried(processes: Iterable[Process], name: str = CLAUSE) -> dict[str, tuple[Place, ...]]:
    """The places that name each clause, in document order. `name`: `sop:clause`, or `sop:breach` for its marks."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for process in processes:
        said = {process.id: process.properties} | {node.id: node.properties for node in process.nodes.values()}
        for element, properties in said.items():
            for clause in properties.get(name, "").split():
                found[clause].append(Place(process.id, element))
    return {clause: tuple(places) for clause, places in found.items()}


def walked_by(stories: Iterable[Story]) -> dict[str, frozenset[Place]]:
    """What each story that was run came to, by `process: name`."""
    return {
        _called(story.scenario): frozenset(
            Place(process_id, element)
            for process_id, elements in story.elements.items()
            for element in (*elements, process_id)
        )
        for story in stories
    }


def named_by(scenarios: Iterable[Scenario], processes: Iterable[Process]) -> dict[str, frozenset[Place]]:
    """What each scenario names of the diagrams, without running it: fewer places than it walks.

    An id that stands in several diagrams counts for those that the scenario's own processes call.
    """
    known = {process.id: process for process in processes}
    named = {}
    for scenario in scenarios:
        words = set(_words(scenario))
        reached = _reached(known, {scenario.process} | words & known.keys())
        places = (Place(each, word) for each in reached for word in words & {*known[each].nodes, each})
        named[_called(scenario)] = frozenset(places)
    return named


def _reached(known: Mapping[str, Process], begun: set[str]) -> set[str]:
    """The processes, and all that they call, at any depth."""
    reached: set[str] = set()
    waiting = [each for each in begun if each in known]
    while waiting:
        process = known[waiting.pop()]
        if process.id not in reached:
            reached.add(process.id)
            called = (node.called_element.process_id.text for node in process.nodes.values() if node.called_element)
            waiting += [each for each in called if each in known]
    return reached


def trace(
    places: Carried, walked: Mapping[str, frozenset[Place]], held: Mapping[str, Held] | None = None
) -> list[Trace]:
    """Every clause of the SOP, in its order."""
    return [
        Trace(
            clause=clause,
            places=places.get(clause.id, ()),
            documents=tuple(kind.id for kind in KINDS.values() if clause.id in kind.clauses),
            scenarios=tuple(name for name, seen in walked.items() if seen.intersection(places.get(clause.id, ()))),
            held=None if held is None else held.get(clause.id, Held()),
        )
        for clause in CLAUSES.values()
    ]


def count_held(queries: Asked, places: Carried, marks: Carried) -> dict[str, Held]:
    """Runs and breaches of each clause over all cases of the store. Reads every journal: minutes for a big store."""
    counted = _Count(_by_place(places), _by_place(marks))
    for entry in queries.every_entry():
        counted.take(entry)
    counted.close_case()
    for (process_id, element), count in queries.overdue_tasks().items():
        for clause in counted.carried.get(Place(process_id, element), ()):
            counted.held[clause].overdue += count
    return dict(counted.held)


@dataclass(slots=True)
class _Count:
    carried: Mapping[Place, tuple[str, ...]]
    marks: Mapping[Place, tuple[str, ...]]
    held: defaultdict[str, Held] = field(default_factory=lambda: defaultdict(Held))
    case_id: str = ""
    came_to: dict[int, Place] = field(default_factory=dict)
    """Places by element instance, of the case at hand."""

    def take(self, entry: HistoryEntry) -> None:
        if entry.case_id != self.case_id:
            self.close_case()
            self.case_id = entry.case_id
        for fact in entry.facts:
            if isinstance(fact, ElementActivated):
                place = self.came_to[fact.key] = Place(fact.process_id, fact.element)
                for clause in self.marks.get(place, ()):
                    self.held[clause].marked += 1
            elif isinstance(fact, EscalationThrown) and fact.key in self.came_to:
                for clause in self.carried.get(self.came_to[fact.key], ()):
                    self.held[clause].escalated += 1

    def close_case(self) -> None:
        """A case is one run of a clause, however often it comes there."""
        seen = {clause for place in self.came_to.values() for clause in self.carried.get(place, ())}
        for clause in seen:
            self.held[clause].runs += 1
        self.came_to = {}


def _by_place(clauses: Carried) -> dict[Place, tuple[str, ...]]:
    found: defaultdict[Place, list[str]] = defaultdict(list)
    for clause, places in clauses.items():
        for place in places:
            found[place].append(clause)
    return {place: tuple(names) for place, names in found.items()}


def _called(scenario: Scenario) -> str:
    return f"{scenario.process}: {scenario.name}"


def _words(scenario: Scenario) -> Iterable[str]:
    """Ids of elements that a scenario says: in its steps, its path and its end."""
    yield scenario.process
    yield from (str(step.what) for step in scenario.steps if step.kind in ("complete", "refuse", "until"))
    yield from scenario.then.get("path", [])
    yield from filter(None, [scenario.then.get("end")])


def summary(traces: Iterable[Trace]) -> Counter[str]:
    """How many clauses are `carried`, and how many are not, by their gap."""
    return Counter(each.gap or "carried" for each in traces)
