"""What a report is made of: headline figures, sections with charts and a table. Pages print it, exports copy it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext, ngettext

from web.i18n.dates import local, say_day, say_short_day
from web.reports.charts import Chart

Value = str | int | Decimal | date | datetime | None
NONE = "—"


class Kind(StrEnum):
    """How the values of a column are said; a column of `TEXT` stands left, the others right."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DAY = "day"
    WEEK = "week"
    """A week's first day, said without its year where that is plain."""
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    words: str
    kind: Kind = Kind.TEXT

    @property
    def is_left(self) -> bool:
        return self.kind in (Kind.TEXT, Kind.WEEK)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, and the address of the list behind it where there is one. `late`: it wants attention."""

    value: Value
    link: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`last_is_total`: the last row sums up the others."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    last_is_total: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure at the head of a report. `hint`: what it is counted of."""

    words: str
    figure: str
    hint: str = ""
    link: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    table: Table
    charts: Sequence[Chart] = ()
    note: str = ""

    @property
    def shown_charts(self) -> list[Chart]:
        """Those in which there is something to see."""
        return [chart for chart in self.charts if chart.labels and not chart.is_empty]


@dataclass(frozen=True, slots=True)
class Report:
    """`source`: which records it is counted of, and how."""

    source: str
    headlines: Sequence[Headline] = ()
    sections: Sequence[Section] = field(default_factory=tuple)
    is_empty: bool = False
    """Nothing of what it is about lies in the period."""


def say(value: Value, kind: Kind) -> str:
    """The value as a page shows it; `—` where there is none."""
    if value is None:
        return NONE
    if isinstance(value, datetime):
        return say_day(value) if kind is Kind.DAY else f"{say_short_day(value)} {local(value):%H:%M}"
    if isinstance(value, date):
        return say_short_day(value) if kind is Kind.WEEK else say_day(value)
    if isinstance(value, str):
        return value
    if kind is Kind.MONEY:
        return f"{value:,.2f}"
    if kind is Kind.PERCENT:
        return f"{value} %"
    return f"{value:,}"


def days_words(value: int | None) -> str:
    """`3 个工作日`, `当天` for none, `—` where there is nothing to work it out of."""
    if value == 0:
        return gettext("当天")
    return NONE if value is None else ngettext("%(num)d 个工作日", "%(num)d 个工作日", value)


def nine_in_ten(value: int | None) -> str:
    """Below a median: in how many working days nine in ten were done; nothing where nothing was."""
    return "" if value is None else gettext("九成在 %(days)s内", days=days_words(value))
