"""The approval paper of a strategy, a standard or a rule, a new version at each step (SOP 3.7)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers.documents import KeyValues, Paragraph, Section, issue_document
from handlers.notices import AGENCY
from handlers.parameter_words import title_of, value_text
from handlers.records import Parameter, StrategyChange
from handlers.records.strategy import StrategyStatus
from handlers.words import day_text

KINDS = {"strategy": "经营策略", "service_standard": "服务标准", "risk_rule": "风控规则"}
STATUSES = {
    StrategyStatus.PROPOSED: "待合规审核",
    StrategyStatus.REVIEWED: "待管理层批准",
    StrategyStatus.ADOPTED: "已批准",
    StrategyStatus.REJECTED: "未批准",
    StrategyStatus.WITHDRAWN: "已撤回",
    StrategyStatus.LAPSED: "失效",
}
MARKS = {"C": "已核对的法规", "SOP": "本机构规定"}


def issue_paper(context: HandlerContext, row: StrategyChange) -> None:
    """Issue the next version of the paper under the same number."""
    row.version += 1
    head = [
        ("单号", row.number),
        ("类别", KINDS[row.kind]),
        ("标题", row.title),
        ("提案人", row.proposed_by),
        ("提案日期", day_text(row.proposed_at)),
        ("拟生效日期", day_text(row.effective_on)),
        ("状态", STATUSES[row.status]),
    ]
    sections = [Section("提案", [KeyValues(head)]), Section("内容与理由", [Paragraph(row.text), Paragraph(row.reason)])]
    if row.parameter_code is not None:
        old, new = values_of(context.session, row)
        change = [
            ("参数", title_of(row.parameter_code)),
            ("原值", old),
            ("新值", new),
            ("来源", row.source or "—"),
            ("来源性质", MARKS.get(row.mark or "", "待合规认定")),
        ]
        sections.append(Section("参数变更", [KeyValues(change)]))
    opinions = [
        ("合规意见", row.opinion),
        ("合规审核人", row.reviewed_by),
        ("批准人一", row.first_by),
        ("批准人二", row.second_by),
        ("批准意见", row.decision),
    ]
    said = [(label, value) for label, value in opinions if value]
    if said:
        sections.append(Section("审批", [KeyValues(said)]))
    row.document_id = issue_document(
        context,
        kind="strategy_approval",
        subject_id=AGENCY,
        matter_id=row.id,
        sections=sections,
        replaces=row.document_id,
    )


def values_of(session: Session, row: StrategyChange) -> tuple[str, str]:
    """The old and the new value of the parameter, each with its unit."""
    code = str(row.parameter_code)
    unit = session.scalar(select(Parameter.unit).where(Parameter.code == code).limit(1)) or ""
    old, new = (value_text(code, value, unit) if value else "—" for value in (row.old_value, row.new_value))
    return old, new
