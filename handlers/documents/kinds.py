"""The kinds of documents: what each is called, which clause asks for it, who of the staff may read it.

A new kind is one row here, a new letter one word in `letters.py`; what has neither is not issued. `number` begins every
document number of the kind, so it never changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.documents.letters import LETTERS, NOTICE
from handlers.documents.readers import CLAIMS, CONTROL, EVERYONE, MEDICAL, SALES, STAFF, SUSPICION, WORKING

GOVERNS = "保险产品不构成保本保收益承诺，保险责任以合同条款为准。"
"""SOP 4.3.3b: what every 《风险揭示书》 says, in these words."""
GOVERNS_EN = "The product promises neither principal nor return; the contract's terms govern what is covered."


class UnknownKindError(LookupError):
    """No kind of document has this id."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of document."""

    id: str
    number: str
    zh: str
    en: str
    clauses: tuple[str, ...]
    readers: frozenset[str]
    """Roles of the staff that may read it; a case's own rights come before that."""
    for_customer: bool = True
    """The person it is about reads it on the own page, unless the document itself says who it is for."""
    holds_health: bool = False
    """Sealed under the person's health key, a class of its own (DOMAIN §8)."""
    fixed: tuple[str, ...] = ()
    """Sentences that every document of the kind carries, whatever its sections say."""


def _rows() -> Iterator[DocumentKind]:
    """The kinds: those that the SOP names, those of DOMAIN §6, then notices."""
    kind = DocumentKind
    yield kind("first_contact_record", "FCR", "客户初步对接记录表", "Initial Contact Record", ("4.1.2c",), SALES)
    checklist = ("客户信息采集清单", "Information Checklist")
    yield kind("info_checklist_individual", "ICI", f"{checklist[0]}（个人）", f"{checklist[1]} (individual)",
               ("4.2.1a", "4.2.1b"), SALES)  # fmt: skip
    yield kind("info_checklist_group", "ICG", f"{checklist[0]}（团体）", f"{checklist[1]} (group)",
               ("4.2.1a", "4.2.1b"), SALES)  # fmt: skip
    yield kind("needs_report", "NAR", "客户需求分析报告", "Needs Analysis Report", ("4.2.2b", "4.2.3b"), SALES)
    yield kind("proposal", "PRO", "保险方案建议书", "Proposal", ("4.3.2a",), SALES)
    yield kind("risk_disclosure", "RDS", "风险揭示书", "Risk Disclosure Statement", ("4.3.3b",), SALES,
               fixed=(GOVERNS, GOVERNS_EN))  # fmt: skip
    yield kind("application", "APF", "投保单", "Application Form", ("4.4.1a",), MEDICAL, holds_health=True)
    yield kind("follow_up_record", "FUR", "客户回访记录表", "Follow-up Record", ("4.5.2a",), SALES, for_customer=False)
    yield kind("business_review", "BRR", "个人业务复盘报告", "Business Review Report", ("4.6.2b",),
               frozenset({"agent", "management", "compliance"}), for_customer=False)  # fmt: skip
    yield kind("collab_request", "CRQ", "跨部门协作需求单", "Collaboration Request", ("4.7.2",), EVERYONE,
               for_customer=False)  # fmt: skip
    yield from _across()
    yield from _further()
    yield from _servicing()
    yield from _claims()
    yield from _control()
    yield from _notices()


def _across() -> Iterator[DocumentKind]:
    """What departments write to one another (SOP 3.7, 4.6.2c, 4.7)."""
    kind = DocumentKind
    yield kind("bulletin", "BUL", "通知公告", "Bulletin", ("4.7.3",), EVERYONE, for_customer=False)
    yield kind("meeting_minutes", "MIN", "跨部门例会纪要", "Minutes of the Monthly Meeting", ("4.7.1",), EVERYONE,
               for_customer=False)  # fmt: skip
    yield kind("conflict_decision", "CFD", "冲突处理决定", "Decision on a Conflict", ("4.7.4",), EVERYONE,
               for_customer=False)  # fmt: skip
    yield kind("strategy_approval", "STA", "策略与标准审批单", "Approval of Strategy and Standards", ("3.7",),
               frozenset({"management", "compliance", "auditor"}), for_customer=False)  # fmt: skip
    yield kind("library_case", "LIB", "典型案例", "Case of the Library", ("4.6.2c",), EVERYONE, for_customer=False)


