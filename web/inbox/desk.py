"""Which part of the inbox somebody looks at: the queue, its order, what it is narrowed by, and the page.

Read from the address, checked against closed lists, and written back into it. A saved filter is the same few words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode

from engine.views import InboxKind, InboxSort, Narrowed
from web.i18n.dates import local
from web.site import site

LONGEST = 80
HIGH_PRIORITY = 75
"""Camunda 8's scale is 0 to 100, 50 when the diagram says nothing."""


class Tab(StrEnum):
    """Ids of the tabs, as they stand in addresses."""

    MINE = "mine"
    GROUP = "group"
    OVERDUE = "overdue"
    FOLLOW_UP = "follow_up"
    WAITING = "waiting"
    CUSTOMER = "customer"
    """Everything that customers have to do, for those who send them their links."""
    DONE = "done"

    @property
    def kind(self) -> InboxKind:
        """The queue behind the tab; customers' tasks are offered to the role `customer`."""
        return InboxKind.GROUP if self is Tab.CUSTOMER else InboxKind(self.value)


class DueBy(StrEnum):
    """What a list may be narrowed to by due time."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Desk:
    """One list of work. `key`: what the business key begins with; `after`: the page."""

    tab: Tab = Tab.MINE
    sort: InboxSort = InboxSort.DUE
    process: str = ""
    key: str = ""
    due: DueBy | None = None
    high: bool = False
    after: str = ""

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Desk:
        """From the names and values of an address; what is not known is left out."""
        return cls(
            tab=Tab(said["tab"]) if said.get("tab") in set(Tab) else Tab.MINE,
            sort=InboxSort(said["sort"]) if said.get("sort") in set(InboxSort) else InboxSort.DUE,
            process=said.get("process", "")[:LONGEST],
            key=said.get("key", "").strip()[:LONGEST],
            due=DueBy(said["due"]) if said.get("due") in set(DueBy) else None,
            high=said.get("high") == "1",
            after=said.get("after", "")[:400],
        )

    @classmethod
    def read_text(cls, text: str) -> Desk:
        """From what `text` wrote."""
        return cls.read(dict(parse_qsl(text[:1000])))

    @property
    def text(self) -> str:
        """As one value of an address; empty for the first list that everybody sees."""
        return urlencode(self.arguments())

    def arguments(self, **changed: Any) -> dict[str, Any]:
        """Names and values for an address, without what everybody starts with."""
        desk, plain = replace(self, **changed), Desk()
        shown = {name: getattr(desk, name) for name in plain.__slots__ if getattr(desk, name) != getattr(plain, name)}
        return {name: "1" if value is True else str(value) for name, value in shown.items()}

    @property
    def saved(self) -> str:
        """What a saved filter keeps: everything but the page."""
        return urlencode(self.arguments(after=""))

    @property
    def is_narrowed(self) -> bool:
        """Whether some tasks of the queue are left out."""
        return bool(self.process or self.key or self.due or self.high)

    def narrowed(self, now: datetime) -> Narrowed:
        """The same for the engine. `now`: aware."""
        return Narrowed(
            process_id=self.process or None,
            business_key=self.key or None,
            due_before=_before(self.due, now),
            min_priority=HIGH_PRIORITY if self.high else None,
        )


def start_of_day(now: datetime) -> datetime:
    """Midnight on the agency's wall clock."""
    return local(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _before(due: DueBy | None, now: datetime) -> datetime | None:
    if due is None:
        return None
    if due is DueBy.LATE:
        return now
    today = start_of_day(now)
    days = 1 if due is DueBy.TODAY else 7 - today.weekday()
    # By the wall clock: a day is not always 24 hours long.
    return (today.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=site().zone)
