"""Ids of cases, and of what lies inside one: `<case>.<key>` a task, `<case>.i<n>` an incident, `<case>.j<n>` a job."""

from __future__ import annotations

import secrets
from datetime import datetime

from engine.errors import NotFound

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
CHANCE_BITS = 50
LETTERS_OF_AN_ID = 20


def new_case_id(at: datetime) -> str:
    """Twenty letters: ten of the time, so that new rows lie together in every index, ten drawn by chance.

    Fifty bits by chance: a hundred thousand cases of one millisecond (a simulation's clock stands) meet once in 200 000
    such runs.
    """
    number = (int(at.timestamp() * 1000) << CHANCE_BITS) | secrets.randbits(CHANCE_BITS)
    letters = []
    for _ in range(LETTERS_OF_AN_ID):
        number, rest = divmod(number, 32)
        letters.append(_LETTERS[rest])
    return "".join(reversed(letters))


def split_id(text: str, mark: str = "") -> tuple[str, int]:
    """The case and the number of an id. Raises `NotFound` for what is no such id."""
    case_id, dot, rest = text.partition(".")
    number = rest.removeprefix(mark)
    if not case_id or not dot or not rest.startswith(mark) or not (number.isascii() and number.isdigit()):
        raise NotFound(what={"i": "incident", "j": "job"}.get(mark, "task"), id=text)
    return case_id, int(number)
