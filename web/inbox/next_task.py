"""What opens after a task was completed, and what the page then says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request, url_for
from flask_babel import gettext

from engine.actor import Actor
from engine.views import InboxTask
from web.accounts.login import actor, me
from web.inbox.desk import Desk, Tab
from web.inbox.queues import first_by_due
from web.inbox.urgency import why_next
from web.site import site

WORKED = (Tab.MINE, Tab.GROUP, Tab.OVERDUE, Tab.FOLLOW_UP)
"""Lists of what the reader may do next."""


@dataclass(frozen=True, slots=True)
class CameFrom:
    """The task that was just completed: what to say of it, and which browser copy may go."""

    sentence: str
    draft_key: str
    why: str
    """Why this page's task is the next one; empty in the inbox."""


def came_from(here: InboxTask | None = None) -> CameFrom | None:
    """Of the task that the address says was done, if the reader did it."""
    done = request.args.get("done")
    if not done:
        return None
    task = site().engine.queries.task(done)
    if task.closed_by != me().id:
        return None
    sentence = gettext("已完成「%(task)s」。", task=site().labels.say(task.label))
    why = why_next(request.args.get("why", ""), here) if here is not None else ""
    return CameFrom(sentence, f"{me().id}.{task.id}", why)


def next_address(done: str, desk: Desk) -> str:
    """The same case first; then the most urgent of the list that was left, of mine, of my group's; else the inbox.

    The list keeps its order and what it was narrowed by.
    """
    by, kept = actor(), desk.text
    queries, case_id = site().engine.queries, done.rpartition(".")[0]
    for task in queries.tasks_of_case(case_id):
        if task.holder in (None, by.id) and queries.task_detail(task.id, by).may_complete:
            return _task_address(task.id, done, "case", kept)
    tried = [("desk", desk)] if desk.is_narrowed and desk.tab in WORKED else []
    tried += [("desk", Desk(desk.tab))] if desk.tab in (Tab.OVERDUE, Tab.FOLLOW_UP) else []
    for why, place in (*tried, ("mine", Desk(Tab.MINE)), ("group", Desk(Tab.GROUP))):
        found = _first(place, by)
        if found is not None:
            return _task_address(found.id, done, why, kept)
    return url_for("inbox.show", done=done, **replace(desk, after="").arguments())


def _first(desk: Desk, by: Actor) -> InboxTask | None:
    return next(iter(first_by_due(desk, by).tasks), None)


def _task_address(task_id: str, done: str, why: str, kept: str) -> str:
    return url_for("inbox.show_task", task_id=task_id, done=done, why=why, desk=kept or None)
