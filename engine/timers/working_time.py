"""Working time: what passes on working days, by the clock of the agency's time zone, night and day.

A limit of three working days that stood still from Tuesday morning to Thursday morning ends two working days later, at
the same time of day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.errors import BadInput
from engine.timers.calendar import Calendar

_DAY = timedelta(days=1)


def working_time_between(calendar: Calendar, zone: ZoneInfo, start: datetime, end: datetime) -> timedelta:
    """The working time from one moment to a later one; zero where `end` is not later."""
    passed = timedelta(0)
    for opens, closes in _working_days(calendar, zone, start):
        if opens >= end:
            return passed
        passed += min(closes, end) - opens
    return passed


def add_working_time(calendar: Calendar, zone: ZoneInfo, start: datetime, length: timedelta) -> datetime:
    """When so much working time has passed since a moment; aware UTC. Raises `BadInput` beyond the year 9999."""
    if length <= timedelta(0):
        return start.astimezone(UTC)
    for opens, closes in _working_days(calendar, zone, start):
        if opens + length <= closes:
            return opens + length
        length -= closes - opens
    raise BadInput("there is no such working time in the calendar")


def _working_days(calendar: Calendar, zone: ZoneInfo, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Beginning and end of each working day from a moment on, the first cut at that moment. In UTC."""
    day = start.astimezone(zone).date()
    while day < date.max - _DAY:
        if calendar.is_working_day(day):
            opens, closes = _midnight(day, zone), _midnight(day + _DAY, zone)
            yield max(opens, start.astimezone(UTC)), closes
        day += _DAY


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
