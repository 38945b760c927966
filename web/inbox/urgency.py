"""Why a task is urgent, in one short sentence; and why it is the next one that opens."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext, ngettext

from engine.views import InboxTask
from web.i18n.dates import local, say_day
from web.inbox.desk import HIGH_PRIORITY
from web.inbox.due import SOON_WORKING_DAYS, CountWorkingDays

LONG_WORKING_DAYS = 5
"""Whoever waits longer than a week is told so."""


def why_urgent(task: InboxTask, now: datetime, count: CountWorkingDays) -> str:
    """The reasons, the gravest first; empty when the task has time."""
    if task.state != "open":
        return ""
    return gettext("；").join(reason for reason in (_by_due(task, now, count), *_others(task, now, count)) if reason)


def _by_due(task: InboxTask, now: datetime, count: CountWorkingDays) -> str:
    if task.due_at is None:
        return ""
    today, day = local(now).date(), local(task.due_at).date()
    if task.due_at <= now:
        late = count(day, today)
        if not late:
            return gettext("时限已过")
        return ngettext("时限已过 %(num)d 个工作日", "时限已过 %(num)d 个工作日", late)
    if day == today:
        return gettext("今天到期")
    if count(today, day) <= SOON_WORKING_DAYS:
        return gettext("下一个工作日到期")
    return ""


def _others(task: InboxTask, now: datetime, count: CountWorkingDays) -> list[str]:
    reasons = []
    if task.priority >= HIGH_PRIORITY:
        reasons.append(gettext("流程标为优先"))
    if task.follow_up_at is not None and task.follow_up_at <= now:
        reasons.append(gettext("到了跟进的时间"))
    waited = count(local(task.opened_at).date(), local(now).date())
    if waited > LONG_WORKING_DAYS:
        reasons.append(ngettext("已等 %(num)d 个工作日", "已等 %(num)d 个工作日", waited))
    return reasons


def why_next(code: str, task: InboxTask) -> str:
    """Why this task opened after another one; empty for a code that no page gives."""
    said = {
        "case": gettext("接着办：同一案件的下一步。"),
        "desk": gettext("接着办：刚才那个列表里期限最近的一件。"),
        "mine": gettext("接着办：您手上期限最近的一件。"),
        "group": gettext("接着办：同组待领取的任务里期限最近的一件。"),
    }
    if code not in said:
        return ""
    if task.due_at is None or code == "case":
        return said[code]
    return said[code] + gettext("（%(day)s到期）", day=say_day(task.due_at))
