"""The proposal towards the customer: opened, explained, disclosed, decided (SOP 4.3.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.registry import HandlerContext, HandlerRegistry
from handlers.documents import SignatureLine, find_document, open_document
from handlers.notices import Notice, send_link, tell
from handlers.parameters import days_later, local_day, parameter, sla_days, whole
from handlers.people import find_customer
from handlers.records import NeedsAnalysis, NeedsRisk, Proposal
from handlers.records.needs_analysis import NeedsStatus
from handlers.records.proposal import ProposalStatus
from handlers.sales.building import age_of, find_proposal, version_of
from handlers.sales.codes import LINKED, POINTS
from handlers.sales.confirmations import keep_confirmation
from handlers.sales.needs_answer import signed_by_customer
from handlers.sales.proposal_document import issue_disclosure, lines_of
from handlers.sales_rights import require_sales_rights

registry = HandlerRegistry()
SLA = ("build_proposal", "review_proposal", "explain_proposal", "record_sale", "check_recording")


@dataclass(frozen=True, slots=True)
class Opening:
    needs_id: str
    agent_id: str = ""
    started_by: str = ""


@dataclass(frozen=True, slots=True)
class RangeFacts:
    """What the table `proposal_range` looks at."""

    customer_kind: str
    risks: list[str]


@dataclass(frozen=True, slots=True)
class Opened:
    proposal_open_result: str
    proposal_id: str | None = None
    customer_id: str | None = None
    agent_id: str | None = None
    customer_kind: str | None = None
    range_facts: RangeFacts | None = None
    sla: dict[str, int] = field(default_factory=dict)
    proposal_problem: str | None = None
    change_wish: str | None = None
    decision_problem: str | None = None


@dataclass(frozen=True, slots=True)
class Only:
    proposal_id: str


@dataclass(frozen=True, slots=True)
class Presented:
    disclosure_no: str


@dataclass(frozen=True, slots=True)
class Explained:
    proposal_id: str
    explained: dict[str, bool]
    explained_how: str


@dataclass(frozen=True, slots=True)
class ReadyToDecide:
    proposal_due_at: datetime
    proposal_reminders: str
    decision_problem: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionAnswers:
    signed_name: str = ""
    understood: bool = False
    own_will: bool = False
    copied_sentence: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    proposal_id: str
    customer_decision: str
    answers: DecisionAnswers | None = None
    change_wish: str | None = None


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What the table `double_recording_rule` looks at (保监发〔2017〕54号)."""

    age: int | None
    age_limit: int
    longest_years: int
    over_years: int
    linked: bool


@dataclass(frozen=True, slots=True)
class DecisionKept:
    decision_state: str
    """`accept`, `adjust`, `decline`, `unsigned`."""
    recording_facts: RecordingFacts
    decision_problem: str | None = None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Plan:
    product_code: str
    sum_assured: Decimal
    premium_years: int
    policy_years: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """What `new_business` starts with."""

    proposal_result: str
    applicant_id: str
    insured_id: str
    plans: list[Plan]


@dataclass(frozen=True, slots=True)
class Closing:
    proposal_id: str
    decision_state: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    proposal_result: str


@registry.handles("proposal.open", takes=Opening, gives=Opened)
def open_proposal(given: Opening, context: HandlerContext) -> Opened:
    """Open a proposal on a confirmed needs report that is still valid; without one nothing may be proposed (4.2.3b)."""
    session = context.session
    needs = session.get(NeedsAnalysis, given.needs_id)
    if needs is None or needs.status != NeedsStatus.CONFIRMED:
        return Opened("refused", proposal_problem="没有客户已确认的需求分析报告")
    if needs.valid_until is None or needs.valid_until < local_day(context.now):
        return Opened("refused", proposal_problem="需求分析报告已过期，须重新分析")
    agent = given.agent_id or given.started_by
    require_sales_rights(context, agent)
    proposal = Proposal(
        id=context.new_id("PRO"),
        status=ProposalStatus.OPEN,
        version=0,
        needs_id=needs.id,
        customer_id=needs.customer_id,
        agent_id=agent,
        case_id=context.case_id,
        opened_at=context.now,
    )
    session.add(proposal)
    risks = session.scalars(select(NeedsRisk.risk).where(NeedsRisk.needs_id == needs.id, NeedsRisk.gap > 0))
    return Opened(
        proposal_open_result="opened",
        proposal_id=proposal.id,
        customer_id=needs.customer_id,
        agent_id=agent,
        customer_kind=needs.customer_kind,
        range_facts=RangeFacts(needs.customer_kind, sorted(risks)),
        sla=sla_days(session, context.now, SLA),
    )


