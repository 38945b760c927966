"""Closed words of governance: what an audit may look at, grades, severities, departments."""

from __future__ import annotations

from collections.abc import Mapping

SCOPES: Mapping[str, tuple[str, ...]] = {
    "sales": ("customer_development", "needs_analysis", "proposal", "sales_journey", "marketing_material_review"),
    "new_business": ("new_business", "application", "underwriting", "policy_issue"),
    "servicing": ("policy_delivery", "official_follow_up", "renewal", "cooling_off_cancellation", "policy_servicing"),
    "claims": ("claim", "claim_appeal"),
    "governance": ("complaint", "data_destruction", "leaver_revocation", "fault_report", "emergency_response"),
}
"""Scope of an audit → the processes whose ended cases are drawn."""
SCOPE_WORDS = {
    "sales": "销售",
    "new_business": "新契约",
    "servicing": "保全与售后",
    "claims": "理赔",
    "governance": "内部管理",
}
SEVERITIES = {"low": "一般", "medium": "较重", "high": "严重"}
DEPARTMENTS = {
    "agent": "代理人团队",
    "operations": "运营支持",
    "compliance": "合规监督",
    "underwriter": "核保",
    "claims": "理赔",
    "management": "管理层",
}
OPINIONS = {"good": "良好", "acceptable": "基本有效", "weak": "薄弱"}
GRADES = {"good": "优良", "fair": "合格", "poor": "待改进"}
SEEN = {"ok": "符合", "issue": "有问题", "incomplete": "资料不全"}
"""What an auditor says of one case of the sample."""
