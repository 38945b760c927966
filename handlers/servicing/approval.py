"""Levels of review (DOMAIN §5): L0 automatic, L1 an operator, L2 a second person, L3 a manager; each step kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry
from handlers.records.servicing import ServicingStatus
from handlers.servicing.record import find_record

registry = HandlerRegistry()
LAST_STEP = {"L1": "operate", "L2": "review", "L3": "approve"}


@dataclass(frozen=True, slots=True)
class Opening:
    servicing_id: str
    level: str


@dataclass(frozen=True, slots=True)
class Opened:
    approval_result: str
    review_note: str | None = None


@dataclass(frozen=True, slots=True)
class StepAnswers:
    decision: str
    """`go_on`, `return` or `refuse`."""
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Stepping:
    servicing_id: str
    level: str
    answers: StepAnswers


@dataclass(frozen=True, slots=True)
class Stepped:
    approval_result: str
    """`approved`, `next` (a further person), `returned` or `refused`."""
    review_note: str | None
    reasons: list[str]
    answers: Any = None


@registry.handles("servicing.open_approval", takes=Opening, gives=Opened)
def open_approval(given: Opening, context: HandlerContext) -> Opened:
    """An automatic item is approved by the rule itself; every other waits for people."""
    record = find_record(context.session, given.servicing_id)
    record.review_level = given.level
    if given.level != "L0":
        return Opened("next")
    entry = {"level": "L0", "by": "auto", "at": context.now.isoformat(), "decision": "go_on", "comment": ""}
    record.approvals = [*record.approvals, entry]
    record.status = ServicingStatus.APPROVED
    return Opened("approved")


@registry.handles("servicing.record_step", takes=Stepping, gives=Stepped)
def record_step(given: Stepping, context: HandlerContext) -> Stepped:
    """Keep who decided what; the header `step` is `operate`, `review` or `approve`."""
    record, answers = find_record(context.session, given.servicing_id), given.answers
    step = context.headers["step"]
    entry = {"level": given.level, "step": step, "by": context.actor_id, "at": context.now.isoformat()}
    record.approvals = [*record.approvals, entry | {"decision": answers.decision, "comment": answers.comment or ""}]
    if step == "operate":
        record.operator = context.actor_id
    elif step == "review":
        record.reviewer = context.actor_id
    if answers.decision == "refuse":
        return Stepped("refused", answers.comment, ["not_approved"])
    if answers.decision == "return":
        return Stepped("returned", answers.comment, [])
    if step == LAST_STEP[given.level]:
        record.status = ServicingStatus.APPROVED
        return Stepped("approved", None, [])
    return Stepped("next", None, [])
