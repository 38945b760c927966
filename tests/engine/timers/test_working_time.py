"""Working time: days that people work, by the agency's clock; nothing passes on the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.spiff.iso_time import AGENCY_ZONE
from engine.timers.calendar import statutory
from engine.timers.working_time import add_working_time, working_time_between

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=AGENCY_ZONE)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (at(2, 10), at(2, 17), 7),
        (at(6, 17), at(9, 9), 16),  # Friday evening to Monday morning: 7 and 9 hours
        (at(7, 0), at(8, 23), 0),  # a weekend
        (at(5, 12), at(4, 12), 0),  # the other way round
        (at(14, 12, 2), at(25, 0, 2), 36),  # spring festival: the 14th is worked for it, the 15th to 23rd are off
    ],
)
def test_only_working_days_count(start, end, hours):
    assert working_time_between(statutory(), AGENCY_ZONE, start, end) == timedelta(hours=hours)


def test_a_limit_keeps_its_time_of_day_over_a_weekend():
    left = working_time_between(statutory(), AGENCY_ZONE, at(4, 10), at(6, 17))
    assert add_working_time(statutory(), AGENCY_ZONE, at(9, 10), left) == at(11, 17)


@given(start=MOMENTS, hours=st.integers(1, 24 * 40))
def test_adding_is_the_inverse_of_measuring(start, hours):
    length = timedelta(hours=hours)
    end = add_working_time(statutory(), AGENCY_ZONE, start, length)
    assert working_time_between(statutory(), AGENCY_ZONE, start, end) == length
    assert statutory().is_working_day((end - timedelta(microseconds=1)).astimezone(AGENCY_ZONE))
