"""When somebody is told: quiet hours, the digest's hour, days that are worked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.timers.calendar import statutory
from tests.web.notices.conftest import SHANGHAI, local
from web.notices.kinds import Pace
from web.notices.quiet_hours import Hours, moment_for

NIGHT = Hours(quiet_from=22 * 60, quiet_until=7 * 60 + 30)


@pytest.mark.parametrize(
    ("hours", "now", "goes"),
    [
        (NIGHT, local(20, 21, 59), local(20, 21, 59)),
        (NIGHT, local(20, 22), local(21, 7, 30)),
        (NIGHT, local(21, 7, 29), local(21, 7, 30)),
        (NIGHT, local(21, 7, 30), local(21, 7, 30)),
        (Hours(quiet_from=12 * 60, quiet_until=14 * 60), local(20, 13), local(20, 14)),
        (Hours(quiet_from=0, quiet_until=0), local(20, 3), local(20, 3)),
        (replace(NIGHT, working_days_only=True), local(20, 23), local(23, 7, 30)),  # Friday night → Monday
        (replace(NIGHT, working_days_only=True), local(21, 12), local(23, 7, 30)),
        (replace(NIGHT, working_days_only=True), local(1, 10, month=10), local(8, 7, 30, month=10)),  # national day
        (replace(NIGHT, working_days_only=True), local(20, 10, month=9), local(20, 10, month=9)),  # a make-up Sunday
    ],
)
def test_what_comes_in_quiet_hours_waits_for_their_end(hours: Hours, now: datetime, goes: datetime) -> None:
    found = moment_for(hours, Pace.NOW, now, SHANGHAI, statutory())
    assert found == goes
    assert found.tzinfo in (UTC, SHANGHAI)


def test_what_is_urgent_breaks_quiet_hours_if_the_person_says_so() -> None:
    late = local(20, 23)
    assert moment_for(NIGHT, Pace.NOW, late, SHANGHAI, statutory(), is_urgent=True) == late
    silent = replace(NIGHT, urgent_breaks_quiet=False)
    assert moment_for(silent, Pace.NOW, late, SHANGHAI, statutory(), is_urgent=True) == local(21, 7, 30)


def test_the_digest_goes_at_its_hour_on_a_day_that_is_worked() -> None:
    def digest(hours: Hours, now: datetime) -> datetime:
        return moment_for(hours, Pace.DIGEST, now, SHANGHAI, statutory(), is_urgent=True)

    assert digest(Hours(9), local(20, 8)) == local(20, 9)
    assert digest(Hours(9), local(20, 9)) == local(21, 9)
    assert digest(Hours(9, working_days_only=True), local(20, 9)) == local(23, 9)
    assert digest(replace(NIGHT, digest_hour=6), local(20, 9)) == local(21, 7, 30)
