"""Looking up the dated numbers of law and of the agency (DOMAIN, head)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.timers.calendar import statutory
from handlers.records.parameter import Parameter

AGENCY_ZONE = ZoneInfo("Asia/Shanghai")


SAMPLE = "示例 sample value, not a company's rule"
Row = tuple[str, str, str, str, str, str]
"""Of a parameter: code, value, unit, anchor event, source, mark (`C` confirmed, `R` recalled, `I` illustrative)."""


class NoParameterError(LookupError):
    """No value of the parameter is valid on that day."""


def local_day(now: datetime) -> date:
    """The agency's calendar day at a moment."""
    return now.astimezone(AGENCY_ZONE).date()


def parameter(session: Session, code: str, now: datetime) -> str:
    """The value of a parameter on the day of `now`. Raises `NoParameterError`."""
    day = local_day(now)
    value = session.scalar(
        select(Parameter.value)
        .where(Parameter.code == code, Parameter.valid_from <= day)
        .where(or_(Parameter.valid_to.is_(None), Parameter.valid_to >= day))
        .order_by(Parameter.valid_from.desc())
    )
    if value is None:
        raise NoParameterError(f"the parameter '{code}' has no value on {day.isoformat()}")
    return value


def whole(session: Session, code: str, now: datetime) -> int:
    """A parameter that is a whole number (days, yuan, per mille)."""
    return int(parameter(session, code, now))


def days_later(session: Session, code: str, now: datetime) -> datetime:
    """The end of the last calendar day of a period that begins today, aware UTC.

    A period in days ends with the last moment of its last day, not at the hour it began (Civil Code arts 201, 203).
    """
    return end_of(local_day(now) + timedelta(days=whole(session, code, now)), now)


def sla_days(session: Session, now: datetime, tasks: Iterable[str]) -> dict[str, int]:
    """Working days per user task, for `add working days(now(), sla.<task>)`; the parameter is `sla_<task>`."""
    return {task: whole(session, f"sla_{task}", now) for task in tasks}


def working_days_later(session: Session, code: str, now: datetime) -> datetime:
    """The end of the n-th working day after today, aware UTC; the parameter `code` holds n."""
    last = statutory().add_working_days(local_day(now), whole(session, code, now))
    return end_of(last, now)


def days_before(session: Session, code: str, moment: datetime) -> datetime:
    """So many days, by the parameter on its day, before a moment: when to warn of a limit."""
    return moment - timedelta(days=whole(session, code, moment))


def end_of(day: date, now: datetime) -> datetime:
    """The last moment of the agency's calendar day, in the zone of `now`."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=AGENCY_ZONE).astimezone(now.tzinfo)


def start_of(day: date, now: datetime) -> datetime:
    """The first moment of the agency's calendar day, in the zone of `now`."""
    return datetime(day.year, day.month, day.day, tzinfo=AGENCY_ZONE).astimezone(now.tzinfo)
