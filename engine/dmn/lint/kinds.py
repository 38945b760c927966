"""Cells whose literals are not of their column's type: such an output gives null, such a test never holds."""

from __future__ import annotations

from engine.bpmn.findings import Severity
from engine.bpmn.text import Text
from engine.dmn.lint.cells import Span, accepted, is_any
from engine.dmn.lint.notes import Notes
from engine.dmn.lint.walk import each
from engine.dmn.model import DecisionTable, Expression, Rule

_OUTPUT = Text(
    "Rule {number} gives {text}, which is not of the type {type} of its column; the result would be null.",
    "第 {number} 条规则的输出 {text} 不是该列的类型 {type}，结果会是 null。",
)
_OUTPUT_REMEDY = Text("Correct the cell or the type of the column.", "请修改该单元格或该列的类型。")
_TEST = Text(
    "Rule {number} tests for {text}, which a value of the type {type} never is.",
    "第 {number} 条规则的条件 {text} 与该列类型 {type} 不符，永远不会匹配。",
)

_SIMPLE = ("number", "string", "boolean")


def check_kinds(notes: Notes) -> None:
    """Findings on the literals of every decision table of one file."""
    each(notes.model, lambda identifier, name, found: _check(notes, identifier, name, found))


def kinds_of(text: str) -> set[str]:
    """The FEEL types of the literals in a cell; empty when it holds anything else."""
    found = accepted(text)
    return set() if found is None else {_kind(one) for one in found}


def _kind(one: Span | str) -> str:
    if isinstance(one, Span):
        return "number"
    return "string" if one.startswith('"') else "boolean"


def _check(notes: Notes, owner: str, name: str, found: Expression) -> None:
    if isinstance(found, DecisionTable):
        for number, rule in enumerate(found.rules, start=1):
            _check_rule(notes, found, rule, number, found.id or owner, name)


def _check_rule(notes: Notes, table: DecisionTable, rule: Rule, number: int, table_id: str, name: str) -> None:
    for tested, test in zip(table.inputs, rule.tests, strict=True):
        kinds = set() if is_any(test.text) else kinds_of(test.text)
        if tested.type in _SIMPLE and kinds and tested.type not in kinds:
            notes.add("dmn-cell-type", Severity.WARNING, test.id or rule.id or table_id, _TEST, _OUTPUT_REMEDY,
                      element_name=name, number=str(number), text=test.text, type=tested.type)  # fmt: skip
    for given, cell in zip(table.outputs, rule.outputs, strict=True):
        kinds = kinds_of(cell.text)
        if given.type in _SIMPLE and kinds and kinds != {given.type} and _is_one_literal(cell.text):
            notes.add("dmn-cell-type", Severity.ERROR, cell.id or rule.id or table_id, _OUTPUT, _OUTPUT_REMEDY,
                      element_name=name, number=str(number), text=cell.text, type=given.type)  # fmt: skip


def _is_one_literal(text: str) -> bool:
    found = accepted(text)
    return found is not None and len(found) == 1 and not text.strip().startswith(("<", ">", "[", "(", "]"))
