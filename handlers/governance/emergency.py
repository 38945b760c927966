"""Emergencies: led, contained, told at once to whom the law names, reviewed (SOP B4; PIPL art 57)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.breaches import record_breach
from handlers.documents import KeyValues, Paragraph, Section, issue_document
from handlers.governance.letters import opened, sealed, tell_roles
from handlers.notices import AGENCY
from handlers.parameters import AGENCY_ZONE, sla_days, whole
from handlers.records import Emergency

registry = HandlerRegistry()
TASKS = ("restore_service", "review_emergency")
PIPL_57 = "PIPL art 57"
KINDS = {"data_leak": "个人信息泄露", "outage": "系统中断", "mass_surrender": "集中退保", "other": "其他"}


@dataclass(frozen=True, slots=True)
class Note:
    note: str


@dataclass(frozen=True, slots=True)
class Raising:
    kind: str
    source: str = "staff"
    answers: Note | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    emergency_id: str
    lead_by: datetime
    notify_by: datetime
    sla: dict[str, int]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Responding:
    emergency_id: str
    has_leaked: bool
    affected: int
    answers: Note
    measures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Telling:
    emergency_id: str


@dataclass(frozen=True, slots=True)
class Reporting:
    emergency_id: str
    authority_ref: str


@dataclass(frozen=True, slots=True)
class Restoring:
    emergency_id: str
    answers: Note


@dataclass(frozen=True, slots=True)
class Reviewing:
    emergency_id: str
    root_cause: str
    answers: Note
    responsible_id: str | None = None


@dataclass(frozen=True, slots=True)
class Cleared:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    responsible_id: str | None
    improver_id: str | None
    """Who sees to the improvement: whoever is answerable, else the lead."""
    answers: Any = None


@dataclass(frozen=True, slots=True)
class OfEmergency:
    emergency_id: str


@registry.handles("emergency.open", takes=Raising, gives=Opened)
def open_emergency(given: Raising, context: HandlerContext) -> Opened:
    """Call the lead and start the clock of telling those affected and the authority."""
    session, now = context.session, context.now
    row = Emergency(
        id=context.new_id("EMG"),
        kind=given.kind,
        source=given.source,
        notify_by=now + timedelta(hours=whole(session, "emergency_notify_hours", now)),
        opened_at=now,
    )
    row.content = sealed(context, {"report": given.answers.note if given.answers else ""})
    session.add(row)
    session.flush()
    text = f"突发事件 {row.id}（{KINDS[row.kind]}）已启动应急处置。"
    tell_roles(context, "emergency", "突发事件", text, row.id, "management", "compliance", "operations")
    lead_by = now + timedelta(minutes=whole(session, "emergency_lead_minutes", now))
    return Opened(row.id, lead_by, row.notify_by, sla_days(session, now, TASKS))


@registry.handles("emergency.remind", takes=OfEmergency, gives=Nothing)
def remind_lead(given: OfEmergency, context: HandlerContext) -> Nothing:
    """Nobody leads yet: kept as a breach of the agency's own limit, and told to everybody who could."""
    row = context.session.get_one(Emergency, given.emergency_id)
    minutes = timedelta(minutes=whole(context.session, "emergency_lead_minutes", row.opened_at))
    record_breach(context, "emergency_lead", f"突发事件 {row.id} 应急响应", clause="SOP B4", matter_id=row.id,
                  due_at=row.opened_at + minutes, tells=("management", "compliance", "operations"))  # fmt: skip
    return Nothing()


@registry.handles("emergency.respond", takes=Responding, gives=Cleared)
def store_response(given: Responding, context: HandlerContext) -> Cleared:
    """Keep who leads, what was done at once, and whether personal data are concerned."""
    row = context.session.get_one(Emergency, given.emergency_id)
    row.lead_id, row.has_leaked, row.affected = context.actor_id, given.has_leaked, given.affected
    row.measures = list(given.measures)
    row.content = sealed(context, {"response": given.answers.note}, row.content)
    return Cleared()


@registry.handles("emergency.told_customers", takes=Telling, gives=Nothing)
def record_customers_told(given: Telling, context: HandlerContext) -> Nothing:
    """The customers concerned were told: what, which harm, what they can do (PIPL art 57)."""
    context.session.get_one(Emergency, given.emergency_id).customers_told_at = context.now
    return Nothing()


@registry.handles("emergency.told_authority", takes=Reporting, gives=Nothing)
def record_authority_told(given: Reporting, context: HandlerContext) -> Nothing:
    """The authority was told; its number for the report is kept."""
    row = context.session.get_one(Emergency, given.emergency_id)
    row.authority_told_at, row.authority_ref = context.now, given.authority_ref
    return Nothing()


@registry.handles("emergency.report_late", takes=OfEmergency, gives=Nothing)
def report_late(given: OfEmergency, context: HandlerContext) -> Nothing:
    """Not told in time: the law says at once, the hours are the agency's own reading. Header `what`: whom."""
    row = context.session.get_one(Emergency, given.emergency_id)
    code = f"emergency_{context.headers['what']}"
    what = f"突发事件 {row.id} 告知与报告"
    record_breach(context, code, what, clause=PIPL_57, matter_id=row.id, due_at=row.notify_by)
    return Nothing()


@registry.handles("emergency.restore", takes=Restoring, gives=Cleared)
def record_restored(given: Restoring, context: HandlerContext) -> Cleared:
    """The harm is stopped and work goes on."""
    row = context.session.get_one(Emergency, given.emergency_id)
    row.restored_at = context.now
    row.content = sealed(context, {"restored": given.answers.note}, row.content)
    return Cleared()


@registry.handles("emergency.review", takes=Reviewing, gives=Reviewed)
def store_review(given: Reviewing, context: HandlerContext) -> Reviewed:
    """Cause, responsibility and what is to be bettered, with the whole course as a report."""
    row = context.session.get_one(Emergency, given.emergency_id)
    row.reviewed_by, row.root_cause = context.actor_id, given.root_cause
    row.responsible_id = given.responsible_id or None
    row.content = sealed(context, {"review": given.answers.note}, row.content)
    row.closed_at = context.now
    head = [
        ("事件编号", row.id),
        ("类型", KINDS[row.kind]),
        ("发生登记", _moment(row.opened_at)),
        ("指挥人", row.lead_id or ""),
        ("涉及个人信息", "是" if row.has_leaked else "否"),
        ("受影响客户数", str(row.affected)),
        ("告知客户", _moment(row.customers_told_at)),
        ("报告主管部门", _moment(row.authority_told_at)),
        ("恢复", _moment(row.restored_at)),
        ("复盘人", row.reviewed_by),
    ]
    said = opened(context, row.content)
    titles = (("report", "经过"), ("response", "立即措施"), ("restored", "恢复"), ("review", "原因、责任与改进"))
    parts = [Section(title, [Paragraph(said[key])]) for key, title in titles if said.get(key)]
    row.record_id = issue_document(
        context,
        kind="emergency_record",
        subject_id=AGENCY,
        matter_id=row.id,
        sections=[Section("事件", [KeyValues(head)]), *parts],
    )
    return Reviewed(row.responsible_id, row.responsible_id or row.lead_id)


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(AGENCY_ZONE):%Y-%m-%d %H:%M}"
