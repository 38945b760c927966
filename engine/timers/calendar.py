"""Working days by the Chinese statutory calendar: public holidays, and the weekend days worked in their place.

The State Council announces a year's days at the end of the year before. For a year that nobody has announced or handed
in, Monday to Friday is assumed, and `notice` says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import TypeVar

import orjson
from chinese_calendar import constants

from engine.errors import BadInput

Day = TypeVar("Day", date, datetime)

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off within Monday to Friday, working Saturdays and Sundays, and the years for which both are known."""

    off: frozenset[date]
    on: frozenset[date]
    years: frozenset[int]

    def known(self, year: int) -> bool:
        """Whether the year's holidays are announced or were handed in."""
        return year in self.years

    def notice(self, *days: date) -> str | None:
        """A sentence where the answer for these days, or a year between them, rests on Monday to Friday alone."""
        first, last = min(day.year for day in days), max(day.year for day in days)
        unknown = [str(year) for year in range(first, last + 1) if year not in self.years]
        if not unknown:
            return None
        return f"The working days of {', '.join(unknown)} are not announced: Monday to Friday is assumed."

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day."""
        day = _plain(day)
        return day in self.on or (day.weekday() < _SATURDAY and day not in self.off)

    def add_working_days(self, day: Day, n: int) -> Day:
        """The n-th working day after `day` (before it, where n is negative); with n = 0 the day itself.

        The time of a datetime is kept. Raises BadInput beyond the years that Python's dates have.
        """
        step = _DAY if n > 0 else -_DAY
        left = abs(n)
        try:
            while left:
                day = day + step
                left -= self.is_working_day(day)
        except OverflowError as error:
            raise BadInput(f"there is no working day {n} days from here") from error
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative where `end` is before `start`."""
        start, end = _plain(start), _plain(end)
        if end < start:
            return -self.working_days_between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        weekdays = 5 * weeks + sum((start + _DAY * n).weekday() < _SATURDAY for n in range(1, rest + 1))
        # A page of an inbox asks this some hundred times.
        off, on = _in_order(self.off, weekend=False), _in_order(self.on, weekend=True)
        holidays = bisect_right(off, end) - bisect_right(off, start)
        return weekdays - holidays + bisect_right(on, end) - bisect_right(on, start)

    def with_year(self, year: int, off: Iterable[date], on: Iterable[date] = ()) -> Calendar:
        """A calendar like this, but with one year's days handed in: they replace what was known of it.

        `off`: public holidays, weekends among them do no harm; `on`: the weekend days worked in their place.
        Raises BadInput for a day of another year, a make-up day that is no weekend, or a day that is both.
        """
        days_off, days_on = frozenset(map(_plain, off)), frozenset(map(_plain, on))
        for day in days_off | days_on:
            if day.year != year:
                raise BadInput(f"{day.isoformat()} is not a day of {year}")
        for day in days_on:
            if day.weekday() < _SATURDAY:
                raise BadInput(f"{day.isoformat()} is worked on anyway: a make-up day is a Saturday or Sunday")
        if both := days_off & days_on:
            raise BadInput(f"{min(both).isoformat()} cannot be a day off and a make-up day")
        return Calendar(
            off=frozenset(day for day in self.off if day.year != year) | days_off,
            on=frozenset(day for day in self.on if day.year != year) | days_on,
            years=self.years | {year},
        )

    def to_json(self) -> str:
        """The data as the FEEL isolate takes it."""
        data = {"off": sorted(self.off), "on": sorted(self.on), "years": sorted(self.years)}
        return orjson.dumps(data).decode()


@lru_cache(maxsize=8)
def _in_order(days: frozenset[date], *, weekend: bool) -> tuple[date, ...]:
    """Of these days those of the weekend, or the others, the earliest first."""
    return tuple(sorted(day for day in days if (day.weekday() >= _SATURDAY) is weekend))


@cache
def statutory() -> Calendar:
    """The announced years, as the `chinesecalendar` package knows them (2004 on)."""
    return Calendar(
        off=frozenset(constants.holidays),
        on=frozenset(day for day in constants.workdays if day.weekday() >= _SATURDAY),
        years=frozenset(day.year for day in constants.holidays),
    )


def _plain(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day
