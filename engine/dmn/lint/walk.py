"""Everything inside an expression, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields

from engine.dmn.model import DecisionTable, Expression, FunctionDefinition, Literal, Model


def expressions(expression: Expression | None) -> Iterator[Expression]:
    """The expression and all that it holds, outermost first."""
    waiting: list[object] = [expression]
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, tuple):
            waiting[:0] = found
            continue
        if isinstance(found, Expression):
            yield found
        if hasattr(found, "__dataclass_fields__"):
            waiting[:0] = [getattr(found, one.name) for one in fields(found)]  # type: ignore[arg-type]


def logics(model: Model) -> Iterator[tuple[str, str, Expression | None]]:
    """Id, name and logic of every decision and knowledge model of a file."""
    for decision in model.decisions:
        yield decision.id, decision.name, decision.expression
    for knowledge in model.knowledge_models:
        yield knowledge.id, knowledge.name, knowledge.logic


def each(model: Model, check: Callable[[str, str, Expression], None]) -> None:
    """Call `check` with the owner's id and name for every expression of a file."""
    for identifier, name, logic in logics(model):
        for expression in expressions(logic):
            check(identifier, name, expression)


def texts(expression: Expression | None) -> Iterator[str]:
    """All FEEL texts in an expression."""
    for found in expressions(expression):
        if isinstance(found, Literal):
            yield found.text
        elif isinstance(found, DecisionTable):
            yield from (clause.expression for clause in found.inputs)
            yield from (test.text for rule in found.rules for test in rule.tests)


def names_introduced(expression: Expression | None) -> Iterator[str]:
    """Names that an expression defines for its inner parts: parameters, entries, iterators, columns."""
    for found in expressions(expression):
        if isinstance(found, FunctionDefinition):
            yield from (parameter.name for parameter in found.parameters)
        for entry in getattr(found, "entries", ()):
            if entry.variable is not None:
                yield entry.variable.name
        variable = getattr(found, "variable", None)
        if variable is not None:
            yield variable.name
        yield from (column.name for column in getattr(found, "columns", ()))
        yield from (clause.name for clause in getattr(found, "outputs", ()) if clause.name)
