"""The parts of an inbox: what is mine, my group's, overdue, and what waits for a customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext

from engine.actor import Actor
from engine.views import InboxKind, InboxPage, InboxSort
from web.permissions import Permission
from web.site import site

PAGE = 50


class Box:
    """Ids of the tabs, as they stand in addresses."""

    MINE = "mine"
    GROUP = "group"
    OVERDUE = "overdue"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab and how many tasks are behind it."""

    id: str
    words: str
    count: int


def boxes_for(reader: Actor, permissions: frozenset[Permission]) -> list[Tab]:
    """The reader's tabs in their order."""
    queries = site().engine.queries
    counts = queries.inbox_counts(reader)
    tabs = [
        Tab(Box.MINE, gettext("我的"), counts.mine),
        Tab(Box.GROUP, gettext("待领取"), counts.group),
        Tab(Box.OVERDUE, gettext("已超期"), counts.overdue),
    ]
    if Permission.CUSTOMER_LINKS_SEND in permissions:
        tabs.append(Tab(Box.CUSTOMER, gettext("等客户"), queries.inbox_counts(_as_customer(reader)).group))
    return tabs


def open_box(box: str, reader: Actor, sort: InboxSort) -> InboxPage:
    """The first page of a tab, sorted."""
    if box == Box.CUSTOMER:
        return site().engine.queries.inbox(_as_customer(reader), InboxKind.GROUP, sort=sort, limit=PAGE)
    return site().engine.queries.inbox(reader, InboxKind(box), sort=sort, limit=PAGE)


def sort_of(name: str | None) -> InboxSort:
    """The sort that an address names; by due time when it names none."""
    return InboxSort(name) if name in set(InboxSort) else InboxSort.DUE


def sorts() -> list[tuple[str, str]]:
    """The choices of the sort field."""
    return [
        (InboxSort.DUE.value, gettext("期限最近的在前")),
        (InboxSort.PRIORITY.value, gettext("优先级高的在前")),
        (InboxSort.OPENED.value, gettext("等得最久的在前")),
    ]


def empty_words(box: str, tabs: list[Tab]) -> dict[str, Any]:
    """What an empty tab says, and where to go from it."""
    group = next(tab for tab in tabs if tab.id == Box.GROUP)
    if box == Box.MINE and group.count:
        return {
            "title": gettext("您手上没有任务"),
            "sentence": gettext("同组还有 %(n)s 件等待领取。", n=group.count),
            "link": url_for("inbox.show", tab=Box.GROUP),
            "link_words": gettext("去看看"),
        }
    said = {
        Box.MINE: (gettext("都办完了"), gettext("有新任务时会出现在这里。")),
        Box.GROUP: (gettext("没有等待领取的任务"), gettext("同组的任务都有人在办。")),
        Box.OVERDUE: (gettext("没有超期的任务"), gettext("继续保持。")),
        Box.CUSTOMER: (gettext("没有在等客户的事"), gettext("需要客户办理时会出现在这里，您可以给客户发送链接。")),
    }[box]
    return {"title": said[0], "sentence": said[1], "link": "", "link_words": ""}


def _as_customer(reader: Actor) -> Actor:
    # The engine offers customers' tasks to the role `customer`; staff may look at the queue, and only at that.
    return replace(reader, roles=frozenset({"customer"}))