def _further() -> Iterator[DocumentKind]:
    kind = DocumentKind
    brought = frozenset({"agent", "operations", "compliance", "underwriter", "claims"})
    yield kind("brought_paper", "CUP", "客户提交的资料", "Paper Sent by the Customer", ("4.4.1b", "4.5.3b"), brought)
    yield kind("brought_health_paper", "CHP", "客户提交的健康资料", "Health Paper Sent by the Customer",
               ("4.4.1b", "4.5.3b"), MEDICAL, holds_health=True)  # fmt: skip
    yield kind("requirements", "RQN", "核保问题件", "Pending Requirement Notice", ("4.4.2b",), STAFF,
               holds_health=True)  # fmt: skip
    yield kind("underwriting_decision", "UWL", "核保结论通知", "Underwriting Result Letter", ("4.4.2c",), STAFF,
               holds_health=True)  # fmt: skip
    yield kind("suitability_declaration", "SUD", "适当性声明", "Suitability Declaration", ("4.2.3b", "4.3.2b"), STAFF)
    yield kind("delivery_receipt", "DRC", "保单送达回执", "Policy Delivery Receipt", ("4.5.1a", "4.5.1b"), SALES)


def _servicing() -> Iterator[DocumentKind]:
    """A change to a policy, from what was asked to what was endorsed (SOP 4.5.2b, B1.3; DOMAIN §5, §6.8)."""
    kind, readers = DocumentKind, SALES | STAFF
    yield kind("servicing_application", "SVA", "保全申请书", "Servicing Application", ("4.5.2b", "B1.3a"), SALES)
    yield kind("servicing_missing_list", "SML", "保全资料一次性补充通知书", "One-time Request for Servicing Papers",
               ("4.5.2b", "B1.3c"), SALES)  # fmt: skip
    yield kind("servicing_terms", "SVT", "保全核保条件通知书", "Underwriting Terms of a Change", ("4.5.2b", "4.4.2c"),
               STAFF, holds_health=True)  # fmt: skip
    yield kind("loss_figures", "SLF", "退保损失确认书", "Statement of Surrender Loss", ("4.5.2b", "B1.3b"), readers)
    yield kind("loan_terms", "PLA", "保单贷款协议", "Policy Loan Agreement", ("4.5.2b", "B1.3b"), readers)
    yield kind("endorsement", "END", "批单", "Endorsement", ("4.5.2b", "B1.3b"), SALES)
    yield kind("servicing_record", "SVR", "保单保全服务记录表", "Servicing Record", ("4.5.2b", "B1.3d"), SALES,
               for_customer=False)  # fmt: skip


def _claims() -> Iterator[DocumentKind]:
    """A claim, from the form to the receipt or the answer to an appeal (SOP 4.5.3, 5.4; DOMAIN §6.9)."""
    kind = DocumentKind
    yield kind("claim_application", "CLA", "理赔申请书", "Claim Application", ("4.5.3b",), MEDICAL, holds_health=True)
    yield kind("case_refused", "CRF", "不予立案通知书", "Notice of a Case Not Opened", ("4.5.3a", "4.5.3d"), CLAIMS,
               holds_health=True)  # fmt: skip
    yield kind("one_time_request", "OTR", "理赔资料一次性补充通知书", "One-time Request for Claim Papers",
               ("4.5.3b", "5.4"), CLAIMS)  # fmt: skip
    yield kind("investigation_report", "CIV", "理赔调查报告", "Claim Investigation Report", ("4.5.3c",), SUSPICION,
               for_customer=False, holds_health=True)  # fmt: skip
    yield kind("survey_report", "SRV", "查勘定损报告", "Survey and Loss Assessment Report", ("4.5.3c",),
               frozenset({"claims", "operations", "compliance"}), for_customer=False)  # fmt: skip
    yield kind("loss_assessment", "LAS", "定损通知书", "Notice of the Assessed Loss", ("4.5.3c",), CLAIMS)
    yield kind("claim_decision", "CLD", "理赔决定通知书", "Notice of Claim Decision", ("4.5.3c", "4.5.3d"), CLAIMS,
               holds_health=True)  # fmt: skip
    yield kind("denial_notice", "DEN", "拒绝赔偿通知书", "Notice of Denial", ("4.5.3d",), CLAIMS, holds_health=True)
    yield kind("payment_notice", "PAY", "赔款支付通知书", "Notice of Payment", ("4.5.3d",), CLAIMS)
    yield kind("payment_receipt", "PRC", "理赔款收讫确认书", "Receipt of a Claim Payment", ("4.5.3d",), CLAIMS)
    yield kind("appeal_answer", "CAA", "理赔申诉答复书", "Answer to a Claim Appeal", ("4.5.3d",), CLAIMS,
               holds_health=True)  # fmt: skip


