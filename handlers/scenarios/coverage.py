"""What the scenarios walked of the diagrams: elements and flows, by process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.model import Process


@dataclass(slots=True)
class Coverage:
    """Of one process: everything that could be walked, and what was."""

    process_id: str
    elements: frozenset[str]
    flows: frozenset[str]
    walked_elements: set[str] = field(default_factory=set)
    walked_flows: set[str] = field(default_factory=set)

    @property
    def missed_elements(self) -> list[str]:
        return sorted(self.elements - self.walked_elements)

    @property
    def missed_flows(self) -> list[str]:
        return sorted(self.flows - self.walked_flows)

    @property
    def is_complete(self) -> bool:
        return not self.missed_elements and not self.missed_flows

    def line(self) -> str:
        """`application: elements 31/31 (100 %), flows 33/33 (100 %)`."""
        parts = (
            ("elements", len(self.elements), len(self.missed_elements)),
            ("flows", len(self.flows), len(self.missed_flows)),
        )
        told = [f"{name} {total - missed}/{total} ({_percent(total - missed, total)})" for name, total, missed in parts]
        return f"{self.process_id}: {', '.join(told)}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part // whole if whole else 100} %"


def coverage_of(processes: Mapping[str, Process]) -> dict[str, Coverage]:
    """Empty coverage of each process."""
    return {
        process.id: Coverage(process.id, frozenset(process.nodes), frozenset(process.flows))
        for process in processes.values()
    }
