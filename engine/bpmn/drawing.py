"""Checks of the drawing alone, for the diagrams of the SOP: they are written for people."""

from __future__ import annotations

from engine.bpmn.document import Document
from engine.bpmn.findings import Finding
from engine.bpmn.lint import drawings, legibility
from engine.bpmn.lint.rule import Case
from engine.bpmn.parse import read_definitions


def drawing_findings(xml: bytes, file: str = "") -> list[Finding]:
    """What is not drawn, overlaps, does not dock, cannot be read, lies outside, or crosses. Never raises."""
    definitions, findings = read_definitions(xml, file)
    if definitions is None:
        return findings
    case = Case(Document(definitions, file))
    return [finding for rule in (*drawings.RULES, *legibility.RULES) for finding in rule.findings(case)]
