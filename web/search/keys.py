"""What was typed into the box, as what it may be: a number, a phone, an identity number, a name.

>>> [key.kind for key in keys_of("１３８ 0000 5678")]
['phone', 'number']
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from handlers.people import plain_name

LONGEST = 80
SHORTEST_BEGINNING = 3
"""Signs of a business key that is typed in part; less would be half of all cases."""
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_MOBILE_DIGITS = 11
_ID_SIGNS = range(6, 31)
_PHONE_DIGITS = range(7, 16)
_COUNTRY = "86"


class Kind(StrEnum):
    """What a key may be. The access log names it."""

    PHONE = "phone"
    ID_NUMBER = "id-number"
    NAME = "name"
    NUMBER = "number"
    """Of a policy, claim, application or case."""


@dataclass(frozen=True, slots=True)
class Key:
    """`text`: as it is compared."""

    kind: Kind
    text: str

    def __repr__(self) -> str:
        # What was typed may be a person's: it gets into no log and no traceback.
        return f"Key({self.kind})"


def keys_of(typed: str) -> tuple[Key, ...]:
    """What the text may be, the most particular first; none for what is too short or too long.

    Width, blanks and case do not count: `Ｐ2026 1122` is `P20261122`.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed[: LONGEST * 2]).translate(_DASHES).split())
    if not 1 < len(plain) <= LONGEST:
        return ()
    compact = plain.replace("-", "").replace("(", "").replace(")", "").removeprefix("+").upper()
    keys = []
    has_digit = any(sign.isdigit() for sign in plain)
    if phone := _phone(compact):
        # A land line may have been taken down with its dash.
        keys += [Key(Kind.PHONE, each) for each in dict.fromkeys((phone, plain))]
    if has_digit and compact.isascii() and compact.isalnum() and len(compact) in _ID_SIGNS:
        keys.append(Key(Kind.ID_NUMBER, compact))
    if any(sign.isalpha() for sign in plain) and not (has_digit and plain.isascii() and len(typed.split()) == 1):
        keys.append(Key(Kind.NAME, plain_name(plain)))
    if plain.isascii():
        keys.append(Key(Kind.NUMBER, plain.upper()))
    return tuple(keys)


def _phone(compact: str) -> str:
    """The digits without the country; empty for what is no phone number."""
    if not compact.isdigit() or not compact.isascii():
        return ""
    digits = compact.removeprefix("00")
    if len(digits) == len(_COUNTRY) + _MOBILE_DIGITS:
        digits = digits.removeprefix(_COUNTRY)
    return digits if len(digits) in _PHONE_DIGITS else ""
