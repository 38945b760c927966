"""Destruction of what need not be kept any more: listed, seen by two people, done by destroying keys (SOP 5.2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.documents import KeyValues, Section, Table, issue_document
from handlers.governance.letters import tell_roles
from handlers.governance.retention import RULES, judge
from handlers.notices import AGENCY, Notice, tell
from handlers.parameters import days_later, sla_days
from handlers.people import health_subject
from handlers.records import Customer, Destruction, DestructionItem, Document, LegalHold, SubjectKey
from handlers.records.retention import DestructionStatus
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("review_destruction", "approve_destruction")
REFUSALS = {
    "running": "仍有未结束的保险合同或业务",
    "retention": "法定保存期限未满",
    "legal_hold": "因争议、调查或审计须继续保存",
    "unknown": "没有该客户的资料",
}


@dataclass(frozen=True, slots=True)
class Opened:
    destruction_id: str
    listed: int
    items: list[dict[str, Any]]
    review_by: datetime
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Asking:
    """`kind`: `erasure`, `hold` or `release`."""

    kind: str
    customer_id: str
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    request_result: str
    """`due`, `refused` or `recorded`."""
    destruction_id: str | None
    items: list[dict[str, Any]]
    review_by: datetime
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class OfDestruction:
    destruction_id: str


@dataclass(frozen=True, slots=True)
class Reviewing:
    destruction_id: str
    items: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reviewed:
    left: int
    approve_by: datetime


@dataclass(frozen=True, slots=True)
class Destroying:
    proof_by: datetime


@dataclass(frozen=True, slots=True)
class Proving:
    destruction_id: str
    cases_erased: int
    is_intact: bool


@registry.handles("destruction.watch", takes=Nothing, gives=Opened)
def watch_due(_given: Nothing, context: HandlerContext) -> Opened:
    """List everybody of whom nothing must be kept any more; who is on an open list already is not listed twice."""
    session = context.session
    listed = select(DestructionItem.subject_id).where(DestructionItem.result.in_(("listed", "destroyed")))
    people = session.scalars(select(Customer).where(Customer.id.not_in(listed)).order_by(Customer.id)).all()
    row = _open(context, "due")
    items = [item for person in people if (item := _listed(context, row, person)) is not None]
    if not items:
        row.status, row.closed_at = DestructionStatus.ENDED, context.now
    by = days_later(session, "destruction_review_days", context.now)
    return Opened(row.id, len(items), items, by, sla_days(session, context.now, TASKS))


@registry.handles("destruction.ask", takes=Asking, gives=Asked)
def check_request(given: Asking, context: HandlerContext) -> Asked:
    """Check a person's request for erasure against retention and holds, or place and lift a hold."""
    session = context.session
    person = session.get(Customer, given.customer_id)
    by, sla = days_later(session, "destruction_review_days", context.now), sla_days(session, context.now, TASKS)
    if given.kind != "erasure" and person is not None:
        _hold(context, given)
        return Asked("recorded", None, [], by, sla)
    row = _open(context, "request")
    verdict = None if person is None else judge(session, person, context.now)
    refusal = "unknown" if verdict is None else verdict.refusal
    item = None if person is None or refusal else _listed(context, row, person)
    if person is None or item is None:
        row.status, row.refusal, row.closed_at = DestructionStatus.REFUSED, refusal, context.now
        if person is not None and verdict is not None:
            _refuse(context, row, person, verdict.retain_until)
        return Asked("refused", row.id, [], by, sla)
    return Asked("due", row.id, [item], by, sla)


@registry.handles("destruction.review", takes=Reviewing, gives=Reviewed)
def store_review(given: Reviewing, context: HandlerContext) -> Reviewed:
    """Take off the list what the reviewer keeps; the rest goes to the second person."""
    row = context.session.get_one(Destruction, given.destruction_id)
    row.reviewed_by = context.actor_id
    kept = {str(item["subject_id"]) for item in given.items if item.get("keep")}
    left = 0
    for item in _items(context, row):
        item.result = "kept" if item.subject_id in kept else item.result
        left += item.result == "listed"
    if not left:
        row.status, row.closed_at = DestructionStatus.ENDED, context.now
    return Reviewed(left, days_later(context.session, "destruction_review_days", context.now))


@registry.handles("destruction.destroy", takes=OfDestruction, gives=Destroying)
def destroy_keys(given: OfDestruction, context: HandlerContext) -> Destroying:
    """Destroy each person's keys, if nothing came up since, and have the engine destroy those of their cases."""
    session = context.session
    row = session.get_one(Destruction, given.destruction_id)
    row.status, row.approved_by = DestructionStatus.APPROVED, context.actor_id
    gone = set(session.scalars(select(DestructionItem.subject_id).where(DestructionItem.result == "destroyed")))
    cases: list[str] = []
    for item in _items(context, row):
        person = session.get_one(Customer, item.subject_id)
        if item.result != "listed" or judge(session, person, context.now).refusal is not None:
            item.result = "kept"
            continue
        gone.add(person.id)
        item.cases = _cases_of(context, person.id, gone)
        cases += [case for case in item.cases if case not in cases]
        row.keys_destroyed += sum(privacy.erase(session, key) for key in (person.id, health_subject(person.id)))
        person.birth_date, person.id_no_hash, person.mobile_hash, person.name_hash = None, "", "", None
        item.result = "destroyed"
    context.send("erase_cases", {"destruction_id": row.id, "cases": cases}, f"{row.id}.erase_cases")
    return Destroying(days_later(session, "destruction_proof_days", context.now))


