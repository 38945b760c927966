"""What simple unary tests accept, as far as it can be told from their text alone.

Only what is certain is said: a cell that is anything but literals, comparisons and ranges of literals is unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

_NUMBER = r"-?\d+(?:\.\d+)?"
_STRING = r'"(?:[^"\\]|\\.)*"'
_COMPARISON = re.compile(rf"^(<=|>=|<|>)\s*({_NUMBER})$")
_RANGE = re.compile(rf"^([\[\](])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\[\])])$")
_PART = re.compile(rf"\s*((?:{_STRING}|[^,\"])+)\s*(?:,|$)")
_INFINITY = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high`."""

    low: Decimal
    high: Decimal
    low_included: bool = True
    high_included: bool = True

    def meets(self, other: Span) -> bool:
        """Whether some number is in both."""
        low = max((self.low, not self.low_included), (other.low, not other.low_included))
        high = min((self.high, self.high_included), (other.high, other.high_included))
        return low[0] < high[0] or (low[0] == high[0] and not low[1] and high[1])


Accepted = tuple[Span | str, ...]
"""Spans of numbers, and literals as written."""


def accepted(text: str) -> Accepted | None:
    """What a cell accepts; None when it is not simple. Call `is_any` first for cells that accept everything."""
    parts = _parts(text)
    if parts is None:
        return None
    found = [_one(part) for part in parts]
    return None if not found or None in found else tuple(one for one in found if one is not None)


def is_any(text: str) -> bool:
    """Whether a cell accepts everything."""
    return text.strip() in ("", "-")


def certainly_meet(one: str, other: str) -> bool:
    """Whether some value is certainly accepted by both cells."""
    if is_any(one) or is_any(other) or one.strip() == other.strip():
        return True
    first, second = accepted(one), accepted(other)
    if first is None or second is None:
        return False
    return any(_meet(left, right) for left, right in product(first, second))


def _meet(left: Span | str, right: Span | str) -> bool:
    if isinstance(left, Span) and isinstance(right, Span):
        return left.meets(right)
    return left == right


def _parts(text: str) -> list[str] | None:
    parts, position = [], 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or match.end() == position:
            return None
        parts.append(match[1].strip())
        position = match.end()
    return parts


def _one(part: str) -> Span | str | None:
    if re.fullmatch(_NUMBER, part):
        return Span(Decimal(part), Decimal(part))
    if part in ("true", "false") or re.fullmatch(_STRING, part):
        return part
    if match := _COMPARISON.match(part):
        return _compared(match[1], Decimal(match[2]))
    if match := _RANGE.match(part):
        return Span(Decimal(match[2]), Decimal(match[3]), match[1] == "[", match[4] == "]")
    return None


def _compared(sign: str, bound: Decimal) -> Span:
    if sign[0] == "<":
        return Span(-_INFINITY, bound, high_included=sign == "<=")
    return Span(bound, _INFINITY, low_included=sign == ">=")
