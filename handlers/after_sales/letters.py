"""What customer, agent and roles are told about a policy after issue (SOP 4.5, 4.7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.after_sales.codes import REMINDERS
from handlers.after_sales.policy_file import find_policy
from handlers.breaches import record_breach
from handlers.notices import Notice, tell
from handlers.records import Policy

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Reminding:
    policy_id: str


def tell_about(
    context: HandlerContext,
    policy: Policy,
    kind: str,
    title: str,
    text: str,
    *recipients: str,
    matter_id: str | None = None,
    asks_customer: bool = False,
) -> None:
    """A notice about a policy; to customer and agent if no recipient is named (`handlers/notices.py`)."""
    notice = Notice(
        kind=kind,
        title=title,
        text=text,
        customer_id=policy.policyholder_id,
        agent_id=policy.agent_id,
        matter_id=matter_id or policy.id,
        policy_id=policy.id,
    )
    tell(context, notice, *recipients, asks_customer=asks_customer)


def report_breach(
    context: HandlerContext, policy: Policy, code: str, what: str, clause: str, matter_id: str, due_at: datetime
) -> None:
    """Record that a limit of a policy's matter was missed; compliance and management are told."""
    words = f"保单 {policy.number} {what}"
    record_breach(
        context,
        code,
        words,
        clause=clause,
        matter_id=matter_id,
        due_at=due_at,
        policy_id=policy.id,
        agent_id=policy.agent_id,
    )


@registry.handles("after_sales.remind", takes=Reminding, gives=Nothing)
def remind(given: Reminding, context: HandlerContext) -> Nothing:
    """Remind of what is still open; the header `what` names the task."""
    policy = find_policy(context.session, given.policy_id)
    recipients, asks_customer, words = REMINDERS[context.headers["what"]]
    text = f"保单 {policy.number}：{words}。"
    tell_about(context, policy, "reminder", "提醒", text, *recipients, asks_customer=asks_customer)
    return Nothing()