@registry.handles("destruction.certify", takes=Proving, gives=Nothing)
def issue_certificate(given: Proving, context: HandlerContext) -> Nothing:
    """Certify what was destroyed, by whom, and that every history still proves itself; no name is on it."""
    row = context.session.get_one(Destruction, given.destruction_id)
    row.status, row.closed_at = DestructionStatus.DESTROYED, context.now
    row.cases_erased, row.is_intact = given.cases_erased, given.is_intact
    items = [item for item in _items(context, row) if item.result == "destroyed"]
    head = [
        ("销毁编号", row.id),
        ("事由", "保存期限届满" if row.cause == "due" else "本人请求"),
        ("审核人", row.reviewed_by or ""),
        ("批准人", row.approved_by or ""),
        ("销毁个人密钥", str(row.keys_destroyed)),
        ("销毁案件密钥", str(row.cases_erased)),
        ("销毁后核验", "历史记录完整" if given.is_intact else "核验发现问题，见核验报告"),
        ("方式", "销毁密钥，密文不可恢复；哈希保留可供核验"),
    ]
    rows = [[item.subject_id, _rules_text(item.rules), _day(item), str(len(item.cases))] for item in items]
    table = Table(["客户编号", "适用规则", "应保存至", "案件数"], rows, widths=[3, 5, 2, 1], numeric=[3])
    row.certificate_id = issue_document(
        context,
        kind="destruction_record",
        subject_id=AGENCY,
        matter_id=row.id,
        sections=[Section("销毁", [KeyValues(head, columns=1)]), Section("清单", [table])],
    )
    if not given.is_intact:
        tell_roles(context, "verify_failed", "销毁后核验未通过", f"销毁 {row.id}。", row.id, "compliance", "management")
    return Nothing()


@registry.handles("destruction.close", takes=OfDestruction, gives=Nothing)
def close_destruction(given: OfDestruction, context: HandlerContext) -> Nothing:
    """End a run in which nothing is destroyed; what was listed stays, and is looked at again next time."""
    row = context.session.get_one(Destruction, given.destruction_id)
    row.status, row.closed_at = DestructionStatus.ENDED, context.now
    for item in _items(context, row):
        item.result = "kept"
    return Nothing()


@registry.handles("destruction.remind", takes=OfDestruction, gives=Nothing)
def remind_destruction(given: OfDestruction, context: HandlerContext) -> Nothing:
    """Tell the lead that a list waits; the header `what` names the step."""
    words = {"review": "销毁清单待合规核对", "approve": "销毁清单待批准", "proof": "密钥销毁未得到系统回执"}
    text = f"{words[context.headers['what']]}：{given.destruction_id}。"
    tell_roles(context, "destruction_waits", "销毁事项待办", text, given.destruction_id, "management", "compliance")
    return Nothing()


def _open(context: HandlerContext, cause: str) -> Destruction:
    row = Destruction(id=context.new_id("DST"), cause=cause, opened_at=context.now)
    context.session.add(row)
    context.session.flush()
    return row


def _listed(context: HandlerContext, row: Destruction, person: Customer) -> dict[str, Any] | None:
    """Put a person on the list, if the law lets go; None if not, or if the keys are gone already."""
    verdict = judge(context.session, person, context.now)
    if verdict.refusal is not None or context.session.get(SubjectKey, person.id) is None:
        return None
    item = DestructionItem(
        id=context.new_id("DSI"),
        destruction_id=row.id,
        subject_id=person.id,
        retain_until=verdict.retain_until,
        rules=list(verdict.rules),
        result="listed",
    )
    context.session.add(item)
    context.session.flush()
    return {"subject_id": person.id, "until": _day(item), "rules": _rules_text(verdict.rules), "keep": False}


def _refuse(context: HandlerContext, row: Destruction, person: Customer, until: Any) -> None:
    ends = f"，最早可于 {day_text(until)} 后销毁" if until is not None else ""
    text = f"您要求删除个人信息的申请暂不能办理：{REFUSALS[row.refusal or 'unknown']}{ends}。期限届满后将依法销毁。"
    notice = Notice(kind="erasure_refused", title="删除申请答复", text=text, customer_id=person.id, matter_id=row.id)
    tell(context, notice, "customer")


def _hold(context: HandlerContext, given: Asking) -> None:
    session = context.session
    if given.kind == "hold":
        session.add(
            LegalHold(
                id=context.new_id("HLD"),
                subject_id=given.customer_id,
                cause=given.cause or "inquiry",
                placed_by=context.actor_id,
                placed_at=context.now,
            )
        )
        return
    asked = select(LegalHold).where(LegalHold.subject_id == given.customer_id, LegalHold.lifted_at.is_(None))
    for hold in session.scalars(asked):
        hold.lifted_by, hold.lifted_at = context.actor_id, context.now


def _items(context: HandlerContext, row: Destruction) -> Sequence[DestructionItem]:
    asked = select(DestructionItem).where(DestructionItem.destruction_id == row.id).order_by(DestructionItem.subject_id)
    return context.session.scalars(asked).all()


def _cases_of(context: HandlerContext, subject_id: str, gone: Collection[str]) -> list[str]:
    """The cases that made documents about this person, unless they also tell of somebody whose keys must stay."""
    session = context.session
    mine = select(Document.case_id).where(Document.subject_id == subject_id, Document.case_id.is_not(None)).distinct()
    about = session.execute(select(Document.case_id, Document.subject_id).where(Document.case_id.in_(mine)).distinct())
    people: dict[str, set[str]] = {}
    for case_id, subject in about:
        people.setdefault(str(case_id), set()).add(subject)
    return sorted(case for case, who in people.items() if case != context.case_id and who <= {*gone, AGENCY})


def _rules_text(rules: Sequence[str]) -> str:
    return "；".join(RULES[rule].zh for rule in rules)


def _day(item: DestructionItem) -> str:
    return "" if item.retain_until is None else day_text(item.retain_until)