def _control() -> Iterator[DocumentKind]:
    yield _inside("complaint_record", "CPR", "投诉处理记录", "Complaint Record", "5.3", "4.5.2a")
    yield DocumentKind("complaint_answer", "CPA", "投诉处理答复书", "Answer to a Complaint", ("5.3", "4.7.3"), CONTROL)
    yield DocumentKind(
        "complaint_accepted", "CPN", "投诉受理通知书", "Acceptance of a Complaint", ("5.3", "4.7.3"), CONTROL
    )
    yield _inside("conduct_decision_told", "CBN", "违规处理决定通知书", "Notice of a Decision on Conduct", "4.6.1a",
                  also=("agent",))  # fmt: skip
    yield _inside("rectification_order", "RCN", "整改通知书", "Order to Rectify", "4.6.1b",
                  also=("agent", "operations", "underwriter", "claims"))  # fmt: skip
    yield _inside("conduct_decision", "CBD", "违规处理决定书", "Decision on a Breach of Conduct", "4.6.1a")
    yield _inside("inspection_report", "CIR", "合规检查报告", "Compliance Inspection Report", "4.6.1b", "5.3")
    yield _inside("training_record", "TRR", "培训记录", "Training Record", "4.6.1b", also=("agent",))
    yield _inside("incident_record", "INC", "合规风险事件记录", "Compliance Incident Record", "3.2", "B8")
    yield _inside("rectification_record", "RCT", "整改记录", "Rectification Record", "4.6.1b", also=("agent",))
    yield _inside("recording_quality_sheet", "RQS", "双录质检表", "Recording Quality Sheet", "5.3")
    yield _inside("sampling_record", "SMP", "销售抽查记录", "Sales Sampling Record", "5.3")
    yield _inside("data_access_record", "DAR", "数据查阅记录", "Data Access Record", "5.2")
    yield _inside("destruction_record", "DDR", "数据销毁记录", "Data Destruction Record", "5.2")
    yield _inside("revocation_record", "ARR", "离职权限与交接记录", "Leaver's Record", "5.2")
    yield _inside("emergency_record", "EMR", "突发事件处置报告", "Emergency Report", "B4")
    yield _inside("audit_report", "AUR", "审计报告", "Audit Report", "B8")
    yield _inside("appraisal_record", "APR", "绩效考核记录", "Appraisal Record", "B3", "B7")


def _inside(kind_id: str, number: str, zh: str, en: str, *clauses: str, also: tuple[str, ...] = ()) -> DocumentKind:
    """A record that no customer reads."""
    return DocumentKind(kind_id, number, zh, en, clauses, CONTROL.union(also), for_customer=False)


def _notices() -> Iterator[DocumentKind]:
    kind = DocumentKind
    yield kind("reminder", "RMD", "提醒", "Reminder", ("4.4.2b",), WORKING)
    yield kind("missing_list", "MSL", "缺漏清单", "List of What Is Missing", ("4.4.2a",), STAFF)
    yield kind("policy_issued", "ISS", "出单通知", "Notice of Issue", ("4.4.3b",), STAFF)
    yield kind("application_closed", "APC", "投保申请终止", "Notice of Closing", ("4.4.2d",), STAFF)
    yield kind("premium_demand", "PDM", "缴费通知", "Premium Notice", ("4.4.3a",), STAFF)
    yield kind("payment_refused", "PRF", "拒收付款通知", "Notice of Refused Payment", ("4.4.3a",), STAFF)
    yield kind("premium_short", "PSH", "保费不足通知", "Notice of Short Premium", ("4.4.3a",), STAFF)
    yield kind("premium_refund", "PRR", "退费通知", "Notice of Refund", ("4.4.3a",), STAFF)


KINDS = {each.id: each for each in _rows()}
_LETTERS = {
    kind_id: DocumentKind(kind_id, NOTICE, "通知", "", clauses, readers)
    for readers, clauses, kind_ids in LETTERS
    for kind_id in kind_ids.split()
}
"""Each says its own title."""


def kind_of(kind_id: str) -> DocumentKind:
    """The kind, or the letter, with this id. Raises `UnknownKindError`."""
    kind = KINDS.get(kind_id) or _LETTERS.get(kind_id)
    if kind is None:
        raise UnknownKindError(f"there is no kind of document '{kind_id}'")
    return kind


def readers_of(kind_id: str) -> frozenset[str]:
    """The roles that may read documents of a kind; one that another version issued is for those who control."""
    kind = KINDS.get(kind_id) or _LETTERS.get(kind_id)
    return kind.readers if kind else CONTROL
