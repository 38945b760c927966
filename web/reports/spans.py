"""A period cut into weeks or months, working days within it, and the middle of many durations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil

from flask_babel import gettext

from engine.timers.calendar import statutory
from handlers.agency.figures import Period
from web.i18n.dates import say_day, say_short_day
from web.i18n.locale import chosen_language
from web.reports.report import Cell, Column, Kind

MOST_WEEKS = 54
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A week from Monday, or a month, as far as it lies in the period."""

    first: date
    last: date
    words: str

    @property
    def args(self) -> dict[str, str]:
        """The bucket alone, as an address says it."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


@dataclass(frozen=True, slots=True)
class Buckets:
    """The parts of a period, in order. `weekly`: weeks, else months."""

    parts: tuple[Bucket, ...]
    weekly: bool
    places: Mapping[date, int]
    """In which part each day of the period lies."""

    @property
    def labels(self) -> list[str]:
        return [part.words for part in self.parts]

    @property
    def column(self) -> Column:
        """The first column of a table of these parts."""
        return Column(gettext("周（自）"), Kind.WEEK) if self.weekly else Column(gettext("月"))

    @property
    def cells(self) -> list[Cell]:
        """What stands in it: a day that sorts, or the name of a month."""
        return [Cell(part.first if self.weekly else part.words) for part in self.parts]

    def spread(self, counts: Counter[date]) -> list[int]:
        """How many of what is counted by day lie in each part."""
        found = [0] * len(self.parts)
        for day, number in counts.items():
            found[self.places[day]] += number
        return found


def buckets_of(period: Period) -> Buckets:
    """Weeks; of more than a year months."""
    weekly = (period.last - period.first).days < 7 * (MOST_WEEKS - 1)
    parts, first = [], period.first
    while first <= period.last:
        last = min(period.last, _week_end(first) if weekly else _month_end(first))
        parts.append(Bucket(first, last, _words(first, weekly=weekly)))
        first = last + _DAY
    places = {
        part.first + _DAY * number: place
        for place, part in enumerate(parts)
        for number in range((part.last - part.first).days + 1)
    }
    return Buckets(tuple(parts), weekly, places)


def _words(first: date, *, weekly: bool) -> str:
    if weekly:
        return say_short_day(first)
    return f"{first:%Y-%m}" if chosen_language() == "en" else say_day(first).rpartition("月")[0] + "月"


def _week_end(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - _DAY


class WorkingDays:
    """Working days by the statutory calendar, counted once for a stretch of days, then answered by subtraction."""

    def __init__(self, first: date, last: date) -> None:
        days = [first + _DAY * number for number in range((last - first).days + 1)]
        calendar = statutory()
        sums = accumulate(calendar.is_working_day(day) for day in days)
        self._until = dict(zip(days, sums, strict=True))
        self._unknown = [year for year in range(first.year, last.year + 1) if not calendar.known(year)]

    @property
    def notice(self) -> str:
        """A sentence where the holidays of a year are not announced; empty where all are."""
        if not self._unknown:
            return ""
        years = gettext("、").join(map(str, self._unknown))
        return gettext("%(years)s年的节假日尚未公布，暂按周一至周五计算。", years=years)

    def between(self, after: date, until: date) -> int:
        """After the first day, up to and including the second: 0 within one day."""
        return self._until[until] - self._until[after]

    def within(self, first: date, last: date) -> int:
        """Of all days from the first to the last."""
        return self.between(first, last) + statutory().is_working_day(first)


def quantile(durations: Counter[int], part: float) -> int | None:
    """The least duration that so large a part of them does not exceed; None of nothing. 0.5: the median."""
    total = durations.total()
    if not total:
        return None
    wanted, seen = ceil(total * part), 0
    for duration in sorted(durations):
        seen += durations[duration]
        if seen >= wanted:
            return duration
    raise AssertionError  # the last one reaches every part
