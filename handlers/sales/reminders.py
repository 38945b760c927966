"""Reminding who is waited for, and telling the lead what is late (SOP 4.6.1b, 4.7.3)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.notices import AGENCY, Notice, tell

registry = HandlerRegistry()
ASKED = {
    "first_contact": "计划的初次对接尚未记录。",
    "facts": "请在本人链接中确认授权并填写信息采集清单。",
    "report": "请阅读并确认《客户需求分析报告》。",
    "proposal": "请阅读《保险方案建议书》和《风险揭示书》并作出决定。",
}
LATE = {
    "review_material": "宣传材料审核已超过时限。",
    "review_proposal": "方案合规审核已超过时限，客户在等待。",
    "check_recording": "双录质检已超过时限，客户在等待。",
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """The header `what` says for what; the header `to` = `agent` tells the agent instead of the customer."""

    agent_id: str
    matter_id: str
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    matter_id: str
    agent_id: str = ""


@registry.handles("sales.remind", takes=Reminder, gives=Nothing)
def remind(given: Reminder, context: HandlerContext) -> Nothing:
    """Remind the customer, with the own link, of what is asked; the agent where no customer is known yet."""
    what, to_agent = context.headers["what"], context.headers.get("to") == "agent"
    notice = Notice(
        kind="reminder",
        title="提醒",
        text=ASKED[what],
        customer_id=given.customer_id or AGENCY,
        agent_id=given.agent_id,
        matter_id=given.matter_id,
    )
    if to_agent:
        tell(context, notice, "agent")
    else:
        tell(context, notice, "customer", asks_customer=True)
    return Nothing()


@registry.handles("sales.escalate", takes=Overdue, gives=Nothing)
def escalate(given: Overdue, context: HandlerContext) -> Nothing:
    """Tell management and the agent that a step is late; the step itself goes on."""
    what = context.headers["what"]
    notice = Notice(
        kind="overdue", title="超过时限", text=LATE[what], agent_id=given.agent_id, matter_id=given.matter_id
    )
    tell(context, notice, *(("management", "agent") if given.agent_id else ("management",)))
    return Nothing()
