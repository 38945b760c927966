"""Cells that hold a bare word: FEEL takes it for a name, its author mostly meant a text and forgot the quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.findings import Severity
from engine.bpmn.text import Text
from engine.dmn.lint.notes import Notes
from engine.dmn.lint.walk import expressions, logics, names_introduced
from engine.dmn.model import DecisionTable, Model

_WORD = Text(
    "Rule {number} holds the bare word {text}; FEEL takes it for a name, and nothing here has that name.",
    "第 {number} 条规则中的 {text} 没有加引号；FEEL 会把它当作变量名，而此处没有这个变量。",
)
_WORD_REMEDY = Text(
    'Write "{text}" if a text is meant; else draw the requirement that brings the name.',
    '如果是文字，请写成 "{text}"；否则请绘制提供该变量的依赖。',
)

_BARE = re.compile(r"^[^\W\d][\w ]*$")
_KEYWORDS = {"true", "false", "null"}


def check_words(notes: Notes) -> None:
    """Findings on every decision table of one file."""
    known = {_squeeze(name) for name in _names(notes.model)}
    for owner, name, logic in logics(notes.model):
        for table in expressions(logic):
            if isinstance(table, DecisionTable):
                _check(notes, table, known | _read(table), table.id or owner, name)


def _names(model: Model) -> Iterator[str]:
    for one in model.elements():
        yield from (one.id, one.name, one.variable.name)
    for _owner, _name, logic in logics(model):
        yield from names_introduced(logic)
    yield from (one.name for one in model.imports)


def _read(table: DecisionTable) -> set[str]:
    """What the columns read is there to be read in cells too."""
    words = {_squeeze(clause.expression) for clause in table.inputs}
    return words | {word for clause in table.inputs for word in re.findall(r"\w+", clause.expression)}


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _check(notes: Notes, table: DecisionTable, known: set[str], table_id: str, name: str) -> None:
    for number, rule in enumerate(table.rules, start=1):
        cells = [(cell.id, cell.text) for cell in rule.tests] + [(cell.id, cell.text) for cell in rule.outputs]
        for identifier, text in cells:
            if _BARE.match(text) and text not in _KEYWORDS and _squeeze(text) not in known:
                notes.add("dmn-bare-word", Severity.WARNING, identifier or rule.id or table_id, _WORD, _WORD_REMEDY,
                          element_name=name, number=str(number), text=text)  # fmt: skip
