"""Breaking text into lines: between Chinese characters, at blanks, never inside a word that fits on a line.

Closing punctuation does not begin a line and opening punctuation does not end one (GB/T 15834).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

CLOSING = frozenset("，。、；：！？）》】」』〉〕”’…—％%,.;:!?)]}")
OPENING = frozenset("（《【「『〈〔“‘([{￥¥")
_UNITS = re.compile(r" +|[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…— ]+|.", re.DOTALL)

Measure = Callable[[str], float]


def break_lines(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of a text, each at most `width` wide by `measure`; at least one line, which may be empty."""
    return [line for paragraph in text.split("\n") for line in _fill(paragraph, width, measure)]


def _fill(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    line = ""
    for unit in _units(paragraph):
        if measure((line + unit).rstrip()) <= width:
            line += unit
            continue
        if line.strip():
            yield line.rstrip()
        line = unit.lstrip()
        while measure(line.rstrip()) > width:
            head = _head(line, width, measure)
            yield head
            line = line[len(head) :]
    yield line.rstrip()


def _units(paragraph: str) -> Iterator[str]:
    """Pieces between which a line may end: punctuation stays with what it closes or opens."""
    held = ""
    for piece in _UNITS.findall(paragraph):
        if held and piece[0] not in CLOSING and held[-1] not in OPENING:
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _head(line: str, width: float, measure: Measure) -> str:
    """As much of a piece that is too long for any line as fits; one sign at least."""
    end = 1
    while end < len(line) and measure(line[: end + 1]) <= width:
        end += 1
    return line[:end]
