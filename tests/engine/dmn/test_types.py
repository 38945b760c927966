"""Item definitions: what conforms, and what is converted (DMN 7.3.2, 10.3.2.9)."""

import datetime as dt

import pytest

from engine import evaluate_decision
from tests.engine.dmn.files import decision, definitions, input_data, knowledge, literal

TYPES = """
<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>
<itemDefinition name="tPerson">
  <itemComponent name="name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="age"><typeRef>number</typeRef></itemComponent>
</itemDefinition>
<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
<itemDefinition name="tColour"><typeRef>string</typeRef>
  <allowedValues><text>"red", "green"</text></allowedValues></itemDefinition>
<itemDefinition name="tColours" isCollection="true"><typeRef>tColour</typeRef></itemDefinition>
<itemDefinition name="tSmall"><typeRef>number</typeRef>
  <allowedValues><text>[0..10]</text></allowedValues></itemDefinition>
<itemDefinition name="tFew" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<itemDefinition name="tFunction"><functionItem outputTypeRef="string">
  <parameters name="n" typeRef="number"/></functionItem></itemDefinition>
"""


@pytest.mark.parametrize(
    ("type_", "expression", "expected"),
    [
        ("string", "1", None),
        ("number", '"1"', None),
        ("number", "[1]", 1),
        ("number", "[[1]]", None),
        ("number", '["a"]', None),
        ("number", "[1, 2]", None),
        ("tNumbers", "1", [1]),
        ("tNumbers", "[1, 2]", [1, 2]),
        ("tNumbers", '[1, "a"]', None),
        ("tNumbers", '"a"', None),
        ("tNumbers", "null", None),
        ("tPerson", '{name: "Ann", age: 3}', {"name": "Ann", "age": 3}),
        ("tPerson", '{name: "Ann", age: 3, more: 1}', {"name": "Ann", "age": 3, "more": 1}),
        ("tPerson", '{name: "Ann"}', None),
        ("tPerson", '{name: "Ann", age: null}', {"name": "Ann", "age": None}),
        ("tPerson", "{name: 1, age: 3}", None),
        ("tPeople", '[{name: "Ann", age: 3}]', [{"name": "Ann", "age": 3}]),
        ("tPeople", '{name: "Ann", age: 3}', [{"name": "Ann", "age": 3}]),
        ("tPeople", "[1]", None),
        ("tColour", '"red"', "red"),
        ("tColour", '"blue"', None),
        ("tColours", '["red", "green"]', ["red", "green"]),
        ("tColours", '["red", "blue"]', None),
        ("tSmall", "10", 10),
        ("tSmall", "11", None),
        ("tFew", "[1, 2]", [1, 2]),
        ("tFew", "[1, 2, 3]", None),
        ("Any", "1", 1),
        ("date", 'date("2024-02-29")', dt.date(2024, 2, 29)),
        ("date", '"2024-02-29"', None),
        ("context", "{a: 1}", {"a": 1}),
    ],
)  # fmt: skip
def test_the_result_is_made_to_fit(type_, expression, expected):
    file = definitions(TYPES, decision("d", literal(expression), type_=type_))

    assert evaluate_decision(file, "d", {}) == expected


def test_a_date_becomes_the_first_moment_of_its_day():
    file = definitions(decision("d", literal('date("2024-02-29")'), type_="date and time"))

    assert evaluate_decision(file, "d", {}) == dt.datetime(2024, 2, 29, tzinfo=dt.UTC)


def test_an_expression_is_made_to_fit_its_own_type():
    assert evaluate_decision(definitions(TYPES, decision("d", literal("1", "tNumbers"))), "d", {}) == [1]


@pytest.mark.parametrize(
    ("type_", "given", "expected"),
    [
        ("number", "text", None),
        ("string", "text", "text"),
        ("tColour", "blue", None),
        ("tPerson", {"name": "Ann", "age": 3}, {"name": "Ann", "age": 3}),
        ("tPerson", {"name": "Ann"}, {"name": "Ann", "age": None}),
        ("date", "2024-02-29", dt.date(2024, 2, 29)),
        ("date", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
        ("date", "today", None),
        ("tNumbers", [1], [1]),
        ("tNumbers", 1, [1]),
    ],
)
def test_what_is_given_is_made_to_fit(type_, given, expected):
    file = definitions(TYPES, input_data("x", type_), decision("d", literal("x"), needs=["in_x"]))

    assert evaluate_decision(file, "d", {"x": given}) == expected


def test_a_function_type_tells_what_the_function_gives():
    file = definitions(
        TYPES, knowledge("f", [("n", "number")], literal("n"), type_="tFunction"),
        decision("d", literal("f(1)"), knows=["f"]),
    )  # fmt: skip

    assert evaluate_decision(file, "d", {}) is None


def test_expressions_know_the_types_of_the_model():
    file = definitions(TYPES, decision("d", literal('{name: "Ann", age: 3} instance of tPerson')))

    assert evaluate_decision(file, "d", {}) is True


def test_parameters_of_functions_know_the_types_of_the_model():
    file = definitions(
        TYPES, decision("d", literal('{f: function(p: tPerson) p = null, r: f({name: "Ann", age: 3})}.r'))
    )

    assert evaluate_decision(file, "d", {}) is False
