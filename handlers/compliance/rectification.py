"""Rectification: ordered with a date, evidence by who is responsible, re-checked by another (SOP 4.6.1b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.breaches import record_breach
from handlers.compliance.codes import FINDINGS, SOURCES
from handlers.compliance.matters import UnknownComplianceMatterError, add_content, read_content
from handlers.documents import Section, facts, issue_document, written
from handlers.notices import Notice, hand_out, tell
from handlers.parameters import days_later, local_day, parameter, sla_days, whole
from handlers.records import Rectification
from handlers.records.rectification import RectificationStatus
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("recheck", "decide_more_time")


@dataclass(frozen=True, slots=True)
class Order:
    responsible: str
    what: str


@dataclass(frozen=True, slots=True)
class Ordering:
    responsible_id: str | None = None
    agent_id: str | None = None
    """Who is meant when a process names no `responsible_id`."""
    responsible_role: str | None = None
    """A role that has to put it right, when nobody is named; operations unless told."""
    code: str | None = None
    finding_code: str | None = None
    summary_code: str | None = None
    source: str | None = None
    matter_id: str | None = None
    policy_id: str | None = None
    customer_id: str | None = None
    answers: Order | None = None


@dataclass(frozen=True, slots=True)
class Ordered:
    rectification_id: str
    rectification_no: str
    responsible_id: str
    responsible_role: str | None
    finding_code: str
    is_repeat: bool
    rectify_by: datetime
    rectification_reminders: str
    sla: dict[str, int]
    customer_id: str | None
    policy_id: str | None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class OfRectification:
    rectification_id: str


@dataclass(frozen=True, slots=True)
class Evidence:
    result: str
    done: str
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Submitting:
    rectification_id: str
    answers: Evidence
    responsible_role: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """Who brings the evidence answers for it from then on, where a role was told to put it right."""

    evidence_result: str
    responsible_id: str
    is_repeat: bool
    responsible_role: str | None = None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Said:
    note: str


@dataclass(frozen=True, slots=True)
class Decision:
    note: str
    responsible: str | None = None
    """Who answers for it, asked for when a role did not put it right and nobody of it came forward."""


@dataclass(frozen=True, slots=True)
class Rechecking:
    rectification_id: str
    recheck_result: str
    answers: Said


@dataclass(frozen=True, slots=True)
class Deciding:
    rectification_id: str
    more_time: str
    answers: Decision
    responsible_role: str | None = None


@dataclass(frozen=True, slots=True)
class NewDate:
    rectify_by: datetime
    answers: Any = None


@dataclass(frozen=True, slots=True)
class TimeDecided:
    rectify_by: datetime
    responsible_id: str
    responsible_role: str | None
    answers: Any = None


class NobodyResponsibleError(ValueError):
    """A breach of conduct is a person's: a role cannot be heard or sanctioned."""


@dataclass(frozen=True, slots=True)
class ClosingRectification:
    rectification_id: str
    reason: str


def find_rectification(session: Session, rectification_id: str) -> Rectification:
    """The row. Raises `UnknownComplianceMatterError`."""
    row = session.get(Rectification, rectification_id)
    if row is None:
        raise UnknownComplianceMatterError(rectification_id)
    return row


def _number(row: Rectification) -> str:
    return f"ZG{local_day(row.ordered_at):%Y%m%d}{row.id[4:10]}"


def _subject(row: Rectification) -> str:
    return f"staff/{row.responsible_id}"


def _tell(context: HandlerContext, row: Rectification, kind: str, title: str, text: str) -> None:
    tell(context, _about(row, kind, title, text), "agent")


def _about(row: Rectification, kind: str, title: str = "", text: str = "", sections: Sequence[Section] = ()) -> Notice:
    return Notice(
        kind=kind,
        title=title,
        text=text,
        sections=sections,
        customer_id=_subject(row),
        agent_id=row.responsible_id,
        matter_id=row.id,
        policy_id=row.policy_id,
    )


