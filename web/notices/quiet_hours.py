"""When somebody is told: at once, after the quiet hours, or with the day's digest. Pure arithmetic on a wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.timers.calendar import Calendar
from web.notices.kinds import Pace

DIGEST_HOUR = 9
_DAY = timedelta(days=1)
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """When a reader wants to be told. `quiet_from`, `quiet_until`: minutes after midnight of the agency's clock."""

    digest_hour: int = DIGEST_HOUR
    quiet_from: int | None = None
    quiet_until: int | None = None
    working_days_only: bool = False
    urgent_breaks_quiet: bool = True

    def is_quiet_at(self, minute: int) -> bool:
        """Whether a minute of the day is quiet; hours that end before they begin go over midnight."""
        first, last = self.quiet_from, self.quiet_until
        if first is None or last is None or first == last:
            return False
        return first <= minute < last if first < last else minute >= first or minute < last


def moment_for(
    hours: Hours, pace: Pace, now: datetime, zone: ZoneInfo, calendar: Calendar, *, is_urgent: bool = False
) -> datetime:
    """When a notice of now goes out; `now` itself if at once. Aware UTC."""
    if pace is Pace.NOW:
        return now if is_urgent and hours.urgent_breaks_quiet else _after_quiet(hours, now, zone, calendar)
    day = now.astimezone(zone).date()
    while True:
        at = _at(day, hours.digest_hour * 60, zone)
        if at > now and not _is_off(hours, day, calendar):
            return _after_quiet(hours, at, zone, calendar)
        day += _DAY


def _after_quiet(hours: Hours, at: datetime, zone: ZoneInfo, calendar: Calendar) -> datetime:
    while True:
        local = at.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if _is_off(hours, local.date(), calendar):
            at = _at(local.date() + _DAY, 0, zone)
        elif hours.is_quiet_at(minute):
            until = hours.quiet_until or 0
            at = _at(local.date() + (_DAY if minute >= until else timedelta(0)), until, zone)
        else:
            return at


def _is_off(hours: Hours, day: date, calendar: Calendar) -> bool:
    return hours.working_days_only and not calendar.is_working_day(day)


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).replace(hour=minutes // 60, minute=minutes % 60).astimezone(UTC)


def minutes_of(text: str) -> int | None:
    """`22:30` as minutes after midnight; None for an empty text. Raises `ValueError`."""
    if not text:
        return None
    at = time.fromisoformat(text)
    return at.hour * 60 + at.minute


def clock_of(minutes: int | None) -> str:
    """Minutes after midnight as `22:30`; empty for None."""
    return "" if minutes is None else f"{minutes % _MINUTES_A_DAY // 60:02}:{minutes % 60:02}"
