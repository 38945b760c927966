"""The queues of an inbox: their words, how many tasks are in each, and the page that somebody looks at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext

from engine.actor import Actor, ActorKind, Channel
from engine.views import InboxCounts, InboxPage, InboxSort
from web.inbox.desk import Desk, DueBy, Tab, start_of_day
from web.permissions import Permission
from web.site import site

PAGE = 50
MOST = 1000
"""A count stops here: a page must not become slower because more is waiting."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A tab. `words` is its name, `count` what it says of how many tasks are behind it."""

    id: str
    words: str
    count: str
    is_empty: bool


def queues_for(reader: Actor, permissions: frozenset[Permission]) -> list[Queue]:
    """The reader's tabs in their order, counted in one statement, but for what customers have to do."""
    counts = count_of(reader)
    shown = [
        (Tab.MINE, gettext("我的"), counts.mine),
        (Tab.GROUP, gettext("待领取"), counts.group),
        (Tab.OVERDUE, gettext("已超期"), counts.overdue),
        (Tab.FOLLOW_UP, gettext("待跟进"), counts.follow_up),
        (Tab.WAITING, gettext("在等"), min(counts.waiting + counts.outside, MOST)),
    ]
    if Permission.CUSTOMER_LINKS_SEND in permissions:
        for_customers = site().engine.queries.inbox_count(_as_customer(), Tab.CUSTOMER.kind, limit=MOST)
        shown.append((Tab.CUSTOMER, gettext("等客户"), for_customers))
    shown.append((Tab.DONE, gettext("今日办结"), counts.done))
    return [Queue(tab.value, words, say_count(count), not count) for tab, words, count in shown]


def count_of(reader: Actor) -> InboxCounts:
    """How many tasks are in each queue, each up to `MOST`."""
    return site().engine.queries.inbox_counts(reader, since=start_of_day(site().now()), limit=MOST)


def say_count(count: int) -> str:
    """`7`, `999+`."""
    return str(count) if count < MOST else f"{MOST - 1}+"


def open_desk(desk: Desk, reader: Actor, limit: int | None = None) -> InboxPage:
    """The page that somebody looks at. Raises `BadInput` for a page that is not one of this list."""
    now = site().now()
    return site().engine.queries.inbox(
        _as_customer() if desk.tab is Tab.CUSTOMER else reader,
        desk.tab.kind,
        narrowed=desk.narrowed(now),
        sort=desk.sort,
        since=start_of_day(now),
        after=desk.after or None,
        limit=limit or PAGE,
    )


def first_by_due(desk: Desk, reader: Actor) -> InboxPage:
    """The most urgent task of a list, however it is sorted."""
    return open_desk(replace(desk, sort=InboxSort.DUE, after=""), reader, limit=1)


def sorts() -> list[tuple[str, str]]:
    """The choices of the sort field."""
    return [
        (InboxSort.DUE.value, gettext("期限最近的在前")),
        (InboxSort.PRIORITY.value, gettext("优先级高的在前")),
        (InboxSort.OPENED.value, gettext("等得最久的在前")),
        (InboxSort.VALUE.value, gettext("金额最大的在前")),
    ]


def dues() -> list[tuple[str, str]]:
    """The choices of the field for the due time."""
    return [
        ("", gettext("不限")),
        (DueBy.LATE.value, gettext("已超期")),
        (DueBy.TODAY.value, gettext("今天到期")),
        (DueBy.WEEK.value, gettext("本周到期")),
    ]


def empty_words(desk: Desk, queues: list[Queue]) -> dict[str, Any]:
    """What an empty list says, and where to go from it."""
    if desk.is_narrowed or desk.after:
        plain = url_for("inbox.show", **Desk(desk.tab, desk.sort).arguments())
        title, sentence = gettext("没有符合条件的任务"), gettext("放宽条件后再看看。")
        return {"title": title, "sentence": sentence, "link": plain, "link_words": gettext("清除条件")}
    group = next(queue for queue in queues if queue.id == Tab.GROUP)
    if desk.tab is Tab.MINE and not group.is_empty:
        return {
            "title": gettext("您手上没有任务"),
            "sentence": gettext("同组还有 %(n)s 件等待领取。", n=group.count),
            "link": url_for("inbox.show", tab=Tab.GROUP.value),
            "link_words": gettext("去看看"),
        }
    title, sentence = _nothing(desk.tab)
    return {"title": title, "sentence": sentence, "link": "", "link_words": ""}


def _nothing(tab: Tab) -> tuple[str, str]:
    return {
        Tab.MINE: (gettext("都办完了"), gettext("有新任务时会出现在这里。")),
        Tab.GROUP: (gettext("没有等待领取的任务"), gettext("同组的任务都有人在办。")),
        Tab.OVERDUE: (gettext("没有超期的任务"), gettext("继续保持。")),
        Tab.FOLLOW_UP: (gettext("现在没有要跟进的事"), gettext("在任务页上安排跟进时间，到时会出现在这里。")),
        Tab.WAITING: (gettext("没有在等的事"), gettext("您发起或经手的案件轮到别人办理时，会出现在这里。")),
        Tab.CUSTOMER: (gettext("没有在等客户的事"), gettext("需要客户办理时会出现在这里，您可以给客户发送链接。")),
        Tab.DONE: (gettext("今天还没有办结的任务"), gettext("今天完成的任务会列在这里。")),
    }[tab]


def _as_customer() -> Actor:
    # The engine offers customers' tasks to the role `customer`; staff may look at the queue, and only at that.
    return Actor("customer", ActorKind.CUSTOMER, Channel.WEB, frozenset({"customer"}))
