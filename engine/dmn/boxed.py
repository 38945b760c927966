"""Boxed expressions (DMN chapters 8 and 10.2.2): one reader per element name."""

from __future__ import annotations

from collections.abc import Callable

from engine.dmn.model import (
    Aggregation,
    Binding,
    Conditional,
    Context,
    ContextEntry,
    DecisionTable,
    Expression,
    Filter,
    FunctionDefinition,
    HitPolicy,
    InputClause,
    Invocation,
    Iteration,
    ListExpression,
    Literal,
    OutputClause,
    Relation,
    Rule,
    UnaryTests,
    Variable,
)
from engine.dmn.types import TypeNames, read_unary_tests, read_variable
from engine.dmn.xml import Element, child, children, collapse, local_name, text_of
from engine.errors import DecisionError

_LANGUAGES = ("feel", "")


def read_expression(parent: Element | None, names: TypeNames) -> Expression | None:
    """The first boxed expression among the children of an element, None when there is none."""
    if parent is None:
        return None
    for found in children(parent):
        reader = _READERS.get(local_name(found))
        if reader is not None:
            return reader(found, names)
    return None


def _all_expressions(parent: Element, names: TypeNames) -> tuple[Expression | None, ...]:
    return tuple(
        _READERS[local_name(found)](found, names) for found in children(parent) if local_name(found) in _READERS
    )


def _check_language(element: Element) -> None:
    language = element.get("expressionLanguage", "")
    if language.rstrip("/").rpartition("/")[2].lower() not in _LANGUAGES and "FEEL" not in language.upper():
        raise _refusal(element, f"The expression is in {language!r}; only FEEL is evaluated.")


def _refusal(element: Element, sentence: str) -> DecisionError:
    """Names the element, or the nearest around it that has an id."""
    held: Element | None = element
    while held is not None and not held.get("id"):
        held = held.getparent()
    return DecisionError(sentence, element_id=None if held is None else held.get("id"))


def _literal(element: Element, names: TypeNames) -> Literal:
    _check_language(element)
    if child(element, "importedValues") is not None:
        raise _refusal(element, "The expression imports its text, which is not supported.")
    return Literal(element.get("id"), names.resolve(element), text_of(child(element, "text")))


def _table(element: Element, names: TypeNames) -> DecisionTable:
    inputs = tuple(_input_clause(found, names) for found in children(element, "input"))
    outputs = tuple(_output_clause(found, names) for found in children(element, "output"))
    table = DecisionTable(
        id=element.get("id"),
        type=names.resolve(element),
        hit_policy=_hit_policy(element),
        aggregation=_aggregation(element),
        inputs=inputs,
        outputs=outputs,
        rules=tuple(_rule(found, names) for found in children(element, "rule")),
        annotations=tuple(collapse(found.get("name", "")) for found in children(element, "annotation")),
    )
    _check_table(element, table)
    return table


def _hit_policy(element: Element) -> HitPolicy:
    text = collapse(element.get("hitPolicy", "UNIQUE")).replace("_", " ").upper()
    try:
        return HitPolicy(text)
    except ValueError:
        raise _refusal(element, f"The table has the unknown hit policy {text!r}.") from None


def _aggregation(element: Element) -> Aggregation | None:
    text = element.get("aggregation", "").strip().upper()
    try:
        return Aggregation(text) if text else None
    except ValueError:
        raise _refusal(element, f"The table has the unknown aggregation {text!r}.") from None


def _check_table(element: Element, table: DecisionTable) -> None:
    if not table.outputs:
        raise _refusal(element, "The table has no output column.")
    for number, (found, rule) in enumerate(zip(children(element, "rule"), table.rules, strict=True), start=1):
        if len(rule.tests) != len(table.inputs) or len(rule.outputs) != len(table.outputs):
            raise _refusal(
                found,
                f"Rule {number} has {len(rule.tests)} input and {len(rule.outputs)} output cells "
                f"for {len(table.inputs)} and {len(table.outputs)} columns.",
            )


def _input_clause(element: Element, names: TypeNames) -> InputClause:
    expression = child(element, "inputExpression")
    if expression is not None:
        _check_language(expression)
    return InputClause(
        id=element.get("id"),
        label=element.get("label", ""),
        expression=text_of(child(expression, "text")),
        expression_id=None if expression is None else expression.get("id"),
        type=None if expression is None else names.resolve(expression),
        values=read_unary_tests(child(element, "inputValues")),
    )


