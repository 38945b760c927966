"""Dates, times and durations: DMN 1.5 §10.3.2.3, §10.3.4.1, §10.3.4.7."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine import evaluate_feel
from engine.errors import BadInput
from engine.feel.values import FeelRange, WideTemporal, YearsAndMonthsDuration
from tests.engine.feel.standard import cases, check


@cases(
    ('date("2012-12-25")', "2012-12-25"), ('date("2012-02-30")', None), ('date("2012-12-25T10:00:00")', None),
    ('date("998-12-31")', None), ('date("01211-12-31")', None), ('date("+2012-12-25")', None),
    ('date("-2012-12-25")', "-2012-12-25"), ('date("999999999-12-31")', "999999999-12-31"),
    ('date("9999999999-01-01")', None), ("date(2012, 12, 25)", "2012-12-25"), ("date(2012, 2, 30)", None),
    ("date(-5, 1, 1)", "-0005-01-01"), ('date(date and time("2012-12-25T10:00:00"))', "2012-12-25"),
    ("date(null)", None), ("date()", None), ("date(year: 2012, month: 12, day: 1)", "2012-12-01"),
)  # fmt: skip
def test_a_date_is_a_day_of_the_calendar_or_null(expression, expected):
    check(expression, expected)


@cases(
    ('time("23:59:00Z")', "23:59:00Z"), ('time("00:00:00.123456789")', "00:00:00.123456789"),
    ('time("10:00:00.500")', "10:00:00.5"), ('time("10:00:00+01:35")', "10:00:00+01:35"),
    ('time("10:00:00-00:00")', "10:00:00Z"), ('time("10:00:00@Europe/Paris")', "10:00:00@Europe/Paris"),
    ('time("10:00:00@Mars/Phobos")', None), ('time("24:00:00")', "00:00:00"), ('time("7:00:00")', None),
    ('time("24:00:00.000Z")', "00:00:00Z"), ('time("24:00:01")', None), ('time("24:00:00.1")', None),
    ('time("10:00")', None), ('time("10:00:00+19:00")', None), ("time(11, 59, 0)", "11:59:00"),
    ('time(11, 59, 0, duration("-PT2H"))', "11:59:00-02:00"), ("time(24, 0, 0)", None),
    ("time(1, 2, 3.25)", "01:02:03.25"), ('time(@"2026-01-01T10:20:00Z")', "10:20:00Z"),
    ('time(@"2026-01-01")', "00:00:00Z"),
)  # fmt: skip
def test_a_time_keeps_its_fraction_and_zone(expression, expected):
    check(expression, expected)


@cases(
    ('date and time("2016-12-24T23:59:00")', "2016-12-24T23:59:00"),
    ('date and time("2016-12-24")', "2016-12-24T00:00:00"),
    ('date and time("2016-12-24T23:59:00.123456789@Asia/Shanghai")', "2016-12-24T23:59:00.123456789@Asia/Shanghai"),
    ('date and time("99999-12-31T11:22:33-02:00")', "99999-12-31T11:22:33-02:00"),
    ('date and time("2016-12-31T24:00:00")', "2017-01-01T00:00:00"), ('@"2016-12-31T24:00:01"', None),
    ('@"2021-01-01T24:00:00Z" - @"PT1S"', "2021-01-01T23:59:59Z"), ('@"999999999-12-31T24:00:00"', None),
    ('date and time("2016-12-24 23:59:00")', None), ('date and time("2016-12-24T25:00:00")', None),
    ('date and time(@"2016-12-24", @"23:59:00Z")', "2016-12-24T23:59:00Z"),
    ('date and time(@"2016-12-24T10:00:00+02:00", @"23:59:00")', "2016-12-24T23:59:00"),
    ('date and time(@"2026-06-01T00:00:00Z", "Asia/Shanghai")', "2026-06-01T08:00:00@Asia/Shanghai"),
)  # fmt: skip
def test_a_date_and_time_joins_both(expression, expected):
    check(expression, expected)


@cases(
    ('duration("P1DT2H3M4.5S")', "P1DT2H3M4.5S"), ('duration("PT24H")', "P1D"), ('duration("-PT90S")', "-PT1M30S"),
    ('duration("P0D")', "PT0S"), ('duration("P14M")', "P1Y2M"), ('duration("-P1Y")', "-P1Y"),
    ('duration("PT0.S")', "PT0S"), ('duration("PT1.S")', "PT1S"), ('duration("PT.S")', None),
    ('duration("PT.5S")', None),
    ('duration("P0Y")', "P0M"), ('duration("P1Y1D")', None), ('duration("P")', None), ('duration("P1DT")', None),
    ('duration("1D")', None), ("duration(null)", None), ('duration("P1000000000D")', "P1000000000D"),
    ('years and months duration(@"2011-12-22", @"2013-08-24")', "P1Y8M"),
    ('years and months duration(@"2013-08-24", @"2011-12-22")', "-P1Y8M"),
    ('years and months duration(@"2026-01-31", @"2026-02-28")', "P0M"),
    ('years and months duration(@"2014-12-31T23:59:59", @"2016-12-31T00:00:01")', "P2Y"),
    ('years and months duration(@"2016-12-31T00:00:01", @"2014-12-31T23:59:59")', "-P2Y"),
    ('years and months duration(@"2014-12-31T00:00:00", @"2016-12-30T23:59:59")', "P1Y11M"),
)  # fmt: skip
def test_a_duration_is_of_one_of_two_kinds(expression, expected):
    check(expression, expected)


@cases(
    ('@"2026-11-21".year', 2026), ('@"2026-11-21".weekday', 6), ('@"2026-11-21T10:30:15+08:00".minute', 30),
    ('@"2026-11-21T10:30:15+08:00".time offset', "PT8H"),
    ('@"2026-11-21T10:30:15@Asia/Shanghai".timezone', "Asia/Shanghai"), ('@"2026-11-21T10:30:15".timezone', None),
    ('@"10:30:15".second', 15), ('@"P1DT2H".hours', 2), ('@"-P1DT2H".days', -1), ('@"P1Y2M".months', 2),
    ('@"P1Y".days', None), ('@"2026-11-21".hour', None), ('day of year(@"2019-09-17")', 260),
    ('day of week(@"2019-09-17")', "Tuesday"), ('month of year(@"2019-09-17")', "September"),
    ('week of year(@"2019-09-17")', 38), ('week of year(@"2005-01-01")', 53),
    ('last day of month(@"2024-02-05")', "2024-02-29"), ('is(@"2012-12-25", @"23:00:50")', False),
    ('is(@"23:00:50Z", @"23:00:50")', False), ('is(@"23:00:50Z", @"23:00:50+00:00")', True), ("is(null, null)", True),
    ('@"2026-03-29T01:30:00@Europe/Paris" < @"2026-03-29T02:30:00Z"', True),
)  # fmt: skip
def test_temporal_values_have_properties(expression, expected):
    check(expression, expected)


@cases(
    ('@"2002-04-02T12:00:00-01:00" = @"2002-04-02T17:00:00+04:00"', True),
    ('@"2002-04-02T23:00:00-04:00" = @"2002-04-03T02:00:00-01:00"', True),
    ('@"2018-10-08T00:00:00+02:00" = @"2018-10-08T00:00:00@Europe/Paris"', True),
    ('@"2018-12-08T00:00:00+02:00" = @"2018-12-08T00:00:00@Europe/Paris"', False),
    ('@"2002-04-02T12:00:00@Australia/Melbourne" = @"2002-04-02T12:00:00@Australia/Sydney"', True),
    ('@"2018-12-08T00:00:00" = @"2018-12-08T00:00:00Z"', False), ('@"10:00:00" = @"10:00:00Z"', False),
    ('@"10:30:00Z" = @"11:30:00+01:00"', True), ('@"10:30:00Z" != @"10:30:00+01:00"', True),
    ('list contains([@"2002-04-02T12:00:00-01:00"], @"2002-04-02T17:00:00+04:00")', True),
    ('@"2026-06-01T00:00:00Z" = @"2026-06-01"', None),
)  # fmt: skip
def test_moments_are_equal_by_when_they_are(expression, expected):
    check(expression, expected)


@cases(
    ('time("10:30:00.0001") = time("10:30:00.0002")', True), ('time("10:30:00.9") = time("10:30:01")', False),
    ('@"2018-12-08T00:00:00.0001" = @"2018-12-08T00:00:00"', True),
    ('@"1969-12-31T23:59:59.5Z" = @"1969-12-31T23:59:59Z"', True),
    ('@"1969-12-31T23:59:59.5Z" = @"1970-01-01T00:00:00Z"', False),
    ('time("10:30:00.0001") < time("10:30:00.0002")', True),
    ('is(time("10:30:00.0001"), time("10:30:00.0002"))', False), ('@"PT0.1S" = @"PT0.2S"', False),
)  # fmt: skip
def test_moments_are_equal_to_the_second_but_ordered_to_the_nanosecond(expression, expected):
    check(expression, expected)


@cases(
    ('is(@"2021-04-02T23:00:00@Australia/Melbourne", @"2021-04-02T23:00:00+11:00")', False),
    ('is(@"2002-04-02T23:00:00@Australia/Melbourne", @"2002-04-02T23:00:00@Australia/Sydney")', False),
    ('is(@"2002-04-02T23:00:00@Australia/Melbourne", @"2002-04-02T23:00:00@Australia/Melbourne")', True),
    ('is(@"2002-04-02T12:00:00-01:00", @"2002-04-02T17:00:00+04:00")', False),
    ('is(@"2002-04-02T12:00:00Z", @"2002-04-02T12:00:00+00:00")', True),
    ('is(@"23:00:50@Etc/GMT", @"23:00:50Z")', False), ('is(@"23:00:50+11:00", @"23:00:50+11:00")', True),
    ('is(value1: @"2021-02-13")', False), ('is(value2: @"2021-02-13")', False), ("is(value1: null)", True),
    ('is(@"2021-02-13")', None),
)  # fmt: skip
def test_is_asks_for_every_part_the_zone_included(expression, expected):
    check(expression, expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 11, 21), "2026-11-21"),
        (time(10, 30), "10:30:00"),
        (time(10, 30, tzinfo=UTC), "10:30:00Z"),
        (datetime(2026, 11, 21, 10, 30, 0, 500000), "2026-11-21T10:30:00.5"),  # noqa: DTZ001
        (datetime(2026, 11, 21, 10, 30, tzinfo=timezone(timedelta(hours=8))), "2026-11-21T10:30:00+08:00"),
        (datetime(2026, 11, 21, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-11-21T10:30:00@Asia/Shanghai"),
        (timedelta(days=1, hours=2, microseconds=-500000), "P1DT1H59M59.5S"),
        (-timedelta(days=1), "-P1D"),
        (YearsAndMonthsDuration(14), "P1Y2M"),
        (WideTemporal("date", "-2026-01-01"), "-2026-01-01"),
    ],
)
def test_a_value_of_python_goes_in_and_comes_out_equal(value, text):
    found = evaluate_feel("value", {"value": value})
    assert found == value
    assert str(found) == found.isoformat() == text
    assert evaluate_feel("string(value)", {"value": value}) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("0.10"), 0.1),
        (Decimal(7), 7),
        (10**20, 10**20),
        (1.0, 1),
        (float("nan"), None),
        ({"@": "date", "v": 1}, {"@": "date", "v": 1}),
    ],
)
def test_numbers_and_contexts_of_python_go_in_and_come_out(value, expected):
    found = evaluate_feel("value", {"value": value})
    assert found == expected
    assert type(found) is type(expected)


def test_nanoseconds_survive_a_round_trip():
    first = evaluate_feel('@"2026-11-21T10:30:00.123456789Z"')
    assert str(evaluate_feel("value", {"value": first})) == "2026-11-21T10:30:00.123456789Z"


def test_a_decimal_stays_exact_on_its_way_in():
    assert evaluate_feel("a + b = c", {"a": Decimal("0.1"), "b": Decimal("0.2"), "c": Decimal("0.3")})


def test_a_range_goes_in_and_comes_out():
    found = evaluate_feel("value", {"value": FeelRange(1, 5, end_included=False)})
    assert found == FeelRange(1, 5, end_included=False)
    assert str(found) == "[1..5)"


@pytest.mark.parametrize(
    ("test", "numbers"),
    [("< 10", [9]), ("<= 10", [9, 10]), ("> 10", [11]), (">= 10", [10, 11]), ("= 10", [10]), ("!= 10", [9, 11])],
)
def test_a_range_that_was_written_as_a_test_stays_one_on_its_way(test, numbers):
    found = evaluate_feel(f"({test})")
    assert evaluate_feel(f"value = ({test})", {"value": found}) is True
    assert evaluate_feel("string(value)", {"value": found}) == test
    inside = [number for number in (9, 10, 11) if evaluate_feel("number in value", {"value": found, "number": number})]
    assert inside == numbers


def test_text_that_looks_like_a_date_stays_text():
    assert evaluate_feel("value instance of string", {"value": "2026-11-21"})


def test_a_value_that_feel_does_not_have_is_bad_input():
    with pytest.raises(BadInput, match="object"):
        evaluate_feel("value", {"value": object()})


@cases(
    ('cycle(duration("PT1H"))', "R/PT1H"), ('cycle(3, duration("P1M"))', "R3/P1M"), ('cycle(null, @"P1D")', "R/P1D"),
    ('cycle(interval: @"PT1H", repetitions: 2)', "R2/PT1H"), ("cycle(1, 2)", None),
)  # fmt: skip
def test_a_cycle_is_the_text_that_timers_read(expression, expected):
    check(expression, expected)
