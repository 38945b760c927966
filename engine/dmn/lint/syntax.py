"""Texts that are not FEEL: every cell, expression and constraint, checked in one call into the isolate."""

from __future__ import annotations

import orjson

from engine.bpmn.findings import Severity
from engine.bpmn.text import Text
from engine.dmn.evaluate import wire
from engine.dmn.lint.notes import Notes
from engine.errors import FeelError
from engine.feel.isolate import shared

TIME_LIMIT = 20.0
"""Seconds: the largest file that is read takes about ten."""

MAX_TEXT = 120
"""A text longer than this is cut in the sentence."""

_SYNTAX = Text("The text «{text}» is not FEEL: {problem}.", "文本「{text}」不是 FEEL：{problem}。")
_SYNTAX_REMEDY = Text(
    "Correct the text; text values stand in double quotes.", "请修改该文本；文字值要写在英文双引号中。"
)
_LIMIT = Text("The file could not be checked: {problem}", "无法检查该文件：{problem}")
_LIMIT_REMEDY = Text("Split the file.", "请拆分该文件。")


def check_syntax(notes: Notes) -> None:
    """Findings on every FEEL text of one file."""
    try:
        found = orjson.loads(shared().call("dmn.check", wire(notes.model), TIME_LIMIT))
    except FeelError as refusal:
        notes.add("dmn-limit", Severity.ERROR, None, _LIMIT, _LIMIT_REMEDY, problem=str(refusal))
        return
    names = {one.id: one.name for one in notes.model.elements()}
    for one in found:
        notes.add(
            "dmn-feel-syntax",
            Severity.ERROR,
            one["id"],
            _SYNTAX,
            _SYNTAX_REMEDY,
            element_name=names.get(one["owner"], ""),
            text=_short(one["text"]),
            problem=_short(one["problem"]),
        )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_TEXT else line[:MAX_TEXT] + "…"
