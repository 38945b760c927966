"""An agent's periodic business review: figures, causes, measures that the next one checks (SOP 4.6.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.agency.bulletins import active_agents
from handlers.agency.departments import TOP, lead_of, name_of, number_of, tell_inside
from handlers.agency.figures import LABELS, Period, figures_of, period_before
from handlers.agency.review_paper import issue_report
from handlers.breaches import record_breach
from handlers.messages import KEPT
from handlers.parameters import end_of, local_day, parameter, sla_days, whole, working_days_later
from handlers.records import BusinessReview, ReviewMeasure
from handlers.records.business_review import MeasureStatus, ReviewStatus
from handlers.words import day_text

registry = HandlerRegistry()
MONTHS = {"month": 1, "quarter": 3}
OPEN = (MeasureStatus.OPEN, MeasureStatus.DONE)


@dataclass(frozen=True, slots=True)
class Round:
    period: str


@dataclass(frozen=True, slots=True)
class Due:
    reviewed_agents: list[str]


@dataclass(frozen=True, slots=True)
class Opening:
    """What `review_due` says."""

    agent_id: str
    period: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Earlier:
    """A measure of an earlier review, as the form shows it."""

    measure_id: str
    measure_text: str
    measure_result: str | None = None
    """The agent's own answer: `done` or `not_done`."""
    measure_note: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    review_id: str
    review_no: str
    period_text: str
    figures_text: str
    earlier_measures: list[Earlier]
    review_due_at: datetime
    review_reminders: str
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Problem:
    issue: str
    cause: str
    evidence: str


@dataclass(frozen=True, slots=True)
class MeasureWanted:
    action: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Writing:
    review_id: str
    summary: str
    problems: list[Problem]
    planned_measures: list[MeasureWanted]
    earlier_measures: list[Earlier] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Written:
    review_text: str
    review_due_at: datetime
    """Until when a review that is sent back has to be written again."""


@dataclass(frozen=True, slots=True)
class Signing:
    review_id: str
    comment: str


@dataclass(frozen=True, slots=True)
class FollowedMeasure:
    measure_id: str
    action: str
    groups: list[str]
    users: list[str]
    due_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    measures: list[FollowedMeasure]


@dataclass(frozen=True, slots=True)
class About:
    review_id: str


@dataclass(frozen=True, slots=True)
class OneMeasure:
    followed: FollowedMeasure
    measure_done_note: str | None = None


@registry.handles("review.begin_round", takes=Round, gives=Due)
def begin_round(given: Round, context: HandlerContext) -> Due:
    """One review per agent for the month or quarter that has just ended, each a case of its own (SOP 4.6.2a)."""
    period = period_before(local_day(context.now), MONTHS[given.period])
    agents = active_agents(context.session, context.now)
    for agent_id in agents:
        said = {
            "agent_id": agent_id,
            "period": given.period,
            "starts_on": period.first.isoformat(),
            "ends_on": period.last.isoformat(),
        }
        context.publish("review_due", f"{agent_id}/{given.period}/{period.first}", said, KEPT)
    return Due(agents)


@registry.handles("review.open", takes=Opening, gives=Opened)
def open_review(given: Opening, context: HandlerContext) -> Opened:
    """Work out the figures, and lay before the agent what earlier reviews decided."""
    session, now = context.session, context.now
    review_id = context.new_id("BRV")
    review = BusinessReview(
        id=review_id,
        number=number_of("FP", review_id, now),
        agent_id=given.agent_id,
        period=given.period,
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        figures=figures_of(session, given.agent_id, Period(given.starts_on, given.ends_on)),
        opened_at=now,
        due_at=working_days_later(session, "review_days", now),
        status=ReviewStatus.OPEN,
    )
    session.add(review)
    session.flush()
    text = f"请于 {day_text(review.due_at)} 前完成业务复盘 {review.number}。"
    tell_inside(context, "review", "业务复盘", text, review.id, given.agent_id)
    return Opened(
        review.id,
        review.number,
        f"{day_text(given.starts_on)}—{day_text(given.ends_on)}",
        "\n".join(f"- {LABELS[code]}：{value}" for code, value in review.figures.items()),
        [_earlier(each) for each in unchecked_measures(session, given.agent_id)],
        review.due_at,
        parameter(session, "review_reminders", now),
        sla_days(session, now, ("comment_review",)),
    )


def unchecked_measures(session: Session, agent_id: str) -> list[ReviewMeasure]:
    """The agent's measures that no review has checked yet, the oldest first."""
    asked = select(ReviewMeasure).where(ReviewMeasure.agent_id == agent_id, ReviewMeasure.status.in_(OPEN))
    return list(session.scalars(asked.order_by(ReviewMeasure.due_on, ReviewMeasure.id)))


def _earlier(row: ReviewMeasure) -> Earlier:
    """As the form shows it, filled in with what its owner reported; the agent corrects it."""
    reported = "done" if row.status is MeasureStatus.DONE else "not_done"
    return Earlier(row.id, _measure_text(row), reported, row.note)


def _measure_text(row: ReviewMeasure) -> str:
    said = f"责任人报告已完成：{row.note or ''}" if row.status is MeasureStatus.DONE else "尚未报告完成"
    return f"{row.action}（{name_of(row.owner)}，{day_text(row.due_on)} 前；{said}）"


