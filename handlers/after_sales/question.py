"""A customer's question: taken down sealed, answered in writing within the agency's time (SOP 4.5.2a, B1.3c, B5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.notices import Notice, tell
from handlers.parameters import local_day, sla_days, working_days_later
from handlers.people import find_customer
from handlers.records import CustomerQuestion, Policy
from handlers.sections import Line, Section
from handlers.words import day_text

registry = HandlerRegistry()
TASK = "answer_customer_question"
READERS = frozenset({"operations", "compliance", "management", "customer"})


class UnknownQuestionError(LookupError):
    """There is no question with this id."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Class C2: the customer's own words."""

    question: str


@dataclass(frozen=True, slots=True)
class Taking:
    """The message `question_asked`, from the customer's own page."""

    customer_id: str
    answers: Asked
    policy_id: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    question_id: str
    question_no: str
    customer_id: str
    policy_id: str | None
    agent_id: str | None
    answer_by: datetime
    sla: dict[str, int]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class OfQuestion:
    question_id: str


@dataclass(frozen=True, slots=True)
class Answered:
    answer: str


@dataclass(frozen=True, slots=True)
class Answering:
    question_id: str
    answers: Answered


@dataclass(frozen=True, slots=True)
class Sent:
    answers: Any = None


@registry.handles("question.take", takes=Taking, gives=Taken)
def take_question(given: Taking, context: HandlerContext) -> Taken:
    """Keep what was asked, sealed under the customer's key. Raises `UnknownCustomerError`."""
    session, question_id = context.session, context.new_id("QST")
    customer = find_customer(session, given.customer_id)
    policy = session.get(Policy, given.policy_id) if given.policy_id else None
    row = CustomerQuestion(
        id=question_id,
        number=f"ZX{local_day(context.now):%Y%m%d}{question_id[4:10]}",
        customer_id=customer.id,
        policy_id=policy.id if policy else None,
        content=privacy.seal(session, customer.id, {"question": given.answers.question}, context.now),
        asked_at=context.now,
    )
    session.add(row)
    session.flush()
    return Taken(
        row.id,
        row.number,
        customer.id,
        row.policy_id,
        policy.agent_id if policy else None,
        working_days_later(session, f"sla_{TASK}", context.now),
        sla_days(session, context.now, (TASK,)),
    )


@registry.handles("question.warn", takes=OfQuestion, gives=Nothing)
def warn(given: OfQuestion, context: HandlerContext) -> Nothing:
    """The answer is late: the lead of operations is told."""
    row = find_question(context.session, given.question_id)
    text = f"客户咨询 {row.number} 于 {day_text(row.asked_at)} 提出，尚未答复，请督办。"
    tell(context, _notice(row, "question_late", "咨询逾期未答复", text), "operations")
    return Nothing()


@registry.handles("question.answer", takes=Answering, gives=Sent)
def send_answer(given: Answering, context: HandlerContext) -> Sent:
    """Keep the answer and send it to the customer as a sealed notice."""
    session, row = context.session, find_question(context.session, given.question_id)
    said = privacy.unseal(session, row.customer_id, row.content)
    kept = said | {"answer": given.answers.answer}
    row.content = privacy.seal(session, row.customer_id, kept, context.now)
    row.answered_at, row.answered_by = context.now, context.actor_id
    text = f"您的问题：{said['question']}\n答复：{given.answers.answer}"
    tell(context, _notice(row, "question_answer", "咨询答复", text), "customer")
    return Sent()


def find_question(session: Session, question_id: str) -> CustomerQuestion:
    """The question's row. Raises `UnknownQuestionError`."""
    row = session.get(CustomerQuestion, question_id)
    if row is None:
        raise UnknownQuestionError(question_id)
    return row


def question_file(session: Session, question_id: str, roles: Collection[str]) -> list[Section]:
    """What these roles may see of a question. Raises `UnknownQuestionError`, `ErasedError`."""
    row = find_question(session, question_id)
    if not READERS & set(roles):
        return []
    said = privacy.unseal(session, row.customer_id, row.content)
    lines = [Line("咨询编号", row.number), Line("提出", day_text(row.asked_at)), Line("问题", said["question"])]
    if row.answered_at is not None:
        lines += [Line("答复日期", day_text(row.answered_at)), Line("答复", said["answer"])]
    return [Section("客户咨询", tuple(lines))]


def _notice(row: CustomerQuestion, kind: str, title: str, text: str) -> Notice:
    return Notice(
        kind=kind, title=title, text=text, customer_id=row.customer_id, matter_id=row.id, policy_id=row.policy_id
    )
