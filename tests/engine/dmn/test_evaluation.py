"""What a decision leaves behind: result, trace, problem, as the machine and the journal need it."""

import datetime as dt
import json
import time

import pytest

from engine import evaluate_decision
from engine.dmn import evaluate, parse
from engine.errors import BadInput, DecisionError
from tests.engine.dmn.files import decision, definitions, input_data, knowledge, literal, table

NOW = dt.datetime(2026, 3, 1, 20, 30, tzinfo=dt.UTC)
FEE = definitions(
    input_data("age", "number"),
    decision("base", literal("age * 10"), needs=["in_age"]),
    decision(
        "Fee",
        table(["age", "base"], ["fee: number", "kind"], [["< 18", "-", "0", '"child"', "free by law"],
                                                         [">= 18", "> 100", "base", '"adult"', "full fee"]]),
        id_="fee", needs=["in_age", "base"],
    ),
)  # fmt: skip


def run(file, name, context):
    return evaluate(parse(file), name, context, NOW, "Asia/Shanghai")


def test_the_trace_explains_the_result():
    evaluation = run(FEE, "fee", {"age": 20})

    assert evaluation.result == {"fee": 200, "kind": "adult"}
    assert evaluation.problem is None
    assert evaluation.sha256 == parse(FEE).sha256
    assert [one["id"] for one in evaluation.trace] == ["base", "fee"]
    fee = evaluation.trace[1]
    assert (fee["name"], fee["inputs"]) == ("Fee", {"age": 20, "base": 200})
    (tabled,) = fee["tables"]
    assert tabled["hit_policy"] == "UNIQUE"
    assert [(one["expression"], one["value"]) for one in tabled["inputs"]] == [("age", 20), ("base", 200)]
    assert tabled["rules"] == [
        {"id": "rule2", "index": 2, "outputs": {"fee": 200, "kind": "adult"}, "annotations": {"why": "full fee"}}
    ]


def test_the_trace_is_json():
    evaluation = run(definitions(decision("d", literal('date("2024-02-29")'))), "d", {})

    assert json.loads(json.dumps(evaluation.trace)) == evaluation.trace
    assert evaluation.result == "2024-02-29"


def test_a_broken_unique_table_is_a_problem():
    file = definitions(decision("d", table(["x"], ["r"], [["-", "1"], ["> 1", "2"]])))

    evaluation = run(file, "d", {"x": 5})

    assert evaluation.result is None
    assert "1, 2" in evaluation.problem
    assert [one["index"] for one in evaluation.trace[0]["tables"][0]["rules"]] == [1, 2]


def test_no_rule_is_no_problem():
    evaluation = run(definitions(decision("d", table(["x"], ["r"], [["1", "1"]]))), "d", {"x": 5})

    assert (evaluation.result, evaluation.problem) == (None, None)


def test_every_variable_is_seen_as_in_camunda():
    file = definitions(input_data("a"), decision("d", literal("a + b"), needs=["in_a"]))

    assert run(file, "d", {"a": 1, "b": 2}).result == 3
    assert evaluate_decision(file, "d", {"a": 1, "b": 2}) is None


def test_a_variable_of_the_case_never_stands_in_for_a_decision():
    assert run(FEE, "fee", {"age": 20, "base": 7}).result == {"fee": 200, "kind": "adult"}


def test_the_trace_tells_what_feel_warned_of():
    evaluation = run(definitions(decision("d", literal("no such name"))), "d", {})

    assert "no such name" in evaluation.trace[0]["warnings"][0]


def test_a_required_decision_is_known_by_its_id_too():
    file = definitions(decision("Base Rate", literal("7"), id_="base_rate"),
                       decision("d", literal("base_rate"), needs=["base_rate"]))  # fmt: skip

    assert run(file, "d", {}).result == 7


def test_text_is_taken_as_the_date_that_a_column_wants():
    file = definitions(decision("d", table(["born: date"], ["old"], [['< date("2000-01-01")', "true"]])))

    assert run(file, "d", {"born": "1999-01-01"}).result is True


def test_a_value_of_the_wrong_type_is_a_problem():
    file = definitions(decision("d", table(["age: number"], ["r"], [["-", "1"]])))

    assert "age" in run(file, "d", {"age": "twenty"}).problem


def test_an_invocation_that_binds_the_wrong_names_is_a_problem():
    double = knowledge("double", [("n", "number")], literal("n * 2"))
    logic = (
        f'<invocation id="call">{literal("double")}<binding><parameter name="m"/>{literal("1")}</binding></invocation>'
    )

    evaluation = run(definitions(double, decision("d", logic, knows=["double"])), "d", {})

    assert evaluation.result is None
    assert evaluation.problem == "The invocation 'call' must bind exactly: n."


def test_an_expression_that_is_not_feel_is_a_problem():
    assert "1 +" in run(definitions(decision("d", literal("1 +"))), "d", {}).problem


def test_now_and_today_are_those_of_the_command_in_its_zone():
    file = definitions(decision("d", literal("string(today())")), decision("n", literal("string(now())")))

    assert run(file, "d", {}).result == "2026-03-02"
    assert run(file, "n", {}).result.startswith("2026-03-02T04:30:00")
    assert evaluate_decision(file, "d", {}, now=NOW, zone="Europe/Paris") == "2026-03-01"


def test_an_unknown_decision_is_refused():
    with pytest.raises(DecisionError, match="'nothing'"):
        run(FEE, "nothing", {})


def test_a_model_is_compiled_once():
    model = parse(FEE)
    evaluate(model, "fee", {"age": 20}, NOW, "UTC")
    began = time.perf_counter()

    for _ in range(100):
        evaluate(model, "fee", {"age": 20}, NOW, "UTC")

    assert (time.perf_counter() - began) / 100 < 0.01


def test_a_decision_that_never_ends_is_stopped():
    endless = "count(for a in 1..100000, b in 1..100000, c in 1..100000 return a)"

    with pytest.raises(DecisionError):
        evaluate_decision(definitions(decision("d", literal(endless))), "d", {})


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [2**70, nested(400), "\ud800", float("nan"), {"": {"@": 1}}])
def test_takes_whatever_value_json_can_hold(value):
    file = definitions(decision("d", literal("x = x")))

    assert evaluate_decision(file, "d", {"x": value}) is True


@pytest.mark.parametrize(("value", "error"), [(nested(100_000), DecisionError), (object(), BadInput), (b"", BadInput)])
def test_refuses_other_values_in_a_sentence(value, error):
    file = definitions(decision("d", literal("x")))

    with pytest.raises(error):
        evaluate_decision(file, "d", {"x": value})
    with pytest.raises(error):
        run(file, "d", {"x": value})