@registry.handles("proposal.present", takes=Only, gives=Presented)
def present_proposal(given: Only, context: HandlerContext) -> Presented:
    """Issue 《风险揭示书》 for the approved version (SOP 4.3.3b)."""
    proposal = find_proposal(context, given.proposal_id)
    proposal.disclosure_id = issue_disclosure(context, proposal, replaces=proposal.disclosure_id)
    proposal.status = ProposalStatus.SHOWN
    return Presented(find_document(context.session, proposal.disclosure_id).number)


@registry.handles("proposal.store_explanation", takes=Explained, gives=ReadyToDecide)
def store_explanation(given: Explained, context: HandlerContext) -> ReadyToDecide:
    """Keep what was pointed out and when; then the customer gets the own link (Order 2023-2 art 25)."""
    session, proposal = context.session, find_proposal(context, given.proposal_id)
    version = version_of(context, proposal)
    version.explained_at, version.explained_by = context.now, context.actor_id
    version.explained_points = [point for point in POINTS if given.explained.get(point)]
    send_link(context, proposal.customer_id)
    return ReadyToDecide(
        proposal_due_at=days_later(session, "proposal_days", context.now),
        proposal_reminders=parameter(session, "proposal_reminders", context.now),
    )


@registry.handles("proposal.store_decision", takes=Decided, gives=DecisionKept)
def store_decision(given: Decided, context: HandlerContext) -> DecisionKept:
    """Keep the customer's own confirmation over the hash of the disclosure as it was shown (SOP 4.3.3b, 4.3.3c)."""
    proposal = find_proposal(context, given.proposal_id)
    version, facts = version_of(context, proposal), _recording_facts(context, proposal)
    said, state = given.answers or DecisionAnswers(), given.customer_decision
    if state == "accept" and not signed_by_customer(context, proposal.customer_id, said.signed_name):
        return DecisionKept("unsigned", facts, "签名与客户姓名不一致，请由本人重新签署。")
    version.customer_decision, version.decided_at = state, context.now
    if state == "accept":
        _confirm(context, proposal, said)
    return DecisionKept(state, facts)


def _confirm(context: HandlerContext, proposal: Proposal, said: DecisionAnswers) -> None:
    shown = str(proposal.disclosure_id)
    for purpose, document_id in (("risk_disclosure", shown), ("proposal", str(proposal.document_id))):
        keep_confirmation(
            context,
            customer_id=proposal.customer_id,
            matter_id=proposal.id,
            purpose=purpose,
            given=True,
            document_id=document_id,
            signed_name=said.signed_name,
        )
    sha256 = open_document(context.session, find_document(context.session, shown)).sha256
    signature = SignatureLine("客户", said.signed_name, context.now, "本人链接、验证码、签名", sha256)
    proposal.disclosure_id = issue_disclosure(context, proposal, replaces=shown, signature=signature)


def _recording_facts(context: HandlerContext, proposal: Proposal) -> RecordingFacts:
    session, plan = context.session, lines_of(context, proposal)
    return RecordingFacts(
        age=age_of(context, find_customer(session, proposal.customer_id)),
        age_limit=whole(session, "double_recording_age", context.now),
        longest_years=max((line.policy_years for line, _ in plan), default=0),
        over_years=whole(session, "double_recording_over_years", context.now),
        linked=any(product.kind in LINKED for _, product in plan),
    )


@registry.handles("proposal.accept", takes=Only, gives=Accepted)
def accept_proposal(given: Only, context: HandlerContext) -> Accepted:
    """The customer accepted and, where asked, the recording passed: give what the application begins with."""
    proposal = find_proposal(context, given.proposal_id)
    proposal.status, proposal.closed_at = ProposalStatus.ACCEPTED, context.now
    plans = [
        Plan(line.product_code, line.sum_assured, line.premium_years, line.policy_years)
        for line, _ in lines_of(context, proposal)
    ]
    return Accepted("accepted", proposal.customer_id, proposal.customer_id, plans)


@registry.handles("proposal.close", takes=Closing, gives=Closed)
def close_proposal(given: Closing, context: HandlerContext) -> Closed:
    """The customer declined, or did not answer in time."""
    proposal = find_proposal(context, given.proposal_id)
    declined = given.decision_state == "decline"
    proposal.status = ProposalStatus.WITHDRAWN if declined else ProposalStatus.LAPSED
    proposal.closed_at = context.now
    notice = Notice(
        kind="proposal_closed",
        title="方案结束",
        text="按您的决定，本次方案到此结束。" if declined else "方案逾期没有得到答复，现已结束。",
        customer_id=proposal.customer_id,
        agent_id=proposal.agent_id,
        matter_id=proposal.id,
    )
    tell(context, notice)
    return Closed(str(proposal.status))
