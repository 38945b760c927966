"""Looking up the dated numbers of law and of the agency (DOMAIN, head)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handlers.records.parameter import Parameter

AGENCY_ZONE = ZoneInfo("Asia/Shanghai")
SLA = (
    "assemble_papers",
    "review_papers",
    "check_papers",
    "enter_application",
    "adjust_plan",
    "read_file",
    "underwrite",
    "second_review",
    "bring_evidence",
    "issue_policy",
    "check_policy",
    "correct_policy",
)
"""User tasks with a due date in working days; the parameter is `sla_<task>`."""


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
    last = local_day(now) + timedelta(days=whole(session, code, now))
    return datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=AGENCY_ZONE).astimezone(now.tzinfo)


def sla_days(session: Session, now: datetime) -> dict[str, int]:
    """Working days per user task, for `add working days(now(), sla.<task>)`."""
    return {task: whole(session, f"sla_{task}", now) for task in SLA}


def day_text(moment: datetime) -> str:
    """`2026年3月2日`, as a customer reads it."""
    day = local_day(moment)
    return f"{day.year}年{day.month}月{day.day}日"
