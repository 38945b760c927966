"""The regular appraisal of every member of staff, by figures and by people (SOP B3, B7)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from engine.store.cases import user_tasks
from handlers import privacy
from handlers.breaches import record_breach
from handlers.documents import KeyValues, Paragraph, Section, issue_document
from handlers.governance.codes import GRADES
from handlers.governance.letters import tell_person
from handlers.messages import KEPT
from handlers.parameters import days_later, end_of, local_day, sla_days, whole
from handlers.records import Appraisal, Breach, Policy
from handlers.records.appraisal import AppraisalStatus
from handlers.staff import named
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("assess_oneself", "appraise", "answer_appraisal", "second_opinion")
CUSTOMER = "customer"
MEASURES = {"incentive": "激励", "training": "培训", "supervision": "加强督导"}
PARTS = (("self", "自评"), ("appraisal", "评价"), ("objection", "异议"), ("second", "复评"))


@dataclass(frozen=True, slots=True)
class Watched:
    people: int


@dataclass(frozen=True, slots=True)
class Opening:
    person_id: str
    period_from: date
    period_to: date


@dataclass(frozen=True, slots=True)
class Opened:
    appraisal_id: str
    figures: dict[str, Any]
    self_by: datetime
    appraise_by: datetime
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Judged:
    appraisal_id: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Note:
    note: str


@dataclass(frozen=True, slots=True)
class Writing:
    appraisal_id: str
    answers: Note


@dataclass(frozen=True, slots=True)
class Grading:
    appraisal_id: str
    grade: str
    answers: Note
    measures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Graded:
    answer_by: datetime
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Answering:
    appraisal_id: str
    reply: str | None = None
    answers: Note | None = None


@dataclass(frozen=True, slots=True)
class Cleared:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class OfAppraisal:
    appraisal_id: str


@registry.handles("appraisal.watch", takes=Nothing, gives=Watched)
def watch_period(_given: Nothing, context: HandlerContext) -> Watched:
    """Once a period is over, begin an appraisal for everybody who worked in it; each is a case of its own."""
    session, today = context.session, local_day(context.now)
    begin, end = last_period(today, whole(session, "appraisal_months", context.now))
    known = set(session.scalars(select(Appraisal.person_id).where(Appraisal.period_to == end)))
    people = [person for person in staff_of(session, begin, end, context.now) if person not in known]
    for person in people:
        said = {"person_id": person, "period_from": begin.isoformat(), "period_to": end.isoformat()}
        context.publish("appraisal_due", f"{person}.{end.isoformat()}", said, KEPT)
    return Watched(len(people))


@registry.handles("appraisal.open", takes=Opening, gives=Opened)
def open_appraisal(given: Opening, context: HandlerContext) -> Opened:
    """Gather the person's figures of the period and ask for the own view."""
    session, now = context.session, context.now
    row = Appraisal(
        id=context.new_id("APR"),
        person_id=given.person_id,
        period_from=given.period_from,
        period_to=given.period_to,
        figures=figures_of(session, given.person_id, given.period_from, given.period_to, now),
        proposed="",
        opened_at=now,
    )
    session.add(row)
    session.flush()
    text = f"{day_text(row.period_from)}至{day_text(row.period_to)}的考核已开始，请先自评。"
    tell_person(context, "appraisal_due", "绩效考核", text, row.id, row.person_id)
    self_by = days_later(session, "appraisal_self_days", now)
    appraise_by = days_later(session, "appraisal_lead_days", now)
    return Opened(row.id, row.figures, self_by, appraise_by, sla_days(session, now, TASKS))


@registry.handles("appraisal.propose", takes=Judged, gives=Nothing)
def store_proposal(given: Judged, context: HandlerContext) -> Nothing:
    """Keep the grade that the table finds for the figures; people decide."""
    context.session.get_one(Appraisal, given.appraisal_id).proposed = given.proposed
    return Nothing()


@registry.handles("appraisal.assess_oneself", takes=Writing, gives=Cleared)
def store_own_view(given: Writing, context: HandlerContext) -> Cleared:
    """Seal the own view under the person's key."""
    _write(context, context.session.get_one(Appraisal, given.appraisal_id), "self", given.answers.note)
    return Cleared()


@registry.handles("appraisal.grade", takes=Grading, gives=Graded)
def store_grade(given: Grading, context: HandlerContext) -> Graded:
    """The lead's grade and measures; the person is told and may object."""
    row = context.session.get_one(Appraisal, given.appraisal_id)
    row.grade, row.measures, row.appraised_by = given.grade, list(given.measures), context.actor_id
    row.status = AppraisalStatus.APPRAISED
    _write(context, row, "appraisal", given.answers.note)
    text = f"考核结果：{GRADES[given.grade]}。{given.answers.note}\n请确认，或在期限内提出异议，由另一人复评。"
    tell_person(context, "appraisal_graded", "考核结果", text, row.id, row.person_id)
    return Graded(days_later(context.session, "appraisal_answer_days", context.now))


@registry.handles("appraisal.answer", takes=Answering, gives=Cleared)
def store_answer(given: Answering, context: HandlerContext) -> Cleared:
    """Agreed, objected, or nothing said in time."""
    row = context.session.get_one(Appraisal, given.appraisal_id)
    row.answer = given.reply or "none"
    if given.reply == "objected":
        row.status = AppraisalStatus.OBJECTED
        _write(context, row, "objection", given.answers.note if given.answers else "")
    return Cleared()


