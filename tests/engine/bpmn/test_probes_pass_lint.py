"""What the probes run, lint lets pass; and each probe really holds the row of the table that it stands for."""

from __future__ import annotations

import pytest

from engine.bpmn.document import Document
from engine.bpmn.elements.classify import rows_of_flow, rows_of_node
from engine.bpmn.findings import Severity
from engine.bpmn.lint import lint_diagram
from engine.bpmn.parse import read_definitions
from tests.engine.elements import activities, events, flows, loops, settings  # noqa: F401 - registers the probes
from tests.engine.elements.probes import PROBES
from tests.engine.spiff import running

NOT_OF_A_NODE = ("zeebe.", "lane", "start_event.several", "event_based_gateway.", "sequence_flow.implicit_")
OF_A_LOOP = ("multi_instance.output_collection", "multi_instance.completion_condition")
LOOSE_END = {"end_event.escalation": {"unreachable"}}
"""The probe leaves the task behind the end event unconnected."""


@pytest.fixture
def diagrams(monkeypatch):
    """Every diagram that a probe draws, while it runs."""
    drawn: list[bytes] = []
    draw = running.draw

    def keep(*parts: str) -> bytes:
        drawn.append(draw(*parts))
        return drawn[-1]

    monkeypatch.setattr(running, "draw", keep)
    return drawn


@pytest.mark.parametrize("row_id", PROBES)
def test_a_probe_passes_lint_and_holds_its_row(row_id, diagrams):
    PROBES[row_id]()
    assert diagrams
    rows: set[str] = set()
    for xml in diagrams:
        errors = {finding.rule for finding in lint_diagram(xml) if finding.severity is Severity.ERROR}
        assert errors <= LOOSE_END.get(row_id, set())
        rows |= rows_in(xml)
    if not row_id.startswith(NOT_OF_A_NODE) and row_id not in OF_A_LOOP:
        assert row_id in rows


def rows_in(xml: bytes) -> set[str]:
    definitions, _ = read_definitions(xml)
    assert definitions is not None
    document = Document(definitions)
    of_nodes = {row for node in document.nodes for row in rows_of_node(document, node)}
    return of_nodes | {row for flow in document.flows for row in rows_of_flow(document, flow)}
