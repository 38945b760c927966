"""The lists behind the figures: which columns of which records a list shows, masked as everywhere.

Statements name their columns, so sealed contents are never even read; only the name of a page's customers is unsealed,
to be masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from handlers.records import (
    Application,
    Claim,
    ClaimAppeal,
    ClaimDecision,
    ClaimPayment,
    Complaint,
    Contact,
    Customer,
    Document,
    FollowUp,
    NeedsAnalysis,
    Policy,
    PremiumDemand,
    PremiumPayment,
    Proposal,
    Training,
    TrainingPlace,
    UnderwritingDecision,
)
from web.cases.reading import sees_all
from web.customers.people import masked_names
from web.names import name_of_actor
from web.reports.report import Cell, Column, Kind, Table
from web.reports.words import word

CUSTOMER, ACTOR = "customer", "actor"
CASE, MATTER = "case_id", "matter_id"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a list. `way`: how its value becomes words: `customer`, `actor`, a vocabulary; empty: as it is."""

    words: Any
    column: Any
    kind: Kind = Kind.TEXT
    way: str = ""


@dataclass(frozen=True, slots=True)
class RowList:
    """A list of records, the newest first. `case`: the column of the case; `matter`: else of what its papers name."""

    fields: Sequence[Field]
    newest: Any
    joins: Sequence[tuple[Any, ColumnElement[bool]]] = ()
    case: Any = None
    matter: Any = None


@dataclass(frozen=True, slots=True)
class Behind:
    """Which rows of which list are behind a figure, and what they are called."""

    title: str
    list: RowList
    conditions: Sequence[ColumnElement[bool]]


_CUSTOMER, _AGENT = _l("客户"), _l("代理人")
_STATUS, _NUMBER = _l("状态"), _l("编号")
_OPENED, _CLOSED = _l("开始"), _l("结束")


def _of_stage(record: Any, vocabulary: str) -> RowList:
    return RowList(
        (
            Field(_NUMBER, record.id),
            Field(_CUSTOMER, record.customer_id, way=CUSTOMER),
            Field(_AGENT, record.agent_id, way=ACTOR),
            Field(_OPENED, record.opened_at, Kind.MOMENT),
            Field(_CLOSED, record.closed_at, Kind.MOMENT),
            Field(_STATUS, record.status, way=vocabulary),
        ),
        record.opened_at,
        case=record.case_id,
    )


