"""Remembers answers of FEEL that can only be the same again: most gateways ask the same few questions all day.

A call into the isolate costs more than everything else a step computes. An answer is remembered under the expression
and the values of the variables that it read; what may depend on anything else is asked anew every time.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from engine.ports import FeelAnswer, FeelQuestion

Json = Any
Ask = Callable[[Sequence[FeelQuestion], datetime], list[FeelAnswer]]

MOST_ANSWERS = 4096
LONGEST_VALUES = 1024
"""Bytes; longer values are cheaper to ask about than to compare."""

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_CALLED = re.compile(r"([^\W\d]\w*)\s*\(")
# The last word before a parenthesis: functions that look at nothing but their arguments, and words of the grammar.
_PURE = frozenset(
    {"abs", "and", "case", "ceiling", "contains", "count", "defined", "else", "floor", "if", "in", "length", "max",
     "min", "not", "or", "satisfies", "sum", "then", "with"}
)  # fmt: skip


@lru_cache(maxsize=4096)
def is_pure(expression: str) -> bool:
    """Whether an expression reads nothing but variables: no clock, calendar or chance, as far as one can be sure."""
    bare = _TEXT.sub('""', expression)
    return _PURE.issuperset(_CALLED.findall(bare)) and "function" not in bare


class Memo:
    """Stands before `ask`; safe for threads."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._answers: dict[str, dict[tuple[str, ...], dict[bytes, FeelAnswer]]] = {}
        self._count = 0
        self._lock = threading.Lock()

    def __call__(self, questions: Sequence[FeelQuestion], at: datetime) -> list[FeelAnswer]:
        """Answers in order; what is not known is asked in one call."""
        found = [self._find(question) for question in questions]
        missing = [question for question, answer in zip(questions, found, strict=True) if answer is None]
        if not missing:
            return [answer for answer in found if answer is not None]
        asked = iter(self._ask(missing, at))
        answers = [answer or next(asked) for answer in found]
        for question, known, answer in zip(questions, found, answers, strict=True):
            if known is None:
                self._keep(question, answer)
        return answers

    def _find(self, question: FeelQuestion) -> FeelAnswer | None:
        known = self._answers.get(question.expression)
        if known is None or not _is_plain(question.context):
            return None
        for read, by_values in known.items():
            values = _values(question.context, read)
            if values is not None and values in by_values:
                return by_values[values]
        return None

    def _keep(self, question: FeelQuestion, answer: FeelAnswer) -> None:
        # A warning may be about a variable that is not there, and those are not among the ones read. A problem may be
        # a limit that was hit by chance. A list or a context would be shared by all who ask.
        if answer.problem is not None or answer.warnings or isinstance(answer.value, list | dict):
            return
        if not is_pure(question.expression) or not _is_plain(question.context):
            return
        values = _values(question.context, answer.read)
        if values is None:
            return
        with self._lock:
            if self._count >= MOST_ANSWERS:
                self._answers, self._count = {}, 0
            by_read = self._answers.setdefault(question.expression, {})
            # Copied, so that a reader in another thread never meets a dict that grows.
            self._answers[question.expression] = {
                **by_read,
                answer.read: {**by_read.get(answer.read, {}), values: answer},
            }
            self._count += 1


def _is_plain(context: Mapping[str, Json]) -> bool:
    """No name with signs or spaces, which would change how an expression is read, and none that hides a function."""
    return all(map(str.isidentifier, context)) and _PURE.isdisjoint(context)


def _values(context: Mapping[str, Json], read: tuple[str, ...]) -> bytes | None:
    try:
        values = orjson.dumps([(name in context, context.get(name)) for name in read])
    except TypeError:
        return None
    return values if len(values) <= LONGEST_VALUES else None
