"""Dates and times as form-js writes them: `2024-01-31`, `09:30`, `2024-01-31T09:30`, with `Z`, an offset or neither."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

from engine.forms.components import Moment
from engine.forms.messages import Problem

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{1,2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?")
_OFFSET_GRID = 15
"""Minutes: offsets of time zones are multiples of it, so a normalised time tells no more of its grid."""

Suffix = Literal["", "Z", "offset"]
_SUFFIX_OF: dict[str, Suffix] = {"utc_offset": "offset", "utc_normalized": "Z", "no_timezone": ""}


@dataclass(frozen=True, slots=True)
class Today:
    """The time of the command and the time zone in which the form is filled."""

    now: datetime
    zone: tzinfo

    @property
    def date(self) -> date:
        return self.now.astimezone(self.zone).date()


def read_moment(text: str, moment: Moment, today: Today) -> str | Problem:
    """The value in the field's own notation, or what is wrong with it.

    Seconds are dropped and a value in another notation than the field's is rewritten, as the browser does.
    """
    try:
        read = {"date": _read_date, "time": _read_time, "datetime": _read_datetime}[moment.subtype]
        return read(text, moment, today)
    except ValueError:
        return Problem(f"{moment.subtype}_expected")


def _read_date(text: str, moment: Moment, today: Today) -> str:
    del moment, today
    return _date(text).isoformat()


def _read_time(text: str, moment: Moment, today: Today) -> str:
    hour, minute, zone = _time(text)
    at = datetime.combine(today.date, time(hour, minute), zone or today.zone)
    return _written(at, zone, moment, today).partition("T")[2]


def _read_datetime(text: str, moment: Moment, today: Today) -> str:
    day_text, separator, time_text = text.partition("T")
    if not separator:
        raise ValueError(text)
    day = _date(day_text)
    hour, minute, zone = _time(time_text)
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone or today.zone)
    return _written(at, zone, moment, today)


def _date(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(*map(int, match.groups()))


def _time(text: str) -> tuple[int, int, tzinfo | None]:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    hour, minute, suffix = int(match[1]), int(match[2] or 0), match[3]
    time(hour, minute)  # raises ValueError for an hour or a minute that no clock shows
    if suffix is None:
        return hour, minute, None
    if suffix == "Z":
        return hour, minute, UTC
    digits = suffix[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return hour, minute, timezone(-offset if suffix[0] == "-" else offset)


def entry_problems(value: str, moment: Moment, today: Today) -> list[Problem]:
    """What the pickers would not have let a person enter. `value` is in the notation of the field."""
    day_text, _, time_text = value.rpartition("T") if moment.subtype != "date" else (value, "", "")
    problems = []
    if moment.disallow_passed and day_text and _local_date(day_text, time_text, today) < today.date:
        problems.append(Problem("date_passed"))
    if moment.disallow_coming and day_text and _local_date(day_text, time_text, today) > today.date:
        problems.append(Problem("date_coming"))
    if moment.interval is not None and time_text:
        _, minute, zone = _time(time_text)
        grid = math.gcd(moment.interval, _OFFSET_GRID) if zone is UTC else moment.interval
        if minute % grid:
            problems.append(Problem("time_off_grid", {"interval": moment.interval}))
    return problems


def _local_date(day_text: str, time_text: str, today: Today) -> date:
    day = _date(day_text)
    if not time_text.endswith("Z"):
        return day
    hour, minute, _ = _time(time_text)
    return datetime.combine(day, time(hour, minute), UTC).astimezone(today.zone).date()


def _written(at: datetime, zone: tzinfo | None, moment: Moment, today: Today) -> str:
    """In the notation of the field; a notation without a zone means the time of the form's own zone."""
    wanted = _SUFFIX_OF.get(moment.format, "")
    given: Suffix = "" if zone is None else "Z" if zone is UTC else "offset"
    if given != wanted:
        at = at.astimezone(UTC if wanted == "Z" else today.zone)
    text = at.strftime("%Y-%m-%dT%H:%M").zfill(16)
    if wanted == "offset":
        offset = at.strftime("%z")
        return f"{text}{offset[:3]}:{offset[3:5]}"
    return f"{text}{wanted}"
