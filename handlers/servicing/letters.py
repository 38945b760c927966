"""What the customer, the agent and the agency's own people are told about a request (SOP B1.3c, B5, 4.7.3)."""

from __future__ import annotations

from engine.registry import HandlerContext
from handlers.notices import Notice, tell
from handlers.records import Policy, ServicingRecord


def write_letter(
    context: HandlerContext,
    record: ServicingRecord,
    kind: str,
    title: str,
    text: str,
    *,
    recipients: tuple[str, ...] = ("customer",),
    asks_customer: bool = False,
    to: str | None = None,
) -> None:
    """A notice about a request; `to` is the customer who is told (the policyholder unless another is named)."""
    policy = context.session.get_one(Policy, record.policy_id)
    notice = Notice(
        kind=kind,
        title=title,
        text=f"保单 {policy.number}，保全申请 {record.number}（{record.item_name}）：{text}",
        customer_id=to or policy.policyholder_id,
        agent_id=policy.agent_id,
        matter_id=record.id,
        policy_id=policy.id,
    )
    tell(context, notice, *recipients, asks_customer=asks_customer)
