"""The memo gives what the isolate would have given, and asks it only where it must."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.memo import Memo, is_pure
from engine.feel import evaluate_many
from engine.ports import FeelQuestion

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
EXPRESSIONS = (
    'outcome = "rated"',
    "points >= 50 and not(smoker)",
    "if smoker then points * 2 else points",
    "a.b > 3 or points = null",
    'outcome in ("rated", "standard")',
    "string length(outcome) > 3",
    "count(items) > 1",
    "some item in items satisfies item > points",
    "points - b",
    "max(items)",
    "missing = null",
)


class Counting:
    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, questions, at):
        self.asked += len(questions)
        return evaluate_many(questions, at)


values = st.one_of(st.none(), st.booleans(), st.integers(-5, 60), st.sampled_from(["rated", "standard", "", "50"]))
contexts = st.fixed_dictionaries(
    {},
    optional={
        "outcome": values,
        "points": values,
        "smoker": values,
        "b": values,
        "items": st.lists(st.integers(0, 60), max_size=3),
        "a": st.one_of(values, st.fixed_dictionaries({"b": values})),
        "points - b": values,
        "count": values,
    },
)
memo = Memo(Counting())


@settings(max_examples=60, deadline=None)
@given(st.lists(contexts, min_size=1, max_size=6))
def test_remembered_answers_are_those_of_the_isolate(several):
    for context in several:
        questions = [FeelQuestion(expression, context) for expression in EXPRESSIONS]
        for mine, theirs in zip(memo(questions, AT), evaluate_many(questions, AT), strict=True):
            assert (mine.value, mine.problem) == (theirs.value, theirs.problem)
            assert type(mine.value) is type(theirs.value)


def test_the_same_question_is_asked_once_whatever_else_the_case_holds():
    ask = Counting()
    remembering = Memo(ask)
    for number in range(5):
        context = {"outcome": "rated", "other": number}
        (answer,) = remembering([FeelQuestion('outcome = "rated"', context)], AT)
        assert answer.value is True
        assert answer.read == ("outcome",)
    assert ask.asked == 1


@pytest.mark.parametrize("expression", ["now()", "today()", "add working days(today(), 3)", "random number()", "f(1)"])
def test_what_depends_on_the_clock_or_the_calendar_is_never_remembered(expression):
    assert not is_pure(expression)


def test_a_date_moves_on():
    remembering = Memo(evaluate_many)
    first, second = (
        remembering([FeelQuestion("string(today())", {})], AT + timedelta(days=days))[0].value for days in (0, 1)
    )
    assert (first, second) == ("2026-03-02", "2026-03-03")


def test_parentheses_in_a_text_are_no_call():
    assert is_pure('outcome = "now()"')


def test_lists_are_not_shared_between_cases():
    remembering = Memo(evaluate_many)
    question = [FeelQuestion("[1, 2]", {})]
    assert remembering(question, AT)[0].value is not remembering(question, AT)[0].value


def test_the_memory_is_bounded(monkeypatch):
    monkeypatch.setattr("engine.commands.memo.MOST_ANSWERS", 10)
    remembering = Memo(evaluate_many)
    for number in range(30):
        remembering([FeelQuestion("points > 3", {"points": number})], AT)
    assert remembering._count <= 10
