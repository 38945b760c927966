"""Decision tables: hit policies, aggregation, defaults, cells (DMN chapter 8)."""

import datetime as dt

import pytest

from engine import evaluate_decision
from tests.engine.dmn.files import decision, definitions, input_data, literal, table

OVERLAPPING = [["> 10", '"low"'], ["> 20", '"high"'], ["> 30", '"low"']]


def answer(logic, *, inputs=("x",), **context):
    """The result of a decision with that table as its logic."""
    names = [f"in_{name}" for name in inputs]
    file = definitions(*map(input_data, inputs), decision("d", logic, needs=names))
    return evaluate_decision(file, "d", context)


def levels(hit_policy, rules=OVERLAPPING, more=""):
    return table(["x"], ['level: string ["high","middle","low"]'], rules, hit_policy=hit_policy, more=more)


@pytest.mark.parametrize(
    ("hit_policy", "x", "expected"),
    [
        ("UNIQUE", 15, "low"),
        ("UNIQUE", 25, None),
        ("UNIQUE", 5, None),
        ("FIRST", 35, "low"),
        ("FIRST", 5, None),
        ("ANY", 15, "low"),
        ("ANY", 25, None),
        ("PRIORITY", 15, "low"),
        ("PRIORITY", 35, "high"),
        ("COLLECT", 35, ["low", "high", "low"]),
        ("COLLECT", 5, None),
        ("RULE ORDER", 35, ["low", "high", "low"]),
        ("OUTPUT ORDER", 35, ["high", "low", "low"]),
    ],
)
def test_hit_policy(hit_policy, x, expected):
    assert answer(levels(hit_policy), x=x) == expected


def test_any_accepts_rules_that_agree():
    assert answer(levels("ANY", [["> 10", '"low"'], ["> 20", '"low"']]), x=25) == "low"


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)])
def test_collect_aggregates(aggregation, expected):
    rules = [["> 1", "20"], ["> 2", "10"], ["> 3", "30"], ["> 99", "1000"]]
    logic = table(["x"], ["points: number"], rules, hit_policy="COLLECT", more=f'aggregation="{aggregation}"')

    assert answer(logic, x=5) == expected


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", None), ("MIN", None), ("MAX", None), ("COUNT", 0)])
def test_collect_aggregates_nothing(aggregation, expected):
    logic = table(["x"], ["p"], [["> 1", "20"]], hit_policy="COLLECT", more=f'aggregation="{aggregation}"')

    assert answer(logic, x=0) == expected


def test_several_outputs_make_a_context():
    logic = table(["x"], ["rate", "the reason"], [["> 1", "0.5", '"young"']])

    assert answer(logic, x=5) == {"rate": 0.5, "the reason": "young"}


def test_output_order_goes_by_the_first_column_then_the_next():
    outputs = ['a: string ["A","B"]', 'b: string ["X","Y"]']
    rules = [["-", '"B"', '"X"'], ["-", '"A"', '"Y"'], ["-", '"A"', '"X"']]

    found = answer(table(["x"], outputs, rules, hit_policy="OUTPUT ORDER"), x=1)

    assert [one["a"] + one["b"] for one in found] == ["AX", "AY", "BX"]


def test_priority_may_come_from_the_allowed_values_of_the_type():
    type_ = (
        '<itemDefinition name="tLevel"><typeRef>string</typeRef>'
        '<allowedValues><text>"high","low"</text></allowedValues></itemDefinition>'
    )
    logic = table(["x"], ["level: tLevel"], OVERLAPPING, hit_policy="PRIORITY")
    file = definitions(type_, input_data("x"), decision("d", logic, needs=["in_x"]))

    assert evaluate_decision(file, "d", {"x": 25}) == "high"


def with_default(logic):
    return logic.replace(
        "</outputValues>", '</outputValues><defaultOutputEntry><text>"none"</text></defaultOutputEntry>'
    )


