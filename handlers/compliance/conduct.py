"""Breaches of conduct: heard first, decided by two, sanctioned on record, open to appeal (SOP 4.6.1a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.compliance.codes import BREACH_KINDS
from handlers.compliance.conduct_papers import decision_sections, notice_sections
from handlers.compliance.matters import UnknownComplianceMatterError, add_content, policy_of, read_content
from handlers.documents import Section, issue_document
from handlers.notices import Notice, hand_out, tell
from handlers.parameters import days_later, local_day, sla_days, whole
from handlers.records import ConductBreach, Sanction
from handlers.records.conduct import ConductStatus

registry = HandlerRegistry()
TASKS = ("assess_suspicion", "hear_person", "propose_sanction", "confirm_sanction", "decide_appeal")
GUILTY = (ConductStatus.DECIDED,)


@dataclass(frozen=True, slots=True)
class Clue:
    person: str
    facts: str
    policy_no: str | None = None


@dataclass(frozen=True, slots=True)
class Suspecting:
    person_id: str | None = None
    agent_id: str | None = None
    """Who is meant when a process names no `person_id`."""
    source: str | None = None
    summary_code: str | None = None
    matter_id: str | None = None
    customer_id: str | None = None
    policy_id: str | None = None
    answers: Clue | None = None


@dataclass(frozen=True, slots=True)
class Suspected:
    breach_id: str
    breach_no: str
    person_id: str
    is_repeat: bool
    sla: dict[str, int]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Facts:
    facts: str


@dataclass(frozen=True, slots=True)
class Assessing:
    breach_id: str
    grounds: str
    conduct_kind: str
    severity: str
    harmed: str
    answers: Facts


@dataclass(frozen=True, slots=True)
class Assessed:
    customers_harmed: bool
    harmed_customer_id: str | None
    harmed_policy_id: str | None
    hearing_by: datetime
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Defence:
    admits: str
    statement: str


@dataclass(frozen=True, slots=True)
class Hearing:
    breach_id: str
    answers: Defence | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Reason:
    reason: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Proposing:
    breach_id: str
    sanctions: list[str]
    answers: Reason


@dataclass(frozen=True, slots=True)
class Confirming:
    breach_id: str
    confirmation: str
    answers: Reason


@dataclass(frozen=True, slots=True)
class Imposing:
    breach_id: str
    sanctions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imposed:
    appeal_by: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    choice: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Appealing:
    breach_id: str
    sanctions: list[str] = field(default_factory=list)
    answers: Choice | None = None


@dataclass(frozen=True, slots=True)
class Appealed:
    appeal_result: str
    sanctions: list[str]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Ruling:
    breach_id: str
    appeal_decision: str
    answers: Reason


@dataclass(frozen=True, slots=True)
class Ruled:
    sanctions: list[str]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class ClosingBreach:
    breach_id: str
    reason: str


def find_breach(session: Session, breach_id: str) -> ConductBreach:
    """The row. Raises `UnknownComplianceMatterError`."""
    row = session.get(ConductBreach, breach_id)
    if row is None:
        raise UnknownComplianceMatterError(breach_id)
    return row


def _number(breach: ConductBreach) -> str:
    return f"WG{local_day(breach.opened_at):%Y%m%d}{breach.id[4:10]}"


def _keep(context: HandlerContext, breach: ConductBreach, **parts: Any) -> None:
    add_content(context.session, _subject(breach.person_id), breach, parts, context.now)


def _subject(person_id: str) -> str:
    return f"staff/{person_id}"


@registry.handles("conduct.open", takes=Suspecting, gives=Suspected)
def open_conduct_case(given: Suspecting, context: HandlerContext) -> Suspected:
    """Take down a suspicion; whether the person was sanctioned before, within the period, is known from the start."""
    session, clue = context.session, given.answers
    person = clue.person.strip() if clue else given.person_id or given.agent_id
    if not person:
        raise UnknownComplianceMatterError("the message names nobody whom the suspicion is about")
    policy = policy_of(session, given.policy_id, clue.policy_no if clue else None)
    facts = {"facts": clue.facts} if clue else {"facts": f"{given.source}：{given.summary_code or '—'}"}
    since = context.now - timedelta(days=whole(session, "conduct_repeat_days", context.now))
    before = session.scalar(
        select(ConductBreach.id).where(
            ConductBreach.person_id == person,
            ConductBreach.status.in_(GUILTY),
            ConductBreach.decided_at >= since,
        )
    )
    breach = ConductBreach(
        id=context.new_id("CBR"),
        person_id=person,
        source=given.source or "compliance",
        matter_id=given.matter_id,
        customer_id=given.customer_id or (policy.policyholder_id if policy else None),
        policy_id=policy.id if policy else None,
        is_repeat=before is not None,
        content=privacy.seal(session, _subject(person), facts, context.now),
        opened_at=context.now,
    )
    session.add(breach)
    session.flush()
    return Suspected(breach.id, _number(breach), person, breach.is_repeat, sla_days(session, context.now, TASKS))


@registry.handles("conduct.store_assessment", takes=Assessing, gives=Assessed)
def store_suspicion(given: Assessing, context: HandlerContext) -> Assessed:
    """Keep the first assessment; a harmed customer who has not complained yet gets a complaint of their own."""
    session = context.session
    breach = find_breach(session, given.breach_id)
    breach.kind, breach.severity = given.conduct_kind, given.severity
    breach.customers_harmed = given.harmed == "yes"
    _keep(context, breach, assessment=given.answers.facts)
    tell_customer = breach.customers_harmed and breach.source != "complaint"
    if given.grounds == "yes":
        text = f"您被指涉及违规（{BREACH_KINDS.get(given.conduct_kind, '')}），编号 {_number(breach)}。请在待办中申辩。"
        _tell(context, breach, "conduct_hearing", "违规申辩通知", text)
    return Assessed(
        breach.customers_harmed,
        breach.customer_id if tell_customer else None,
        breach.policy_id if tell_customer else None,
        days_later(session, "conduct_hearing_days", context.now),
    )


def _tell(context: HandlerContext, breach: ConductBreach, kind: str, title: str, text: str) -> None:
    tell(context, _about(breach, kind, title, text), "agent")


def _about(
    breach: ConductBreach, kind: str, title: str = "", text: str = "", sections: Sequence[Section] = ()
) -> Notice:
    return Notice(
        kind=kind,
        title=title,
        text=text,
        sections=sections,
        customer_id=_subject(breach.person_id),
        agent_id=breach.person_id,
        matter_id=breach.id,
    )


@registry.handles("conduct.store_hearing", takes=Hearing, gives=Noted)
def store_hearing(given: Hearing, context: HandlerContext) -> Noted:
    """Keep what the person said; nobody is sanctioned unheard, though one may let the time go by."""
    breach = find_breach(context.session, given.breach_id)
    breach.heard_at = context.now
    said = given.answers
    _keep(context, breach, statement=said.statement if said else "（逾期未申辩）", admits=said.admits if said else None)
    return Noted()


@registry.handles("conduct.store_proposal", takes=Proposing, gives=Noted)
def store_proposal(given: Proposing, context: HandlerContext) -> Noted:
    """Keep the proposal of the first person."""
    breach = find_breach(context.session, given.breach_id)
    breach.proposed_by = context.actor_id
    _keep(context, breach, reason=given.answers.reason, proposed=given.sanctions)
    return Noted()


@registry.handles("conduct.store_confirmation", takes=Confirming, gives=Noted)
def store_confirmation(given: Confirming, context: HandlerContext) -> Noted:
    """Keep what the second person decided."""
    breach = find_breach(context.session, given.breach_id)
    if given.confirmation == "agree":
        breach.decided_by, breach.decided_at = context.actor_id, context.now
    _keep(context, breach, confirmation=given.answers.note)
    return Noted()


@registry.handles("conduct.impose", takes=Imposing, gives=Imposed)
def impose_sanction(given: Imposing, context: HandlerContext) -> Imposed:
    """Put the sanctions on record, where every family can ask for them, and tell the person of the right to appeal."""
    session = context.session
    breach = find_breach(session, given.breach_id)
    breach.status = ConductStatus.DECIDED
    today = local_day(context.now)
    for code in given.sanctions:
        session.add(
            Sanction(
                id=context.new_id("SAN"),
                breach_id=breach.id,
                person_id=breach.person_id,
                code=code,
                valid_from=today,
                valid_to=_until(context, code, today),
            )
        )
    session.flush()
    appeal_by = days_later(session, "conduct_appeal_days", context.now)
    said = read_content(session, _subject(breach.person_id), breach)
    sections = notice_sections(breach, _number(breach), said, given.sanctions, appeal_by)
    hand_out(context, _about(breach, "conduct_decision_told", sections=sections), "agent")
    return Imposed(appeal_by)


def _until(context: HandlerContext, code: str, today: date) -> date | None:
    if code != "suspension":
        return None
    return today + timedelta(days=whole(context.session, "conduct_suspension_days", context.now))


@registry.handles("conduct.store_appeal", takes=Appealing, gives=Appealed)
def store_appeal(given: Appealing, context: HandlerContext) -> Appealed:
    """Keep whether the person appeals; silence accepts. The sanctions stay in force meanwhile."""
    session = context.session
    breach = find_breach(session, given.breach_id)
    said = given.answers
    if said is not None and said.choice == "appeal":
        breach.appealed_at = context.now
        _keep(context, breach, appeal=said.reason or "（未说明理由）")
    codes = list(session.scalars(select(Sanction.code).where(Sanction.breach_id == breach.id).order_by(Sanction.id)))
    return Appealed(said.choice if said else "silent", codes)


@registry.handles("conduct.decide_appeal", takes=Ruling, gives=Ruled)
def decide_appeal(given: Ruling, context: HandlerContext) -> Ruled:
    """Keep the ruling; a sanction that is lifted counts from now on as if it were not."""
    session = context.session
    breach = find_breach(session, given.breach_id)
    breach.appeal_decided_by = context.actor_id
    rows = session.scalars(select(Sanction).where(Sanction.breach_id == breach.id).order_by(Sanction.id)).all()
    if given.appeal_decision == "lifted":
        breach.status = ConductStatus.LIFTED
        for row in rows:
            row.lifted_at = context.now
    _keep(context, breach, ruling=given.answers.reason)
    said = "撤销处罚" if given.appeal_decision == "lifted" else "维持处罚"
    _tell(context, breach, "conduct_ruling", "违规申诉裁决通知", f"您对 {_number(breach)} 的申诉已裁决：{said}。")
    return Ruled([row.code for row in rows if row.lifted_at is None])


@registry.handles("conduct.close", takes=ClosingBreach, gives=Nothing)
def close_conduct_case(given: ClosingBreach, context: HandlerContext) -> Nothing:
    """Close the case; a decision is filed as a document (SOP 5.1)."""
    session = context.session
    breach = find_breach(session, given.breach_id)
    breach.closed_at = context.now
    if given.reason == "unfounded":
        breach.status = ConductStatus.UNFOUNDED
        return Nothing()
    said = read_content(session, _subject(breach.person_id), breach)
    issue_document(
        context,
        kind="conduct_decision",
        subject_id=_subject(breach.person_id),
        matter_id=breach.id,
        sections=decision_sections(breach, _number(breach), said),
    )
    return Nothing()
