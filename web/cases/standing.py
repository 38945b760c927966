"""Where a case stands, in words: open tasks, what it waits for, what went wrong; or how it ended."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from engine.actor import Actor
from engine.views import CaseDetail, CaseSummary, InboxTask, Waiting
from web.cases.elements import ElementNames
from web.i18n.dates import say_moment
from web.i18n.words import role_word
from web.inbox.due import Due, due_of
from web.incidents.words import incident_words
from web.names import name_of_actor
from web.site import site


@dataclass(frozen=True, slots=True)
class Place:
    """One place where the case stands. `quiet`: nobody has to do anything about it now."""

    label: str
    words: str
    due: Due | None = None
    task_id: str | None = None
    quiet: bool = False


def standing_of(detail: CaseDetail, names: ElementNames, reader: Actor) -> list[Place]:
    """Failures first, then what people have to do, then what time or messages will bring."""
    return [
        *(
            Place(names.of_element(one.element), _incident_words(incident_words(one.kind, one.sentence)))
            for one in detail.incidents
            if not one.resolved_at
        ),
        *(task_place(task, reader) for task in detail.open_tasks),
        *(waiting_place(one, names) for one in detail.waiting),
    ]


def ending_words(case: CaseSummary) -> str:
    """How and when an ended case ended; empty while it runs."""
    if case.ended_at is None:
        return ""
    return {
        "completed": gettext("案件已于%(when)s办结。", when=say_moment(case.ended_at)),
        "terminated": gettext("案件已于%(when)s终止。", when=say_moment(case.ended_at)),
        "cancelled": gettext("案件已于%(when)s取消。", when=say_moment(case.ended_at)),
    }.get(case.status, "")


def _incident_words(sentence: str) -> str:
    return gettext("异常，等运营处理：%(why)s", why=sentence)


def task_place(task: InboxTask, reader: Actor) -> Place:
    """An open task, and with whom it is."""
    due = due_of(task, site().now(), site().count_working_days)
    if any(group.partition(":")[0] == "customer" for group in task.groups):
        words = gettext("等客户本人办理")
    elif task.holder == reader.id:
        words = gettext("由我办理")
    elif task.holder:
        words = gettext("由%(who)s办理", who=name_of_actor(task.holder))
    else:
        groups = gettext("、").join(role_word(group) for group in task.groups)
        words = gettext("等%(groups)s领取", groups=groups) if groups else gettext("等人领取")
    return Place(site().labels.say(task.label) or task.element, words, due, task.id)


def waiting_place(one: Waiting, names: ElementNames) -> Place:
    """What time or a message will bring."""
    label = names.of_element(one.element)
    if one.kind == "timer" and one.due_at:
        return Place(label, gettext("到%(when)s", when=say_moment(one.due_at)), quiet=True)
    if one.kind == "job" and one.due_at:
        return Place(label, gettext("自动步骤没有成功，%(when)s再试", when=say_moment(one.due_at)))
    return Place(label, gettext("收到消息时"), quiet=True)
