"""Expressions that read no variable: what they give is known before any case runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from engine.bpmn.document import scope_of
from engine.bpmn.findings import Severity
from engine.bpmn.iso8601 import is_cycle, is_date_time, is_duration
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.model import TimerKind
from engine.bpmn.places import Place, places
from engine.bpmn.text import Text
from engine.bpmn.xml import local
from engine.feel import evaluate_many
from engine.ports import FeelAnswer, FeelQuestion

Json = Any

MAX_LENGTH = 500
"""Characters; longer ones are rarely constant, and are not tried."""
_AT_ONCE = 200
_ANY_DAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_NOT_TRIED = re.compile(r"\b(assert|is defined|for|some|every|function|matches|replace|split|sort|repeat)\b")
"""What may take long, and what looks at a variable without saying that it is not there."""
_MISSING = re.compile(r'there is no variable "(?P<name>.*)"', re.DOTALL)
_NO_FUNCTION = re.compile(r"(?P<name>[^\W\d][\w ]*) is not a function")
_MAX_PRIORITY = 100


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value)


def _is_number(value: Json, least: int, most: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def _is_moment(value: Json) -> bool:
    return _is_text(value) and (is_date_time(value) or _is_date(value))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _are_texts(value: Json) -> bool:
    return value is None or isinstance(value, str) or (isinstance(value, list) and all(map(_is_text, value)))


_WANTED: dict[str, tuple[Text, Callable[[Json], bool]]] = {
    **dict.fromkeys(
        ("conditionExpression", "completionCondition"),
        (Text("true or false", "true 或 false"), lambda value: isinstance(value, bool)),
    ),
    "inputCollection": (Text("a list", "列表"), lambda value: isinstance(value, list)),
    TimerKind.DATE: (Text("a date and time", "日期时间"), _is_moment),
    TimerKind.DURATION: (Text("a duration", "时长"), lambda value: _is_text(value) and is_duration(value)),
    TimerKind.CYCLE: (Text("a cycle such as R3/PT1H", "周期（如 R3/PT1H）"), lambda v: _is_text(v) and is_cycle(v)),
    **dict.fromkeys(
        ("dueDate", "followUpDate"), (Text("a date and time", "日期时间"), lambda v: v is None or _is_moment(v))
    ),
    "priority": (
        Text("a number from 0 to 100", "0 到 100 的数字"),
        lambda v: v is None or _is_number(v, 0, _MAX_PRIORITY),
    ),
    "retries": (Text("a number from 1 to 1000", "1 到 1000 的数字"), lambda value: _is_number(value, 1, 1000)),
    "correlationKey": (
        Text("a text or a number", "文本或数字"),
        lambda v: _is_text(v) or _is_number(v, -(2**63), 2**63),
    ),
    **dict.fromkeys(
        ("name", "errorCode", "escalationCode", "type", "processId", "decisionId"), (Text("a text", "文本"), _is_text)
    ),
    **dict.fromkeys(("candidateGroups", "candidateUsers"), (Text("a list of texts", "文本列表"), _are_texts)),
    "assignee": (Text("a text", "文本"), lambda value: value is None or isinstance(value, str)),
}


def of_the_wrong_kind(case: Case) -> Iterator[Hit]:
    """An expression without variables always gives the same kind of value: the wrong one fails in every case.

    A condition `="yes"` is neither true nor false, a duration `="3 days"` is no duration. Before a case has started
    there are no variables at all, so the timer of a start event that needs one fails as well.
    """
    for place, answer in _answers(case):
        needs_variables = any(map(_MISSING.fullmatch, answer.warnings)) and not _before_any_case(place)
        if place.name not in _WANTED or needs_variables:
            continue
        wanted, fits = _WANTED[place.name]
        if answer.problem is not None or not fits(answer.value):
            yield Hit(
                place.element,
                {"place": place.name, "text": place.text, "wanted": wanted.en},
                Text(
                    '{place} must give {wanted}, but "{text}" never does.',
                    f"{{place}} 应给出{wanted.zh}，但 “{{text}}” 永远不会。",
                ),
            )


def _before_any_case(place: Place) -> bool:
    """The timer of a start event; the correlation key of its message is for others who wait for the same message."""
    scope = scope_of(place.element)
    starts = local(place.element) == "startEvent" and scope is not None and local(scope) == "process"
    return starts and place.name in set(TimerKind)


def unknown_function(case: Case) -> Iterator[Hit]:
    """A function that FEEL does not have gives null, wherever it is called; no variable can hold one."""
    for place, answer in _answers(case):
        for each in answer.warnings:
            found = _NO_FUNCTION.fullmatch(each)
            if found is not None:
                yield hit(place.element, place=place.name, text=place.text, function=found["name"])


def time_without_quotes(case: Case) -> Iterator[Hit]:
    """Behind a `=`, `P1D` is the name of a variable."""
    reads = {TimerKind.DATE: is_date_time, TimerKind.DURATION: is_duration, TimerKind.CYCLE: is_cycle}
    for place in places(case.document):
        read = next((reads[kind] for kind in TimerKind if kind.value == place.name), None)
        if read is not None and place.expression and read(place.expression):
            yield hit(place.element, text=place.expression)


def _answers(case: Case) -> Iterator[tuple[Place, FeelAnswer]]:
    """What the expressions give when there is no variable at all."""
    tried = [
        place
        for place in places(case.document)
        if place.expression and len(place.expression) <= MAX_LENGTH and not _NOT_TRIED.search(place.expression)
    ]
    for begin in range(0, len(tried), _AT_ONCE):
        batch = tried[begin : begin + _AT_ONCE]
        questions = [FeelQuestion(place.expression or "", {}) for place in batch]
        yield from zip(batch, evaluate_many(questions, _ANY_DAY), strict=True)


RULES = (
    Rule(
        "expression-kind",
        Severity.ERROR,
        of_the_wrong_kind,
        Text("The expression gives a value of the wrong kind.", "表达式给出的值类型不对。"),
        Text("Correct the expression.", "请更正表达式。"),
    ),
    Rule(
        "expression-function",
        Severity.ERROR,
        unknown_function,
        Text(
            '{place}: FEEL has no function "{function}" ("{text}").',
            "{place}：FEEL 没有函数 “{function}”（“{text}”）。",
        ),
        Text("Correct the name of the function.", "请更正函数名称。"),
    ),
    Rule(
        "timer-quoted",
        Severity.ERROR,
        time_without_quotes,
        Text('"={text}" is read as the name of a variable.', "“={text}” 会被当作变量名。"),
        Text('Drop the =, or write ="{text}".', '请去掉 =，或写成 ="{text}"。'),
    ),
)
