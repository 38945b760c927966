"""What codes of records are called on reports: the words of the handlers, and of stages that no letter names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from handlers.after_sales import codes as after_sales
from handlers.claims import codes as claims
from handlers.compliance import codes as compliance
from handlers.new_business import codes as new_business
from web.i18n.words import role_word
from web.site import site

VOCABULARIES: Mapping[str, Mapping[str, Any]] = {
    "contact": {
        "open": _l("已开始"),
        "held": _l("已面谈"),
        "developed": _l("进入需求分析"),
        "no_match": _l("需求不匹配"),
        "refused": _l("客户不愿联系"),
        "expired": _l("逾期未联系"),
        "withdrawn": _l("客户退出"),
    },
    "needs": {
        "open": _l("收集与分析"),
        "reported": _l("报告待客户确认"),
        "confirmed": _l("需求已确认"),
        "refused": _l("未同意使用信息"),
        "unsuitable": _l("无适合产品"),
        "stopped": _l("按建议终止"),
        "lapsed": _l("逾期终止"),
        "withdrawn": _l("客户退出"),
    },
    "proposal": {
        "open": _l("方案制作与审核"),
        "shown": _l("方案待客户答复"),
        "accepted": _l("方案已接受"),
        "withdrawn": _l("客户退出"),
        "lapsed": _l("逾期终止"),
    },
    "application": {
        "opened": _l("待客户填写签名"),
        "signed": _l("资料审核"),
        "submitted": _l("核保中"),
        "decided": _l("条件待客户答复"),
        "accepted": _l("待缴费出单"),
        "adjusted": _l("调整方案中"),
        "issued": _l("已出单"),
        "stopped": _l("合规终止"),
        "declined": _l("拒保"),
        "postponed": _l("延期"),
        "withdrawn": _l("客户退出"),
        "lapsed": _l("逾期终止"),
    },
    "stage": {
        "contact": _l("初步接触"),
        "needs": _l("需求分析"),
        "proposal": _l("方案与推荐"),
        "application": _l("投保与核保"),
    },
    "fate": {"on": _l("进入下一步"), "open": _l("仍在进行"), "fell": _l("中途退出")},
    "underwriting": new_business.OUTCOMES,
    "answer": {
        "accept": _l("接受"),
        "adjust": _l("调整方案"),
        "withdraw": _l("放弃"),
        "appeal": _l("申诉"),
        "none": _l("期内未答复"),
    },
    "level": {
        "auto": _l("自动"),
        "U1": _l("核保一级"),
        "U2": _l("核保二级"),
        "U3": _l("核保三级"),
        "committee": _l("委员会"),
        "adjuster": _l("理赔员"),
        "senior": _l("理赔高级"),
        "manager": _l("理赔经理"),
    },
    "claim": {
        "reported": _l("已报案"),
        "opened": _l("已立案"),
        "received": _l("资料审核"),
        "accepted": _l("审定中"),
        "decided": _l("已决定，待支付"),
        "settled": _l("已结案"),
        "refused": _l("不予立案"),
        "dormant": _l("资料逾期，暂停"),
        "withdrawn": _l("客户撤回"),
    },
    "claim_outcome": claims.OUTCOMES,
    "opinion": {"upheld": _l("申诉成立"), "rejected": _l("维持原决定")},
    "follow_up_kind": after_sales.FOLLOW_UP_KINDS,
    "follow_up": {**after_sales.OUTCOMES, "problem": _l("有问题")},
    "problem": after_sales.PROBLEMS,
    "complaint_kind": compliance.COMPLAINT_KINDS,
    "complaint": {**compliance.COMPLAINT_STATUSES, "open": _l("处理中"), "accepted": _l("客户已接受")},
    "complaint_outcome": compliance.COMPLAINT_OUTCOMES,
    "policy": {
        "issued": _l("送达中"),
        "in_force": _l("有效"),
        "lapsed": _l("中止"),
        "terminated": _l("终止"),
        "cancelled": _l("犹豫期解除"),
    },
    "policy_end": {
        "cooling_off": _l("犹豫期解除"),
        "surrender": _l("退保"),
        "claim": _l("理赔终止"),
        "maturity": _l("满期"),
        "rescission": _l("解除合同"),
        "lapse_two_years": _l("中止满两年"),
    },
    "place": {
        "invited": _l("已通知"),
        "attended": _l("已到课"),
        "passed": _l("通过"),
        "failed": _l("未通过"),
        "overdue": _l("未到课或未考"),
    },
}
ROLE_OF_NAMED = _l("指定人员")


def word(vocabulary: str, code: str | None) -> str:
    """What a code is called, in the language of the request; an unknown one stays, none is empty."""
    if code is None:
        return ""
    said = VOCABULARIES[vocabulary].get(code, code)
    if not isinstance(said, str):
        return str(said)
    words = site().labels.say_composed(said)
    return words[:1].upper() + words[1:]


def role_name(role: str) -> str:
    """A role as a row of a report: also customers, and persons whom a diagram names."""
    return str(ROLE_OF_NAMED) if role == "person" else role_word(role)
