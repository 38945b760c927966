"""Strategy, service standards and risk-control rules, approved by two of management (SOP 3.7).

A proposal may change one dated parameter: a new row from its day on, its source named; past rows stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.agency.departments import TOP, number_of, tell_inside
from handlers.agency.strategy_paper import KINDS, issue_paper, values_of
from handlers.breaches import record_breach
from handlers.parameter_words import WHOLE, code_called, title_of, titles_near
from handlers.parameters import local_day, parameter, sla_days, start_of
from handlers.records import Parameter, StrategyChange
from handlers.records.strategy import StrategyStatus
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("correct_strategy", "give_up_strategy", "review_strategy", "approve_strategy", "approve_strategy_again")
ENDED = {"rejected": StrategyStatus.REJECTED, "withdrawn": StrategyStatus.WITHDRAWN, "lapsed": StrategyStatus.LAPSED}


@dataclass(frozen=True, slots=True)
class Proposing:
    kind: str
    title: str
    text: str
    reason: str
    effective_on: date
    changes_parameter: bool = False
    parameter_code: str | None = None
    new_value: str | None = None
    source: str | None = None
    strategy_id: str | None = None
    """Set when a returned proposal comes again."""
    started_by: str = "system"


@dataclass(frozen=True, slots=True)
class Proposed:
    strategy_id: str
    strategy_no: str
    proposers: list[str]
    proposal_problem: str | None
    change_text: str
    decide_by: datetime
    strategy_reminders: str
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Reviewing:
    strategy_id: str
    review_result: str
    opinion: str
    source_mark: str | None = None


@dataclass(frozen=True, slots=True)
class Approving:
    """One of the two approvals."""

    strategy_id: str
    approval: str
    approval_note: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    decision_result: str


@dataclass(frozen=True, slots=True)
class Approved:
    decision_result: str
    """`approved`, `returned` or `rejected`, as it stands now."""
    own_proposal: bool
    """The approver proposed it: does not count, somebody else approves."""


@dataclass(frozen=True, slots=True)
class About:
    strategy_id: str


@dataclass(frozen=True, slots=True)
class Ending:
    strategy_id: str
    reason: str
    ending_note: str | None = None


@dataclass(frozen=True, slots=True)
class Adopted:
    announcement: dict[str, object]


@registry.handles("strategy.propose", takes=Proposing, gives=Proposed)
def propose_strategy(given: Proposing, context: HandlerContext) -> Proposed:
    """Number the proposal and say what cannot be done as proposed: a day past, no such parameter, no such value."""
    session, now = context.session, context.now
    row = session.get_one(StrategyChange, given.strategy_id) if given.strategy_id else _new(given, context)
    row.kind, row.title, row.text, row.reason = given.kind, given.title, given.text, given.reason
    row.effective_on = given.effective_on
    changes = given.changes_parameter
    row.parameter_code = _code(session, given.parameter_code) if changes else None
    row.new_value = given.new_value.strip() if changes and given.new_value else None
    row.source = given.source if changes else None
    row.old_value = None
    row.status = StrategyStatus.PROPOSED
    session.add(row)
    session.flush()
    problem = problem_of(session, row, now)
    if problem is None:
        if row.parameter_code:
            row.old_value = parameter(session, row.parameter_code, now)
        issue_paper(context, row)
    return Proposed(
        row.id,
        row.number,
        [row.proposed_by],
        problem,
        _change(session, row),
        max(start_of(row.effective_on, now), now),
        parameter(session, "strategy_reminders", now),
        sla_days(session, now, TASKS),
    )


def _new(given: Proposing, context: HandlerContext) -> StrategyChange:
    row_id = context.new_id("STR")
    return StrategyChange(
        id=row_id,
        number=number_of("CL", row_id, context.now),
        version=0,
        proposed_by=given.started_by,
        proposed_at=context.now,
    )


def _code(session: Session, said: str | None) -> str | None:
    """The code of the parameter that was named; what is none stays as it was said."""
    said = (said or "").strip()
    return code_called(said, _codes(session)) or said or None


def _codes(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(Parameter.code).distinct()))


def problem_of(session: Session, row: StrategyChange, now: datetime) -> str | None:
    """Why the proposal cannot be adopted as it stands, in a sentence; None when it can."""
    if row.effective_on <= local_day(now):
        return "生效日期须在今天之后"
    if row.parameter_code is None:
        return None
    rows = list(session.scalars(select(Parameter).where(Parameter.code == row.parameter_code)))
    if not rows:
        near = titles_near(row.parameter_code, _codes(session))
        known = f"，名称相近的有：{'、'.join(near)}" if near else ""
        return f"没有唯一的参数“{row.parameter_code}”{known}"
    if any(each.valid_from == row.effective_on for each in rows):
        return f"参数“{title_of(row.parameter_code)}”在 {day_text(row.effective_on)} 已有新值"
    if not row.new_value or not row.source:
        return "请写明新值和来源"
    if rows[0].unit in WHOLE and not row.new_value.isdigit():
        return f"参数“{title_of(row.parameter_code)}”的值须为整数（{WHOLE[rows[0].unit]}）"
    return None


def _change(session: Session, row: StrategyChange) -> str:
    if row.parameter_code is None:
        return "不改参数"
    old, new = values_of(session, row)
    return f"{title_of(row.parameter_code)}：{old} → {new}，自 {day_text(row.effective_on)} 起，来源：{row.source}"


@registry.handles("strategy.review", takes=Reviewing, gives=Reviewed)
def record_review(given: Reviewing, context: HandlerContext) -> Reviewed:
    """Keep the opinion of compliance; only it may call the source of a new value a law that was read."""
    row = context.session.get_one(StrategyChange, given.strategy_id)
    row.reviewed_by, row.opinion, row.mark = context.actor_id, given.opinion, given.source_mark or "SOP"
    if given.review_result == "pass":
        row.status = StrategyStatus.REVIEWED
        issue_paper(context, row)
    else:
        text = f"{row.number}《{row.title}》被合规退回：{given.opinion}"
        tell_inside(context, "strategy_returned", "提案退回修改", text, row.id, row.proposed_by)
    return Reviewed("reviewed" if given.review_result == "pass" else "returned")


@registry.handles("strategy.approve", takes=Approving, gives=Approved)
def record_approval(given: Approving, context: HandlerContext) -> Approved:
    """Keep one approval; who proposed it does not count as one of the two."""
    row = context.session.get_one(StrategyChange, given.strategy_id)
    result = "approved" if given.approval == "approve" else "rejected"
    if context.actor_id == row.proposed_by:
        return Approved(result, own_proposal=True)
    if context.headers["place"] == "first":
        row.first_by = context.actor_id
    else:
        row.second_by = context.actor_id
    row.decision = given.approval_note or None
    return Approved(result, own_proposal=False)


@registry.handles("strategy.remind", takes=About, gives=Nothing)
def remind_deciders(given: About, context: HandlerContext) -> Nothing:
    """Remind compliance and management that the proposal waits, and from when it should hold."""
    row = context.session.get_one(StrategyChange, given.strategy_id)
    text = f"{row.number}《{row.title}》待审批，拟自 {day_text(row.effective_on)} 起生效；届时未批即失效。"
    who = "compliance" if row.status is StrategyStatus.PROPOSED else TOP
    tell_inside(context, "reminder", "提案待审批", text, row.id, who)
    return Nothing()


@registry.handles("strategy.adopt", takes=About, gives=Adopted)
def adopt_strategy(given: About, context: HandlerContext) -> Adopted:
    """Put it in force from its day: the parameter's new row, the paper, and what `notice_issued` says."""
    session = context.session
    row = session.get_one(StrategyChange, given.strategy_id)
    if row.parameter_code is not None and row.new_value is not None:
        _add_value(session, row)
    row.status, row.decided_at = StrategyStatus.ADOPTED, context.now
    issue_paper(context, row)
    return Adopted(
        {
            "kind": "rule_change",
            "title": f"{KINDS[row.kind]}：{row.title}",
            "text": f"{row.text}\n{_change(session, row)}\n审批单 {row.number}",
            "effective_on": row.effective_on.isoformat(),
            "source_id": row.id,
            "started_by": row.proposed_by,
        }
    )


