"""An agent's figures of a period, worked out of the records and of nothing else (SOP 4.6.2a, DOMAIN §6.10).

A figure whose base is empty is `—`: no customer was asked, no claim was closed, no policy is old enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from handlers.parameters import AGENCY_ZONE, local_day
from handlers.records import (
    Application,
    Claim,
    Complaint,
    Contact,
    Customer,
    FollowUp,
    Policy,
    PremiumDemand,
    PremiumPayment,
    PremiumRefund,
    TrainingPlace,
)
from handlers.records.application import ApplicationStatus
from handlers.records.follow_up import FollowUpKind, FollowUpOutcome
from handlers.records.policy import PolicyStatus
from handlers.records.premium import PaymentStatus
from handlers.words import yuan_text

LABELS: Mapping[str, str] = {
    "leads": "初次接触",
    "new_customers": "新增客户",
    "applications": "投保申请",
    "conversion_pct": "申请转化率（%）",
    "policies_issued": "出单件数",
    "premium_income": "实收保费（元）",
    "satisfaction": "客户满意度（1—5）",
    "claim_service_days": "理赔平均时效（天）",
    "follow_up_success_pct": "新契约回访成功率（%）",
    "persistency_13m": "13 个月继续率（%）",
    "complaint_count": "投诉件数",
    "mis_selling_cases": "销售误导投诉成立",
    "cooling_off_count": "犹豫期解约件数",
    "surrender_count": "退保件数",
    "training_hours": "培训学时",
}
NONE = "—"
MONTHS_13 = 13
YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included, by the agency's calendar."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=AGENCY_ZONE)

    @property
    def end(self) -> datetime:
        """The first moment after the period."""
        day = self.last + timedelta(days=1)
        return datetime(day.year, day.month, day.day, tzinfo=AGENCY_ZONE)

    def holds(self, column: Any) -> ColumnElement[bool]:
        """The condition that a moment lies within the period."""
        inside: ColumnElement[bool] = (column >= self.start) & (column < self.end)
        return inside


def period_before(day: date, months: int) -> Period:
    """The last whole month (1) or quarter (3) that ended before the day."""
    index = (day.year * YEAR + day.month - 1) // months * months
    last = date(index // YEAR, index % YEAR + 1, 1) - timedelta(days=1)
    return Period(months_back(last.replace(day=1), months - 1), last)


def months_back(first: date, months: int) -> date:
    """The first day of the month so many months earlier."""
    index = first.year * YEAR + first.month - 1 - months
    return date(index // YEAR, index % YEAR + 1, 1)


def figures_of(session: Session, agent_id: str, period: Period) -> dict[str, str]:
    """Code → value as text, every code of `LABELS`."""
    applied = (Application.agent_id == agent_id, period.holds(Application.opened_at))
    applications = _count(session, Application, *applied)
    issued_of_them = _count(session, Application, *applied, Application.status == ApplicationStatus.ISSUED)
    ended = (Policy.agent_id == agent_id, period.holds(Policy.ended_at))
    complaints = (Complaint.agent_id == agent_id, period.holds(Complaint.received_at))
    upheld = (Complaint.kind == "mis_selling", Complaint.outcome.in_(("upheld", "partly")))
    made = (Customer.created_by == agent_id, period.holds(Customer.created_at))
    return {
        "leads": str(_count(session, Contact, Contact.agent_id == agent_id, period.holds(Contact.opened_at))),
        "new_customers": str(_count(session, Customer, *made)),
        "applications": str(applications),
        "conversion_pct": percent(issued_of_them, applications),
        "policies_issued": str(_count(session, Policy, Policy.agent_id == agent_id, period.holds(Policy.issued_at))),
        "premium_income": yuan_text(_premium(session, agent_id, period)),
        "satisfaction": _satisfaction(session, agent_id, period),
        "claim_service_days": _claim_days(session, agent_id, period),
        "follow_up_success_pct": _follow_up_success(session, agent_id, period),
        "persistency_13m": _persistency(session, agent_id, period),
        "complaint_count": str(_count(session, Complaint, *complaints)),
        "mis_selling_cases": str(_count(session, Complaint, *complaints, *upheld)),
        "cooling_off_count": str(_count(session, Policy, *ended, Policy.end_reason == "cooling_off")),
        "surrender_count": str(_count(session, Policy, *ended, Policy.end_reason == "surrender")),
        "training_hours": _training(session, agent_id, period),
    }


def percent(part: int, whole: int) -> str:
    """`66.7`, rounded half up; `—` of nothing."""
    if whole == 0:
        return NONE
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def _count(session: Session, table: type[Any], *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _premium(session: Session, agent_id: str, period: Period) -> Decimal:
    """Yuan kept of the agent's customers, first and renewal premiums, less what went back of kept money."""
    came = _of_agent(select(func.sum(PremiumPayment.amount)), PremiumPayment.demand_id, agent_id)
    kept = session.scalar(
        came.where(PremiumPayment.status == PaymentStatus.KEPT, period.holds(PremiumPayment.received_at))
    )
    went = _of_agent(select(func.sum(PremiumRefund.amount)), PremiumRefund.demand_id, agent_id)
    back = session.scalar(went.where(PremiumRefund.reason != "other_account", period.holds(PremiumRefund.created_at)))
    return Decimal(kept or 0) - Decimal(back or 0)


