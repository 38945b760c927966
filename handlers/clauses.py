"""The clauses of the SOP that a diagram element may name in `sop:clause`: id → what it asks, in short.

Deploy refuses a clause that is not here, so a typing error cannot hide a clause from the auditor.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its id and a short title, Chinese and English."""

    id: str
    zh: str
    en: str


_TITLES = (
    ("3.1", "保险代理人职责", "Duties of the agent"),
    ("3.2", "合规监督职责", "Duties of compliance"),
    ("3.3", "运营支持职责", "Duties of operations"),
    ("3.4", "核保职责", "Duties of underwriting"),
    ("3.5", "理赔职责", "Duties of claims"),
    ("3.6", "客户义务", "Duties of the customer"),
    ("3.7", "管理层职责", "Duties of management"),
    ("4.1.1a", "目标客户细分", "Target segments"),
    ("4.1.1b", "合规渠道与宣传审核", "Approved channels, material checked"),
    ("4.1.1c", "禁止虚假宣传", "Forbidden advertising"),
    ("4.1.2a", "标准话术", "Standard script"),
    ("4.1.2b", "初步需求与匹配判断", "First needs, match or polite end"),
    ("4.1.2c", "客户初步对接记录表", "Initial Contact Record"),
    ("4.2.1a", "客户信息采集清单", "Information Checklist"),
    ("4.2.1b", "资料完整与交叉核验", "Papers complete and cross-checked"),
    ("4.2.2a", "需求深入分析", "Needs in depth"),
    ("4.2.2b", "客户需求分析报告", "Needs Analysis Report"),
    ("4.2.3a", "风险评估", "Risk assessment"),
    ("4.2.3b", "适当性判断", "Suitability, a hard stop"),
    ("4.3.1a", "产品筛选与组合", "Products screened and combined"),
    ("4.3.1b", "条款对比", "Key terms compared"),
    ("4.3.2a", "保险方案建议书", "Proposal"),
    ("4.3.2b", "保障优先、量力而行", "Protection first, within means"),
    ("4.3.2c", "方案合规审核", "Proposal reviewed by compliance"),
    ("4.3.3a", "方案讲解", "Explained in plain language"),
    ("4.3.3b", "风险揭示书", "Risk Disclosure Statement"),
    ("4.3.3c", "答疑与方案调整", "Questions, adjustment, loop"),
    ("4.4.1a", "投保单由客户填写并签名", "Application filled and signed by the customer"),
    ("4.4.1b", "投保资料整理与告知提醒", "Papers assembled, disclosure reminded"),
    ("4.4.2a", "运营核对录入并提交核保", "Checked, entered, submitted by operations"),
    ("4.4.2b", "跟进核保与补充资料", "Underwriting followed, papers brought"),
    ("4.4.2c", "核保结论与理由告知", "Outcome and reason told"),
    ("4.4.2d", "客户接受、调整或放弃", "Accept, adjust or give up"),
    ("4.4.3a", "保费足额按时缴纳", "Premium in full and on time"),
    ("4.4.3b", "出单、核对与通知", "Issue, check, notice"),
    ("4.5.1a", "保单送达与讲解", "Policy delivered and explained"),
    ("4.5.1b", "客户核对与保管", "Checked by the customer"),
    ("4.5.2a", "客户档案与回访", "Customer file and follow-up"),
    ("4.5.2b", "保单保全服务", "Policy servicing"),
    ("4.5.3a", "及时报案", "Loss reported at once"),
    ("4.5.3b", "理赔资料", "Claim papers"),
    ("4.5.3c", "理赔跟进与调查", "Claim followed, investigated"),
    ("4.5.3d", "拒赔说明、申诉与到账确认", "Refusal explained, appeal, receipt"),
    ("4.6.1a", "禁止行为", "Forbidden conduct"),
    ("4.6.1b", "合规培训与检查整改", "Training, inspection, correction"),
    ("4.6.2a", "业绩统计", "Per-agent statistics"),
    ("4.6.2b", "个人业务复盘报告", "Business Review Report"),
    ("4.6.2c", "典型案例库", "Case library"),
    ("4.7.1", "共享渠道与月度例会", "Shared channel, monthly meeting"),
    ("4.7.2", "跨部门协作需求单", "Collaboration request"),
    ("4.7.3", "信息流转", "Information flows"),
    ("4.7.4", "冲突处理", "Conflict settled"),
    ("5.1", "全程合规监督与留痕", "Supervision, records kept"),
    ("5.2", "客户信息安全", "Customer data"),
    ("5.3", "防范销售误导", "Mis-selling"),
    ("5.4", "理赔服务时效", "Claims service"),
    ("B1.1", "保全服务范围", "Scope of servicing"),
    ("B1.3a", "保全核实", "Servicing: verify"),
    ("B1.3b", "保全操作", "Servicing: operate"),
    ("B1.3c", "保全沟通", "Servicing: communicate"),
    ("B1.3d", "保全记录归档", "Servicing: record and archive"),
    ("B2", "保全流程管理", "Servicing: process management"),
    ("B3", "保全标准与绩效", "Servicing: standards"),
    ("B4", "保全风险与预警", "Servicing: risk"),
    ("B5", "客户沟通", "Servicing: customer communication"),
    ("B6", "技术支持", "Servicing: technical support"),
    ("B7", "人员管理", "Servicing: staff"),
    ("B8", "合规与审计", "Servicing: compliance and audit"),
)
CLAUSES = {clause_id: Clause(clause_id, zh, en) for clause_id, zh, en in _TITLES}
