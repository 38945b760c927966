"""Communicate, record, archive (SOP B1.3c, B1.3d, B5): endorsement, notice, record, the customer's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry
from handlers.notices import send_link
from handlers.parameters import days_later, whole
from handlers.records import ServicingPayment, ServicingRecord
from handlers.records.servicing import ServicingStatus
from handlers.servicing import documents
from handlers.servicing.codes import KEEPING, PROBLEMS, RESULTS, say
from handlers.servicing.letters import write_letter
from handlers.servicing.record import find_record, policy_of
from handlers.words import yuan_text

registry = HandlerRegistry()
STATUS = {
    "done": ServicingStatus.DONE,
    "refused": ServicingStatus.REFUSED,
    "overtaken": ServicingStatus.REFUSED,
    "withdrawn": ServicingStatus.WITHDRAWN,
    "lapsed": ServicingStatus.LAPSED,
}


@dataclass(frozen=True, slots=True)
class Closing:
    servicing_id: str
    handling_result: str
    reasons: list[str] | None = None


@dataclass(frozen=True, slots=True)
class ForRequest:
    servicing_id: str


@dataclass(frozen=True, slots=True)
class Told:
    result_text: str


@dataclass(frozen=True, slots=True)
class Archived:
    asks_rating: bool
    rating_due_at: datetime


@dataclass(frozen=True, slots=True)
class RatingAnswers:
    satisfaction: int
    callback_ok: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    servicing_id: str
    answers: RatingAnswers


@dataclass(frozen=True, slots=True)
class Rated:
    dissatisfied: bool
    answers: Any = None


@registry.handles("servicing.issue_endorsement", takes=ForRequest, gives=Told)
def issue_endorsement(given: ForRequest, context: HandlerContext) -> Told:
    """The endorsement that goes with the policy, and the notice of what was done (Insurance Law art 20)."""
    record = find_record(context.session, given.servicing_id)
    record.status, record.notified_at = ServicingStatus.DONE, context.now
    documents.issue_endorsement(context, record)
    paid = f"应付 {yuan_text(record.money_out)} 元已安排划付本人账户。" if record.money_out else ""
    write_letter(
        context, record, "servicing_result", "保全办结通知", f"已办结。{paid}", recipients=("customer", "agent")
    )
    return Told(RESULTS["done"])


@registry.handles("servicing.tell_refusal", takes=Closing, gives=Told)
def tell_refusal(given: Closing, context: HandlerContext) -> Told:
    """Why it was not done, and what went back; the customer may ask for review or complain (DOMAIN §2.6)."""
    record = find_record(context.session, given.servicing_id)
    record.status, record.notified_at = STATUS[given.handling_result], context.now
    record.close_reason = ",".join(given.reasons or []) or given.handling_result
    why = say(given.reasons or [given.handling_result], PROBLEMS)
    back = _return_money(context, record)
    text = f"{RESULTS[given.handling_result]}。原因：{why}。{back}如有异议，可要求说明、复核或投诉。"
    write_letter(context, record, "servicing_result", "保全结果通知", text, recipients=("customer", "agent"))
    return Told(RESULTS[given.handling_result])


def _return_money(context: HandlerContext, record: ServicingRecord) -> str:
    """What was paid for a change that did not come goes back to the account it came from."""
    rows = context.session.query(ServicingPayment).filter_by(servicing_id=record.id, direction="in", status="kept")
    back = list(rows)
    for row in back:
        row.status = "returned"
        context.send("refund", {"servicing_id": record.id, "payment_id": row.id, "amount": str(row.amount)})
    return f"已付 {yuan_text(sum((row.amount for row in back), Decimal(0)))} 元原路退回。" if back else ""


@registry.handles("servicing.archive", takes=ForRequest, gives=Archived)
def archive(given: ForRequest, context: HandlerContext) -> Archived:
    """Close the record with the rules it is kept under; it stays for enquiry and audit (SOP 5.1)."""
    session = context.session
    record = find_record(session, given.servicing_id)
    record.closed_at, record.retention_rules = context.now, list(KEEPING)
    record.sla_met = context.now <= record.limit_at and not record.delays
    documents.issue_record(context, record)
    asks = record.applicant_role in ("policyholder", "insured", "group") and record.applicant_id is not None
    if asks:
        send_link(context, policy_of(session, record).policyholder_id)
    return Archived(asks, days_later(session, "servicing_rating_days", context.now))


@registry.handles("servicing.store_rating", takes=Rating, gives=Rated)
def store_rating(given: Rating, context: HandlerContext) -> Rated:
    """The customer's own word on the service; it doubles as the call-back that it was the customer who asked."""
    record, answers = find_record(context.session, given.servicing_id), given.answers
    record.satisfaction = answers.satisfaction
    record.callback_at, record.callback_ok = context.now, answers.callback_ok == "yes"
    documents.issue_record(context, record)
    low = answers.satisfaction <= whole(context.session, "servicing_complaint_rating", context.now)
    return Rated(low or answers.callback_ok == "no")
