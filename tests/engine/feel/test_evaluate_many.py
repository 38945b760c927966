"""Many expressions over the variables of a case, in one call."""

from datetime import UTC, datetime

import pytest

from engine.feel import evaluate_many, parse_problem, parse_problems, to_json
from engine.ports import FeelAnswer, FeelQuestion

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def ask(expression, **variables):
    [answer] = evaluate_many([FeelQuestion(expression, variables)], NOW)
    return answer


def test_no_questions_give_no_answers():
    assert evaluate_many([], NOW) == []


def test_answers_come_in_the_order_of_the_questions():
    questions = [FeelQuestion(f"x + {n}", {"x": 10}) for n in range(5)]
    assert [answer.value for answer in evaluate_many(questions, NOW)] == [10, 11, 12, 13, 14]


def test_an_answer_names_the_variables_it_read():
    assert ask("if age > 60 then a else b", age=70, a=1, b=2, c=3) == FeelAnswer(value=1, read=("age", "a"))


def test_a_name_that_is_bound_inside_is_not_read():
    assert ask("for x in items return x", x=1, items=[1, 2]).read == ("items",)


def test_a_date_is_stored_as_text():
    assert ask('date("2026-11-21") + duration("P1D")').value == "2026-11-22"


def test_text_that_looks_like_a_date_stays_text():
    assert ask('d = "2026-11-21"', d="2026-11-21").value is True


def test_a_null_inside_is_a_warning_not_a_problem():
    answer = ask('1 + "a"')
    assert (answer.value, answer.problem) == (None, None)
    assert answer.warnings == ("number + string has no value",)


def test_a_missing_variable_gives_null_and_a_warning():
    assert ask("missing + 1").warnings[0] == 'there is no variable "missing"'


def test_a_syntax_error_is_a_problem_of_its_own_question():
    good, bad = evaluate_many([FeelQuestion("1", {}), FeelQuestion("1 +", {})], NOW)
    assert good.value == 1
    assert bad.problem == "The expression ends too early."


def test_a_failed_assertion_is_a_problem():
    assert ask('assert(x, x > 0, "x must be positive")', x=-1).problem == "X must be positive."


def test_a_number_is_stored_as_the_nearest_double():
    assert ask("1 / 3").value == pytest.approx(1 / 3, abs=0)


def test_a_variable_cannot_pose_as_a_typed_value():
    assert ask("x instance of context", x={"@": "date", "v": "2026-11-21"}).value is True


def test_a_variable_called_like_a_property_of_objects_is_only_a_variable():
    assert ask("__proto__ + constructor", __proto__=1, constructor=2).value == 3


def test_variables_with_spaces_and_signs_are_found():
    variables = {"Applicant Age": 40, "date of birth": "x", "a-b": 2, "Profit and Loss": 3}
    [answer] = evaluate_many([FeelQuestion("Applicant Age + a-b + Profit and Loss", variables)], NOW)
    assert answer.value == 45


def test_a_variable_called_like_a_function_does_not_hide_it():
    assert ask("count(items) + count", count=1, items=[7, 8]).value == 3


def test_chinese_names_are_names():
    assert ask("投保人.年龄 >= 18", 投保人={"年龄": 20}).value is True


def test_functions_and_intervals_have_a_json():
    assert to_json(ask("[1..3]").value) == {"start": 1, "end": 3, "start included": True, "end included": True}
    assert ask("function(x) x").value is None


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="aware"):
        evaluate_many([FeelQuestion("1", {})], NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("expression", "dialect", "problem"),
    [
        ("a + b", "expression", None),
        ("a +", "expression", "The expression ends too early."),
        ("a + )", "expression", '")" is not expected at character 5.'),
        ("a\n+ )", "expression", '")" is not expected at line 2, character 3.'),
        ("", "expression", "The expression ends too early."),
        ('"a", "b"', "unaryTests", None),
        ("-", "unaryTests", None),
        ("not(< 5, [7..9])", "unaryTests", None),
        ("> 5 <", "unaryTests", "The expression ends too early."),
    ],
)
def test_lint_is_told_why_a_text_is_not_feel(expression, dialect, problem):
    assert parse_problem(expression, dialect) == problem


def test_lint_asks_of_many_texts_at_once():
    assert parse_problems(["1", "1 +", "2"]) == [None, "The expression ends too early.", None]
