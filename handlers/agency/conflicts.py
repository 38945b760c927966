"""Disagreements between departments: the direct leader, then management; service never waits (SOP 4.7.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.agency.departments import TOP, lead_of, name_of, number_of, tell_inside
from handlers.breaches import record_breach
from handlers.documents import KeyValues, Paragraph, Section, issue_document
from handlers.notices import AGENCY
from handlers.parameters import parameter, sla_days, working_days_later
from handlers.records import Conflict
from handlers.records.conflict import ConflictLevel
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("keep_going", "lead_settles", "management_decides")


@dataclass(frozen=True, slots=True)
class Opening:
    """What `conflict_raised`, or the start form, says."""

    subject: str
    from_department: str
    to_department: str
    touches: str = "neither"
    matter_id: str | None = None
    raised_by: str | None = None
    started_by: str = "system"


@dataclass(frozen=True, slots=True)
class Opened:
    conflict_id: str
    conflict_no: str
    matter_id: str | None
    never_waits: bool
    leaders: list[str]
    leader_ends_at: datetime
    decide_by: datetime
    decide_reminders: str
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class GoingOn:
    conflict_id: str
    went_on: str


@dataclass(frozen=True, slots=True)
class Escalating:
    conflict_id: str
    leader_view: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    conflict_id: str


@dataclass(frozen=True, slots=True)
class Deciding:
    conflict_id: str
    outcome: str
    decision: str


@dataclass(frozen=True, slots=True)
class Decided:
    settlement: dict[str, str]


@registry.handles("conflict.open", takes=Opening, gives=Opened)
def open_conflict(given: Opening, context: HandlerContext) -> Opened:
    """Number it and tell both departments and their leaders; what is service or risk control goes on meanwhile."""
    session, now = context.session, context.now
    conflict_id = context.new_id("CFL")
    row = Conflict(
        id=conflict_id,
        number=number_of("CT", conflict_id, now),
        matter_id=given.matter_id,
        subject=given.subject,
        from_department=given.from_department,
        to_department=given.to_department,
        touches=given.touches,
        raised_by=given.raised_by or given.started_by,
        raised_at=now,
        level=ConflictLevel.LEADER,
    )
    session.add(row)
    session.flush()
    leaders = list(dict.fromkeys((lead_of(given.to_department), lead_of(given.from_department))))
    text = (
        f"冲突 {row.number}：{row.subject}（{name_of(row.from_department)}—{name_of(row.to_department)}）。"
        "先由直接负责人协调，未果报管理层裁决；服务与风险控制不得因此停止。"
    )
    tell_inside(context, "conflict", "跨部门冲突", text, row.id, *leaders, row.from_department, row.to_department)
    return Opened(
        row.id,
        row.number,
        row.matter_id,
        row.touches != "neither",
        leaders,
        working_days_later(session, "conflict_leader_days", now),
        working_days_later(session, "conflict_management_days", now),
        parameter(session, "conflict_reminders", now),
        sla_days(session, now, TASKS),
    )


@registry.handles("conflict.go_on", takes=GoingOn, gives=Nothing)
def keep_going(given: GoingOn, context: HandlerContext) -> Nothing:
    """Keep how the affected service or control goes on while the conflict is open (SOP 4.7.4)."""
    row = context.session.get_one(Conflict, given.conflict_id)
    row.went_on, row.went_on_at, row.went_on_by = given.went_on, context.now, context.actor_id
    return Nothing()


@registry.handles("conflict.went_nowhere", takes=About, gives=Nothing)
def report_standstill(given: About, context: HandlerContext) -> Nothing:
    """Nobody said how service or control goes on: a breach, told to management at once."""
    row = context.session.get_one(Conflict, given.conflict_id)
    what = f"冲突 {row.number} 期间维持服务或风险控制"
    record_breach(
        context, "conflict_keep_going", what, clause="4.7.4", matter_id=row.id, due_at=context.now, tells=(TOP,)
    )
    return Nothing()


@registry.handles("conflict.escalate", takes=Escalating, gives=Nothing)
def escalate_conflict(given: Escalating, context: HandlerContext) -> Nothing:
    """The direct leaders did not settle it: management decides."""
    row = context.session.get_one(Conflict, given.conflict_id)
    row.level = ConflictLevel.MANAGEMENT
    text = f"冲突 {row.number} 未能由直接负责人解决，请管理层裁决：{row.subject} {given.leader_view or ''}"
    tell_inside(context, "conflict", "冲突请裁决", text, row.id, TOP)
    return Nothing()


@registry.handles("conflict.remind", takes=About, gives=Nothing)
def remind_management(given: About, context: HandlerContext) -> Nothing:
    """Remind management of the decision; once its day is past, the breach is kept."""
    row = context.session.get_one(Conflict, given.conflict_id)
    due = working_days_later(context.session, "conflict_management_days", row.raised_at)
    tell_inside(context, "reminder", "冲突待裁决", f"冲突 {row.number} 等待裁决。", row.id, TOP)
    if context.now > due:
        record_breach(
            context, "conflict_decision", f"裁决冲突 {row.number}", clause="4.7.4", matter_id=row.id, due_at=due,
            tells=(TOP, "auditor"),
        )  # fmt: skip
    return Nothing()


@registry.handles("conflict.decide", takes=Deciding, gives=Decided)
def record_decision(given: Deciding, context: HandlerContext) -> Decided:
    """Keep the decision, tell everybody concerned, and give what `conflict_settled` says."""
    row = context.session.get_one(Conflict, given.conflict_id)
    row.outcome, row.decision = given.outcome, given.decision
    row.decided_by, row.decided_at = context.actor_id, context.now
    said = "继续办理" if given.outcome == "proceed" else "不再办理"
    head = [
        ("编号", row.number),
        ("事由", row.subject),
        ("双方", f"{name_of(row.from_department)}、{name_of(row.to_department)}"),
        ("处理层级", "管理层" if row.level is ConflictLevel.MANAGEMENT else "直接负责人"),
        ("结果", said),
        ("决定人", context.actor_id),
        ("日期", day_text(context.now)),
    ]
    if row.went_on:
        head.append(("期间如何维持服务与风控", row.went_on))
    issue_document(
        context,
        kind="conflict_decision",
        subject_id=AGENCY,
        matter_id=row.id,
        sections=[Section("冲突", [KeyValues(head)]), Section("决定", [Paragraph(given.decision)])],
    )
    text = f"冲突 {row.number}：{said}。{given.decision}"
    tell_inside(context, "conflict", "冲突处理决定", text, row.id, row.from_department, row.to_department)
    return Decided({"settlement": given.outcome, "settlement_reason": given.decision})
