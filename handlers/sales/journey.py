"""The way from the first contact to the application, and its withdrawal at any moment (SOP 4.1 to 4.5.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from engine.registry import HandlerContext, HandlerRegistry
from handlers.notices import AGENCY, Notice, tell
from handlers.records import Contact, NeedsAnalysis, Proposal
from handlers.records.contact import ContactStatus
from handlers.records.needs_analysis import NeedsStatus
from handlers.records.proposal import ProposalStatus
from handlers.staff import named

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Starting:
    agent_id: str = ""
    started_by: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    journey_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class Leaving:
    agent_id: str


@dataclass(frozen=True, slots=True)
class Left:
    journey_result: str


@registry.handles("journey.open", takes=Starting, gives=Started)
def open_journey(given: Starting, context: HandlerContext) -> Started:
    """Give the journey the number by which its withdrawal is told."""
    agent = given.agent_id or given.started_by
    return Started(context.new_id("JRN"), agent)


@registry.handles("journey.tell_suspended", takes=Leaving, gives=Left)
def tell_suspended(given: Leaving, context: HandlerContext) -> Left:
    """The seller may not go on: the customer keeps what was found out, management names another agent (SOP 4.6.1a)."""
    session = context.session
    contact = session.scalars(select(Contact).where(Contact.case_id == context.case_id)).first()
    customer_id = contact.customer_id if contact and contact.customer_id else AGENCY
    told = Notice(
        kind="seller_suspended",
        title="更换服务人员",
        text="为您服务的代理人暂不能继续办理。机构将另派代理人与您联系，已确认的资料和报告继续有效。",
        customer_id=customer_id,
        agent_id=given.agent_id,
        matter_id=contact.id if contact else None,
    )
    if customer_id != AGENCY:
        tell(context, told, "customer")
    seller = named(context, given.agent_id)
    ask = f"代理人 {seller} 的销售权限已停止，客户 {customer_id} 的业务停在此处，请另派代理人接着办理。"
    tell(context, replace(told, title="请另派代理人", text=ask), "agent", "management")
    return Left("suspended")


@registry.handles("journey.withdraw", takes=Leaving, gives=Left)
def withdraw_journey(given: Leaving, context: HandlerContext) -> Left:
    """Close everything of this journey that is still open, and confirm the withdrawal."""
    session, customer_id, matter_id = context.session, AGENCY, None
    for contact in session.scalars(select(Contact).where(Contact.case_id == context.case_id)):
        customer_id, matter_id = contact.customer_id or customer_id, contact.id
        if contact.closed_at is None:
            contact.status, contact.closed_at = ContactStatus.WITHDRAWN, context.now
    for needs in session.scalars(select(NeedsAnalysis).where(NeedsAnalysis.case_id == context.case_id)):
        customer_id, matter_id = needs.customer_id, needs.id
        if needs.closed_at is None:
            needs.status, needs.closed_at = NeedsStatus.WITHDRAWN, context.now
    for proposal in session.scalars(select(Proposal).where(Proposal.case_id == context.case_id)):
        matter_id = proposal.id
        if proposal.closed_at is None:
            proposal.status, proposal.closed_at = ProposalStatus.WITHDRAWN, context.now
    notice = Notice(
        kind="journey_withdrawn",
        title="已按您的要求终止",
        text="本次咨询已按您的要求终止，不再继续。",
        customer_id=customer_id,
        agent_id=given.agent_id,
        matter_id=matter_id,
    )
    tell(context, notice, *(("agent",) if customer_id == AGENCY else ("customer", "agent")))
    return Left("withdrawn")
