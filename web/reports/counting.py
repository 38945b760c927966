"""What several reports do alike: counts by one or two columns, and sections of a table with its chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from handlers.parameters import local_day
from web.reports.report import Headline
from web.reports.spans import WorkingDays

Where = Sequence[ColumnElement[bool]]


def counts(rows: Session, column: Any, where: Where, *joins: tuple[Any, Any]) -> Counter[str]:
    """How many records have which value of a column; none is the empty text."""
    asked = select(column, func.count()).select_from(column.class_).where(*where).group_by(column)
    for table, on in joins:
        asked = asked.join(table, on)
    return Counter({"" if value is None else str(value): number for value, number in rows.execute(asked)})


def pairs(rows: Session, first: Any, second: Any, where: Where) -> Counter[tuple[str, str]]:
    """How many records have which two values."""
    asked = select(first, second, func.count()).where(*where).group_by(first, second)
    found: Counter[tuple[str, str]] = Counter()
    for one, other, number in rows.execute(asked):
        found["" if one is None else str(one), "" if other is None else str(other)] += number
    return found


def durations(moments: Iterable[tuple[datetime | None, datetime | None]]) -> Counter[int]:
    """Working days from the first to the second moment of each; what lacks one is left out."""
    stretches = [(local_day(first), local_day(second)) for first, second in moments if first and second]
    if not stretches:
        return Counter()
    firsts, seconds = zip(*stretches, strict=True)
    days = WorkingDays(min(firsts), max(*seconds, *firsts))
    return Counter(max(0, days.between(first, second)) for first, second in stretches)


def by_day(moments: Iterable[datetime]) -> Counter[date]:
    """How many lie on which of the agency's days."""
    return Counter(map(local_day, moments))


def share_headline(words: str, found: Any, hint: str, link: str = "", *, late: bool = False) -> Headline:
    """A percentage at the head of a report; `—` of nothing."""
    return Headline(words, "—" if found is None else f"{found} %", hint, link, late)