@registry.handles("appraisal.second", takes=Grading, gives=Cleared)
def store_second_opinion(given: Grading, context: HandlerContext) -> Cleared:
    """Another person than the first looks again; this grade stands."""
    row = context.session.get_one(Appraisal, given.appraisal_id)
    row.grade, row.measures, row.second_by = given.grade, list(given.measures), context.actor_id
    _write(context, row, "second", given.answers.note)
    return Cleared()


@registry.handles("appraisal.close", takes=OfAppraisal, gives=Nothing)
def close_appraisal(given: OfAppraisal, context: HandlerContext) -> Nothing:
    """The record, sealed under the person's own key; the person is told how it ended."""
    row = context.session.get_one(Appraisal, given.appraisal_id)
    row.status, row.closed_at = AppraisalStatus.CLOSED, context.now
    head = [
        ("被考核人", row.person_id),
        ("期间", f"{day_text(row.period_from)}至{day_text(row.period_to)}"),
        ("完成任务", str(row.figures["done"])),
        ("逾期完成", str(row.figures["late"])),
        ("逾期未完成", str(row.figures["overdue"])),
        ("超期登记", str(row.figures["breaches"])),
        ("签发保单", str(row.figures["policies"])),
        ("数据对应等级", GRADES.get(row.proposed, "")),
        ("结果", GRADES.get(row.grade or "", "")),
        ("评价人", row.appraised_by or ""),
        ("复评人", row.second_by or ""),
        ("措施", "、".join(MEASURES[each] for each in row.measures)),
    ]
    said = _said(context, row)
    parts = [Section(title, [Paragraph(said[key])]) for key, title in PARTS if said.get(key)]
    row.record_id = issue_document(
        context,
        kind="appraisal_record",
        subject_id=row.person_id,
        agent_id=row.person_id,
        matter_id=row.id,
        sections=[Section("考核", [KeyValues([pair for pair in head if pair[1]])], sample=True), *parts],
    )
    text = f"考核已完成：{GRADES.get(row.grade or '', '未评')}。"
    tell_person(context, "appraisal_closed", "考核完成", text, row.id, row.person_id)
    return Nothing()


@registry.handles("appraisal.report_late", takes=OfAppraisal, gives=Nothing)
def report_late(given: OfAppraisal, context: HandlerContext) -> Nothing:
    """The lead did not appraise in time: kept as a breach of the agency's own limit."""
    row = context.session.get_one(Appraisal, given.appraisal_id)
    what = f"{named(context, row.person_id)} 的绩效考核"
    record_breach(context, "appraisal", what, clause="SOP B7", matter_id=row.id, due_at=context.now,
                  tells=("management",))  # fmt: skip
    return Nothing()


def last_period(today: date, months: int) -> tuple[date, date]:
    """The last whole period of so many months (a divisor of 12) before a day: its first and last day."""
    begun = today.replace(month=(today.month - 1) // months * months + 1, day=1)
    end = begun - timedelta(days=1)
    first = end.replace(month=(end.month - 1) // months * months + 1, day=1)
    return first, end


def staff_of(session: Session, begin: date, end: date, now: datetime) -> list[str]:
    """Everybody of the staff who closed a task in the period; customers' own tasks do not count."""
    table = user_tasks.c
    asked = select(table.closed_by, table.groups).where(
        table.state == "completed",
        table.closed_at > end_of(begin - timedelta(days=1), now),
        table.closed_at <= end_of(end, now),
    )
    return sorted({row.closed_by for row in session.execute(asked.distinct()) if CUSTOMER not in row.groups})


def figures_of(session: Session, person_id: str, begin: date, end: date, now: datetime) -> dict[str, Any]:
    """Tasks done, of these late, overdue in hand; missed limits; policies issued; share on time in percent."""
    since, until = end_of(begin - timedelta(days=1), now), end_of(end, now)
    table = user_tasks.c
    done = session.execute(
        select(table.closed_at, table.due_at).where(
            table.closed_by == person_id, table.state == "completed", table.closed_at > since, table.closed_at <= until
        )
    ).all()
    count = Counter(row.due_at is not None and row.closed_at > row.due_at for row in done)
    held = table.holder == person_id
    overdue = select(func.count()).where(held, table.state == "open", table.due_at < until)
    breaches = select(func.count()).where(
        Breach.agent_id == person_id, Breach.found_at > since, Breach.found_at <= until
    )
    issued = select(func.count()).where(
        Policy.agent_id == person_id, Policy.issued_at > since, Policy.issued_at <= until
    )
    return {
        "done": len(done),
        "late": count[True],
        "overdue": session.scalar(overdue) or 0,
        "breaches": session.scalar(breaches) or 0,
        "policies": session.scalar(issued) or 0,
        "on_time_pct": 100 * count[False] // len(done) if done else 100,
    }


def _write(context: HandlerContext, row: Appraisal, part: str, note: str) -> None:
    row.content = privacy.seal(context.session, row.person_id, _said(context, row) | {part: note}, context.now)


def _said(context: HandlerContext, row: Appraisal) -> dict[str, str]:
    return {} if row.content is None else dict(privacy.unseal(context.session, row.person_id, row.content))
