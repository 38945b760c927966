"""What each role may see of a servicing request beside a task (SOP 5.2, DOMAIN §8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.masks import mask_account, mask_address, mask_mobile, mask_name, mask_number
from handlers.people import health_subject
from handlers.records import Policy, ServicingConsent, ServicingRecord
from handlers.sections import Line, Section
from handlers.servicing.codes import (
    ENDINGS,
    PAPERS,
    PAYMENT_MODES,
    PROBLEMS,
    RELATIONS,
    RISKS,
    ROLES,
    SEXES,
    STATUSES,
    say,
)
from handlers.servicing.record import UnknownRequestError
from handlers.words import EXCLUSIONS, day_text, yuan_text

FULL = frozenset({"operations", "compliance", "management", "auditor"})
HEALTH = frozenset({"underwriter", "claims"})
READERS = FULL | HEALTH | {"agent", "customer"}
LABELS = {
    "new_name": "新姓名", "new_id_no": "新证件号", "new_mobile": "新手机", "new_email": "新邮箱",
    "new_address": "新地址",
    "true_birth_date": "真实出生日期", "true_sex": "真实性别", "new_occupation_class": "新职业类别",
    "bank": "银行", "account_no": "账号", "account_holder": "户名", "payment_mode": "交费频次",
    "premium_years": "交费年期", "plan_line": "险种序号", "new_sum": "新保额", "product_code": "险种", "amount": "金额",
    "months": "月数", "pledgee": "质权人", "switch": "开关", "dividend_option": "红利方式",
    "annuity_option": "年金方式",
    "from_date": "自", "to_date": "至", "fund_from": "转出账户", "fund_to": "转入账户", "plan": "层级",
    "contact_name": "联系人", "letter_no": "公函号", "reason": "原因", "name": "姓名", "id_no": "证件号",
    "relation": "关系", "rank": "顺位", "share": "份额（%）", "mobile": "手机", "birth_date": "出生日期", "sex": "性别",
    "occupation_class": "职业类别", "fund": "账户", "beneficiaries": "受益人", "new_holder": "新投保人",
    "members": "增加人员", "leaving": "减少人员", "allocation": "分配", "email": "邮箱", "address": "地址",
    "changed_on": "变更日", "new_id_type": "证件类型", "id_type": "证件类型", "employer": "单位",
    "line": "险种序号", "product": "险种", "sum_assured": "保额（元）", "premium": "年交保费（元）",
    "policy_years": "保险期间（年）", "status": "保单状态", "end_reason": "终止原因", "ended_on": "终止日",
    "paid_to": "交费至", "loan": "贷款（元）", "due_on": "到期日", "rate_pct": "年利率（%）", "owed": "欠款（元）",
    "due": "应付（元）", "paid": "已付（元）", "balance": "账户余额（元）", "exclusions": "除外项目",
    "specimen_at": "签名样本", "frozen_at": "冻结日", "lost_reported_at": "报失日", "reissued_at": "补发日",
    "pledged_to": "质权人", "holiday_from": "停交自", "holiday_to": "停交至", "plans": "层级",
    "auto_premium_loan": "自动垫交保费", "relation_to_insured": "与被保险人关系",
}  # fmt: skip
VALUES: Mapping[str, Mapping[str, str]] = {
    "status": STATUSES, "end_reason": ENDINGS, "payment_mode": PAYMENT_MODES, "relation": RELATIONS,
    "relation_to_insured": RELATIONS, "true_sex": SEXES, "sex": SEXES, "exclusions": EXCLUSIONS,
}  # fmt: skip
"""What codes are called, by the name of the field that holds them."""
UNSAID = frozenset({"policyholder"})
"""The id of a record, beside which the name stands."""
MOMENTS = frozenset({"frozen_at", "lost_reported_at", "reissued_at", "specimen_at"})
Mask = Callable[[str], str]
ACCOUNT: Mapping[str, Mask] = {"account_no": mask_account}
NUMBERS: Mapping[str, Mask] = {
    **ACCOUNT, "new_id_no": mask_number, "id_no": mask_number, "new_mobile": mask_mobile, "mobile": mask_mobile,
}  # fmt: skip
"""What a document shows in part only: whoever it is about knows the rest."""
MASKS: Mapping[str, Mask] = {
    **NUMBERS, "new_name": mask_name, "name": mask_name, "account_holder": mask_name, "contact_name": mask_name,
    "new_address": mask_address, "address": mask_address,
}  # fmt: skip


def servicing_file(session: Session, servicing_id: str, roles: Collection[str]) -> list[Section]:
    """The request section by section; sealed parts in clear for who checks them, masked for the agent."""
    held = frozenset(roles)
    if not held & READERS:
        return []
    record = session.get(ServicingRecord, servicing_id)
    if record is None:
        raise UnknownRequestError(servicing_id)
    sections = [_head(session, record)]
    if record.change is not None:
        values = privacy.unseal(session, record.sealed_under, record.change)
        hide = ACCOUNT if held & (FULL | {"customer"}) else MASKS
        sections.append(Section("申请内容", tuple(lines_of(values, hide=hide))))
    if record.health is not None and held & HEALTH:
        subject = health_subject(session.get_one(Policy, record.policy_id).insured_id)
        told = privacy.unseal(session, subject, record.health)
        sections.append(Section("健康告知", tuple(Line(name, str(value)) for name, value in told.items())))
    if held & FULL:
        sections += [_checks(record), _signatures(session, record)]
    return sections


def _head(session: Session, record: ServicingRecord) -> Section:
    policy = session.get_one(Policy, record.policy_id)
    return Section(
        "保全申请",
        (
            Line("申请号", record.number),
            Line("保单号", policy.number),
            Line("项目", record.item_name),
            Line("申请人身份", ROLES.get(record.applicant_role, record.applicant_role)),
            Line("收到日", day_text(record.received_at)),
            Line("最后期限", day_text(record.limit_at)),
            Line("应收（元）", yuan_text(record.money_in)),
            Line("应付（元）", yuan_text(record.money_out)),
        ),
    )


def lines_of(values: Mapping[str, Any], *, hide: Mapping[str, Mask] = NUMBERS, prefix: str = "") -> list[Line]:
    """Label and value of everything that is said, rows and parts of it too; `hide`: what is masked, and how."""
    found: list[Line] = []
    for name, value in values.items():
        label = prefix + LABELS.get(name, name)
        if value in (None, [], "") or name in UNSAID:
            continue
        if isinstance(value, list):
            for number, row in enumerate(value, 1):
                part = row if isinstance(row, dict) else {name: row}
                found += lines_of(part, hide=hide, prefix=f"{label} {number} " if isinstance(row, dict) else prefix)
        elif isinstance(value, dict):
            found += lines_of(value, hide=hide, prefix=f"{label} ")
        else:
            found.append(Line(label, _said(name, value, hide)))
    return found


def _said(name: str, value: Any, hide: Mapping[str, Mask]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in MOMENTS:
        return day_text(datetime.fromisoformat(str(value)))
    said = VALUES.get(name, {}).get(str(value), str(value))
    return hide[name](said) if name in hide else said


def _checks(record: ServicingRecord) -> Section:
    papers = [f"{PAPERS[row['kind']]}{'' if row['ok'] else '（缺）'}" for row in record.papers]
    return Section(
        "核实与风险",
        (
            Line("核实发现", say(record.applicant_check, PROBLEMS) or "无"),
            Line("资料", "、".join(papers) or "无"),
            Line("风险", say(record.risk_reasons, RISKS) or "无"),
            Line("复核层级", record.review_level or ""),
        ),
    )


def _signatures(session: Session, record: ServicingRecord) -> Section:
    rows = session.scalars(select(ServicingConsent).where(ServicingConsent.servicing_id == record.id)).all()
    lines = ((ROLES.get(row.role, row.role), "同意" if row.given else "不同意", row.signed_at) for row in rows)
    return Section("本人签署", tuple(Line(role, f"{said} {day_text(at)}") for role, said, at in lines))
