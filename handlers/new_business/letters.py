"""What the customer and the agent are told about an application (SOP 4.4.2c, 4.7.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.documents import Paragraph, Section, facts, listed
from handlers.new_business.application_file import find_application, reasons_of
from handlers.new_business.codes import OUTCOMES, REMINDERS
from handlers.notices import Notice, hand_out, tell
from handlers.records import PlanLine, PlanTerms, Policy, Product, UnderwritingDecision
from handlers.records.application import Application
from handlers.records.underwriting_decision import Outcome
from handlers.words import EXCLUSIONS, day_text, yuan_text

registry = HandlerRegistry()
REFUSALS = (Outcome.DECLINED, Outcome.POSTPONED)
ASK_CUSTOMER = (Outcome.SPECIAL_TERMS, Outcome.EXCLUSION, Outcome.RATED)
"""Outcomes that the customer has to answer (SOP 4.4.2d)."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing from an application's file."""

    code: str
    label: str
    from_customer: bool


@dataclass(frozen=True, slots=True)
class ReminderFor:
    application_id: str


@dataclass(frozen=True, slots=True)
class MissingList:
    application_id: str
    missing: list[Missing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DecisionNotice:
    application_id: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class IssueNotice:
    application_id: str
    policy_id: str


@dataclass(frozen=True, slots=True)
class IssuedPolicy:
    """What the message `policy_issued` tells whoever begins there."""

    policy_id: str
    policy_no: str
    customer_id: str
    insured_id: str
    agent_id: str
    application_id: str


@dataclass(frozen=True, slots=True)
class IssueTold:
    issued_policy: IssuedPolicy


def write_notice(
    context: HandlerContext,
    application: Application,
    kind: str,
    title: str,
    text: str,
    *,
    recipients: tuple[str, ...] = ("customer", "agent"),
    policy_id: str | None = None,
    asks_customer: bool = False,
) -> None:
    """A notice about an application, to applicant and agent (`handlers/notices.py`)."""
    notice = Notice(
        kind=kind,
        title=title,
        text=text,
        customer_id=application.applicant_id,
        agent_id=application.agent_id,
        matter_id=application.id,
        application_id=application.id,
        policy_id=policy_id,
    )
    tell(context, notice, *recipients, asks_customer=asks_customer)


@registry.handles("notices.remind", takes=ReminderFor, gives=Nothing)
def remind(given: ReminderFor, context: HandlerContext) -> Nothing:
    """Remind of what is still open; the header `what` names the task."""
    application = find_application(context.session, given.application_id)
    what = context.headers["what"]
    recipients = ("agent", "customer") if what == "bring_evidence" else ("customer", "agent")
    text = f"投保单 {application.number}：{REMINDERS[what]}。"
    asks_customer = what != "bring_evidence"
    write_notice(context, application, "reminder", "提醒", text, recipients=recipients, asks_customer=asks_customer)
    return Nothing()


@registry.handles("notices.missing_list", takes=MissingList, gives=Nothing)
def send_missing_list(given: MissingList, context: HandlerContext) -> Nothing:
    """Send back the one complete list of what is missing (SOP 4.4.2a)."""
    application = find_application(context.session, given.application_id)
    lines = "\n".join(f"- {item.label}" for item in given.missing)
    text = f"投保单 {application.number} 尚缺以下资料，请一次补齐：\n{lines}"
    write_notice(context, application, "missing_list", "缺漏清单", text)
    return Nothing()


@registry.handles("notices.decision", takes=DecisionNotice, gives=Nothing)
def tell_decision(given: DecisionNotice, context: HandlerContext) -> Nothing:
    """Tell result and reason at once, truthfully, with its basis (SOP 4.4.2c)."""
    application = find_application(context.session, given.application_id)
    decision = context.session.get_one(UnderwritingDecision, given.decision_id)
    sections = terms_sections(context.session, application, decision)
    issue_result(context, application, sections, asks_customer=decision.outcome in ASK_CUSTOMER)
    return Nothing()


@registry.handles("notices.policy_issued", takes=IssueNotice, gives=IssueTold)
def tell_issue(given: IssueNotice, context: HandlerContext) -> IssueTold:
    """Tell the customer that the policy is issued and was checked (SOP 4.4.3b)."""
    application = find_application(context.session, given.application_id)
    policy = context.session.get_one(Policy, given.policy_id)
    policy.checked_at, policy.checked_by = context.now, context.actor_id
    text = (
        f"保单 {policy.number} 已签发，自 {day_text(policy.effective_from)} 零时起生效，年交保费 "
        f"{yuan_text(policy.annual_premium)} 元。签收保单之日起有 {_cooling_off(context, application)} 天犹豫期。"
    )
    write_notice(context, application, "policy_issued", "出单通知", text, policy_id=policy.id)
    parties = (policy.policyholder_id, policy.insured_id, policy.agent_id)
    return IssueTold(IssuedPolicy(policy.id, policy.number, *parties, application.id))


def _cooling_off(context: HandlerContext, application: Application) -> int:
    rows = context.session.scalars(
        select(Product.cooling_off_days)
        .join(PlanLine, PlanLine.product_code == Product.code)
        .where(PlanLine.application_id == application.id, PlanLine.version == application.version)
    )
    return max(rows, default=0)


def issue_requirements(context: HandlerContext, application: Application, labels: Sequence[str], due: datetime) -> str:
    """Everything that underwriting still needs, in one list, with the last day (SOP 4.4.2b)."""
    sections = [
        listed("尚需以下资料", ["资料"], [[label] for label in labels]),
        facts("期限", [("提交期限", day_text(due))]),
    ]
    return hand_out(context, _about(application, "requirements", sections))


def issue_result(
    context: HandlerContext, application: Application, sections: Sequence[Section], *, asks_customer: bool
) -> str:
    """The result of underwriting with its reason, truthfully (SOP 4.4.2c)."""
    return hand_out(context, _about(application, "underwriting_decision", sections), asks_customer=asks_customer)


def _about(application: Application, kind: str, sections: Sequence[Section]) -> Notice:
    return Notice(
        kind=kind,
        customer_id=application.applicant_id,
        agent_id=application.agent_id,
        matter_id=application.id,
        application_id=application.id,
        health_of=application.insured_id,
        sections=[facts("投保申请", [("投保单号", f"{application.number}（第 {application.version} 版）")]), *sections],
    )


def terms_sections(session: Session, application: Application, decision: UnderwritingDecision) -> list[Section]:
    """The decision as a letter: outcome and reason, terms of each product, what the customer may do. Health."""
    accepted = decision.outcome not in REFUSALS
    head = [
        ("结论", OUTCOMES[decision.outcome]),
        ("结论日期", day_text(decision.decided_at)),
        ("年交保费合计（元）", yuan_text(decision.annual_premium) if accepted else ""),
        ("可再次申请", f"{day_text(decision.review_after)} 之后；延期不是拒保" if decision.review_after else ""),
    ]
    sections = [
        facts("核保结论", head),
        Section("理由", [Paragraph(reasons_of(session, application, decision).text)]),
    ]
    if accepted:
        columns = ["险种", "保额（元）", "加费", "除外", "年交保费（元）"]
        rows = [_cells(terms, name) for terms, name in _terms(session, decision)]
        sections.append(listed("承保条件", columns, rows, widths=[4, 3, 2, 4, 3], numeric=[1, 4]))
    return [*sections, Section("说明", [Paragraph(_by_whom(decision))])]


def _cells(terms: PlanTerms, name: str) -> list[str]:
    extra = f"{terms.extra_pct.normalize():f}%" if terms.extra_pct else "无"
    left_out = "、".join(EXCLUSIONS.get(code, code) for code in terms.exclusions) or "无"
    return [name, yuan_text(terms.sum_assured), extra, left_out, yuan_text(terms.premium)]


def _terms(session: Session, decision: UnderwritingDecision) -> list[tuple[PlanTerms, str]]:
    rows = session.execute(
        select(PlanTerms, Product.name)
        .join(PlanLine, PlanLine.id == PlanTerms.plan_id)
        .join(Product, Product.code == PlanLine.product_code)
        .where(PlanTerms.decision_id == decision.id)
        .order_by(PlanLine.line)
    )
    return [(terms, name) for terms, name in rows]


def _by_whom(decision: UnderwritingDecision) -> str:
    if decision.decided_by != "auto":
        return "本结论由核保人员作出；如有异议，可要求说明并申请复议。"
    return "本结论由规则自动作出；您可要求人工复核（个人信息保护法第24条）。"


def describe_terms(session: Session, application: Application, decision: UnderwritingDecision) -> str:
    """The decision in the customer's words: outcome, terms of each product, premium, reason. Class C2, health."""
    accepted = decision.outcome not in REFUSALS
    lines = [f"核保结论：{OUTCOMES[decision.outcome]}。", f"理由：{reasons_of(session, application, decision).text}"]
    lines += [_line(terms, name) for terms, name in _terms(session, decision)] if accepted else []
    if accepted:
        lines.append(f"年交保费合计 {yuan_text(decision.annual_premium)} 元。")
    if decision.review_after is not None:
        lines.append(f"可在 {decision.review_after.isoformat()} 之后再次申请；延期不是拒保。")
    return "\n".join([*lines, _by_whom(decision)])


def _line(terms: PlanTerms, name: str) -> str:
    parts = [f"{name}：保额 {yuan_text(terms.sum_assured)} 元"]
    if terms.extra_pct:
        parts.append(f"加费 {terms.extra_pct.normalize():f}%")
    if terms.exclusions:
        parts.append("除外：" + "、".join(EXCLUSIONS.get(code, code) for code in terms.exclusions))
    parts.append(f"年交 {yuan_text(terms.premium)} 元")
    return "，".join(parts) + "。"
