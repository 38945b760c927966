"""Timers: that each has one value, and that it can be read."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import scope_of
from engine.bpmn.findings import Severity
from engine.bpmn.iso8601 import is_cycle, is_date_time, is_duration, looks_like_cron
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.model import TimerKind
from engine.bpmn.text import Text
from engine.bpmn.xml import Element, children, local, text_of
from engine.bpmn.zeebe import value_of

_READS = {TimerKind.DATE: is_date_time, TimerKind.DURATION: is_duration, TimerKind.CYCLE: is_cycle}


def _values(definition: Element) -> list[tuple[TimerKind, str]]:
    return [(kind, text_of(each)) for kind in TimerKind for each in children(definition, kind.value)]


def one_value(case: Case) -> Iterator[Hit]:
    """A timer has exactly one of date, duration and cycle; with none it never fires, with two one is ignored."""
    for node, definition in case.document.events_of("timer"):
        filled = [text for _, text in _values(definition) if text]
        if len(filled) != 1 or len(_values(definition)) != 1:
            yield hit(node, count=str(len(filled)))


def readable(case: Case) -> Iterator[Hit]:
    """A date, duration or cycle without `=` is ISO 8601."""
    for node, kind, value in _static(case):
        if not _READS[kind](value) and not looks_like_cron(value):
            yield hit(node, value=value)


def no_cron(case: Case) -> Iterator[Hit]:
    """Cron patterns are not read; cycles are ISO 8601 repeating intervals."""
    for node, kind, value in _static(case):
        if not _READS[kind](value) and looks_like_cron(value):
            yield hit(node, value=value)


def _static(case: Case) -> Iterator[tuple[Element, TimerKind, str]]:
    for node, definition in case.document.events_of("timer"):
        for kind, text in _values(definition):
            value = value_of(text)
            if value is not None and not value.is_feel:
                yield node, kind, value.text


def start_reads_no_variables(case: Case) -> Iterator[Hit]:
    """Before a case has started there are no variables: the timer of a start event cannot use any.

    Functions of the calendar and of the clock are allowed.
    """
    for node, definition in case.document.events_of("timer"):
        scope = scope_of(node)
        if local(node) != "startEvent" or scope is None or local(scope) != "process":
            continue
        for _, text in _values(definition):
            value = value_of(text)
            if value is not None and value.is_feel:
                yield hit(node, value=value.text)


RULES = (
    Rule(
        "timer-value",
        Severity.ERROR,
        one_value,
        Text(
            "The timer has {count} values instead of one date, duration or cycle.",
            "定时器有 {count} 个值，应恰有一个日期、时长或周期。",
        ),
        Text("Set exactly one of them.", "请只设置其中一个。"),
    ),
    Rule(
        "timer-readable",
        Severity.ERROR,
        readable,
        Text('"{value}" is no ISO 8601 value of that kind.', "“{value}” 不是该类型的 ISO 8601 值。"),
        Text(
            "Write a date as 2026-03-01T09:00:00+08:00, a duration as P3D or PT2H, a cycle as R3/P1D; "
            "an expression begins with =.",
            "日期写作 2026-03-01T09:00:00+08:00，时长写作 P3D 或 PT2H，周期写作 R3/P1D；表达式以 = 开头。",
        ),
    ),
    Rule(
        "timer-cron",
        Severity.ERROR,
        no_cron,
        Text('"{value}" is a cron pattern; cron is not read.', "“{value}” 是 cron 表达式；系统不读取 cron。"),
        Text(
            "Write a repeating interval with its first time, such as R/2026-03-01T09:00:00+08:00/P1D.",
            "请写成带首次时间的重复间隔，例如 R/2026-03-01T09:00:00+08:00/P1D。",
        ),
    ),
    Rule(
        "timer-start-static",
        Severity.WARNING,
        start_reads_no_variables,
        Text(
            "The timer that starts a case is an expression ({value}); it is evaluated at deploy, without variables.",
            "启动案件的定时器是表达式（{value}）；它在部署时求值，没有变量可用。",
        ),
        Text("Use literal values and functions only.", "请只使用常量和函数。"),
    ),
)
