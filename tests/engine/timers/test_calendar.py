"""Working days: the statutory calendar, its make-up days, and the years nobody has announced."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import evaluate_feel
from engine.errors import BadInput
from engine.feel.isolate import Isolate
from engine.timers.calendar import Calendar, statutory

CALENDAR = statutory()
SPRING = CALENDAR.with_year(
    2027, off=[date(2027, 2, day) for day in range(5, 13)], on=[date(2027, 1, 31), date(2027, 2, 14)]
)
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 7), False),  # the last day of its week, a Wednesday
        (date(2026, 10, 10), True),  # the Saturday worked in its place
        (date(2026, 9, 20), True),  # the Sunday worked in its place
        (date(2026, 2, 28), True),  # the Saturday after the Spring Festival
        (date(2025, 1, 26), True),  # the Sunday before the Spring Festival
        (date(2025, 10, 6), False),  # Mid-Autumn, a Monday
    ],
)
def test_a_day_is_worked_or_not_as_the_state_council_announced(day, works):
    assert CALENDAR.is_working_day(day) is works


def test_a_datetime_counts_as_its_day():
    assert CALENDAR.is_working_day(datetime(2026, 10, 10, 23, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 10, 8), 2, date(2026, 10, 10)),
        (date(2026, 10, 8), 3, date(2026, 10, 12)),
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
    ],
)
def test_working_days_are_added_around_holidays_and_make_up_days(day, n, expected):
    assert CALENDAR.add_working_days(day, n) == expected


def test_the_time_of_day_is_kept():
    start = datetime(2026, 9, 30, 16, 30, tzinfo=UTC)
    assert CALENDAR.add_working_days(start, 1) == datetime(2026, 10, 8, 16, 30, tzinfo=UTC)


def test_the_end_of_the_calendar_is_bad_input():
    with pytest.raises(BadInput):
        CALENDAR.add_working_days(date(9999, 12, 30), 5)


def test_the_working_days_of_an_october_are_counted():
    assert CALENDAR.working_days_between(date(2026, 9, 30), date(2026, 10, 31)) == 18


@given(DAYS, DAYS)
def test_counting_is_adding_up_single_days(start, end):
    low, high = min(start, end), max(start, end)
    days = [date.fromordinal(n) for n in range(low.toordinal() + 1, high.toordinal() + 1)]
    count = sum(CALENDAR.is_working_day(day) for day in days)
    assert CALENDAR.working_days_between(start, end) == (count if start <= end else -count)


@given(DAYS, st.integers(1, 300))
def test_adding_working_days_is_undone_by_counting_them(day, n):
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, n)) == n


def test_announced_years_are_known_and_later_ones_are_not():
    assert CALENDAR.known(2026)
    assert not CALENDAR.known(2040)
    assert CALENDAR.notice(date(2026, 1, 1), date(2026, 12, 31)) is None
    assert CALENDAR.notice(date(2039, 12, 1), date(2040, 1, 4)) == (
        "The working days of 2039, 2040 are not announced: Monday to Friday is assumed."
    )


def test_an_unknown_year_has_weekdays_only():
    assert CALENDAR.is_working_day(date(2040, 10, 1))
    assert not CALENDAR.is_working_day(date(2040, 10, 6))


def test_a_year_can_be_handed_in():
    assert SPRING.known(2027)
    assert not SPRING.is_working_day(date(2027, 2, 8))
    assert SPRING.is_working_day(date(2027, 2, 14))
    assert SPRING.add_working_days(date(2027, 2, 4), 1) == date(2027, 2, 14)
    assert SPRING.is_working_day(date(2026, 10, 10))


def test_a_year_handed_in_replaces_what_was_known():
    changed = CALENDAR.with_year(2026, off=[date(2026, 10, 1)])
    assert changed.is_working_day(date(2026, 10, 2))
    assert not changed.is_working_day(date(2026, 10, 10))


@pytest.mark.parametrize(
    ("off", "on"),
    [
        ([date(2028, 1, 1)], []),
        ([], [date(2027, 2, 10)]),
        ([date(2027, 2, 14)], [date(2027, 2, 14)]),
    ],
)
def test_days_that_cannot_be_are_refused(off, on):
    with pytest.raises(BadInput):
        CALENDAR.with_year(2027, off, on)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('is working day(date("2026-10-10"))', True),
        ('is working day(date("2026-10-02"))', False),
        ('add working days(date("2026-09-30"), 1)', date(2026, 10, 8)),
        ('add working days(date: date("2026-10-08"), days: -1)', date(2026, 9, 30)),
        ('string(add working days(@"2026-09-30T16:30:00+08:00", 1))', "2026-10-08T16:30:00+08:00"),
        ('working days between(date("2026-09-30"), date("2026-10-31"))', 18),
        ('count working days(date("2026-09-30"), date("2026-10-31"))', 18),
        ('working days between(date("2026-10-31"), date("2026-09-30"))', -18),
        ('add working days(date("2026-09-30"), 1.5)', None),
        ("is working day(null)", None),
    ],
)
def test_feel_asks_the_same_calendar(expression, expected):
    assert evaluate_feel(expression) == expected


@given(DAYS, st.integers(-60, 60))
def test_feel_and_python_agree(day, n):
    found = evaluate_feel("[is working day(d), add working days(d, n), working days between(d, d2)]",
                          {"d": day, "n": n, "d2": date(2026, 6, 1)})  # fmt: skip
    assert found == [
        CALENDAR.is_working_day(day),
        CALENDAR.add_working_days(day, n),
        CALENDAR.working_days_between(day, date(2026, 6, 1)),
    ]


def test_feel_follows_a_calendar_that_was_handed_in():
    own = Isolate()
    request = (
        '{"contexts": [{}], "questions": [["is working day(@\\"2027-02-14\\")", 0]],'
        ' "now": "2026-11-21T00:00:00Z", "zone": "Asia/Shanghai"}'
    )
    before = own.call("evaluateMany", request)
    assert '"value":false' in before
    assert "2027 are not announced" in before
    own.use_calendar(SPRING)
    assert own.call("evaluateMany", request) == '[{"value":true,"warnings":[],"read":[]}]'
    own.close()


def test_a_calendar_of_nothing_knows_nothing():
    empty = Calendar(frozenset(), frozenset(), frozenset())
    assert empty.notice(date(2026, 1, 1)) is not None
