"""Ids of cases, and of what lies inside one: `<case>.<key>` a task, `<case>.i<n>` an incident, `<case>.j<n>` a job."""

from __future__ import annotations

import secrets
from datetime import datetime

from engine.errors import NotFound

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def new_case_id(at: datetime) -> str:
    """Sixteen letters: ten of the time, so that new rows lie together in every index, six drawn by chance."""
    number = (int(at.timestamp() * 1000) << 30) | secrets.randbits(30)
    letters = []
    for _ in range(16):
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
