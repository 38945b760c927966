"""Plain values: numbers, dates and the names of variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.document import Document
from engine.bpmn.findings import Severity
from engine.bpmn.iso8601 import is_date_time
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.text import Text
from engine.bpmn.xml import ZEEBE, Element, attribute, child, children, extension, local
from engine.bpmn.zeebe import value_of

_NAME = re.compile(r"[^\W\d]\w*")
_RESERVED = frozenset(
    {
        *("null", "true", "false", "function", "if", "then", "else", "for", "in", "return", "between", "and", "or"),
        *("some", "every", "satisfies", "instance", "of", "not"),
    }
)
_MAX_RETRIES = 1000
_MAX_PRIORITY = 100


def retries(case: Case) -> Iterator[Hit]:
    """How often a handler is tried: a whole number from 1, or an expression."""
    for node, definition in case.document.zeebe("taskDefinition"):
        value = value_of(definition.get("retries"))
        if value is None or value.is_feel:
            continue
        if not (value.text.isascii() and value.text.isdigit() and 1 <= int(value.text[:9]) <= _MAX_RETRIES):
            yield hit(node, value=value.text)


def priority(case: Case) -> Iterator[Hit]:
    """The priority of a user task is a whole number from 0 to 100, or an expression."""
    for node, definition in case.document.zeebe("priorityDefinition"):
        value = value_of(definition.get("priority"))
        if value is None or value.is_feel:
            continue
        if not (value.text.isascii() and value.text.isdigit() and int(value.text[:9]) <= _MAX_PRIORITY):
            yield hit(node, value=value.text)


def dates(case: Case) -> Iterator[Hit]:
    """Due and follow-up dates are points in time, written in ISO 8601, or expressions."""
    for node, schedule in case.document.zeebe("taskSchedule"):
        for name in ("dueDate", "followUpDate"):
            value = value_of(schedule.get(name))
            if value is not None and not value.is_feel and not is_date_time(value.text):
                yield hit(node, what=name, value=value.text)


def variable_names(case: Case) -> Iterator[Hit]:
    """The name of a variable begins with a letter or `_`, and is none of FEEL's own words.

    Others could be written, but no expression could read them.
    """
    for node, what, name in _names(case.document):
        parts = name.split(".") if what == "target" else [name]
        if not all(_NAME.fullmatch(part) for part in parts) or parts[0] in _RESERVED:
            yield hit(node, what=what, name=name)


def _names(document: Document) -> Iterator[tuple[Element, str, str]]:
    for node in document.nodes:
        for holder, name in (("script", "resultVariable"), ("calledDecision", "resultVariable")):
            text = attribute(extension(node, holder), name)
            if text is not None:
                yield node, name, text
        loop = extension(child(node, "multiInstanceLoopCharacteristics"), "loopCharacteristics")
        for name in ("inputElement", "outputCollection"):
            text = attribute(loop, name)
            if text is not None:
                yield node, name, text
        for mapping in _mappings(node):
            text = attribute(mapping, "target")
            if text is not None:
                yield node, "target", text


def _mappings(node: Element) -> Iterator[Element]:
    container = extension(node, "ioMapping")
    if container is not None:
        yield from children(container, "input", ZEEBE)
        yield from children(container, "output", ZEEBE)


def mapping_complete(case: Case) -> Iterator[Hit]:
    """A mapping has a target, and an output a source. An input without a source sets its target to null."""
    for node in case.document.nodes:
        for mapping in _mappings(node):
            sourced = attribute(mapping, "source") or local(mapping) == "input"
            if not (sourced and attribute(mapping, "target")):
                yield hit(node, target=attribute(mapping, "target") or "")


def header_complete(case: Case) -> Iterator[Hit]:
    """A header has a key, used once; of two with one key the handler would see one."""
    for node, headers in case.document.zeebe("taskHeaders"):
        keys = [attribute(header, "key") for header in children(headers, "header", ZEEBE)]
        for key in {key for key in keys if key is None or keys.count(key) > 1}:
            yield hit(node, key=key or "")


RULES = (
    Rule(
        "retries",
        Severity.ERROR,
        retries,
        Text('The retries "{value}" are no whole number from 1 to 1000.', "重试次数 “{value}” 不是 1 到 1000 的整数。"),
        Text(
            "Write a number such as 3, or an expression that begins with =.", "请写数字（如 3），或以 = 开头的表达式。"
        ),
    ),
    Rule(
        "priority",
        Severity.ERROR,
        priority,
        Text('The priority "{value}" is no whole number from 0 to 100.', "优先级 “{value}” 不是 0 到 100 的整数。"),
        Text(
            "Write a number such as 50, or an expression that begins with =.",
            "请写数字（如 50），或以 = 开头的表达式。",
        ),
    ),
    Rule(
        "task-date",
        Severity.ERROR,
        dates,
        Text('{what} "{value}" is no ISO 8601 date and time.', "{what} “{value}” 不是 ISO 8601 日期时间。"),
        Text(
            'Write it as 2026-03-01T09:00:00+08:00, or as an expression such as =now() + @"P3D".',
            '请写作 2026-03-01T09:00:00+08:00，或表达式，如 =now() + @"P3D"。',
        ),
    ),
    Rule(
        "variable-name",
        Severity.ERROR,
        variable_names,
        Text('"{name}" ({what}) cannot be the name of a variable.', "“{name}”（{what}）不能作为变量名。"),
        Text(
            "Begin with a letter; use letters, digits and '_' only; avoid FEEL's own words.",
            "请以字母开头，只使用字母、数字和“_”，并避开 FEEL 的保留字。",
        ),
    ),
    Rule(
        "mapping-complete",
        Severity.ERROR,
        mapping_complete,
        Text(
            'A mapping lacks its source or target (target "{target}").', "有一条映射缺少来源或目标（目标 “{target}”）。"
        ),
        Text("Fill in both, or delete the mapping.", "请两者都填写，或删除该映射。"),
    ),
    Rule(
        "header-complete",
        Severity.ERROR,
        header_complete,
        Text('The header key "{key}" is empty or used twice.', "标头键 “{key}” 为空或重复。"),
        Text("Give each header a key of its own.", "请为每个标头设置各自的键。"),
    ),
)
