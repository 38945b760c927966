"""Dates and times as people read them, in the agency's time zone: 2026年11月21日, 21 November 2026, 10:42."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from flask_babel import format_date, gettext

from web.i18n.locale import chosen_language
from web.site import site

_DAY = {"zh_CN": "y年M月d日", "en": "d MMM y"}
_SHORT_DAY = {"zh_CN": "M月d日", "en": "d MMM"}
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?")
"""A moment without an offset is nobody's: it stays as it is."""
_ISO_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")


def local(moment: datetime) -> datetime:
    """The moment on the agency's wall clock."""
    return moment.astimezone(site().zone)


def say_day(day: date | datetime) -> str:
    """`2026年11月21日`."""
    return format_date(_as_day(day), _DAY[chosen_language()])


def say_short_day(day: date | datetime) -> str:
    """`11月21日` in the present year, else the whole date."""
    day = _as_day(day)
    if day.year != local(site().now()).year:
        return say_day(day)
    return format_date(day, _SHORT_DAY[chosen_language()])


def say_clock(moment: datetime) -> str:
    """`10:42`."""
    return f"{local(moment):%H:%M}"


def say_moment(moment: datetime) -> str:
    """`今天 10:42`, `昨天 10:42`, `11月21日 10:42`."""
    day, today = local(moment).date(), local(site().now()).date()
    if day == today:
        return gettext("今天 %(time)s", time=say_clock(moment))
    if day == today - timedelta(days=1):
        return gettext("昨天 %(time)s", time=say_clock(moment))
    return f"{say_short_day(day)} {say_clock(moment)}"


def say_full_moment(moment: datetime) -> str:
    """`2026年11月21日 10:42:07`, for histories."""
    return f"{say_day(moment)} {local(moment):%H:%M:%S}"


def say_if_day(text: str) -> str:
    """A day or a moment written as ISO 8601 as people read it; any other text as it is."""
    if not _ISO.fullmatch(text):
        return text
    try:
        return say_moment(datetime.fromisoformat(text)) if "T" in text else say_day(date.fromisoformat(text))
    except ValueError:
        return text


def say_days_in(text: str) -> str:
    """A text with each day that stands in it as 2026-11-21 written as people read it."""
    return _ISO_DAY.sub(lambda found: say_if_day(found[0]), text)


def _as_day(day: date | datetime) -> date:
    return local(day).date() if isinstance(day, datetime) else day
