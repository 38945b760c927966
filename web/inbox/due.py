"""How urgent a due time is, in words: working days left, or how late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext, ngettext

from web.i18n.dates import local, say_clock, say_short_day

SOON_WORKING_DAYS = 1
CountWorkingDays = Callable[[date, date], int]
"""Working days after the first day, up to and including the second."""


@dataclass(frozen=True, slots=True)
class Due:
    """`state`: `late`, `soon` or `calm`; `words`: what the chip says; `at`: the moment itself."""

    at: datetime
    state: str
    words: str


def say_due(due_at: datetime, now: datetime, count: CountWorkingDays) -> Due:
    """The due time as an inbox shows it."""
    day, today = local(due_at).date(), local(now).date()
    if due_at <= now:
        return Due(due_at, "late", _late(day, today, count, due_at))
    if day == today:
        return Due(due_at, "soon", gettext("今天 %(time)s 前", time=say_clock(due_at)))
    left = count(today, day)
    words = ngettext("还有 %(num)d 个工作日", "还有 %(num)d 个工作日", left) if left else gettext("下个工作日前")
    return Due(due_at, "soon" if left <= SOON_WORKING_DAYS else "calm", f"{words} · {say_short_day(day)}")


def _late(day: date, today: date, count: CountWorkingDays, due_at: datetime) -> str:
    late = count(day, today)
    if day == today or late == 0:
        return gettext("已超时 · %(day)s %(time)s", day=say_short_day(day), time=say_clock(due_at))
    return ngettext("已超 %(num)d 个工作日", "已超 %(num)d 个工作日", late)
