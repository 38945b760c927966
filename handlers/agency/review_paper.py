"""The 《个人业务复盘报告》 as a document (DOMAIN §6.10)."""

from __future__ import annotations

from sqlalchemy import select

from engine.registry import HandlerContext
from handlers.agency.departments import name_of
from handlers.agency.figures import LABELS
from handlers.documents import KeyValues, Paragraph, Section, SignatureLine, Table, issue_document
from handlers.records import BusinessReview, ReviewMeasure
from handlers.records.business_review import MeasureStatus
from handlers.words import day_text

CAUSES = {
    "prospecting": "客户开发不足",
    "poor_fit": "方案与需求不匹配",
    "complaint": "投诉",
    "skills": "专业知识不足",
    "service": "服务跟进不及时",
    "market": "市场变化",
    "other": "其他",
}
PERIODS = {"month": "月度", "quarter": "季度"}
CHECKED = {MeasureStatus.CHECKED: "已完成", MeasureStatus.NOT_DONE: "未完成"}


def issue_report(context: HandlerContext, review: BusinessReview) -> str:
    """Issue the signed report, sealed under the agent's key; gives the document's id."""
    session = context.session
    head = [
        ("编号", review.number),
        ("代理人", review.agent_id),
        ("期间", f"{PERIODS[review.period]}，{day_text(review.starts_on)}—{day_text(review.ends_on)}"),
    ]
    figures = [[LABELS.get(code, code), value] for code, value in review.figures.items()]
    problems = [[one["issue"], CAUSES.get(one["cause"], one["cause"]), one["evidence"]] for one in review.problems]
    planned = session.scalars(select(ReviewMeasure).where(ReviewMeasure.review_id == review.id))
    measures = [[one.action, name_of(one.owner), day_text(one.due_on)] for one in planned]
    earlier = session.scalars(select(ReviewMeasure).where(ReviewMeasure.checked_by_review == review.id))
    checked = [[one.action, CHECKED[one.status], one.note or "—"] for one in earlier]
    sections = [
        Section("复盘", [KeyValues(head)]),
        Section("业绩与服务指标", [Table(["指标", "本期"], figures, widths=[3, 2], numeric=[1])]),
        Section(
            "上期措施检查", [Table(["措施", "结果", "说明"], checked, widths=[4, 1, 4]) if checked else Paragraph("无")]
        ),
        Section("总结", [Paragraph(review.summary or "")]),
        Section("问题与原因", [Table(["问题", "原因", "依据"], problems, widths=[3, 2, 4])]),
        Section("改进措施", [Table(["措施", "责任人", "期限"], measures, widths=[5, 2, 2])]),
        Section("主管意见", [Paragraph(review.comment or "")]),
    ]
    return issue_document(
        context,
        kind="business_review",
        subject_id=review.agent_id,
        agent_id=review.agent_id,
        matter_id=review.id,
        sections=sections,
        signatures=[
            SignatureLine("代理人", review.agent_id, review.written_at, "本系统账号提交"),
            SignatureLine("主管", review.commented_by or "", review.signed_at, "本系统账号签认"),
        ],
    )