@registry.handles("review.write", takes=Writing, gives=Written)
def write_review(given: Writing, context: HandlerContext) -> Written:
    """Keep causes and measures, and whether the earlier measures were done, with the reason where not."""
    session = context.session
    review = session.get_one(BusinessReview, given.review_id)
    review.summary, review.written_at, review.status = given.summary, context.now, ReviewStatus.WRITTEN
    review.problems = [{"issue": one.issue, "cause": one.cause, "evidence": one.evidence} for one in given.problems]
    for old in session.scalars(select(ReviewMeasure).where(ReviewMeasure.review_id == review.id)):
        session.delete(old)
    session.flush()
    for wanted in given.planned_measures:
        session.add(
            ReviewMeasure(
                id=context.new_id("BRM"),
                review_id=review.id,
                agent_id=review.agent_id,
                action=wanted.action,
                owner=wanted.owner,
                due_on=wanted.due_on,
                status=MeasureStatus.OPEN,
            )
        )
    _check_earlier(session, review, given.earlier_measures)
    return Written(_review_text(session, review), working_days_later(session, "review_days", context.now))


def _check_earlier(session: Session, review: BusinessReview, answers: list[Earlier]) -> None:
    """Close the agent's own earlier measures; those without an answer stay for the next review."""
    told = {each.measure_id: each for each in answers if each.measure_result}
    asked = select(ReviewMeasure).where(
        ReviewMeasure.agent_id == review.agent_id, ReviewMeasure.review_id != review.id, ReviewMeasure.id.in_(told)
    )
    for row in session.scalars(asked):
        answer = told[row.id]
        row.status = MeasureStatus.CHECKED if answer.measure_result == "done" else MeasureStatus.NOT_DONE
        row.note, row.checked_by_review = answer.measure_note or row.note, review.id
    session.flush()


def _review_text(session: Session, review: BusinessReview) -> str:
    problems = "\n".join(f"- {each['issue']}：{each['evidence']}" for each in review.problems)
    planned = session.scalars(select(ReviewMeasure).where(ReviewMeasure.review_id == review.id))
    measures = "\n".join(f"- {each.action}（{name_of(each.owner)}，{day_text(each.due_on)} 前）" for each in planned)
    checked = session.scalars(select(ReviewMeasure).where(ReviewMeasure.checked_by_review == review.id))
    words = {MeasureStatus.CHECKED: "已完成", MeasureStatus.NOT_DONE: "未完成"}
    earlier = "\n".join(f"- {each.action}：{words[each.status]} {each.note or ''}" for each in checked)
    return f"{review.summary}\n\n问题：\n{problems}\n\n措施：\n{measures}\n\n上期措施：\n{earlier or '无'}"


@registry.handles("review.sign", takes=Signing, gives=Signed)
def sign_review(given: Signing, context: HandlerContext) -> Signed:
    """Issue the signed 《个人业务复盘报告》 and set the measures on their way (SOP 4.6.2b)."""
    session, now = context.session, context.now
    review = session.get_one(BusinessReview, given.review_id)
    review.comment, review.commented_by = given.comment, context.actor_id
    review.signed_at, review.status = now, ReviewStatus.SIGNED
    review.report_id = issue_report(context, review)
    later = timedelta(days=whole(session, "review_measure_grace_days", now))
    followed = []
    for row in session.scalars(select(ReviewMeasure).where(ReviewMeasure.review_id == review.id)):
        own = row.owner == "agent"
        due = max(end_of(row.due_on, now), now)
        who = ([], [review.agent_id]) if own else ([row.owner], [])
        followed.append(FollowedMeasure(row.id, row.action, who[0], who[1], due, due + later))
    return Signed(followed)


@registry.handles("review.remind", takes=About, gives=Nothing)
def remind_agent(given: About, context: HandlerContext) -> Nothing:
    """Remind the agent of the review."""
    review = context.session.get_one(BusinessReview, given.review_id)
    text = f"业务复盘 {review.number} 请于 {day_text(review.due_at)} 前完成。"
    tell_inside(context, "reminder", "请完成业务复盘", text, review.id, review.agent_id)
    return Nothing()


@registry.handles("review.miss", takes=About, gives=Nothing)
def miss_review(given: About, context: HandlerContext) -> Nothing:
    """The agent did not write it in time: a breach, told to leader and management."""
    review = context.session.get_one(BusinessReview, given.review_id)
    review.status = ReviewStatus.MISSED
    record_breach(
        context, "business_review", f"业务复盘 {review.number}", clause="4.6.2b", matter_id=review.id,
        due_at=review.due_at, agent_id=review.agent_id, tells=(lead_of("agent"), TOP),
    )  # fmt: skip
    return Nothing()


@registry.handles("review.measure_done", takes=OneMeasure, gives=Nothing)
def finish_measure(given: OneMeasure, context: HandlerContext) -> Nothing:
    """The owner says that a measure is done; the next review checks it."""
    row = context.session.get_one(ReviewMeasure, given.followed.measure_id)
    if row.status is MeasureStatus.OPEN:
        row.status = MeasureStatus.DONE
    row.note, row.done_at, row.done_by = given.measure_done_note, context.now, context.actor_id
    return Nothing()


@registry.handles("review.measure_late", takes=OneMeasure, gives=Nothing)
def remind_measure(given: OneMeasure, context: HandlerContext) -> Nothing:
    """A measure's day has passed: its owner and management are told."""
    row = context.session.get_one(ReviewMeasure, given.followed.measure_id)
    owner = row.agent_id if row.owner == "agent" else row.owner
    text = f"复盘措施逾期：{row.action}，应于 {day_text(row.due_on)} 前完成。"
    tell_inside(context, "reminder", "复盘措施逾期", text, row.review_id, owner, TOP)
    return Nothing()