def _output_clause(element: Element, names: TypeNames) -> OutputClause:
    default = child(element, "defaultOutputEntry")
    name = element.get("name")
    return OutputClause(
        id=element.get("id"),
        label=element.get("label", ""),
        name=collapse(name) if name else None,
        type=names.resolve(element),
        values=read_unary_tests(child(element, "outputValues")),
        default=None if default is None else _literal(default, names),
    )


def _rule(element: Element, names: TypeNames) -> Rule:
    for cell in children(element, "inputEntry"):
        _check_language(cell)
    return Rule(
        id=element.get("id"),
        tests=tuple(
            UnaryTests(found.get("id"), text_of(child(found, "text"))) for found in children(element, "inputEntry")
        ),
        outputs=tuple(_literal(found, names) for found in children(element, "outputEntry")),
        annotations=tuple(text_of(child(found, "text")) for found in children(element, "annotationEntry")),
        description=text_of(child(element, "description")),
    )


def _context(element: Element, names: TypeNames) -> Context:
    entries = tuple(_context_entry(found, names) for found in children(element, "contextEntry"))
    return Context(element.get("id"), names.resolve(element), entries)


def _context_entry(element: Element, names: TypeNames) -> ContextEntry:
    variable = child(element, "variable")
    return ContextEntry(
        variable=None if variable is None else read_variable(variable, names),
        expression=read_expression(element, names),
    )


def _invocation(element: Element, names: TypeNames) -> Invocation:
    bindings = []
    for found in children(element, "binding"):
        parameter = child(found, "parameter")
        if parameter is None or not parameter.get("name"):
            raise _refusal(element, "A binding of the invocation names no parameter.")
        bindings.append(Binding(collapse(parameter.get("name", "")), read_expression(found, names)))
    return Invocation(element.get("id"), names.resolve(element), read_expression(element, names), tuple(bindings))


def _relation(element: Element, names: TypeNames) -> Relation:
    columns = tuple(read_variable(found, names) for found in children(element, "column"))
    rows = tuple(_all_expressions(found, names) for found in children(element, "row"))
    for row in rows:
        if len(row) != len(columns):
            raise _refusal(element, "A row of the relation has not one cell per column.")
    return Relation(element.get("id"), names.resolve(element), columns, rows)


def _list(element: Element, names: TypeNames) -> ListExpression:
    return ListExpression(element.get("id"), names.resolve(element), _all_expressions(element, names))


def read_function(element: Element, names: TypeNames) -> FunctionDefinition:
    """A `functionDefinition`, or the `encapsulatedLogic` of a business knowledge model."""
    return FunctionDefinition(
        id=element.get("id"),
        type=names.resolve(element),
        parameters=tuple(read_variable(found, names) for found in children(element, "formalParameter")),
        body=read_expression(element, names),
        language=_function_language(element),
    )


def _function_language(element: Element) -> str:
    # DMN 1.1 had no `kind` of its own; some of its tools wrote one in a namespace of theirs.
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == "kind"), "FEEL")


def _conditional(element: Element, names: TypeNames) -> Conditional:
    return Conditional(
        element.get("id"),
        names.resolve(element),
        read_expression(child(element, "if"), names),
        read_expression(child(element, "then"), names),
        read_expression(child(element, "else"), names),
    )


def _iteration(element: Element, names: TypeNames) -> Iteration:
    collection = child(element, "in")
    return Iteration(
        element.get("id"),
        names.resolve(element),
        local_name(element),
        Variable(
            collapse(element.get("iteratorVariable", "")), None if collection is None else names.resolve(collection)
        ),
        read_expression(collection, names),
        read_expression(child(element, "return", "satisfies"), names),
    )


def _filter(element: Element, names: TypeNames) -> Filter:
    return Filter(
        element.get("id"),
        names.resolve(element),
        read_expression(child(element, "in"), names),
        read_expression(child(element, "match"), names),
    )


_READERS: dict[str, Callable[[Element, TypeNames], Expression]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "relation": _relation,
    "list": _list,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
    "filter": _filter,
}
