"""FEEL: that what is an expression reads as one."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.places import places
from engine.bpmn.text import Text
from engine.bpmn.zeebe import value_of
from engine.feel import parse_problems

MAX_EXPRESSION = 20_000
"""Characters."""
_AT_ONCE = 200
"""Expressions for one call into the isolate, so that none runs into its time limit for the others' sake."""


def is_feel(case: Case) -> Iterator[Hit]:
    """Some places hold an expression and nothing else: conditions, scripts, collections, correlation keys.

    There Camunda 8 asks for a leading `=`; without one it would refuse the diagram.
    """
    for place in places(case.document):
        value = value_of(place.text)
        if place.always_feel and value is not None and not value.is_feel:
            yield hit(place.element, place=place.name, text=place.text)


def expression_empty(case: Case) -> Iterator[Hit]:
    """A lone `=` is no expression: it promises one and gives nothing to evaluate."""
    for place in places(case.document):
        value = value_of(place.text)
        if value is not None and not value.text:
            yield hit(place.element, place=place.name)


def doubled(case: Case) -> Iterator[Hit]:
    """One `=` marks an expression; a second one belongs to nothing, and the interpreter would stop at it."""
    for place in places(case.document):
        if (place.expression or "").startswith("="):
            yield hit(place.element, place=place.name, text=place.text)


def too_long(case: Case) -> Iterator[Hit]:
    """An expression of more than 20 000 letters is not read: nobody could, and it may be made to tire the reader."""
    for place in places(case.document):
        if len(place.expression or "") > MAX_EXPRESSION:
            yield hit(place.element, place=place.name, count=str(len(place.text)))


def syntax(case: Case) -> Iterator[Hit]:
    """Every expression of the diagram is read by the FEEL interpreter, so that none fails for its form in a case."""
    found = [place for place in places(case.document) if 0 < len(place.expression or "") <= MAX_EXPRESSION]
    for begin in range(0, len(found), _AT_ONCE):
        batch = found[begin : begin + _AT_ONCE]
        problems = parse_problems([place.expression or "" for place in batch])
        for place, problem in zip(batch, problems, strict=True):
            if problem is not None:
                yield hit(place.element, place=place.name, text=place.text, problem=problem)


RULES = (
    Rule(
        "expression-marked",
        Severity.ERROR,
        is_feel,
        Text(
            '{place} must be an expression, but "{text}" has no leading =.',
            "{place} 必须是表达式，但 “{text}” 没有以 = 开头。",
        ),
        Text("Put = in front of the FEEL expression.", "请在 FEEL 表达式前加上 =。"),
    ),
    Rule(
        "expression-empty",
        Severity.ERROR,
        expression_empty,
        Text("The expression of {place} is empty.", "{place} 的表达式是空的。"),
        Text("Write it, or delete the setting.", "请写出表达式，或删除该设置。"),
    ),
    Rule(
        "expression-doubled",
        Severity.ERROR,
        doubled,
        Text(
            'The expression of {place} begins with a second =: "{text}".', "{place} 的表达式以两个 = 开头：“{text}”。"
        ),
        Text("Keep one =.", "请只保留一个 =。"),
    ),
    Rule(
        "expression-long",
        Severity.ERROR,
        too_long,
        Text("The expression of {place} has {count} letters.", "{place} 的表达式有 {count} 个字符。"),
        Text("Split it, or move it into a decision table.", "请拆分，或移到决策表中。"),
    ),
    Rule(
        "expression-syntax",
        Severity.ERROR,
        syntax,
        Text('{place} is not FEEL: "{text}". {problem}', "{place} 不是有效的 FEEL：“{text}”。{problem}"),
        Text("Correct the expression.", "请更正表达式。"),
    ),
)
