"""Early warning: figures per agent from the records, judged by a table, assessed by people (SOP B4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.breaches import record_breach
from handlers.governance.letters import tell_roles
from handlers.messages import KEPT
from handlers.notices import AGENCY
from handlers.parameters import days_later, sla_days, whole
from handlers.records import Breach, Complaint, FollowUp, Policy, RiskWarning
from handlers.records.follow_up import FollowUpOutcome
from handlers.records.warning import WarningStatus
from handlers.staff import named

registry = HandlerRegistry()
TASKS = ("assess_warning", "take_measures", "check_effect")
INDICATORS = {
    "surrenders": "退保", "lapses": "失效", "problems": "回访问题", "complaints": "投诉", "missed_limits": "超期",
}  # fmt: skip
LEVELS = {"yellow": "黄色", "orange": "橙色", "red": "红色"}
"""What is counted per agent; the limit of each is the parameter `warning_limit_…`."""
LEFT = ("surrender", "cooling_off")


@dataclass(frozen=True, slots=True)
class Figures:
    figures: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Judged:
    figures: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Assessing:
    warning_id: str
    assessment: str
    warning_cause: str | None = None


@dataclass(frozen=True, slots=True)
class Measuring:
    warning_id: str
    measures: list[str]


@dataclass(frozen=True, slots=True)
class Measured:
    check_at: datetime


@dataclass(frozen=True, slots=True)
class Checking:
    warning_id: str
    effect: str


@dataclass(frozen=True, slots=True)
class OfWarning:
    warning_id: str


@registry.handles("warning.gather", takes=Nothing, gives=Figures)
def gather_figures(_given: Nothing, context: HandlerContext) -> Figures:
    """Count, per agent and for the whole agency, what happened in the window of the last days."""
    session, now = context.session, context.now
    since = now - timedelta(days=whole(session, "warning_window_days", now))
    counts = {name: Counter(who) for name, who in _happened(session, since).items()}
    limits = {name: whole(session, f"warning_limit_{name}", now) for name in INDICATORS}
    agents = sorted({agent for count in counts.values() for agent in count})
    rows = [{"agent_id": agent, **{name: counts[name][agent] for name in INDICATORS}} for agent in agents]
    total = {"agent_id": AGENCY, **{name: counts[name].total() for name in INDICATORS}}
    mass = {name: whole(session, "warning_limit_mass", now) for name in INDICATORS}
    return Figures([*({**row, "limits": limits} for row in rows), {**total, "limits": mass}])


@registry.handles("warning.raise", takes=Judged, gives=Nothing)
def raise_warnings(given: Judged, context: HandlerContext) -> Nothing:
    """Open a warning for whoever stands over a limit, unless one is being worked on; each becomes a case of its own."""
    session = context.session
    working = (WarningStatus.OPEN, WarningStatus.MEASURES)
    known = set(session.scalars(select(RiskWarning.agent_id).where(RiskWarning.status.in_(working))))
    assess_by = days_later(session, "warning_assess_days", context.now)
    for row, verdict in zip(given.figures, given.verdicts, strict=True):
        if verdict["level"] == "none" or row["agent_id"] in known:
            continue
        warning = RiskWarning(
            id=context.new_id("WRN"),
            agent_id=row["agent_id"],
            level=verdict["level"],
            indicators=verdict["indicators"],
            figures={name: row[name] for name in INDICATORS},
            raised_at=context.now,
            assess_by=assess_by,
        )
        session.add(warning)
        session.flush()
        over = "、".join(INDICATORS.get(name, name) for name in warning.indicators)
        level, whose = LEVELS.get(warning.level, warning.level), named(context, warning.agent_id)
        text = f"预警 {warning.id}（{level}）：{whose}，指标 {over}。"
        tell_roles(context, "risk_warning", "风险预警", text, warning.id, "compliance", "management")
        said = {
            "warning_id": warning.id,
            "agent_id": warning.agent_id,
            "warning_level": warning.level,
            "indicators": warning.indicators,
            "figures": warning.figures,
            "assess_by": assess_by.isoformat(),
            "sla": sla_days(session, context.now, TASKS),
        }
        context.publish("servicing_risk_warning", warning.id, said, KEPT)
    return Nothing()


@registry.handles("warning.assess", takes=Assessing, gives=Nothing)
def store_assessment(given: Assessing, context: HandlerContext) -> Nothing:
    """Keep what compliance found: real, false, or worse than a warning."""
    row = context.session.get_one(RiskWarning, given.warning_id)
    row.assessed_by, row.cause = context.actor_id, given.warning_cause
    status = {"real": WarningStatus.MEASURES, "emergency": WarningStatus.EMERGENCY}
    row.status = status.get(given.assessment, WarningStatus.FALSE_ALARM)
    if row.status is not WarningStatus.MEASURES:
        row.closed_at = context.now
    return Nothing()


@registry.handles("warning.measure", takes=Measuring, gives=Measured)
def store_measures(given: Measuring, context: HandlerContext) -> Measured:
    """Keep what is done about it, and when to look whether it helped; training is ordered at once."""
    row = context.session.get_one(RiskWarning, given.warning_id)
    done = {"at": context.now.isoformat(), "by": context.actor_id, "measures": given.measures}
    row.measures = [*row.measures, done]
    if "training" in given.measures:
        said = {"person_id": row.agent_id, "agent_id": row.agent_id, "matter_id": row.id, "source": "risk_warning"}
        context.publish("training_ordered", row.id, {**said, "summary_code": row.cause}, KEPT)
    return Measured(days_later(context.session, "warning_check_days", context.now))


@registry.handles("warning.check", takes=Checking, gives=Nothing)
def store_effect(given: Checking, context: HandlerContext) -> Nothing:
    """Whether the measures helped; another person than who took them says so."""
    row = context.session.get_one(RiskWarning, given.warning_id)
    row.measures = [*row.measures[:-1], {**row.measures[-1], "effect": given.effect, "checked_by": context.actor_id}]
    if given.effect == "good":
        row.status, row.closed_at = WarningStatus.CLOSED, context.now
    return Nothing()


@registry.handles("warning.report_late", takes=OfWarning, gives=Nothing)
def report_late(given: OfWarning, context: HandlerContext) -> Nothing:
    """A warning that nobody assessed in time is itself a finding."""
    row = context.session.get_one(RiskWarning, given.warning_id)
    agent = None if row.agent_id == AGENCY else row.agent_id
    record_breach(context, "warning_assessment", f"预警 {row.id} 评估", clause="SOP B4", matter_id=row.id,
                  due_at=row.assess_by, agent_id=agent)  # fmt: skip
    return Nothing()


def _happened(session: Session, since: datetime) -> dict[str, Iterable[str]]:
    """Indicator → the agent of each event since then."""
    left = select(Policy.agent_id).where(Policy.ended_at >= since, Policy.end_reason.in_(LEFT))
    lapsed = select(Policy.agent_id).where(Policy.lapsed_at >= since)
    problem = FollowUp.outcome == FollowUpOutcome.PROBLEM
    problems = select(FollowUp.agent_id).where(FollowUp.opened_at >= since, problem)
    complaints = select(Complaint.agent_id).where(Complaint.received_at >= since, Complaint.agent_id.is_not(None))
    missed = select(Breach.agent_id).where(Breach.found_at >= since, Breach.agent_id.is_not(None))
    asked = {
        "surrenders": left, "lapses": lapsed, "problems": problems, "complaints": complaints, "missed_limits": missed,
    }  # fmt: skip
    return {name: [str(agent) for agent in session.scalars(each)] for name, each in asked.items()}
