"""Numbers and texts with the meaning that JavaScript, and so the browser's form, gives them."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

WHITESPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
MAX_DIGITS = 400
"""More digits, or a greater exponent, are refused: a double holds less, and exact arithmetic on more costs time."""

_PLAIN_BELOW = 1e21
_PLAIN_FROM = -6
"""JavaScript writes numbers with an exponent from the first on, and with exponents below the second."""

_DECIMAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e([+-]?[0-9]+))?", re.IGNORECASE)
_PREFIXED = re.compile(r"0x[0-9a-f]+|0o[0-7]+|0b[01]+", re.IGNORECASE)


def trim(text: str) -> str:
    return text.strip(WHITESPACE)


def length(text: str) -> int:
    """Length in UTF-16 code units, as `maxLength` counts."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def decimal(value: Any) -> Decimal | None:
    """The exact decimal of a number, or of a text that is plainly one; None of anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    text = value if isinstance(value, str) else number_text(value)
    match = _DECIMAL.fullmatch(text)
    if match is None or is_too_long(text):
        return None
    return Decimal(text)


def is_too_long(text: str) -> bool:
    match = _DECIMAL.fullmatch(trim(text).lstrip("+"))
    exponent = (match.group(1) or "0") if match else "0"
    return len(text) > MAX_DIGITS or len(exponent) > len(str(MAX_DIGITS)) + 1 or abs(int(exponent)) > MAX_DIGITS


def number(text: str) -> int | float | None:
    """`Number(text)`; whole numbers stay exact. None where JavaScript says NaN or Infinity."""
    trimmed = trim(text)
    if not trimmed:
        return 0
    if _PREFIXED.fullmatch(trimmed):
        return int(trimmed, 0)
    unsigned = trimmed.removeprefix("+")
    if _DECIMAL.fullmatch(unsigned) is None or trimmed.startswith("+-"):
        return None
    if re.fullmatch(r"-?[0-9]+", unsigned):
        return int(unsigned)
    return plain(float(unsigned))


def plain(value: float) -> int | float | None:
    """A finite double as JSON writes it: a whole one without a fraction."""
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < _PLAIN_BELOW else value


def number_text(value: float) -> str:
    """`String(value)` of a finite number."""
    if isinstance(value, int):
        return str(value)
    whole = plain(value)
    if isinstance(whole, int):
        return str(whole)
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa
    size = int(exponent)
    if size < _PLAIN_FROM or abs(value) >= _PLAIN_BELOW:
        return f"{mantissa}e{size:+d}"
    return format(Decimal(repr(value)), "f")


def text(value: str | float) -> str:
    """`String(value)` of a text, a number or a boolean."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number_text(value)


def equal(one: Any, other: Any) -> bool:
    """Deep equality of JSON values; unlike Python, True is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one == other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other)


def is_truthy(value: Any) -> bool:
    """`Boolean(value)`: an empty list and an empty object are true."""
    return isinstance(value, (list, dict)) or bool(value)
