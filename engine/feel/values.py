"""FEEL values in Python.

null, booleans, strings, lists and contexts are `None`, `bool`, `str`, `list`, `dict`. A number is an `int` where it is
whole, otherwise the nearest `float`. Temporal values are subclasses of those of `datetime`: they compare equal to
them, and `str()` and `.isoformat()` give FEEL's text, with nanoseconds and zone as written. What `datetime` cannot
hold (years beyond 1–9999, days beyond a `timedelta`) is a `WideTemporal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import total_ordering
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@.+)?")
_DAYS = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?")


class FeelDate(date):
    """A date."""

    @classmethod
    def of(cls, text: str) -> Self:
        """From ISO text. Raises ValueError outside the years 1–9999."""
        year, month, day = text.rsplit("-", 2)
        return cls(int(year), int(month), int(day))


class FeelTime(time):
    """A time of day. `text` is as FEEL writes it, `14:30:00.5@Asia/Shanghai`; the value itself has microseconds."""

    text: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """From FEEL's text. Raises ValueError."""
        value = cls(*_clock(text), tzinfo=_zone(text))
        value.text = text
        return value

    def isoformat(self, timespec: str = "auto") -> str:
        return self.text or time_text(self) if timespec == "auto" else super().isoformat(timespec)

    __str__ = isoformat


class FeelDateTime(datetime):
    """A date and time. `text` is as FEEL writes it; the value itself has microseconds."""

    text: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """From FEEL's text. Raises ValueError outside the years 1–9999."""
        day_text, _, clock_text = text.partition("T")
        day = FeelDate.of(day_text)
        value = cls(day.year, day.month, day.day, *_clock(clock_text), tzinfo=_zone(clock_text))
        value.text = text
        return value

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        if sep != "T" or timespec != "auto":
            return super().isoformat(sep, timespec)
        return self.text or f"{self.date().isoformat()}T{time_text(self)}"

    def __str__(self) -> str:
        return self.isoformat()


class DaysAndTimeDuration(timedelta):
    """A days and time duration. `text` is as FEEL writes it, `P1DT2H`; the value itself has microseconds."""

    text: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """From FEEL's text. Raises ValueError, or OverflowError beyond a `timedelta`."""
        match = _DAYS.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a duration")
        sign, days, hours, minutes, seconds, fraction = match.groups("0")
        micros = int(fraction[:6].ljust(6, "0"))
        size = timedelta(int(days), int(seconds), micros, hours=int(hours), minutes=int(minutes))
        size = -size if sign == "-" else size
        value = cls(size.days, size.seconds, size.microseconds)
        value.text = text
        return value

    def isoformat(self) -> str:
        """FEEL's text."""
        return self.text or duration_text(self)

    __str__ = isoformat


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsAndMonthsDuration:
    """A years and months duration, in months."""

    total: int

    @classmethod
    def of(cls, text: str) -> Self:
        """From FEEL's text. Raises ValueError."""
        match = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?", text)
        if match is None:
            raise ValueError(f"{text!r} is not a duration")
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return cls(-months if match[1] else months)

    @property
    def years(self) -> int:
        return abs(self.total) // 12 * (-1 if self.total < 0 else 1)

    @property
    def months(self) -> int:
        return abs(self.total) % 12 * (-1 if self.total < 0 else 1)

    def isoformat(self) -> str:
        """FEEL's text."""
        years, months = divmod(abs(self.total), 12)
        parts = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.total < 0 else "") + "P" + (parts or "0M")

    __str__ = isoformat

    def __lt__(self, other: object) -> bool:
        return self.total < other.total if isinstance(other, YearsAndMonthsDuration) else NotImplemented


@dataclass(frozen=True, slots=True)
class WideTemporal:
    """A temporal value that `datetime` cannot hold: its kind in FEEL, and its text."""

    kind: str
    text: str

    def isoformat(self) -> str:
        """FEEL's text."""
        return self.text

    __str__ = isoformat


@dataclass(frozen=True, slots=True)
class FeelRange:
    """An interval. An end that is None is unbounded. `test`: the sign where it was written as a test, `< x`."""

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True
    test: str | None = None

    def __str__(self) -> str:
        opening, closing = "[" if self.start_included else "(", "]" if self.end_included else ")"
        start, end = ("" if one is None else str(one) for one in (self.start, self.end))
        return f"{opening}{start}..{end}{closing}"


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """A function: opaque outside FEEL."""

    name: str = ""


def time_text(value: time | datetime) -> str:
    """A time as FEEL writes it: fraction without trailing zeros, `Z`, an offset, or `@` and the zone's id."""
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}{fraction}{_zone_text(value)}"


def _zone_text(value: time | datetime) -> str:
    if isinstance(value.tzinfo, ZoneInfo):
        return f"@{value.tzinfo.key}"
    offset = value.utcoffset()
    if offset is None:
        return ""
    seconds = round(abs(offset).total_seconds())
    if seconds == 0:
        return "Z"
    sign = "-" if offset < timedelta() else "+"
    rest = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}{rest}"


def duration_text(value: timedelta) -> str:
    """A days and time duration as FEEL writes it."""
    size = abs(value)
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    if not size:
        return "PT0S"
    sign = "-" if value < timedelta() else ""
    return f"{sign}P{f'{size.days}D' if size.days else ''}{f'T{clock}' if clock else ''}"


def _clock(text: str) -> tuple[int, int, int, int]:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a time")
    hour, minute, second, fraction = match.group(1, 2, 3, 4)
    return int(hour), int(minute), int(second), int((fraction or "")[:6].ljust(6, "0"))


def _zone(text: str) -> tzinfo | None:
    match = _TIME.fullmatch(text)
    zone = match[5] if match else None
    if zone is None or zone == "Z":
        return UTC if zone else None
    if zone.startswith("@"):
        try:
            return ZoneInfo(zone[1:])
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no time zone {zone[1:]!r}") from error
    hours, minutes, *seconds = (int(part) for part in zone[1:].split(":"))
    offset = timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    return timezone(-offset if zone.startswith("-") else offset)


Temporal = FeelDate | FeelTime | FeelDateTime | DaysAndTimeDuration | YearsAndMonthsDuration | WideTemporal

_READERS: Mapping[str, Callable[[str], Temporal]] = {
    "date": FeelDate.of,
    "time": FeelTime.of,
    "date and time": FeelDateTime.of,
    "days and time duration": DaysAndTimeDuration.of,
    "years and months duration": YearsAndMonthsDuration.of,
}


def temporal_of(kind: str, text: str) -> Temporal:
    """A temporal value of FEEL's kind from FEEL's text."""
    try:
        return _READERS[kind](text)
    except (ValueError, OverflowError):
        return WideTemporal(kind, text)
