"""What shows, what is computed, and in which scope: as form-js has it, habits included."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.forms import compile_form, validate_form
from tests.engine.forms.builders import field, form, rows

REQUIRED = {"validate": {"required": True}}


def hidden_if(condition: str) -> dict[str, object]:
    return {"conditional": {"hide": condition}}


@pytest.mark.parametrize(
    ("condition", "answers", "is_hidden"),
    [
        ("=n > 5", {"n": 6}, True),
        ("=n > 5", {"n": 5}, False),
        ("=n > 5", {"n": None}, True),  # null equals the unary test's missing input
        ("=missing", {}, True),
        ("=not(n)", {"n": 1}, True),  # the negation of a test: 1 is not the missing input
        ("=true", {}, True),
        ("=5", {}, False),
        ("=1 +", {}, False),
        ("n > 5", {"n": 6}, False),  # no expression
        ("=n in [1, 2]", {"n": 2}, True),
    ],
)
def test_a_condition_hides(condition, answers, is_hidden):
    shown = validate_form(form(field("number", "n"), field("textfield", "t", **hidden_if(condition))), answers).data
    assert ("t" not in shown) == is_hidden


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("=this.keep", [False, True]),
        ("=i[1] = 2", [True, False]),
        ("=parent.top = 1", [False, False]),
        ("=top = 1", [False, False]),
        ("=_this_.keep", [False, True]),
    ],
)
def test_rows_have_their_own_scope(condition, shown):
    lines = rows("lines", field("checkbox", "keep"), field("textfield", "t", **hidden_if(condition)))
    answers = {"top": 1, "lines": [{"keep": True, "t": "a"}, {"keep": False, "t": "b"}]}
    data = validate_form(form(field("number", "top"), lines), answers).data
    assert ["t" in row for row in data["lines"]] == shown


def test_rows_in_rows_see_their_parent_row_in_limits():
    inner = rows("inner", field("number", "q", validate={"max": "=parent.n"}))
    answers = {"lines": [{"n": 3, "inner": [{"q": 3}, {"q": 4}]}, {"n": 9, "inner": [{"q": 9}]}]}
    result = validate_form(form(rows("lines", field("number", "n"), inner)), answers)
    assert result.errors == {"lines[0].inner[1].q": ["不能大于 3。"]}


def test_options_of_a_row_come_from_the_row():
    lines = rows("lines", field("number", "p"), field("select", "s", valuesExpression="=[this.p]"))
    result = validate_form(form(lines), {"lines": [{"p": 1, "s": 1}, {"p": 2, "s": 1}]})
    assert list(result.errors) == ["lines[1].s"]


def test_expression_fields_feed_one_another_whatever_their_order():
    chain = [field("expression", "c", expression="=b + 1"), field("expression", "b", expression="=a + 1")]
    assert validate_form(form(*chain, field("number", "a")), {"a": 1}).data == {"a": 1, "b": 2, "c": 3}


def test_an_expression_field_that_feeds_itself_is_computed_once():
    assert validate_form(form(field("expression", "e", expression="=[e]")), {}).data == {"e": [None]}


def test_a_computed_value_can_hide_a_field():
    components = [field("number", "a"), field("expression", "e", expression="=a > 1")]
    shown = form(*components, field("textfield", "t", **hidden_if("=e"), **REQUIRED))
    assert validate_form(shown, {"a": 2}).ok
    assert list(validate_form(shown, {"a": 1}).errors) == ["t"]


def test_now_is_the_time_of_the_command_in_the_agencys_zone():
    compiled = compile_form(form(field("expression", "e", expression="=string(now())")))
    now = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    assert compiled.validate({}, now=now)["e"].startswith("2026-03-02T04:00:00")


def test_variables_that_the_form_reads_may_come_with_the_answers_when_nothing_else_is_given():
    choice = form(field("select", "s", valuesKey="offered"), field("textfield", "t", **hidden_if("=role = 1")))
    result = validate_form(choice, {"offered": ["x"], "role": 1, "s": "x"})
    assert (result.errors, result.data) == ({}, {"s": "x"})
    assert list(validate_form(choice, {"offered": ["x"], "s": "x"}, {}).errors) == ["offered", "s"]


def test_a_pattern_that_never_ends_is_cut_short_and_named():
    slow = field("textfield", "slow", validate={"pattern": "^(a+)+$"})
    quick = field("textfield", "quick", validate={"pattern": "^b$"})
    result = validate_form(form(slow, quick), {"slow": "a" * 60 + "!", "quick": "c"})
    assert {path: [one.code for one in found] for path, found in result.problems.items()} == {
        "slow": ["pattern_too_slow"],
        "quick": ["pattern"],
    }