def _of_agent(asked: Select[Any], demand_id: Any, agent_id: str) -> Select[Any]:
    joined = asked.join(PremiumDemand, PremiumDemand.id == demand_id)
    return joined.join(Application, Application.id == PremiumDemand.application_id).where(
        Application.agent_id == agent_id
    )


def _satisfaction(session: Session, agent_id: str, period: Period) -> str:
    grades = session.scalars(
        select(FollowUp.satisfaction).where(
            FollowUp.agent_id == agent_id, FollowUp.satisfaction.is_not(None), period.holds(FollowUp.closed_at)
        )
    ).all()
    if not grades:
        return NONE
    mean = Decimal(sum(grade or 0 for grade in grades)) / len(grades)
    return str(mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def _claim_days(session: Session, agent_id: str, period: Period) -> str:
    """Mean calendar days from the report to the close of the claims closed in the period."""
    closed = session.execute(
        select(Claim.reported_at, Claim.closed_at).where(Claim.agent_id == agent_id, period.holds(Claim.closed_at))
    ).all()
    days = [(local_day(row.closed_at) - local_day(row.reported_at)).days for row in closed]
    if not days:
        return NONE
    return str((Decimal(sum(days)) / len(days)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def _follow_up_success(session: Session, agent_id: str, period: Period) -> str:
    done = (
        FollowUp.agent_id == agent_id,
        FollowUp.kind == FollowUpKind.NEW_POLICY,
        period.holds(FollowUp.closed_at),
    )
    good = _count(session, FollowUp, *done, FollowUp.outcome == FollowUpOutcome.STANDARD)
    return percent(good, _count(session, FollowUp, *done))


def _persistency(session: Session, agent_id: str, period: Period) -> str:
    """Of the policies that took effect 13 months before the period's months: how many are in force."""
    first = months_back(period.first, MONTHS_13)
    until = months_back((period.last + timedelta(days=1)), MONTHS_13)
    old = (
        Policy.agent_id == agent_id,
        Policy.effective_from >= first,
        Policy.effective_from < until,
        Policy.status != PolicyStatus.CANCELLED,
    )
    return percent(_count(session, Policy, *old, Policy.status == PolicyStatus.IN_FORCE), _count(session, Policy, *old))


def _training(session: Session, agent_id: str, period: Period) -> str:
    # Added up here: an exact decimal is text in the database, and PostgreSQL does not add text.
    hours = session.scalars(
        select(TrainingPlace.hours).where(TrainingPlace.person_id == agent_id, period.holds(TrainingPlace.finished_at))
    )
    return f"{sum(hours, Decimal(0)):f}"
