"""A fault of the systems, from the report to the lesson (SOP B6, 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.breaches import record_breach
from handlers.governance.letters import sealed, tell_person, tell_roles
from handlers.parameters import days_later, sla_days, whole
from handlers.records import Fault
from handlers.records.fault import FaultStatus

registry = HandlerRegistry()
ROOT_CAUSES = {
    "software": "软件缺陷", "configuration": "配置", "capacity": "容量", "supplier": "供应商", "operation": "操作",
    "unknown": "未查明",
}  # fmt: skip
TASKS = ("triage_fault", "find_root_cause")


@dataclass(frozen=True, slots=True)
class Description:
    text: str


@dataclass(frozen=True, slots=True)
class Reporting:
    started_by: str
    system: str
    reach: str
    data_at_risk: bool
    answers: Description


@dataclass(frozen=True, slots=True)
class Opened:
    fault_id: str
    sla: dict[str, int]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Judged:
    fault_id: str
    fault_priority: str


@dataclass(frozen=True, slots=True)
class Clock:
    fix_by: datetime


@dataclass(frozen=True, slots=True)
class Note:
    note: str


@dataclass(frozen=True, slots=True)
class Triaging:
    fault_id: str
    triage: str
    answers: Note


@dataclass(frozen=True, slots=True)
class Fixing:
    fault_id: str
    answers: Note


@dataclass(frozen=True, slots=True)
class Fixed:
    verify_by: datetime
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Learning:
    fault_id: str
    root_cause: str
    answers: Note


@dataclass(frozen=True, slots=True)
class Closed:
    responsible_id: str | None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class OfFault:
    fault_id: str


@dataclass(frozen=True, slots=True)
class Cleared:
    answers: Any = None


@registry.handles("fault.open", takes=Reporting, gives=Opened)
def open_fault(given: Reporting, context: HandlerContext) -> Opened:
    """Keep the report; what was written is sealed, for it may name customers."""
    row = Fault(
        id=context.new_id("FLT"),
        system=given.system,
        reach=given.reach,
        has_data_at_risk=given.data_at_risk,
        content=sealed(context, {"report": given.answers.text}),
        reported_by=given.started_by,
        reported_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    return Opened(row.id, sla_days(context.session, context.now, TASKS))


@registry.handles("fault.set_clock", takes=Judged, gives=Clock)
def set_clock(given: Judged, context: HandlerContext) -> Clock:
    """The priority decides how soon it must be mended; the hours are the parameter's."""
    row = context.session.get_one(Fault, given.fault_id)
    row.priority = given.fault_priority
    hours = whole(context.session, f"fault_fix_hours_{given.fault_priority}", context.now)
    row.fix_by = row.reported_at + timedelta(hours=hours)
    return Clock(row.fix_by)


@registry.handles("fault.triage", takes=Triaging, gives=Cleared)
def triage_fault(given: Triaging, context: HandlerContext) -> Cleared:
    """Whether it is a fault, and how to work meanwhile; the reporter is told either way."""
    row = context.session.get_one(Fault, given.fault_id)
    row.content = sealed(context, {"triage": given.answers.note}, row.content)
    row.has_workaround = given.triage == "workaround"
    if given.triage == "no_fault":
        row.status, row.closed_at = FaultStatus.REJECTED, context.now
        if row.fix_by is not None and context.now > row.fix_by:
            # A fault would be reported late by its own timer; here nobody else would notice that the answer came late.
            record_breach(context, "fault_triage", f"故障 {row.id} 答复", clause="SOP B6", matter_id=row.id,
                          due_at=row.fix_by, tells=("operations", "management"))  # fmt: skip
    words = {"no_fault": "不属于故障", "workaround": "已确认，请先用替代办法", "fault": "已确认，正在处理"}
    text = f"故障 {row.id}：{words[given.triage]}。{given.answers.note}"
    tell_person(context, "fault_triaged", "故障处理进展", text, row.id, row.reported_by)
    return Cleared()


@registry.handles("fault.report_late", takes=OfFault, gives=Nothing)
def report_late(given: OfFault, context: HandlerContext) -> Nothing:
    """Not mended within the hours of its priority: kept as a breach of the agency's own limit."""
    row = context.session.get_one(Fault, given.fault_id)
    record_breach(context, "fault_fix", f"故障 {row.id} 修复", clause="SOP B6", matter_id=row.id,
                  due_at=row.fix_by or context.now, tells=("operations", "management"))  # fmt: skip
    return Nothing()


@registry.handles("fault.fix", takes=Fixing, gives=Fixed)
def record_fix(given: Fixing, context: HandlerContext) -> Fixed:
    """What was done; the reporter is asked whether it works again."""
    row = context.session.get_one(Fault, given.fault_id)
    row.attempts += 1
    row.status, row.fixed_by, row.fixed_at = FaultStatus.FIXED, context.actor_id, context.now
    row.content = sealed(context, {f"fix_{row.attempts}": given.answers.note}, row.content)
    text = f"故障 {row.id} 已处理，请确认是否恢复正常。"
    tell_person(context, "fault_fixed", "请确认故障已修复", text, row.id, row.reported_by)
    return Fixed(days_later(context.session, "fault_verify_days", context.now))


@registry.handles("fault.verify", takes=OfFault, gives=Nothing)
def record_verification(given: OfFault, context: HandlerContext) -> Nothing:
    """The reporter says that it works again."""
    context.session.get_one(Fault, given.fault_id).verified_at = context.now
    return Nothing()


@registry.handles("fault.close", takes=Learning, gives=Closed)
def close_fault(given: Learning, context: HandlerContext) -> Closed:
    """Keep the root cause and what is to be bettered; who mended it sees to that."""
    row = context.session.get_one(Fault, given.fault_id)
    row.status, row.root_cause, row.closed_at = FaultStatus.CLOSED, given.root_cause, context.now
    row.content = sealed(context, {"lesson": given.answers.note}, row.content)
    text = f"故障 {row.id} 已关闭，原因类别：{ROOT_CAUSES.get(given.root_cause, given.root_cause)}。"
    tell_roles(context, "fault_closed", "故障关闭", text, row.id, "operations")
    return Closed(row.fixed_by)
