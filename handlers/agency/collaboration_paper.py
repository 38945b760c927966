"""The 《跨部门协作需求单》: a new version at each step, so the last one tells the whole story (DOMAIN §6.11)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers.agency.departments import name_of
from handlers.documents import KeyValues, Paragraph, Section, Table, issue_document
from handlers.notices import AGENCY
from handlers.records import Collaboration, CollaborationProgress
from handlers.records.collaboration import CollaborationStatus
from handlers.words import day_text

KINDS = {
    "doc_review": "资料审核",
    "uw_consult": "核保咨询",
    "claim_help": "理赔协助",
    "compliance_advice": "合规意见",
    "other": "其他",
}
STATUSES = {
    CollaborationStatus.SUBMITTED: "待答复",
    CollaborationStatus.ACCEPTED: "已受理",
    CollaborationStatus.REJECTED: "不受理",
    CollaborationStatus.RENEGOTIATING: "协商中",
    CollaborationStatus.DELIVERED: "已交付",
    CollaborationStatus.CLOSED: "已完成",
    CollaborationStatus.DISPUTED: "有争议",
    CollaborationStatus.WITHDRAWN: "已撤回",
    CollaborationStatus.DROPPED: "不再办理",
}
REPORTS = {"progress": "进展", "delivered": "交付", "sent_back": "退回"}


def load(session: Session, collaboration_id: str) -> Collaboration:
    """The request. Raises `sqlalchemy.exc.NoResultFound`."""
    return session.get_one(Collaboration, collaboration_id)


def issue_paper(context: HandlerContext, row: Collaboration) -> None:
    """Issue the next version of the request's paper under the same number."""
    row.version += 1
    head = [
        ("单号", row.number),
        ("提出部门", name_of(row.from_department)),
        ("提出人", row.from_id),
        ("受理部门", name_of(row.to_department)),
        ("类别", KINDS.get(row.kind, row.kind)),
        ("缓急", "加急" if row.priority == "urgent" else "普通"),
        ("提交日期", day_text(row.submitted_at)),
        ("答复期限", day_text(row.ack_due_at)),
        ("交付期限", day_text(row.due_on)),
        ("状态", STATUSES[row.status]),
    ]
    if row.related_no:
        head.append(("关联单号", row.related_no))
    sections = [
        Section("需求", [KeyValues(head)]),
        Section("内容与交付标准", [Paragraph(row.content), Paragraph(f"交付标准：{row.deliverable_standard}")]),
    ]
    if row.answered_at is not None and row.answered_by is not None:
        words = {"accept": "受理", "reject": "不受理", "renegotiate": "请求调整"}
        answer = [
            ("答复", words.get(row.answer or "", "")),
            ("理由", row.answer_reason or "—"),
            ("答复人", row.answered_by),
            ("答复日期", day_text(row.answered_at)),
        ]
        sections.append(Section("答复", [KeyValues(answer)]))
    reports = _reports(context.session, row)
    if reports:
        sections.append(Section("进展", [Table(["日期", "类别", "内容", "报告人"], reports, widths=[2, 1, 5, 2])]))
    if row.accepted_at is not None:
        by = "期满未提出异议，视为接受" if row.accepted_by == "deemed" else str(row.accepted_by)
        grade = f"{row.satisfaction} 分" if row.satisfaction else "—"
        sections.append(
            Section("验收", [KeyValues([("验收人", by), ("日期", day_text(row.accepted_at)), ("满意度", grade)])])
        )
    row.document_id = issue_document(
        context,
        kind="collab_request",
        subject_id=AGENCY,
        matter_id=row.id,
        sections=sections,
        replaces=row.document_id,
    )


def _reports(session: Session, row: Collaboration) -> list[list[str]]:
    asked = (
        select(CollaborationProgress)
        .where(CollaborationProgress.collaboration_id == row.id)
        .order_by(CollaborationProgress.at, CollaborationProgress.id)
    )
    return [[day_text(one.at), REPORTS[one.kind], one.text, one.by] for one in session.scalars(asked)]
