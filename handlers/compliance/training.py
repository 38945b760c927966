"""Training: plan, attendance, a test with a pass mark, rules acknowledged, hours of the year (SOP 4.6.1b, 5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.compliance.codes import GRADES, PLACE_STATUSES, TEST_KEY, TOPICS
from handlers.compliance.matters import UnknownComplianceMatterError, unique
from handlers.documents import KeyValues, Recipient, Section, Table, issue_document
from handlers.notices import AGENCY, Notice, tell
from handlers.parameters import days_later, local_day, sla_days, whole, working_days_later
from handlers.records import Policy, Training, TrainingPlace
from handlers.records.training import PlaceStatus
from handlers.sales_rights import grant_grade
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("plan_session", "deal_with_overdue")


@dataclass(frozen=True, slots=True)
class Opening:
    person_id: str | None = None
    agent_id: str | None = None
    participants: list[str] = field(default_factory=list)
    topic: str | None = None
    rule_version: str | None = None
    matter_id: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    training_id: str
    training_no: str
    training_title: str
    invited: list[dict[str, str]]
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Invited:
    person_id: str


@dataclass(frozen=True, slots=True)
class Inviting:
    training_id: str
    training_title: str
    hours: Decimal
    trainer: str
    invited: list[Invited]


@dataclass(frozen=True, slots=True)
class Announced:
    participants: list[str]
    session_by: datetime


@dataclass(frozen=True, slots=True)
class Attending:
    training_id: str
    held_on: date
    participants: list[str]
    present: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Attended:
    present: list[str]
    test_by: datetime


@dataclass(frozen=True, slots=True)
class Marking:
    training_id: str
    person_id: str
    test: Mapping[str, str]
    rules_acknowledged: bool


@dataclass(frozen=True, slots=True)
class Marked:
    test_result: str
    """`passed`, `again` or `failed`."""
    test: Any = None


@dataclass(frozen=True, slots=True)
class Missing:
    training_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class OfTraining:
    training_id: str


@dataclass(frozen=True, slots=True)
class Compiled:
    not_passed: list[str]
    not_passed_text: str


def find_training(session: Session, training_id: str) -> Training:
    """The row. Raises `UnknownComplianceMatterError`."""
    row = session.get(Training, training_id)
    if row is None:
        raise UnknownComplianceMatterError(training_id)
    return row


def _place(session: Session, training_id: str, person_id: str) -> TrainingPlace:
    asked = select(TrainingPlace).where(TrainingPlace.training_id == training_id, TrainingPlace.person_id == person_id)
    return session.scalars(asked).one()


def _places(session: Session, training_id: str) -> list[TrainingPlace]:
    asked = select(TrainingPlace).where(TrainingPlace.training_id == training_id).order_by(TrainingPlace.person_id)
    return list(session.scalars(asked))


def _number(row: Training) -> str:
    return f"PX{local_day(row.opened_at):%Y%m%d}{row.id[4:10]}"


@registry.handles("training.open", takes=Opening, gives=Opened)
def open_training(given: Opening, context: HandlerContext) -> Opened:
    """Begin a training: for those named, else for every agent who sold within a year."""
    session = context.session
    named = unique([given.person_id or given.agent_id, *given.participants])
    people = named or _agents(session, context.now)
    topic = given.topic or "conduct"
    row = Training(
        id=context.new_id("TRN"),
        topic=topic,
        source=given.source or "plan",
        matter_id=given.matter_id,
        role="person" if named else "agent",
        title=TOPICS[topic],
        rule_version=given.rule_version,
        hours=Decimal(0),
        opened_at=context.now,
    )
    session.add(row)
    session.flush()
    invited = [{"person_id": person} for person in people]
    return Opened(row.id, _number(row), row.title, invited, sla_days(session, context.now, TASKS))


def _agents(session: Session, now: datetime) -> list[str]:
    year = now - timedelta(days=365)
    asked = select(Policy.agent_id).where(Policy.issued_at >= year).distinct().order_by(Policy.agent_id)
    return list(session.scalars(asked))


@registry.handles("training.invite", takes=Inviting, gives=Announced)
def invite_participants(given: Inviting, context: HandlerContext) -> Announced:
    """Give everybody a place and tell them."""
    session = context.session
    row = find_training(session, given.training_id)
    row.title, row.hours, row.trainer = given.training_title, given.hours, given.trainer
    people = unique(one.person_id for one in given.invited)
    session_by = working_days_later(session, "training_session_days", context.now)
    for person in people:
        session.add(TrainingPlace(id=context.new_id("TRP"), training_id=row.id, person_id=person, hours=Decimal(0)))
        text = f"请参加培训 {_number(row)}《{row.title}》，{row.hours} 学时，{day_text(session_by)} 前举行，之后测试。"
        notice = Notice(kind="training", title="培训通知", text=text, agent_id=person, matter_id=row.id)
        tell(context, notice, "agent")
    session.flush()
    return Announced(people, session_by)


@registry.handles("training.urge", takes=OfTraining, gives=Nothing)
def urge_session(given: OfTraining, context: HandlerContext) -> Nothing:
    """Tell management that a training was not held in time."""
    row = find_training(context.session, given.training_id)
    notice = Notice(kind="training_late", title="培训督办", text=f"培训 {_number(row)} 逾期未举行。", matter_id=row.id)
    tell(context, notice, "management", "compliance")
    return Nothing()


@registry.handles("training.store_attendance", takes=Attending, gives=Attended)
def store_attendance(given: Attending, context: HandlerContext) -> Attended:
    """Who was there gets the hours and the test; who was not is on the overdue list."""
    session = context.session
    row = find_training(session, given.training_id)
    row.held_on = given.held_on
    present = [person for person in given.participants if person in given.present]
    for place in _places(session, row.id):
        if place.person_id in present:
            place.status, place.hours = PlaceStatus.ATTENDED, row.hours
        else:
            place.status = PlaceStatus.OVERDUE
    return Attended(present, days_later(session, "training_test_days", context.now))


@registry.handles("training.mark", takes=Marking, gives=Marked)
def mark_test(given: Marking, context: HandlerContext) -> Marked:
    """Mark the test against the key; below the pass mark it is taken again, as often as the rules allow."""
    session = context.session
    place = _place(session, given.training_id, given.person_id)
    right = sum(given.test.get(question) == answer for question, answer in TEST_KEY.items())
    score = 100 * right // len(TEST_KEY)
    place.attempts += 1
    place.best_score = max(score, place.best_score or 0)
    if given.rules_acknowledged:
        place.acknowledged_at = context.now
    if score >= whole(session, "training_pass_mark", context.now):
        place.status, place.finished_at = PlaceStatus.PASSED, context.now
        topic = find_training(session, given.training_id).topic
        if topic in GRADES:
            grant_grade(context, given.person_id, GRADES[topic], given.training_id)
        return Marked("passed")
    if place.attempts < whole(session, "training_attempts", context.now):
        return Marked("again")
    place.status, place.finished_at = PlaceStatus.FAILED, context.now
    return Marked("failed")


@registry.handles("training.untested", takes=Missing, gives=Nothing)
def record_untested(given: Missing, context: HandlerContext) -> Nothing:
    """Who let the time of the test go by is on the overdue list."""
    _place(context.session, given.training_id, given.person_id).status = PlaceStatus.OVERDUE
    return Nothing()


def hours_of_year(session: Session, person_id: str, year: int) -> Decimal:
    """Hours of training that a person was present for, of trainings held in a calendar year."""
    asked = (
        select(TrainingPlace.hours)
        .join(Training, Training.id == TrainingPlace.training_id)
        .where(TrainingPlace.person_id == person_id, func.extract("year", Training.held_on) == year)
    )
    return sum(session.scalars(asked), Decimal(0))


@registry.handles("training.compile", takes=OfTraining, gives=Compiled)
def compile_training(given: OfTraining, context: HandlerContext) -> Compiled:
    """The training record: attendance, marks, who has not passed, and each one's hours of the year (DOMAIN §6.10)."""
    session = context.session
    row = find_training(session, given.training_id)
    row.closed_at = context.now
    year = (row.held_on or local_day(context.now)).year
    asked = whole(session, "training_hours_year", context.now)
    places = _places(session, row.id)
    lines = [
        [
            place.person_id,
            PLACE_STATUSES[place.status],
            "—" if place.best_score is None else str(place.best_score),
            f"{hours_of_year(session, place.person_id, year).normalize():f} / {asked}",
        ]
        for place in places
    ]
    head = [
        ("编号", _number(row)),
        ("课程", row.title),
        ("主题", TOPICS[row.topic]),
        ("规则文号", row.rule_version or "—"),
        ("讲师", row.trainer or "—"),
        ("授课", day_text(row.held_on) if row.held_on else "—"),
    ]
    table = Table(["参训人", "结果", "最好成绩", f"{year} 年学时 / 应达"], lines)
    issue_document(
        context,
        kind="training_record",
        subject_id=AGENCY,
        matter_id=row.id,
        recipient=Recipient.INTERNAL,
        sections=[Section("概况", [KeyValues(head)]), Section("参训人", [table])],
    )
    missed = [place.person_id for place in places if place.status is not PlaceStatus.PASSED]
    return Compiled(missed, "、".join(missed))
