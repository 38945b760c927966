"""Counting working days for what pages say of due times."""

from __future__ import annotations

from datetime import date, timedelta

from chinese_calendar import is_workday

SATURDAY = 5


def count_working_days(after: date, until: date) -> int:
    """Working days after the first day, up to and including the second."""
    days = (until - after).days
    return sum(_is_working_day(after + timedelta(days=number)) for number in range(1, days + 1))


def _is_working_day(day: date) -> bool:
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        # A year that is not announced yet: Monday to Friday.
        return day.weekday() < SATURDAY