@registry.handles("rectification.open", takes=Ordering, gives=Ordered)
def open_rectification(given: Ordering, context: HandlerContext) -> Ordered:
    """Order it with a date. The same finding of the same person within the period is a repetition."""
    session, order = context.session, given.answers
    responsible = order.responsible.strip() if order else given.responsible_id or given.agent_id
    role = None if responsible else given.responsible_role or "operations"
    responsible = responsible or str(role)
    code = given.finding_code or given.code or given.summary_code or "other"
    what = order.what if order else f"请就“{finding_text(code, given.source)}”整改并举证。"
    row = Rectification(
        id=context.new_id("RCT"),
        responsible_id=responsible,
        code=code,
        source=given.source or "compliance",
        matter_id=given.matter_id,
        policy_id=given.policy_id,
        customer_id=given.customer_id,
        is_repeat=role is None and _happened_before(context, responsible, code),
        content=privacy.seal(session, f"staff/{responsible}", {"what": what}, context.now),
        due_at=days_later(session, "rectification_days", context.now),
        ordered_at=context.now,
        ordered_by=context.actor_id,
    )
    session.add(row)
    session.flush()
    _issue_order(context, row, what)
    return Ordered(
        row.id,
        _number(row),
        responsible,
        role,
        code,
        row.is_repeat,
        row.due_at,
        parameter(session, "rectification_reminders", context.now),
        sla_days(session, context.now, TASKS),
        given.customer_id,
        given.policy_id,
    )


def _happened_before(context: HandlerContext, person_id: str, code: str, than: str = "") -> bool:
    """Whether this person was told of the same finding within the period; `than`: the order that is not counted."""
    since = context.now - timedelta(days=whole(context.session, "rectification_repeat_days", context.now))
    asked = select(Rectification.id).where(
        Rectification.responsible_id == person_id,
        Rectification.code == code,
        Rectification.ordered_at >= since,
        Rectification.id != than,
    )
    return context.session.scalar(asked.limit(1)) is not None


def _name_responsible(context: HandlerContext, row: Rectification, person_id: str) -> None:
    """From a role to a person: the content goes under the person's own key, and repetition is that person's."""
    session = context.session
    content = read_content(session, _subject(row), row)
    row.responsible_id = person_id
    row.content = privacy.seal(session, _subject(row), content, context.now)
    row.is_repeat = _happened_before(context, person_id, row.code, than=row.id)


def finding_text(code: str, source: str | None) -> str:
    """What a finding is called; one that another family found has a code of its own, so its origin says it."""
    return FINDINGS.get(code) or f"{SOURCES.get(source or '', '其他来源')}提出的问题"


def _issue_order(context: HandlerContext, row: Rectification, what: str) -> None:
    """The order to rectify 《整改通知书》: what, by when, and what follows if not (SOP 4.6.1b)."""
    head = [
        ("编号", _number(row)),
        ("责任人", row.responsible_id),
        ("问题", finding_text(row.code, row.source)),
        ("来源", SOURCES.get(row.source, row.source)),
        ("下达人", row.ordered_by if context.by_staff else ""),
        ("完成期限", day_text(row.due_at)),
        ("同类再犯", "是" if row.is_repeat else "否"),
    ]
    duty = "请按期整改并提交凭证，由未参与的人员复查；未通过的限期重改，逾期或拒不改正的，移送违规处理。"
    asked = written({"what": what, "duty": duty}, [("要求", "what"), ("说明", "duty")])
    hand_out(context, _about(row, "rectification_order", sections=[facts("整改事项", head), *asked]), "agent")


@registry.handles("rectification.remind", takes=OfRectification, gives=Nothing)
def remind_responsible(given: OfRectification, context: HandlerContext) -> Nothing:
    """Remind who is responsible of the date."""
    row = find_rectification(context.session, given.rectification_id)
    _tell(context, row, "reminder", "提醒", f"整改 {_number(row)} 应在 {day_text(row.due_at)} 前完成。")
    return Nothing()


@registry.handles("rectification.store_evidence", takes=Submitting, gives=Submitted)
def store_evidence(given: Submitting, context: HandlerContext) -> Submitted:
    """Keep what was done with its evidence, or why more time is asked for."""
    row = find_rectification(context.session, given.rectification_id)
    said = given.answers
    if given.responsible_role:
        _name_responsible(context, row, context.actor_id)
    if said.result == "done":
        row.submitted_at = context.now
        _keep(context, row, done=said.done, evidence=said.evidence)
    else:
        _keep(context, row, extension_reason=said.done)
    return Submitted(said.result, row.responsible_id, row.is_repeat)