def _add_value(session: Session, row: StrategyChange) -> None:
    """A new dated row like the newest one before it; the value holds from its day, and never before."""
    asked = select(Parameter).where(Parameter.code == row.parameter_code, Parameter.valid_from < row.effective_on)
    before = session.scalars(asked.order_by(Parameter.valid_from.desc())).first()
    if before is None:
        raise LookupError(f"the parameter {row.parameter_code} has no value before {row.effective_on}")
    session.add(
        Parameter(
            code=before.code,
            value=str(row.new_value),
            unit=before.unit,
            anchor_event=before.anchor_event,
            source=f"{row.source}（审批单 {row.number}）",
            mark=row.mark or "SOP",
            valid_from=row.effective_on,
        )
    )


@registry.handles("strategy.end", takes=Ending, gives=Nothing)
def end_proposal(given: Ending, context: HandlerContext) -> Nothing:
    """Rejected with its reason, withdrawn, or lapsed because nobody decided before its day."""
    row = context.session.get_one(StrategyChange, given.strategy_id)
    row.status, row.decided_at = ENDED[given.reason], context.now
    row.decision = given.ending_note or row.decision
    said = {"rejected": "未获批准", "withdrawn": "已撤回", "lapsed": "生效日前未完成审批，失效"}[given.reason]
    text = f"{row.number}《{row.title}》{said}。{row.decision or ''}"
    tell_inside(context, "strategy_ended", "提案结束", text, row.id, row.proposed_by, TOP)
    if given.reason == "lapsed":
        due = start_of(row.effective_on, context.now)
        what = f"审批 {row.number}《{row.title}》"
        record_breach(
            context, "strategy_decision", what, clause="3.7", matter_id=row.id, due_at=due, tells=(TOP, "compliance")
        )
    if row.document_id is not None:
        issue_paper(context, row)
    return Nothing()
