"""Limits: told in time, told why, and written down when missed (SOP B2; DOMAIN §2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import breaches
from handlers.servicing.letters import write_letter
from handlers.servicing.record import find_record, policy_of
from handlers.servicing.schemas import Item
from handlers.words import day_text

registry = HandlerRegistry()
WHAT = {"surrender": "surrender_payment", "reinstatement": "reinstatement_answer"}


@dataclass(frozen=True, slots=True)
class DelayAnswers:
    why: str
    how_far: str
    expected_on: date


@dataclass(frozen=True, slots=True)
class Delayed:
    servicing_id: str
    answers: DelayAnswers


@dataclass(frozen=True, slots=True)
class Cleared:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Limit:
    servicing_id: str
    limit_at: datetime
    item: Item


@registry.handles("servicing.tell_delay", takes=Delayed, gives=Cleared)
def tell_delay(given: Delayed, context: HandlerContext) -> Cleared:
    """Tell the customer why it takes longer and how far it is; management hears of it too."""
    record, answers = find_record(context.session, given.servicing_id), given.answers
    entry = {"at": context.now.isoformat(), "why": answers.why, "until": answers.expected_on.isoformat()}
    record.delays = [*record.delays, entry]
    text = f"未能按期办结。原因：{answers.why}。进度：{answers.how_far}。预计 {day_text(answers.expected_on)} 前办结。"
    write_letter(context, record, "servicing_delay", "延期说明", text, recipients=("customer", "management"))
    return Cleared()


@registry.handles("servicing.warn_limit", takes=Limit, gives=Nothing)
def warn_limit(given: Limit, context: HandlerContext) -> Nothing:
    """Early warning before the last day, to those who can still act."""
    record = find_record(context.session, given.servicing_id)
    text = f"最后期限为 {day_text(given.limit_at)}，请立即处理。"
    write_letter(
        context, record, "servicing_warning", "期限预警", text, recipients=("operations", "underwriter", "management")
    )
    return Nothing()


@registry.handles("servicing.record_breach", takes=Limit, gives=Nothing)
def record_breach(given: Limit, context: HandlerContext) -> Nothing:
    """The last day passed: a breach is on the record for good, compliance and management are told."""
    record = find_record(context.session, given.servicing_id)
    policy = policy_of(context.session, record)
    breaches.record_breach(
        context,
        WHAT.get(given.item.route, "servicing_outer_limit"),
        f"保全申请 {record.number}（{record.item_name}）",
        clause="4.5.2b",
        matter_id=record.id,
        due_at=given.limit_at,
        policy_id=policy.id,
        agent_id=policy.agent_id,
    )
    return Nothing()
