"""The cross-department meeting of every month: agenda, minutes, actions followed until done (SOP 4.7.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.agency.departments import DEPARTMENTS, TOP, lead_of, name_of, number_of, tell_inside
from handlers.breaches import record_breach
from handlers.documents import KeyValues, Paragraph, Section, SignatureLine, Table, issue_document
from handlers.notices import AGENCY
from handlers.parameters import end_of, sla_days, whole, working_days_later
from handlers.records import Bulletin, Collaboration, Conflict, Meeting, MeetingAction
from handlers.records.bulletin import BulletinStatus
from handlers.records.collaboration import CollaborationStatus
from handlers.records.meeting import ActionStatus, MeetingStatus
from handlers.words import day_text

registry = HandlerRegistry()
CHANNELS = {"in_person": "现场", "wecom": "企业微信", "dingtalk": "钉钉", "email": "邮件"}
RUNNING = (
    CollaborationStatus.SUBMITTED,
    CollaborationStatus.ACCEPTED,
    CollaborationStatus.RENEGOTIATING,
    CollaborationStatus.DELIVERED,
    CollaborationStatus.DISPUTED,
)


@dataclass(frozen=True, slots=True)
class Called:
    meeting_id: str
    meeting_no: str
    agenda: str
    open_actions: list[dict[str, str]]
    """Of earlier meetings, as options of the form: `label`, `value`."""
    hold_by: datetime
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class About:
    meeting_id: str


@dataclass(frozen=True, slots=True)
class ActionWanted:
    action: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Writing:
    meeting_id: str
    held_on: date
    channel: str
    attendees: list[str]
    discussion: str
    decisions: str
    wanted: list[ActionWanted] = field(default_factory=list)
    settled_actions: list[str] = field(default_factory=list)
    """Ids of earlier meetings' actions that this one found done."""


@dataclass(frozen=True, slots=True)
class FollowedAction:
    """One action on its way: who does it, until when, and when its case gives it to the next meeting."""

    action_id: str
    action: str
    owner: str
    due_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    minutes_text: str
    hold_by: datetime
    """Until when minutes that are sent back have to be corrected."""


@dataclass(frozen=True, slots=True)
class Signed:
    actions: list[FollowedAction]


@dataclass(frozen=True, slots=True)
class OneAction:
    followed: FollowedAction
    action_result: str | None = None


@registry.handles("meeting.call", takes=Nothing, gives=Called)
def call_meeting(_given: Nothing, context: HandlerContext) -> Called:
    """Call the month's meeting with what is open: actions, requests, conflicts, unacknowledged notices (SOP 4.7.1)."""
    session, now = context.session, context.now
    meeting_id = context.new_id("MTG")
    meeting = Meeting(
        id=meeting_id,
        number=number_of("LH", meeting_id, now),
        called_at=now,
        hold_by=working_days_later(session, "meeting_days", now),
        agenda=agenda_of(session, now),
        status=MeetingStatus.CALLED,
    )
    session.add(meeting)
    session.flush()
    text = f"例会 {meeting.number} 请于 {day_text(meeting.hold_by)} 前召开。议题：\n{meeting.agenda}"
    tell_inside(context, "meeting", "跨部门例会通知", text, meeting.id, *DEPARTMENTS)
    return Called(
        meeting.id,
        meeting.number,
        meeting.agenda,
        [{"label": f"{each.action}（{name_of(each.owner)}）", "value": each.id} for each in open_actions(session)],
        meeting.hold_by,
        sla_days(session, now, ("hold_meeting", "sign_minutes")),
    )


def agenda_of(session: Session, now: datetime) -> str:
    """What a meeting has to go through, one line each; open actions of earlier meetings come first."""
    lines = [
        f"未完成的行动项：{each.action}（{name_of(each.owner)}，{day_text(each.due_on)} 前）"
        for each in open_actions(session)
    ]
    requests = session.scalars(
        select(Collaboration).where(Collaboration.status.in_(RUNNING)).order_by(Collaboration.number)
    )
    lines += [
        f"协作需求 {each.number}：{name_of(each.from_department)}→{name_of(each.to_department)}，"
        f"{day_text(each.due_on)} 前"
        for each in requests
    ]
    conflicts = session.scalars(select(Conflict).where(Conflict.outcome.is_(None)).order_by(Conflict.number))
    lines += [f"未决冲突 {each.number}：{each.subject}" for each in conflicts]
    bulletins = session.scalars(
        select(Bulletin).where(Bulletin.status == BulletinStatus.OPEN, Bulletin.ack_due_at < now)
    )
    lines += [f"逾期未全部确认的通知 {each.number}《{each.title}》" for each in bulletins]
    return "\n".join(lines) or "无未决事项；通报各部门情况"


def open_actions(session: Session) -> list[MeetingAction]:
    """The actions of all meetings that are not done, the oldest first."""
    asked = select(MeetingAction).where(MeetingAction.status != ActionStatus.DONE)
    return list(session.scalars(asked.order_by(MeetingAction.due_on, MeetingAction.id)))


@registry.handles("meeting.not_held", takes=About, gives=Nothing)
def record_not_held(given: About, context: HandlerContext) -> Nothing:
    """The month's meeting was not held: a breach, told to management."""
    meeting = context.session.get_one(Meeting, given.meeting_id)
    meeting.status = MeetingStatus.NOT_HELD
    record_breach(
        context, "monthly_meeting", f"召开例会 {meeting.number}", clause="4.7.1", matter_id=meeting.id,
        due_at=meeting.hold_by, tells=(TOP, "operations_lead"),
    )  # fmt: skip
    return Nothing()


