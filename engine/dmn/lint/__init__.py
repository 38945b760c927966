"""Lint rules for decisions: what would run wrongly, and what a reader would stumble over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.bpmn.findings import Finding, Severity
from engine.dmn.lint.kinds import check_kinds
from engine.dmn.lint.notes import Notes
from engine.dmn.lint.references import check_references
from engine.dmn.lint.syntax import check_syntax
from engine.dmn.lint.tables import check_tables
from engine.dmn.lint.words import check_words
from engine.dmn.model import Model
from engine.dmn.parse import parse
from engine.errors import DecisionError


def lint_decision(source: str | bytes, file: str = "", imports: Iterable[str | bytes] = ()) -> list[Finding]:
    """All findings on a `.dmn` file, in the order of the file.

    Args: `source` any bytes or text whatever; `file` its name, for the findings; `imports` files that it may import.
    Returns: findings; an empty list means that the file is fine. Never raises for what the file holds.
    """
    try:
        model = parse(source, imports)
    except DecisionError as refusal:
        return _unreadable(refusal, file)
    return lint_model(model, file)


def lint_model(model: Model, file: str = "") -> list[Finding]:
    """All findings on a model that could be read."""
    notes = Notes(model, file)
    check_references(notes)
    check_tables(notes)
    check_kinds(notes)
    check_words(notes)
    check_syntax(notes)
    order = list(Severity)
    return sorted(notes.findings, key=lambda one: (one.line or 0, order.index(one.severity)))


def _unreadable(refusal: DecisionError, file: str) -> list[Finding]:
    found = refusal.facts.get("findings")
    if found:
        return [_in_file(one, file) for one in found]
    return [
        Finding(
            rule="dmn-unreadable",
            severity=Severity.ERROR,
            element_id=refusal.facts.get("element_id"),
            sentence=str(refusal),
            remedy="Open the file in the modeler, correct it, and save it again.",
            file=file,
            sentence_zh=f"无法读取该决策文件：{refusal}",
            remedy_zh="请在建模器中打开并修正该文件，然后重新保存。",
        )
    ]


def _in_file(finding: Finding, file: str) -> Finding:

    return replace(finding, file=file)
