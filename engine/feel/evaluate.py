"""Questions to the isolate: one expression with typed values, many over JSON variables, and syntax for lint."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from engine.clock import SystemClock
from engine.errors import FeelError, FeelLimitExceeded, FeelSyntaxError
from engine.feel.isolate import shared
from engine.feel.wire import from_wire, to_wire
from engine.ports import DecisionAnswer, FeelAnswer, FeelQuestion

DEFAULT_ZONE = "Asia/Shanghai"

Dialect = Literal["expression", "unaryTests"]

_GRAMMARS = {"expression": "Expression", "unaryTests": "UnaryTests"}


MOST_OVER_LIMIT = 3
"""A step holds its case, and on SQLite all writers, while its expressions run."""

TRIED_NO_MORE = FeelAnswer(
    problem=f"It was not tried: {MOST_OVER_LIMIT} expressions of the same step took too long or too much memory.",
    over_limit=True,
)


def evaluate_feel(
    expression: str,
    context: Mapping[str, Any] | None = None,
    *,
    now: datetime | None = None,
    zone: str = DEFAULT_ZONE,
) -> Any:
    """Evaluate a FEEL expression (DMN 1.5) over a context of Python values.

    In: None, bool, int, float, Decimal, str, list, dict, date, time, datetime, timedelta and the types of
    `engine.feel.values`; a string stays a string, also where it looks like a date. Out: the types of
    `engine.feel.values`. An error inside the expression gives None, as the standard says. `now()` and `today()`
    answer with `now` (the machine's time when left out) on the clocks of `zone`.

    Raises FeelSyntaxError, FeelLimitExceeded, FeelError where a refused function or a failed `assert` ended it, and
    BadInput for a value that FEEL does not have.
    """
    moment = _moment(now or SystemClock().now(), zone)
    try:
        request = {"expression": expression, "context": to_wire(context or {}), **moment}
        answer = _loads(shared().call("evaluateTyped", _dumps(request)))
        if "problem" in answer:
            raise _ERRORS[answer["kind"]](_sentence(answer["problem"]))
        return from_wire(answer["value"])
    except RecursionError as error:
        raise FeelLimitExceeded("The values are nested too deep.") from error


def evaluate_many(
    questions: Sequence[FeelQuestion], now: datetime, zone: str = DEFAULT_ZONE, time_limit: float | None = None
) -> list[FeelAnswer]:
    """Evaluate expressions over JSON variables in one call into the isolate, in order.

    `now`: aware; what `now()` and `today()` answer, on the clocks of `zone`. Never raises for an expression's fault,
    a limit included: the answer's `problem` says it. When the call as a whole hits a limit, each question is asked
    alone, so that one endless expression does not fail the others; after `MOST_OVER_LIMIT` of them the rest fail too.
    `time_limit`: seconds for one call, the isolate's own when left out.
    """
    if not questions:
        return []
    try:
        return _ask(questions, now, zone, time_limit)
    except FeelLimitExceeded as error:
        if len(questions) == 1:
            return [FeelAnswer(problem=str(error), over_limit=True)]
    answers: list[FeelAnswer] = []
    for question in questions:
        answers += [TRIED_NO_MORE] if exhausted(answers) else evaluate_many([question], now, zone, time_limit)
    return answers


def exhausted(answers: Iterable[FeelAnswer | DecisionAnswer]) -> bool:
    """Whether so many expressions of one piece of work went over a limit that the rest must not hold it up too."""
    return sum(answer.over_limit for answer in answers) >= MOST_OVER_LIMIT


def _ask(questions: Sequence[FeelQuestion], now: datetime, zone: str, time_limit: float | None) -> list[FeelAnswer]:
    places = {id(question.context): question.context for question in questions}
    numbers = {key: number for number, key in enumerate(places)}
    request = {
        "contexts": [dict(context) for context in places.values()],
        "questions": [(question.expression, numbers[id(question.context)]) for question in questions],
        **_moment(now, zone),
    }
    return [_answer(one) for one in _loads(shared().call("evaluateMany", _dumps(request), time_limit))]


def _answer(one: dict[str, Any]) -> FeelAnswer:
    problem = one.get("problem")
    return FeelAnswer(
        value=one.get("value"),
        problem=_sentence(problem) if problem is not None else None,
        read=tuple(one["read"]),
        warnings=tuple(one.get("warnings", ())),
    )


def parse_problem(expression: str, dialect: Dialect = "expression", names: Sequence[str] = ()) -> str | None:
    """Why the text is not FEEL, and where; None when it is.

    `names`: those it may use; they matter only where a name has signs or spaces (`date of birth`, `a-b`).
    """
    return parse_problems([expression], dialect, names)[0]


def parse_problems(
    expressions: Sequence[str], dialect: Dialect = "expression", names: Sequence[str] = ()
) -> list[str | None]:
    """`parse_problem` of many texts in one call into the isolate."""
    request = {"sources": list(expressions), "dialect": _GRAMMARS[dialect], "names": list(names)}
    try:
        problems = _loads(shared().call("parseProblems", _dumps(request)))
    except FeelLimitExceeded as error:
        if len(expressions) == 1:
            return [str(error)]
        return [parse_problem(expression, dialect, names) for expression in expressions]
    return [problem and _sentence(problem) for problem in problems]


_ERRORS: dict[str, type[FeelError]] = {"syntax": FeelSyntaxError, "limit": FeelLimitExceeded, "problem": FeelError}


def _sentence(problem: str) -> str:
    return problem[:1].upper() + problem[1:] + "."


def _moment(now: datetime, zone: str) -> dict[str, str]:
    if now.tzinfo is None:
        raise ValueError("FEEL needs an aware time")
    return {"now": now.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z", "zone": zone}


def _dumps(request: Any) -> str:
    try:
        return orjson.dumps(request).decode()
    except TypeError:
        # orjson refuses whole numbers beyond 64 bits, unpaired surrogates and depths beyond 254
        return _plain_json(request)


def _plain_json(request: Any) -> str:
    try:
        return json.dumps(request, ensure_ascii=True)
    except RecursionError as error:
        raise FeelLimitExceeded("The values are nested too deep.") from error


def _loads(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _plain_loads(text)


def _plain_loads(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise FeelLimitExceeded("The result is nested too deep.") from error