@pytest.mark.parametrize(("x", "expected"), [(5, "none"), (15, "low")])
def test_default_output_holds_when_no_rule_matches(x, expected):
    assert answer(with_default(levels("UNIQUE")), x=x) == expected


@pytest.mark.parametrize(
    ("cell", "matching", "failing"),
    [
        ("-", [1, None, "text"], []),
        ("", [1, None], []),
        ("1", [1], [2, "1", None]),
        ("1, 3", [1, 3], [2]),
        ("not(1, 3)", [2], [1, 3]),
        ("< 5", [4], [5, None]),
        (">= 5", [5], [4]),
        ("[1..5]", [1, 5], [0, 6]),
        ("(1..5)", [2], [1, 5]),
        ("]1..5[", [2], [1, 5]),
        ("[1..3], > 10", [2, 11], [5]),
        ('"a", "b"', ["a", "b"], ["c", None]),
        ("null", [None], [0]),
        ("true", [True], [False, None]),
        ("? > 3 and ? < 5", [4], [3, 5]),
        ('contains(?, "b")', ["abc"], ["ac"]),
        ("not(null)", [1], [None]),
    ],
)
def test_cell(cell, matching, failing):
    logic = table(["x"], ["hit"], [[cell, "true"]])

    assert [one for one in matching if answer(logic, x=one) is not True] == []
    assert [one for one in failing if answer(logic, x=one) is not None] == []


def test_a_cell_may_compare_with_another_input():
    logic = table(["x"], ["hit"], [["> y", "true"]])

    assert answer(logic, inputs=("x", "y"), x=3, y=2) is True
    assert answer(logic, inputs=("x", "y"), x=1, y=2) is None


def test_a_cell_tests_dates():
    logic = table(["x: date"], ["era"], [['< date("2000-01-01")', '"old"'], ['>= date("2000-01-01")', '"new"']])

    assert answer(logic, x=dt.date(1999, 12, 31)) == "old"
    assert answer(logic, x=dt.date(2000, 1, 1)) == "new"


def test_an_output_may_compute():
    assert answer(table(["x"], ["double"], [["-", "x * 2"]]), x=21) == 42


def test_all_inputs_must_match():
    logic = table(["x", "y"], ["hit"], [["1", "2", "true"]])

    assert answer(logic, inputs=("x", "y"), x=1, y=2) is True
    assert answer(logic, inputs=("x", "y"), x=1, y=3) is None


def test_a_table_without_inputs_answers():
    assert answer(table([], ["one"], [["1"]]), x=0) == 1


def test_an_input_outside_the_values_that_its_column_allows_gives_null():
    logic = table(["x"], ["hit"], [["-", "true"]]).replace(
        "</inputExpression>", '</inputExpression><inputValues><text>"a","b"</text></inputValues>'
    )

    assert answer(logic, x="a") is True
    assert answer(logic, x="c") is None


def test_the_hit_policy_is_unique_when_none_is_written():
    logic = table(["x"], ["hit"], [["-", "1"], ["-", "2"]]).replace(' hitPolicy="UNIQUE"', "")

    assert answer(logic, x=0) is None


def test_a_table_sees_what_the_context_around_it_defines():
    inner = table(["doubled"], ["size"], [["> 10", '"big"'], ["<= 10", '"small"']])
    logic = (
        f'<context><contextEntry><variable name="doubled"/>{literal("x * 2")}</contextEntry>'
        f"<contextEntry>{inner}</contextEntry></context>"
    )

    assert answer(logic, x=6) == "big"


def test_a_cell_that_asks_and_gets_no_answer_does_not_match():
    # A list where the column says string is null (DMN type conformance): the test fails, so the rule does not hit.
    logic = table(["x: string"], ["hit"], [['count(?[item = "a"]) > 0', "true"]])

    assert answer(logic, x=["b", "c"]) is None
    assert answer(logic, x=["a"]) is True