def _keep(context: HandlerContext, row: Rectification, **parts: Any) -> None:
    add_content(context.session, _subject(row), row, parts, context.now)


@registry.handles("rectification.store_recheck", takes=Rechecking, gives=NewDate)
def store_recheck(given: Rechecking, context: HandlerContext) -> NewDate:
    """Keep the re-check; sent back means a new, shorter date."""
    row = find_rectification(context.session, given.rectification_id)
    row.checked_by = context.actor_id
    _keep(context, row, recheck=given.answers.note)
    if given.recheck_result == "return":
        row.returns += 1
        row.due_at = days_later(context.session, "rectification_again_days", context.now)
        text = f"整改 {_number(row)} 复查未通过：{given.answers.note}。请在 {day_text(row.due_at)} 前重改。"
        _tell(context, row, "rectification_returned", "整改退回通知", text)
    return NewDate(row.due_at)


@registry.handles("rectification.escalate", takes=OfRectification, gives=Nothing)
def escalate_overdue(given: OfRectification, context: HandlerContext) -> Nothing:
    """Record the missed date and tell management (SOP 4.6.1b: corrected by a due date)."""
    row = find_rectification(context.session, given.rectification_id)
    record_breach(
        context,
        f"rectification.{local_day(row.due_at).isoformat()}",
        f"整改 {_number(row)}",
        clause="SOP 4.6.1b",
        matter_id=row.id,
        due_at=row.due_at,
        policy_id=row.policy_id,
        agent_id=row.responsible_id,
    )
    return Nothing()


@registry.handles("rectification.store_more_time", takes=Deciding, gives=TimeDecided)
def store_more_time(given: Deciding, context: HandlerContext) -> TimeDecided:
    """Keep whether there is more time, with the reason; without, somebody has to answer for it.

    Raises `NobodyResponsibleError` when a role failed and no person is named.
    """
    row, role = find_rectification(context.session, given.rectification_id), given.responsible_role
    if role and given.more_time == "no":
        named = (given.answers.responsible or "").strip()
        if not named:
            raise NobodyResponsibleError(row.id)
        _name_responsible(context, row, named)
        role = None
    _keep(context, row, more_time_reason=given.answers.note)
    if given.more_time == "yes":
        row.extensions += 1
        row.due_at = days_later(context.session, "rectification_again_days", context.now)
        text = f"整改 {_number(row)} 延至 {day_text(row.due_at)}。"
        _tell(context, row, "rectification_extended", "整改延期通知", text)
    return TimeDecided(row.due_at, row.responsible_id, role)


@registry.handles("rectification.close", takes=ClosingRectification, gives=Nothing)
def close_rectification(given: ClosingRectification, context: HandlerContext) -> Nothing:
    """Close it, put right or failed, and file the record."""
    session = context.session
    row = find_rectification(session, given.rectification_id)
    row.status = RectificationStatus(given.reason)
    row.closed_at = context.now
    said = read_content(session, _subject(row), row)
    head = [
        ("编号", _number(row)),
        ("责任人", row.responsible_id),
        ("问题", finding_text(row.code, row.source)),
        ("期限", day_text(row.due_at)),
        ("复查", row.checked_by or "—"),
        ("退回次数", str(row.returns)),
        ("延期次数", str(row.extensions)),
        ("同类再犯", "是" if row.is_repeat else "否"),
        ("结果", "已改正" if row.status is RectificationStatus.DONE else "未改正，移送违规处理"),
    ]
    parts = (("要求", "what"), ("整改情况", "done"), ("延期理由", "extension_reason"), ("复查情况", "recheck"))
    issue_document(
        context,
        kind="rectification_record",
        subject_id=_subject(row),
        agent_id=row.responsible_id,
        matter_id=row.id,
        sections=[facts("概况", head), *written(said, parts)],
    )
    return Nothing()