@registry.handles("meeting.write_minutes", takes=Writing, gives=Written)
def write_minutes(given: Writing, context: HandlerContext) -> Written:
    """Keep what was said and decided, and the actions with owner and day."""
    session = context.session
    meeting = session.get_one(Meeting, given.meeting_id)
    meeting.held_on, meeting.channel = given.held_on, given.channel
    meeting.attendees = "、".join(name_of(who) for who in given.attendees)
    meeting.discussion, meeting.decisions = given.discussion, given.decisions
    meeting.written_by, meeting.status = context.actor_id, MeetingStatus.HELD
    for old in session.scalars(select(MeetingAction).where(MeetingAction.meeting_id == meeting.id)):
        session.delete(old)
    session.flush()
    for wanted in given.wanted:
        session.add(
            MeetingAction(
                id=context.new_id("MTA"),
                meeting_id=meeting.id,
                action=wanted.action,
                owner=wanted.owner,
                due_on=wanted.due_on,
                status=ActionStatus.OPEN,
            )
        )
    for action_id in given.settled_actions:
        settled = session.get_one(MeetingAction, action_id)
        settled.status, settled.result = ActionStatus.DONE, f"例会 {meeting.number} 确认完成"
        settled.done_at, settled.done_by = context.now, context.actor_id
    session.flush()
    actions = "；".join(f"{each.action}（{name_of(each.owner)}，{day_text(each.due_on)} 前）" for each in given.wanted)
    text = f"讨论：{given.discussion}\n\n决定：{given.decisions}\n\n行动项：{actions or '无'}"
    return Written(text, working_days_later(session, "meeting_days", context.now))


@registry.handles("meeting.sign", takes=About, gives=Signed)
def sign_minutes(given: About, context: HandlerContext) -> Signed:
    """Issue the signed minutes, and set every action on its way."""
    session, now = context.session, context.now
    meeting = session.get_one(Meeting, given.meeting_id)
    meeting.signed_by, meeting.signed_at, meeting.status = context.actor_id, now, MeetingStatus.SIGNED
    rows = _actions(session, meeting)
    meeting.minutes_id = _minutes(context, meeting, rows)
    later = timedelta(days=whole(session, "meeting_action_grace_days", now))
    followed = []
    for row in rows:
        text = f"例会 {meeting.number} 行动项：{row.action}，{day_text(row.due_on)} 前完成。"
        tell_inside(context, "meeting_action", "例会行动项", text, meeting.id, row.owner)
        due = max(end_of(row.due_on, now), now)
        followed.append(FollowedAction(row.id, row.action, row.owner, due, due + later))
    return Signed(followed)


def _actions(session: Session, meeting: Meeting) -> list[MeetingAction]:
    asked = select(MeetingAction).where(MeetingAction.meeting_id == meeting.id)
    return list(session.scalars(asked.order_by(MeetingAction.due_on, MeetingAction.id)))


def _minutes(context: HandlerContext, meeting: Meeting, rows: list[MeetingAction]) -> str:
    head = [
        ("编号", meeting.number),
        ("召开日期", day_text(meeting.held_on or meeting.called_at)),
        ("方式", CHANNELS.get(meeting.channel or "", "")),
        ("出席", meeting.attendees or ""),
        ("记录", meeting.written_by or ""),
    ]
    sections = [
        Section("会议", [KeyValues(head)]),
        Section("议题", [Paragraph(meeting.agenda)]),
        Section("讨论", [Paragraph(meeting.discussion or "")]),
        Section("决定", [Paragraph(meeting.decisions or "")]),
    ]
    if rows:
        lines = [[each.action, name_of(each.owner), day_text(each.due_on)] for each in rows]
        sections.append(Section("行动项", [Table(["事项", "责任部门", "期限"], lines, widths=[5, 2, 2])]))
    signed = SignatureLine("主持人", meeting.signed_by or "", context.now, "本系统账号签认", "")
    return issue_document(
        context,
        kind="meeting_minutes",
        subject_id=AGENCY,
        matter_id=meeting.id,
        sections=sections,
        signatures=[signed],
    )


@registry.handles("meeting.action_done", takes=OneAction, gives=Nothing)
def finish_action(given: OneAction, context: HandlerContext) -> Nothing:
    """Keep what was done, by whom."""
    row = context.session.get_one(MeetingAction, given.followed.action_id)
    row.status, row.result = ActionStatus.DONE, given.action_result
    row.done_at, row.done_by = context.now, context.actor_id
    return Nothing()


@registry.handles("meeting.action_late", takes=OneAction, gives=Nothing)
def report_late_action(given: OneAction, context: HandlerContext) -> Nothing:
    """An action's day has passed: told to its department, the leader and management."""
    row = context.session.get_one(MeetingAction, given.followed.action_id)
    tells = tuple(dict.fromkeys((row.owner, lead_of(row.owner), TOP)))
    record_breach(
        context, "meeting_action", f"例会行动项：{row.action}", clause="4.7.1", matter_id=row.id,
        due_at=given.followed.due_at, tells=tells,
    )  # fmt: skip
    return Nothing()


@registry.handles("meeting.action_left", takes=OneAction, gives=Nothing)
def leave_action(given: OneAction, context: HandlerContext) -> Nothing:
    """Left undone: it goes onto the agenda of the next meeting."""
    context.session.get_one(MeetingAction, given.followed.action_id).status = ActionStatus.OVERDUE
    return Nothing()
