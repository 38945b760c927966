"""What the customer says to the needs report, and the end of an analysis (SOP 4.2.3b)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry
from handlers.documents import (
    OWN_LINK,
    BulletList,
    Paragraph,
    Section,
    SignatureLine,
    Tone,
    facts,
    find_document,
    issue_document,
    open_document,
)
from handlers.notices import Notice, tell
from handlers.people import identity_of
from handlers.records import Customer, NeedsAnalysis
from handlers.records.needs_analysis import NeedsStatus
from handlers.sales.codes import OPINIONS, REASONS
from handlers.sales.confirmations import keep_confirmation
from handlers.sales.information import find_needs
from handlers.sales.needs import facts_of, interview_of
from handlers.sales.needs_report import issue_needs_report

registry = HandlerRegistry()
OWN_WILL = "本人已听取并理解上述提示和建议；仍要求继续办理，是本人的真实意愿，不受任何人劝诱。"


@dataclass(frozen=True, slots=True)
class ReportSignature:
    signed_name: str = ""
    own_will: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    needs_id: str
    report_answer: str
    answers: ReportSignature | None = None


@dataclass(frozen=True, slots=True)
class AnswerKept:
    report_state: str
    """`confirmed`, `correct`, `stop`, `unsigned`."""
    needs_result: str
    report_problem: str | None = None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Closing:
    needs_id: str
    information_result: str | None = None
    needs_fit: bool | None = None
    report_state: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    needs_result: str


@registry.handles("needs.store_answer", takes=Answered, gives=AnswerKept)
def store_answer(given: Answered, context: HandlerContext) -> AnswerKept:
    """Keep what the customer said to the report; to go on against the advice takes the own will (Order art 28)."""
    needs, said = find_needs(context, given.needs_id), given.answers or ReportSignature()
    if given.report_answer != "agree":
        return AnswerKept(given.report_answer, "open")
    if not signed_by_customer(context, needs.customer_id, said.signed_name):
        return AnswerKept("unsigned", "open", "签名与客户姓名不一致，请由本人重新签署。")
    purposes = ["needs_report"] if needs.opinion == "suitable" else ["needs_report", "own_will"]
    for purpose in purposes:
        keep_confirmation(
            context,
            customer_id=needs.customer_id,
            matter_id=needs.id,
            purpose=purpose,
            given=True,
            document_id=str(needs.document_id),
            signed_name=said.signed_name,
        )
    if needs.opinion != "suitable":
        needs.insisted_at = context.now
        _issue_declaration(context, needs, said.signed_name)
    _sign_report(context, needs, said.signed_name)
    needs.status, needs.closed_at = NeedsStatus.CONFIRMED, context.now
    return AnswerKept("confirmed", "confirmed")


def _issue_declaration(context: HandlerContext, needs: NeedsAnalysis, signed_name: str) -> str:
    """《适当性声明》: what was advised against, and that going on is the customer's own will (Order art 28)."""
    report = open_document(context.session, find_document(context.session, str(needs.document_id)))
    head = [
        ("客户", identity_of(context.session, context.session.get_one(Customer, needs.customer_id)).name),
        ("需求分析报告", f"{report.number}（第 {report.version} 版）"),
        ("适当性意见", OPINIONS[str(needs.opinion)]),
    ]
    return issue_document(
        context,
        kind="suitability_declaration",
        subject_id=needs.customer_id,
        agent_id=needs.agent_id,
        matter_id=needs.id,
        sections=[
            facts("适当性意见", head),
            Section("已提示的事项", [BulletList([REASONS[code] for code in needs.reasons])], sample=True),
            Section("本人声明", [Paragraph(OWN_WILL, Tone.FIXED)]),
        ],
        signatures=[SignatureLine("客户", signed_name, context.now, OWN_LINK, report.sha256)],
    )


def _sign_report(context: HandlerContext, needs: NeedsAnalysis, signed_name: str) -> None:
    """Issue the report once more with the customer's signature over the hash of what was shown."""
    shown = open_document(context.session, find_document(context.session, str(needs.document_id))).sha256
    signature = SignatureLine("客户", signed_name, context.now, "本人链接、验证码、签名", shown)
    said, facts = interview_of(context, needs), facts_of(context, needs)
    needs.document_id = issue_needs_report(context, needs, said, facts, signature)


def signed_by_customer(context: HandlerContext, customer_id: str, signed_name: str) -> bool:
    """Whether the name is the customer's; of a group somebody who may bind it signs, whose name is kept."""
    customer = context.session.get_one(Customer, customer_id)
    if customer.kind == "group":
        return bool(signed_name.strip())
    return "".join(signed_name.split()) == "".join(identity_of(context.session, customer).name.split())


@registry.handles("needs.close", takes=Closing, gives=Closed)
def close_needs(given: Closing, context: HandlerContext) -> Closed:
    """End without a confirmed report; the customer is told why, politely."""
    needs = find_needs(context, given.needs_id)
    status, why = _why(given)
    needs.status, needs.closed_at = status, context.now
    notice = Notice(
        kind="needs_closed",
        title="需求分析结束",
        text=f"本次需求分析到此结束：{why}。需要时欢迎再联系我们。",
        customer_id=needs.customer_id,
        agent_id=needs.agent_id,
        matter_id=needs.id,
    )
    tell(context, notice)
    return Closed(str(status))


def _why(given: Closing) -> tuple[NeedsStatus, str]:
    if given.information_result == "refused":
        return NeedsStatus.REFUSED, "没有您的同意，我们不能分析您的信息"
    if given.report_state == "stop":
        return NeedsStatus.STOPPED, "按您的决定终止"
    if given.needs_fit is False:
        return NeedsStatus.UNSUITABLE, "目前没有适合您的风险承受能力和预算的产品，或不符合法定条件"
    return NeedsStatus.LAPSED, "逾期没有完成"
