"""How urgent a due time is, in words: working days left, or how late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext, lazy_gettext, ngettext

from engine.views import InboxTask
from web.i18n.dates import local, say_clock, say_short_day

SOON_WORKING_DAYS = 1
CountWorkingDays = Callable[[date, date], int]
"""Working days after the first day, up to and including the second."""


@dataclass(frozen=True, slots=True)
class Due:
    """`state`: `late`, `soon`, `calm` or `paused`; `words`: what the chip says; `at`: the moment itself."""

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


GROUND_WORDS = {
    "customer": lazy_gettext("等客户"),
    "documents": lazy_gettext("等补充资料"),
    "third-party": lazy_gettext("等外部单位"),
}
"""What a clock that stands still waits for (`sop:may-pause`)."""


def due_of(task: InboxTask, now: datetime, count: CountWorkingDays) -> Due | None:
    """The due time of a task as an inbox shows it, or that its clock stands still; None where there is none."""
    if task.paused_at is not None and task.paused_due_at is not None:
        words = gettext("时限暂停 · %(ground)s", ground=GROUND_WORDS[task.pause_ground or ""])
        return Due(task.paused_due_at, "paused", words)
    return say_due(task.due_at, now, count) if task.due_at else None


def _late(day: date, today: date, count: CountWorkingDays, due_at: datetime) -> str:
    late = count(day, today)
    if day == today or late == 0:
        return gettext("已超时 · %(day)s %(time)s", day=say_short_day(day), time=say_clock(due_at))
    return ngettext("已超 %(num)d 个工作日", "已超 %(num)d 个工作日", late)
