"""Boxed expressions other than tables (DMN 10.2.2)."""

import pytest

from engine import evaluate_decision
from tests.engine.dmn.files import decision, definitions, input_data, knowledge, literal


def answer(logic, *more, inputs=(), knows=(), type_="Any", **context):
    file = definitions(
        *map(input_data, inputs), *more,
        decision("d", logic, needs=[f"in_{one}" for one in inputs], knows=knows, type_=type_),
    )  # fmt: skip
    return evaluate_decision(file, "d", context)


def entry(name, logic, type_=""):
    head = f'<variable name="{name}" typeRef="{type_ or "Any"}"/>' if name else ""
    return f"<contextEntry>{head}{logic}</contextEntry>"


def test_literal_expression():
    assert answer(literal("x + 1"), inputs=["x"], x=1) == 2


def test_an_empty_literal_gives_null():
    assert answer(literal("")) is None


def test_context_gives_its_entries_which_see_those_before():
    logic = f"<context>{entry('a', literal('1'))}{entry('b c', literal('a + 1'))}</context>"

    assert answer(logic) == {"a": 1, "b c": 2}


def test_context_with_a_result_gives_only_that():
    assert answer(f"<context>{entry('a', literal('1'))}{entry('', literal('a + 41'))}</context>") == 42


def test_context_entry_is_made_to_fit_its_type():
    assert answer(f"<context>{entry('a', literal('[1]'), 'number')}</context>") == {"a": 1}
    assert answer(f"<context>{entry('a', literal('1'), 'string')}</context>") == {"a": None}


def test_contexts_nest():
    inner = f"<context>{entry('b', literal('a * 10'))}</context>"
    logic = f"<context>{entry('a', literal('1'))}{entry('inner', inner)}{entry('c', literal('inner.b'))}</context>"

    assert answer(logic) == {"a": 1, "inner": {"b": 10}, "c": 10}


def test_list():
    assert answer(f"<list>{literal('1')}{literal('x')}<list>{literal('3')}</list></list>", inputs=["x"], x=2) == [
        1,
        2,
        [3],
    ]


def test_relation_gives_a_context_per_row():
    logic = (
        '<relation><column name="name"/><column name="age"/>'
        f"<row>{literal(chr(34) + 'Bob' + chr(34))}{literal('40')}</row>"
        f"<row>{literal('null')}{literal('20 + 1')}</row></relation>"
    )

    assert answer(logic) == [{"name": "Bob", "age": 40}, {"name": None, "age": 21}]


def binding(name, text):
    return f'<binding><parameter name="{name}"/>{literal(text)}</binding>'


def test_invocation_calls_by_name():
    minus = knowledge("minus", [("a", "number"), ("b", "number")], literal("a - b"))
    logic = f"<invocation>{literal('minus')}{binding('b', '1')}{binding('a', '10')}</invocation>"

    assert answer(logic, minus, knows=["minus"]) == 9


def test_invocation_of_what_is_no_function_gives_null():
    assert answer(f"<invocation>{literal('1')}{binding('a', '1')}</invocation>") is None


def test_function_definition_is_called_from_an_expression():
    function = (
        f'<functionDefinition><formalParameter name="n" typeRef="number"/>{literal("n + x")}</functionDefinition>'
    )
    logic = f"<context>{entry('add', function)}{entry('', literal('add(2)'))}</context>"

    assert answer(logic, inputs=["x"], x=40) == 42


def test_a_function_in_another_language_is_not_run():
    function = f'<functionDefinition kind="Java"><formalParameter name="n"/>{literal("{}")}</functionDefinition>'

    assert answer(f"<context>{entry('f', function)}{entry('', literal('f(1)'))}</context>") is None


@pytest.mark.parametrize(
    ("condition", "expected"), [("true", "then"), ("false", "else"), ("null", "else"), ("1", None)]
)
def test_conditional(condition, expected):
    then, otherwise = literal('"then"'), literal('"else"')
    logic = f"<conditional><if>{literal(condition)}</if><then>{then}</then><else>{otherwise}</else></conditional>"

    assert answer(logic) == expected


def iterate(kind, collection, body):
    last = "return" if kind == "for" else "satisfies"
    return f'<{kind} iteratorVariable="i"><in>{literal(collection)}</in><{last}>{literal(body)}</{last}></{kind}>'


@pytest.mark.parametrize(
    ("collection", "body", "expected"),
    [
        ("[1, 2, 3]", "i * 2", [2, 4, 6]),
        ("[]", "i", []),
        ("5", "i", [5]),
        ("[1, 2, 3]", "i + count(partial)", [1, 3, 5]),
        ("null", "i", None),
    ],
)
def test_for(collection, body, expected):
    assert answer(iterate("for", collection, body)) == expected


@pytest.mark.parametrize(
    ("kind", "collection", "expected"),
    [
        ("some", "[1, 9]", True),
        ("some", "[1, 2]", False),
        ("some", "[]", False),
        ("every", "[8, 9]", True),
        ("every", "[1, 9]", False),
        ("every", "[]", True),
        ("some", '[9, "x"]', True),
    ],
)
def test_quantified(kind, collection, expected):
    assert answer(iterate(kind, collection, "i > 5")) is expected


@pytest.mark.parametrize(
    ("collection", "match", "expected"),
    [
        ("[1, 6, 9]", "item > 5", [6, 9]),
        ("[{age: 10}, {age: 20}]", "age > 15", [{"age": 20}]),
        ("[{age: 10}]", "item.age > 15", []),
        ("null", "true", None),
        ("[1, 2]", '"yes"', None),
    ],
)
def test_filter(collection, match, expected):
    logic = f"<filter><in>{literal(collection)}</in><match>{literal(match)}</match></filter>"

    assert answer(logic) == expected
