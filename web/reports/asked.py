"""What the address of a report asks for: a period of the agency's days, a role. Wrong words are said, not obeyed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext

from engine.statistics import Span
from handlers.agency.figures import Period, months_back
from handlers.parameters import AGENCY_ZONE, local_day
from web.reports.report import Cell, Value

LONGEST_DAYS = 731
WEEKS = 12
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """`role` empty: all that the reader may see, `roles` (None: every role). `refusal`: what was not obeyed."""

    report: str
    period: Period
    now: datetime
    role: str = ""
    roles: frozenset[str] | None = None
    hidden: frozenset[str] = frozenset()
    """Processes of whose cases the reader may not know."""
    refusal: str = ""

    @property
    def span(self) -> Span:
        return Span(self.period.start, self.period.end, AGENCY_ZONE)

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def seen_roles(self) -> frozenset[str] | None:
        """The roles to be counted; None: every role."""
        return frozenset({self.role}) if self.role else self.roles

    @property
    def args(self) -> dict[str, str]:
        """The filters as an address says them."""
        said = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        return {**said, "role": self.role} if self.role else said

    def sees(self, role: str) -> bool:
        return self.seen_roles is None or role in self.seen_roles

    def behind(self, what: str, **more: str) -> str:
        """The address of the list behind a figure."""
        said: dict[str, Any] = {**self.args, **more}
        return url_for("reports.rows", report_id=self.report, what=what, **said)

    def way(self, number: object, what: str, **more: str) -> str:
        """The same, of a figure that is not nothing: of nothing there is no list."""
        return self.behind(what, **more) if number else ""

    def cell(self, value: Value, what: str, late: bool = False, /, **more: str) -> Cell:
        """A count with the way to its list."""
        return Cell(value, self.way(value, what, **more), late)


def read_asked(
    report: str, said: Mapping[str, str], now: datetime, roles: frozenset[str] | None, choices: Collection[str],
    hidden: frozenset[str],
) -> Asked:  # fmt: skip
    """The filters of an address; `choices`: the roles that may be chosen. What is wrong is replaced, and said."""
    period, refusal = _period(said.get("from", ""), said.get("to", ""), local_day(now))
    role = said.get("role", "")
    if role and role not in choices:
        role, refusal = "", refusal or gettext("没有这个岗位，或者您不能看它的报表：显示您能看到的全部岗位。")
    return Asked(report, period, now, role, roles, hidden, refusal)


def _period(first: str, last: str, today: date) -> tuple[Period, str]:
    usual = presets(today)["weeks"]
    if not first and not last:
        return usual, ""
    try:
        since = date.fromisoformat(first) if first else usual.first
        until = date.fromisoformat(last) if last else today
    except ValueError:
        return usual, gettext("日期不完整或有误：显示最近 %(n)s 周。", n=WEEKS)
    if not FIRST_DAY <= since <= until <= today.replace(year=today.year + 1, month=1, day=1):
        return usual, gettext("开始日期须早于结束日期，且不在很久以后：显示最近 %(n)s 周。", n=WEEKS)
    if (until - since).days >= LONGEST_DAYS:
        since = until - timedelta(days=LONGEST_DAYS - 1)
        return Period(since, until), gettext("一份报表最长两年：只显示其中最近的两年。")
    return Period(since, until), ""


def presets(today: date) -> dict[str, Period]:
    """Periods that are often asked for, by name: this and the last eleven weeks, months, quarter, year."""
    monday = today - timedelta(days=today.weekday())
    this_month = today.replace(day=1)
    last_month = months_back(this_month, 1)
    quarter = months_back(this_month, (today.month - 1) % MONTHS_OF["quarter"])
    return {
        "weeks": Period(monday - timedelta(weeks=WEEKS - 1), today),
        "month": Period(this_month, today),
        "last_month": Period(last_month, this_month - timedelta(days=1)),
        "quarter": Period(quarter, today),
        "year": Period(today.replace(month=1, day=1), today),
        "twelve_months": Period(months_back(this_month, 11), today),
    }


def preset_words() -> dict[str, str]:
    """What the periods are called."""
    return {
        "weeks": gettext("近 %(n)s 周", n=WEEKS),
        "month": gettext("本月"),
        "last_month": gettext("上月"),
        "quarter": gettext("本季"),
        "year": gettext("今年"),
        "twelve_months": gettext("近 12 个月"),
    }
