"""Agents' figures of a period, worked out of the records and of nothing else (SOP 4.6.2a, DOMAIN §6.10).

`BASES` says once what each is counted of: the review, the report and the list behind a figure all ask there.

A figure whose base is empty is `—`: no customer was asked, no claim was closed, no policy is old enough.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
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


@dataclass(frozen=True, slots=True)
class Base:
    """Records that a figure is counted of. `conditions`: which of them belong to a period."""

    agent: Any
    """The column that says whose they are."""
    conditions: Callable[[Period], tuple[ColumnElement[bool], ...]]


def _old_policies(period: Period) -> tuple[ColumnElement[bool], ...]:
    """Policies that took effect 13 months before the period's months."""
    first = months_back(period.first, MONTHS_13)
    until = months_back((period.last + timedelta(days=1)), MONTHS_13)
    return (
        Policy.effective_from >= first,
        Policy.effective_from < until,
        Policy.status != PolicyStatus.CANCELLED,
    )


def _mis_selling(period: Period) -> tuple[ColumnElement[bool], ...]:
    upheld = Complaint.outcome.in_(("upheld", "partly"))
    return period.holds(Complaint.received_at), Complaint.kind == "mis_selling", upheld


def _official(period: Period) -> tuple[ColumnElement[bool], ...]:
    return period.holds(FollowUp.closed_at), FollowUp.kind == FollowUpKind.NEW_POLICY


BASES: Mapping[str, Base] = {
    "leads": Base(Contact.agent_id, lambda period: (period.holds(Contact.opened_at),)),
    "new_customers": Base(Customer.created_by, lambda period: (period.holds(Customer.created_at),)),
    "applications": Base(Application.agent_id, lambda period: (period.holds(Application.opened_at),)),
    "issued_applications": Base(
        Application.agent_id,
        lambda period: (period.holds(Application.opened_at), Application.status == ApplicationStatus.ISSUED),
    ),
    "policies_issued": Base(Policy.agent_id, lambda period: (period.holds(Policy.issued_at),)),
    "graded": Base(
        FollowUp.agent_id, lambda period: (period.holds(FollowUp.closed_at), FollowUp.satisfaction.is_not(None))
    ),
    "claims_closed": Base(Claim.agent_id, lambda period: (period.holds(Claim.closed_at),)),
    "official_follow_ups": Base(FollowUp.agent_id, _official),
    "successful_follow_ups": Base(
        FollowUp.agent_id, lambda period: (*_official(period), FollowUp.outcome == FollowUpOutcome.STANDARD)
    ),
    "old_policies": Base(Policy.agent_id, _old_policies),
    "kept_policies": Base(
        Policy.agent_id, lambda period: (*_old_policies(period), Policy.status == PolicyStatus.IN_FORCE)
    ),
    "complaint_count": Base(Complaint.agent_id, lambda period: (period.holds(Complaint.received_at),)),
    "mis_selling_cases": Base(Complaint.agent_id, _mis_selling),
    "cooling_off_count": Base(
        Policy.agent_id, lambda period: (period.holds(Policy.ended_at), Policy.end_reason == "cooling_off")
    ),
    "surrender_count": Base(
        Policy.agent_id, lambda period: (period.holds(Policy.ended_at), Policy.end_reason == "surrender")
    ),
    "premiums_kept": Base(
        Application.agent_id,
        lambda period: (PremiumPayment.status == PaymentStatus.KEPT, period.holds(PremiumPayment.received_at)),
    ),
    "premiums_returned": Base(
        Application.agent_id,
        lambda period: (PremiumRefund.reason != "other_account", period.holds(PremiumRefund.created_at)),
    ),
    "trainings": Base(TrainingPlace.person_id, lambda period: (period.holds(TrainingPlace.finished_at),)),
}
BEHIND: Mapping[str, str] = {
    "conversion_pct": "applications",
    "premium_income": "premiums_kept",
    "satisfaction": "graded",
    "claim_service_days": "claims_closed",
    "follow_up_success_pct": "official_follow_ups",
    "persistency_13m": "old_policies",
    "training_hours": "trainings",
}
"""By figure, the records it rests on, where they are not of its own name."""
ADDED = ("premiums_kept", "premiums_returned", "trainings", "claims_closed", "graded")
"""Bases of which more is read than their number."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted and added up of one agent, or of several together."""

    counts: Counter[str] = field(default_factory=Counter)
    """By name of `BASES`."""
    premium: Decimal = Decimal(0)
    """Yuan kept, first and renewal premiums, less what went back of kept money."""
    grades: int = 0
    claim_days: int = 0
    """Calendar days from the report to the close."""
    hours: Decimal = Decimal(0)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.counts + other.counts,
            self.premium + other.premium,
            self.grades + other.grades,
            self.claim_days + other.claim_days,
            self.hours + other.hours,
        )

    def values(self) -> dict[str, int | Decimal | None]:
        """Code → value, every code of `LABELS`; None where there is nothing to work it out of."""
        count = self.counts
        special: dict[str, int | Decimal | None] = {
            "conversion_pct": share(count["issued_applications"], count["applications"]),
            "premium_income": self.premium,
            "satisfaction": mean(self.grades, count["graded"]),
            "claim_service_days": mean(self.claim_days, count["claims_closed"]),
            "follow_up_success_pct": share(count["successful_follow_ups"], count["official_follow_ups"]),
            "persistency_13m": share(count["kept_policies"], count["old_policies"]),
            "training_hours": self.hours,
        }
        return {code: special[code] if code in special else count[code] for code in LABELS}

    def figures(self) -> dict[str, str]:
        """The values as a report says them."""
        return {code: _text(code, value) for code, value in self.values().items()}