_APPLIED = (Application, Application.id == UnderwritingDecision.application_id)
_OF_CLAIM = (Claim, Claim.id == ClaimDecision.claim_id)
LISTS: Mapping[str, RowList] = {
    "contact": _of_stage(Contact, "contact"),
    "needs": _of_stage(NeedsAnalysis, "needs"),
    "proposal": _of_stage(Proposal, "proposal"),
    "application": RowList(
        (
            Field(_NUMBER, Application.number),
            Field(_CUSTOMER, Application.applicant_id, way=CUSTOMER),
            Field(_AGENT, Application.agent_id, way=ACTOR),
            Field(_OPENED, Application.opened_at, Kind.MOMENT),
            Field(_l("交核保"), Application.submitted_at, Kind.MOMENT),
            Field(_CLOSED, Application.closed_at, Kind.MOMENT),
            Field(_STATUS, Application.status, way="application"),
        ),
        Application.opened_at,
        matter=Application.id,
    ),
    "underwriting": RowList(
        (
            Field(_l("投保单"), Application.number),
            Field(_CUSTOMER, Application.applicant_id, way=CUSTOMER),
            Field(_AGENT, Application.agent_id, way=ACTOR),
            Field(_l("交核保"), Application.submitted_at, Kind.MOMENT),
            Field(_l("决定时间"), UnderwritingDecision.decided_at, Kind.MOMENT),
            Field(_l("结论"), UnderwritingDecision.outcome, way="underwriting"),
            Field(_l("权限"), UnderwritingDecision.level, way="level"),
            Field(_l("决定人"), UnderwritingDecision.decided_by, way=ACTOR),
            Field(_l("年交保费（元）"), UnderwritingDecision.annual_premium, Kind.MONEY),
            Field(_l("客户答复"), UnderwritingDecision.answer, way="answer"),
        ),
        UnderwritingDecision.decided_at,
        (_APPLIED,),
        matter=Application.id,
    ),
    "claim": RowList(
        (
            Field(_l("赔案"), Claim.number),
            Field(_CUSTOMER, Claim.customer_id, way=CUSTOMER),
            Field(_AGENT, Claim.agent_id, way=ACTOR),
            Field(_l("报案"), Claim.reported_at, Kind.MOMENT),
            Field(_l("收到资料"), Claim.first_received_at, Kind.MOMENT),
            Field(_l("结案"), Claim.closed_at, Kind.MOMENT),
            Field(_STATUS, Claim.status, way="claim"),
        ),
        Claim.reported_at,
        matter=Claim.id,
    ),
    "claim_decision": RowList(
        (
            Field(_l("赔案"), Claim.number),
            Field(_CUSTOMER, Claim.customer_id, way=CUSTOMER),
            Field(_l("报案"), Claim.reported_at, Kind.MOMENT),
            Field(_l("决定时间"), ClaimDecision.decided_at, Kind.MOMENT),
            Field(_l("法定期限"), Claim.determination_due_at, Kind.MOMENT),
            Field(_l("结论"), ClaimDecision.outcome, way="claim_outcome"),
            Field(_l("赔款（元）"), ClaimDecision.amount, Kind.MONEY),
            Field(_l("权限"), ClaimDecision.level, way="level"),
            Field(_l("决定人"), ClaimDecision.decided_by, way=ACTOR),
            Field(_l("客户答复"), ClaimDecision.answer, way="answer"),
        ),
        ClaimDecision.decided_at,
        (_OF_CLAIM,),
        matter=Claim.id,
    ),
    "claim_payment": RowList(
        (
            Field(_l("赔案"), Claim.number),
            Field(_CUSTOMER, Claim.customer_id, way=CUSTOMER),
            Field(_l("支付时间"), ClaimPayment.paid_at, Kind.MOMENT),
            Field(_l("期限"), ClaimPayment.due_at, Kind.MOMENT),
            Field(_l("金额（元）"), ClaimPayment.amount, Kind.MONEY),
            Field(_l("经办"), ClaimPayment.paid_by, way=ACTOR),
        ),
        ClaimPayment.paid_at,
        ((Claim, Claim.id == ClaimPayment.claim_id),),
        matter=Claim.id,
    ),
    "claim_appeal": RowList(
        (
            Field(_NUMBER, ClaimAppeal.number),
            Field(_l("赔案"), Claim.number),
            Field(_CUSTOMER, Claim.customer_id, way=CUSTOMER),
            Field(_l("提出"), ClaimAppeal.raised_at, Kind.MOMENT),
            Field(_l("期限"), ClaimAppeal.due_at, Kind.MOMENT),
            Field(_l("答复时间"), ClaimAppeal.answered_at, Kind.MOMENT),
            Field(_l("结论"), ClaimAppeal.opinion, way="opinion"),
        ),
        ClaimAppeal.raised_at,
        ((Claim, Claim.id == ClaimAppeal.claim_id),),
        matter=Claim.id,
    ),
    "follow_up": RowList(
        (
            Field(_l("保单"), Policy.number),
            Field(_CUSTOMER, FollowUp.customer_id, way=CUSTOMER),
            Field(_AGENT, FollowUp.agent_id, way=ACTOR),
            Field(_l("类别"), FollowUp.kind, way="follow_up_kind"),
            Field(_l("期限"), FollowUp.due_at, Kind.MOMENT),
            Field(_CLOSED, FollowUp.closed_at, Kind.MOMENT),
            Field(_l("回访人"), FollowUp.caller_id, way=ACTOR),
            Field(_l("满意度"), FollowUp.satisfaction, Kind.NUMBER),
            Field(_l("结果"), FollowUp.outcome, way="follow_up"),
        ),
        FollowUp.opened_at,
        ((Policy, Policy.id == FollowUp.policy_id),),
        matter=FollowUp.id,
    ),
    "complaint": RowList(
        (
            Field(_NUMBER, Complaint.number),
            Field(_CUSTOMER, Complaint.customer_id, way=CUSTOMER),
            Field(_AGENT, Complaint.agent_id, way=ACTOR),
            Field(_l("类别"), Complaint.kind, way="complaint_kind"),
            Field(_l("收到"), Complaint.received_at, Kind.MOMENT),
            Field(_l("期限"), Complaint.due_at, Kind.MOMENT),
            Field(_l("答复时间"), Complaint.answered_at, Kind.MOMENT),
            Field(_l("结论"), Complaint.outcome, way="complaint_outcome"),
            Field(_STATUS, Complaint.status, way="complaint"),
        ),
        Complaint.received_at,
        matter=Complaint.id,
    ),
    "policy": RowList(
        (
            Field(_l("保单"), Policy.number),
            Field(_CUSTOMER, Policy.policyholder_id, way=CUSTOMER),
            Field(_AGENT, Policy.agent_id, way=ACTOR),
            Field(_l("出单"), Policy.issued_at, Kind.MOMENT),
            Field(_l("生效日"), Policy.effective_from, Kind.DAY),
            Field(_l("年交保费（元）"), Policy.annual_premium, Kind.MONEY),
            Field(_l("终止"), Policy.ended_at, Kind.MOMENT),
            Field(_l("终止原因"), Policy.end_reason, way="policy_end"),
            Field(_STATUS, Policy.status, way="policy"),
        ),
        Policy.issued_at,
        matter=Policy.application_id,
    ),
    "customer": RowList(
        (
            Field(_l("客户号"), Customer.id),
            Field(_CUSTOMER, Customer.id.label("person"), way=CUSTOMER),
            Field(_AGENT, Customer.created_by, way=ACTOR),
            Field(_l("建档"), Customer.created_at, Kind.MOMENT),
        ),
        Customer.created_at,
    ),
    "premium": RowList(
        (
            Field(_l("投保单"), Application.number),
            Field(_CUSTOMER, Application.applicant_id, way=CUSTOMER),
            Field(_AGENT, Application.agent_id, way=ACTOR),
            Field(_l("到账"), PremiumPayment.received_at, Kind.MOMENT),
            Field(_l("金额（元）"), PremiumPayment.amount, Kind.MONEY),
        ),
        PremiumPayment.received_at,
        (
            (PremiumDemand, PremiumDemand.id == PremiumPayment.demand_id),
            (Application, Application.id == PremiumDemand.application_id),
        ),
        matter=Application.id,
    ),
    "training": RowList(
        (
            Field(_l("培训"), Training.title),
            Field(_l("学员"), TrainingPlace.person_id, way=ACTOR),
            Field(_l("结束时间"), TrainingPlace.finished_at, Kind.MOMENT),
            Field(_l("学时"), TrainingPlace.hours, Kind.NUMBER),
            Field(_STATUS, TrainingPlace.status, way="place"),
        ),
        TrainingPlace.finished_at,
        ((Training, Training.id == TrainingPlace.training_id),),
    ),
}
"""By name, every list that a figure leads to."""


