"""Fixed words of pages: roles, states, kinds. A test walks the vocabularies they belong to."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ROLE_WORDS = {
    "agent": _l("保险代理人"),
    "compliance": _l("合规监督"),
    "operations": _l("运营支持"),
    "underwriter": _l("核保"),
    "underwriter_u2": _l("核保二级"),
    "underwriter_u3": _l("核保三级"),
    "underwriting_committee": _l("核保委员会"),
    "claims": _l("理赔"),
    "claims_senior": _l("理赔高级"),
    "claims_manager": _l("理赔经理"),
    "claims_committee": _l("理赔委员会"),
    "management": _l("管理层"),
    "agent_lead": _l("代理人团队负责人"),
    "operations_lead": _l("运营负责人"),
    "compliance_lead": _l("合规负责人"),
    "underwriter_lead": _l("核保负责人"),
    "claims_lead": _l("理赔负责人"),
    "process_owner": _l("流程负责人"),
    "auditor": _l("审计"),
    "admin": _l("系统管理员"),
}
CUSTOMER_WORD = _l("客户")


def role_word(role: str) -> str:
    """The name of a role or of a diagram's candidate group; `customer:ID`, a group of one, is the customer."""
    return str(CUSTOMER_WORD if role.partition(":")[0] == "customer" else ROLE_WORDS.get(role, role))
