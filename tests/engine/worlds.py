"""A `World` for tests: a clock that stands, FEEL, and handlers written as functions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.feel import evaluate_many
from engine.ports import DecisionAnswer, FeelAnswer, FeelQuestion, Job, JobResult

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

_NAME = re.compile(r'"(?:[^"\\]|\\.)*"|[^\W\d]\w*')
_WORDS = {"true": "True", "false": "False", "null": "None", "and": "and", "or": "or", "not": "not", "in": "in"}


def mini_feel(question: FeelQuestion) -> FeelAnswer:
    """The part of FEEL that arithmetic, comparisons, `and`/`or`/`not()`, lists, contexts and paths make up.

    Enough to test a machine without the isolate: fast, and failing on everything it does not know.
    """
    read: list[str] = []

    def word(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith('"'):
            return text
        if text in _WORDS:
            return _WORDS[text]
        if question.expression[match.end() :].lstrip().startswith(":"):
            return f'"{text}"'
        if match.start() and question.expression[match.start() - 1] == ".":
            return text
        read.append(text)
        return f'_v("{text}")'

    source = _NAME.sub(word, question.expression)
    source = re.sub(r"(?<![<>!=])=(?!=)", "==", source)
    source = re.sub(r"\)\.(\w+)", r')._g("\1")', source)
    known = tuple(dict.fromkeys(name for name in read if name in question.context))

    def value(name: str) -> Any:
        if name in _FUNCTIONS:
            return _FUNCTIONS[name]
        found = question.context.get(name)
        return _Context(found) if isinstance(found, dict) else found

    try:
        answer = eval(source, {"__builtins__": {}, "_v": value})  # noqa: S307 - the tests' own texts
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer's problem
        return FeelAnswer(problem=f"{type(error).__name__}: {error}", read=known)
    return FeelAnswer(value=json.loads(json.dumps(answer)), read=known)


def _fail(*_: Any) -> Any:
    raise ValueError("failed as asked")


_FUNCTIONS: dict[str, Callable[..., Any]] = {"count": len, "sum": sum, "fail": _fail}


class _Context(dict[str, Any]):
    def _g(self, name: str) -> Any:
        found = self.get(name)
        return _Context(found) if isinstance(found, dict) else found


@dataclass
class TestWorld:
    """Answers from tables that a test fills; `asked` and `jobs` tell what was wanted of it."""

    __test__ = False

    handlers: dict[str, Callable[[Job], JobResult | Mapping[str, Any]]] = field(default_factory=dict)
    decisions: dict[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    feel: Callable[[FeelQuestion], FeelAnswer] | None = None
    """None: the real one, in the isolate."""
    at: datetime = START
    retry_after: timedelta = timedelta(minutes=5)
    asked: list[list[FeelQuestion]] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    retries: list[int] = field(default_factory=list)
    overdue_after: float = float("inf")
    """Elements entered, from which on a command that runs in circles has taken too long."""

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by

    def evaluate(self, questions: Sequence[FeelQuestion]) -> list[FeelAnswer]:
        self.asked.append(list(questions))
        if self.feel is None:
            return evaluate_many(questions, self.at)
        return [self.feel(each) for each in questions]

    def decide(self, decision_id: str, context: Mapping[str, Any]) -> DecisionAnswer:
        if decision_id not in self.decisions:
            return DecisionAnswer(problem=f"there is no decision {decision_id}")
        return DecisionAnswer(
            result=self.decisions[decision_id](context), decision_sha256="0" * 64, trace=[{"decision": decision_id}]
        )

    def is_overdue(self, entered: int) -> bool:
        return entered > self.overdue_after

    def run_job(self, job: Job, retries: int) -> JobResult:
        self.jobs.append(job)
        self.retries.append(retries)
        if job.type not in self.handlers:
            return JobResult(failure=f"no handler for {job.type}")
        result = self.handlers[job.type](job)
        return result if isinstance(result, JobResult) else JobResult(variables=result)

    def failed(self, sentence: str, retries: int = 2) -> JobResult:
        """A failure that may be tried again."""
        return JobResult(failure=sentence, retry_at=self.at + self.retry_after if retries > 1 else None)