def count(rows: Session, behind: Behind) -> int:
    """How many records are behind a figure."""
    asked = _from(behind.list, select(func.count()).select_from(_base(behind.list))).where(*behind.conditions)
    return rows.scalar(asked) or 0


def read(rows: Session, behind: Behind, *, limit: int, offset: int = 0) -> Table:
    """One page of them as a table; the first column leads to the case, for whoever may read every case."""
    list_ = behind.list
    columns = [field.column.label(f"c{place}") for place, field in enumerate(list_.fields)]
    way = list_.case if list_.case is not None else list_.matter
    if way is not None:
        columns.append(way.label("way"))
    asked = _from(list_, select(*columns).select_from(_base(list_))).where(*behind.conditions)
    found = rows.execute(asked.order_by(list_.newest.desc(), columns[0]).limit(limit).offset(offset)).all()
    cases = _cases(rows, list_, [row.way for row in found]) if way is not None and sees_all() else {}
    people = _customers(list_, found)
    table = []
    for row in found:
        cells = [Cell(_shown(field, value, people)) for field, value in zip(list_.fields, row, strict=False)]
        if way is not None and row.way in cases:
            cells[0] = Cell(cells[0].value, url_for("cases.show", case_id=cases[row.way]))
        table.append(cells)
    return Table([Column(str(field.words), field.kind) for field in list_.fields], table)


def _base(list_: RowList) -> Any:
    return list_.newest.class_


def _from(list_: RowList, asked: Select[Any]) -> Select[Any]:
    for table, on in list_.joins:
        asked = asked.join(table, on)
    return asked


def _customers(list_: RowList, found: Sequence[Any]) -> Mapping[str, str]:
    places = [place for place, field in enumerate(list_.fields) if field.way == CUSTOMER]
    return masked_names(row[place] for row in found for place in places if row[place])


def _shown(field: Field, value: Any, people: Mapping[str, str]) -> Any:
    if not field.way or value is None:
        return value
    if field.way == CUSTOMER:
        return people.get(value, "")
    if field.way == ACTOR:
        return word("level", "auto") if value == "auto" else name_of_actor(value)
    return word(field.way, str(value))


def _cases(rows: Session, list_: RowList, keys: Sequence[str]) -> dict[str, str]:
    """The case of each record: its own, or the one that its first paper was made in."""
    if list_.case is not None:
        return {key: key for key in keys}
    found: dict[str, str] = {}
    for column in (Document.matter_id, Document.application_id):
        asked = select(column, Document.case_id).where(column.in_(set(keys)), Document.case_id.is_not(None))
        for matter, case_id in rows.execute(asked.order_by(Document.created_at)):
            found.setdefault(str(matter), str(case_id))
    return found