def _text(code: str, value: int | Decimal | None) -> str:
    if value is None:
        return NONE
    if code == "premium_income":
        return yuan_text(Decimal(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def figures_of(session: Session, agent_id: str, period: Period) -> dict[str, str]:
    """One agent's figures: code → value as text, every code of `LABELS`."""
    return tallies(session, period, agent_id).get(agent_id, Tally()).figures()


def tallies(session: Session, period: Period, agent_id: str | None = None) -> dict[str, Tally]:
    """By agent, of all of whom there is a record in the period, or of one. As many questions as there are bases."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, base in BASES.items():
        if name not in ADDED:
            asked = select(base.agent, func.count()).where(*base.conditions(period), *_own(base, agent_id))
            for agent, number in session.execute(asked.group_by(base.agent)):
                counts[agent][name] = number
    grades, days = _grades(session, period, agent_id, counts), _claim_days(session, period, agent_id, counts)
    premium, hours = _premium(session, period, agent_id), _hours(session, period, agent_id)
    people = {*counts, *premium, *hours} - {None}
    return {
        agent: Tally(counts[agent], premium[agent], grades[agent], days[agent], hours[agent])
        for agent in sorted(people)
    }


def share(part: int, whole: int) -> Decimal | None:
    """Percent with one decimal, rounded half up; None of nothing."""
    return None if whole == 0 else _one_place(Decimal(100 * part) / whole)


def mean(total: int, number: int) -> Decimal | None:
    """With one decimal, rounded half up; None of nothing."""
    return None if number == 0 else _one_place(Decimal(total) / number)


def _one_place(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _own(base: Base, agent_id: str | None) -> tuple[ColumnElement[bool], ...]:
    return () if agent_id is None else (base.agent == agent_id,)


def _grades(
    session: Session, period: Period, agent_id: str | None, counts: defaultdict[str, Counter[str]]
) -> Counter[str]:
    """Sums of the grades that customers gave; how many gave one is counted with them."""
    base, total = BASES["graded"], Counter[str]()
    asked = select(base.agent, func.count(), func.sum(FollowUp.satisfaction)).group_by(base.agent)
    for agent, number, added in session.execute(asked.where(*base.conditions(period), *_own(base, agent_id))):
        counts[agent]["graded"], total[agent] = number, int(added)
    return total


def _claim_days(
    session: Session, period: Period, agent_id: str | None, counts: defaultdict[str, Counter[str]]
) -> Counter[str]:
    base, total = BASES["claims_closed"], Counter[str]()
    asked = select(base.agent, Claim.reported_at, Claim.closed_at)
    for agent, reported, closed in session.execute(asked.where(*base.conditions(period), *_own(base, agent_id))):
        counts[agent]["claims_closed"] += 1
        total[agent] += (local_day(closed) - local_day(reported)).days
    return total


def _premium(session: Session, period: Period, agent_id: str | None) -> defaultdict[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for name, sign, amount, demand in (
        ("premiums_kept", 1, PremiumPayment.amount, PremiumPayment.demand_id),
        ("premiums_returned", -1, PremiumRefund.amount, PremiumRefund.demand_id),
    ):
        base = BASES[name]
        asked = (
            select(base.agent, func.sum(amount))
            .join_from(amount.class_, PremiumDemand, PremiumDemand.id == demand)
            .join(Application, Application.id == PremiumDemand.application_id)
            .where(*base.conditions(period), *_own(base, agent_id))
        )
        for agent, total in session.execute(asked.group_by(base.agent)):
            found[agent] += sign * Decimal(total)
    return found


def _hours(session: Session, period: Period, agent_id: str | None) -> defaultdict[str, Decimal]:
    # Added up here: an exact decimal is text in the database, and PostgreSQL does not add text.
    base, found = BASES["trainings"], defaultdict[str, Decimal](Decimal)
    asked = select(base.agent, TrainingPlace.hours)
    for person, hours in session.execute(asked.where(*base.conditions(period), *_own(base, agent_id))):
        found[person] += hours
    return found
