"""The findings of an audit, internal or from outside: kept sealed, ordered to be corrected, checked (SOP B8)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.registry import HandlerContext
from handlers.breaches import record_breach
from handlers.documents import KeyValues, Section, Table, issue_document
from handlers.governance.codes import DEPARTMENTS, OPINIONS, SCOPE_WORDS, SEEN, SEVERITIES
from handlers.governance.letters import opened, sealed
from handlers.messages import KEPT
from handlers.notices import AGENCY
from handlers.parameters import end_of
from handlers.records import Audit, AuditFinding, AuditItem
from handlers.words import day_text


@dataclass(frozen=True, slots=True)
class Finding:
    """As the auditor writes it; `fact` may name people."""

    clause: str
    severity: str
    department: str
    responsible: str
    """Whose account it is to correct it."""
    fact: str
    correct_by: date


def store_findings(context: HandlerContext, audit: Audit, findings: Sequence[Finding]) -> None:
    """One row per finding; what was found is sealed under the agency's key."""
    for each in findings:
        context.session.add(
            AuditFinding(
                id=context.new_id("AUF"),
                audit_id=audit.id,
                clause=each.clause,
                severity=each.severity,
                department=each.department,
                fact=sealed(context, {"fact": each.fact, "responsible": each.responsible}),
                correct_by=end_of(each.correct_by, context.now),
            )
        )
    context.session.flush()


def order_corrections(context: HandlerContext, audit: Audit) -> list[dict[str, Any]]:
    """Publish `rectification_ordered` for every finding that is not corrected; gives them as rows of a form."""
    rows = []
    for finding in open_findings(context, audit):
        responsible = opened(context, finding.fact)["responsible"]
        said = {
            "responsible_id": responsible,
            "person_id": responsible,
            "matter_id": finding.id,
            "source": f"{audit.kind}_audit",
            "summary_code": f"SOP {finding.clause}",
        }
        context.publish("rectification_ordered", finding.id, said, KEPT)
        rows.append(
            {
                "finding_id": finding.id,
                "clause": finding.clause,
                "department": DEPARTMENTS[finding.department],
                "is_corrected": False,
            }
        )
    return rows


def check_findings(context: HandlerContext, audit: Audit, corrected: Collection[str]) -> int:
    """Keep what was corrected; what is overdue is a breach of its clause. Gives how many are left."""
    left = 0
    for finding in open_findings(context, audit):
        finding.is_corrected = finding.id in corrected
        finding.checked_at, finding.checked_by = context.now, context.actor_id
        if finding.is_corrected:
            continue
        left += 1
        if context.now > finding.correct_by:
            what = f"审计发现 {finding.id}（{DEPARTMENTS[finding.department]}）整改"
            record_breach(context, "audit_correction", what, clause=f"SOP {finding.clause}", matter_id=finding.id,
                          due_at=finding.correct_by)  # fmt: skip
    context.session.flush()
    return left


def open_findings(context: HandlerContext, audit: Audit) -> Sequence[AuditFinding]:
    """The findings that nobody has seen corrected yet."""
    asked = select(AuditFinding).where(AuditFinding.audit_id == audit.id, AuditFinding.is_corrected.is_not(True))
    return context.session.scalars(asked.order_by(AuditFinding.id)).all()


def issue_report(context: HandlerContext, audit: Audit, findings: Sequence[Finding]) -> str:
    """The report 《审计报告》; gives the document's id."""
    items = context.session.scalars(
        select(AuditItem).where(AuditItem.audit_id == audit.id).order_by(AuditItem.number)
    ).all()
    head = [
        ("审计编号", audit.id),
        ("类型", "内部审计" if audit.kind == "internal" else "外部审计或监管检查"),
        ("范围", SCOPE_WORDS.get(audit.scope or "", audit.scope or "")),
        ("期间", f"{_day(audit.period_from)}至{_day(audit.period_to)}" if audit.period_from else ""),
        ("成员", "、".join(audit.team)),
        ("机构", audit.authority or ""),
        ("文号", audit.reference_no or ""),
        ("结论", OPINIONS.get(audit.opinion or "", "")),
    ]
    sample = [[str(item.number), item.matter_id, SEEN.get(item.note or "", item.note or "")] for item in items]
    rows = [
        [each.clause, SEVERITIES[each.severity], DEPARTMENTS[each.department], each.fact, day_text(each.correct_by)]
        for each in findings
    ]
    sections = [Section("审计", [KeyValues([pair for pair in head if pair[1]])])]
    if sample:
        title = "样本" if audit.kind == "internal" else "提供的资料"
        sections.append(Section(title, [Table(["序号", "案件或部门", "所见"], sample, widths=[1, 4, 5])]))
    if rows:
        table = Table(["条款", "程度", "部门", "事实", "整改期限"], rows, widths=[1, 1, 2, 5, 2])
        sections.append(Section("发现", [table]))
    return issue_document(context, kind="audit_report", subject_id=AGENCY, matter_id=audit.id, sections=sections)


def _day(day: date | None) -> str:
    return "" if day is None else day_text(day)
