"""Dates, durations and cycles of timer events, as ISO 8601 writes them.

Years, months, weeks and days are calendar arithmetic in the agency's time zone; hours, minutes and seconds are exact.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

AGENCY_ZONE = ZoneInfo("Asia/Shanghai")
FOREVER = -1
NEVER = datetime(9999, 12, 1, tzinfo=UTC)
"""When a timer is due whose time the calendar does not hold."""

_ZONE_NAME = re.compile(r"(?:@(?P<feel>[\w/+-]+)|\[(?P<java>[\w/+-]+)\])$")
"""How FEEL and Java name a time zone behind a time."""
_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DURATION = re.compile(
    r"(?P<sign>-)?P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>-?\d*)(?:/(?P<start>[^P/][^/]*))?/(?P<every>[^/]+)")


@dataclass(frozen=True, slots=True)
class Period:
    """An ISO 8601 duration, not yet laid on a calendar."""

    months: int
    days: int
    rest: timedelta

    def after(self, moment: datetime) -> datetime:
        """The moment this long after another; the last day of a month stays one. Raises OverflowError before year 1."""
        try:
            return self._after(moment)
        except OverflowError:
            if not self.is_positive:
                raise
            return NEVER

    def _after(self, moment: datetime) -> datetime:
        local = moment.astimezone(AGENCY_ZONE)
        if self.months:
            year, month = divmod(local.year * 12 + local.month - 1 + self.months, 12)
            if not 1 <= year <= 9999:  # noqa: PLR2004 - what datetime can hold
                raise OverflowError(year)
            local = local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))
        return (local + timedelta(days=self.days)).astimezone(UTC) + self.rest

    @property
    def is_positive(self) -> bool:
        """Whether it leads forward in time."""
        return self.months > 0 or self.days > 0 or self.rest > timedelta(0)


@dataclass(frozen=True, slots=True)
class Cycle:
    """`R<times>/<start>/<every>`. `times` -1: for ever."""

    times: int
    start: datetime | None
    every: str

    def first(self, now: datetime) -> datetime:
        """When it fires first."""
        return self.start or read_period(self.every).after(now)


def read_moment(text: str, *, end_of_day: bool = False) -> datetime:
    """ISO 8601 date-time to aware UTC; without offset or zone it is the agency's local time. Raises ValueError.

    A date alone is its first moment, or with `end_of_day` its last second.
    """
    text = text.strip()
    if end_of_day and _DATE_ONLY.fullmatch(text):
        text += "T23:59:59"
    named = _ZONE_NAME.search(text)
    moment = datetime.fromisoformat(text[: named.start()] if named else text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone((named["feel"] or named["java"]) if named else None))
    return moment.astimezone(UTC)


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else AGENCY_ZONE
    except (ZoneInfoNotFoundError, OSError):
        raise ValueError(name) from None


def read_period(text: str) -> Period:
    """ISO 8601 duration. Raises ValueError."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    part = {name: float(value) for name, value in found.groupdict().items() if value and name != "sign"}
    sign = -1 if found["sign"] else 1
    try:
        return Period(
            months=sign * int(part.get("years", 0) * 12 + part.get("months", 0)),
            days=sign * int(part.get("weeks", 0) * 7 + part.get("days", 0)),
            rest=sign
            * timedelta(hours=part.get("hours", 0), minutes=part.get("minutes", 0), seconds=part.get("seconds", 0)),
        )
    except OverflowError:
        raise ValueError(text) from None


def read_cycle(text: str) -> Cycle:
    """ISO 8601 repeating interval (`R3/PT10M`, `R/P1D`, `R2/2026-01-01T09:00:00+08:00/P1D`). Raises ValueError."""
    found = _CYCLE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    times = int(found["times"]) if found["times"] else FOREVER
    if times < FOREVER or times == 0 or not read_period(found["every"]).is_positive:
        raise ValueError(text)
    start = read_moment(found["start"]) if found["start"] else None
    return Cycle(times=times, start=start, every=found["every"])
