"""The file of an application as a reader may see it: what a reviewer decides on, limited and masked by role.

The case itself holds ids only, so the pages of a task ask here. Health is opened for underwriters alone; others see
有/无. The customer sees the own application in full (DOMAIN §8; reading is recorded by the page).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.masks import mask_account, mask_address, mask_mobile, mask_name, mask_number, money_band
from handlers.new_business.application_file import (
    beneficiaries_of,
    content_of,
    find_application,
    findings_of,
    health_of,
    plan_lines,
)
from handlers.new_business.codes import ANSWERS, DISCLOSED, EVIDENCE, LEVELS, OUTCOMES, PAPERS
from handlers.new_business.group import group_of
from handlers.new_business.group_file import group_file
from handlers.new_business.letters import describe_terms
from handlers.new_business.questions import QUESTIONS
from handlers.new_business.underwriting import draft_of
from handlers.people import find_customer, identity_of
from handlers.records import Application, Customer, Paper, PremiumDemand, Requirement, UnderwritingDecision
from handlers.records.requirement import RequirementStatus
from handlers.sections import Line, Section
from handlers.words import day_text, yuan_text

FULL_NAMES = frozenset({"agent", "compliance", "operations", "underwriter", "customer"})
FULL_NUMBERS = frozenset({"customer"})
HEALTH = frozenset({"underwriter", "customer"})
AMOUNTS = frozenset({"underwriter", "customer"})
TOLD = frozenset({"agent", "underwriter", "customer"})
"""Who is told the reason of a decision (SOP 3.4, 4.4.2c)."""
BENEFICIARIES = frozenset({"underwriter", "operations", "customer"})
RELATIONS = {
    "self": "本人",
    "spouse": "配偶",
    "parent": "父母",
    "child": "子女",
    "supported_relative": "其他受其扶养的近亲属",
    "relative": "其他近亲属",
    "employer": "用人单位",
    "other": "其他",
}
MEASURED = {
    "height_cm": "身高（厘米）",
    "weight_kg": "体重（公斤）",
    "systolic": "收缩压",
    "diastolic": "舒张压",
    "cigarettes": "每日吸烟（支）",
    "liquor_ml": "每日白酒（毫升）",
}
DECLARED = frozenset({"告知事项", *MEASURED.values()})
REQUIREMENT_STATES = {
    RequirementStatus.OPEN: "待补",
    RequirementStatus.RECEIVED: "已收",
    RequirementStatus.WAIVED: "免交",
}


OFFER = ("投保方案", "核保决定", "保费")
"""The sections that say what the customer is offered: to be seen whenever the customer is asked something."""


def application_file(session: Session, application_id: str, roles: Collection[str]) -> list[Section]:
    """Everything these roles may see of an application, section by section; nothing for roles that do not work on it.

    Raises `UnknownApplicationError`, and `ErasedError` when the person's key was destroyed.
    """
    held = frozenset(roles)
    if not held & FULL_NAMES:
        return []
    application = find_application(session, application_id)
    if group_of(session, application_id) is not None:
        return group_file(session, application, held, _decisions(session, application, held))
    parts = (
        ("投保方案", _plans(session, application)),
        ("投保人", _person(session, find_customer(session, application.applicant_id), held)),
        ("被保险人", _insured(session, application, held)),
        ("受益人", _beneficiaries(session, application, held)),
        ("缴费与财务", _money(session, application, held)),
        ("健康与生活告知", _health(session, application, held)),
        ("资料", _papers(session, application)),
        ("核保资料", _requirements(session, application)),
        ("核保决定", _decisions(session, application, held)),
        ("拟定决定（未生效）", _draft(session, application, held)),
        ("保费", _premium(session, application)),
    )
    sections = [Section(title, tuple(lines)) for title, lines in parts]
    return [section for section in sections if section.lines]


def form_sections(session: Session, application: Application) -> list[Section]:
    """The application as it was filled in, for the form 《投保单》: numbers in part, health as declared."""
    shown, own = frozenset({"underwriter"}), frozenset({"customer"})
    parts = (
        ("投保方案", _plans(session, application)),
        ("投保人", _person(session, find_customer(session, application.applicant_id), shown)),
        ("被保险人", _insured(session, application, shown)),
        ("受益人", _beneficiaries(session, application, shown)),
        ("缴费与财务", _money(session, application, shown)),
        ("健康与生活告知", (line for line in _health(session, application, own) if line.label in DECLARED)),
    )
    return [Section(title, tuple(lines)) for title, lines in parts]


def _plans(session: Session, application: Application) -> Iterator[Line]:
    yield Line("投保单号", f"{application.number}（第 {application.version} 版）")
    for line, product in plan_lines(session, application):
        terms = f"保额 {yuan_text(line.sum_assured)} 元，缴费 {line.premium_years} 年，保险期间 {line.policy_years} 年"
        yield Line(f"{line.line}. {product.name}", terms)


def _person(session: Session, customer: Customer, held: frozenset[str]) -> Iterator[Line]:
    identity = identity_of(session, customer)
    is_open = bool(held & FULL_NUMBERS)
    yield Line("姓名", identity.name if held & FULL_NAMES else mask_name(identity.name))
    yield Line("证件号码", identity.id_no if is_open else mask_number(identity.id_no))
    yield Line("性别", {"male": "男", "female": "女"}.get(customer.sex or "", ""))
    yield Line("出生日期", _day(customer.birth_date))
    if identity.mobile:
        yield Line("手机号码", identity.mobile if is_open else mask_mobile(identity.mobile))
    if identity.address:
        yield Line("联系地址", identity.address if is_open else mask_address(identity.address))
    yield Line("职业类别", customer.occupation_class or "")


def _insured(session: Session, application: Application, held: frozenset[str]) -> Iterator[Line]:
    if application.relation is None:
        return
    yield Line("投保人是被保险人的", RELATIONS[application.relation])
    if application.insured_id != application.applicant_id:
        yield from _person(session, find_customer(session, application.insured_id), held)
    if application.insured_consents is not None:
        yield Line("被保险人同意", "是" if application.insured_consents else "否")
    if application.signature_matches is not None:
        yield Line("投保人签名", "与姓名一致" if application.signature_matches else "与姓名不一致")


def _beneficiaries(session: Session, application: Application, held: frozenset[str]) -> Iterator[Line]:
    people = beneficiaries_of(session, application)
    if application.content is not None and not people:
        yield Line("身故受益人", "法定继承人")
    for person in people:
        name = str(privacy.unseal(session, application.applicant_id, person.identity)["name"])
        shown = name if held & BENEFICIARIES else mask_name(name)
        yield Line(
            f"第 {person.rank} 顺序", f"{shown}，{RELATIONS[person.relation]}，{person.share_pct.normalize():f}%"
        )


def _money(session: Session, application: Application, held: frozenset[str]) -> Iterator[Line]:
    if application.content is None:
        return
    content, is_open = content_of(session, application), bool(held & AMOUNTS)
    account = content.payment.account_no
    yield Line("缴费账户", f"{content.payment.bank} {account if held & FULL_NUMBERS else mask_account(account)}")
    yield Line("保单形式", {"paper": "纸质", "electronic": "电子"}.get(content.payment.delivery, ""))
    for label, amount in (
        ("被保险人年收入", content.finance.annual_income),
        ("家庭年收入", content.finance.household_income),
        ("其他公司寿险保额", content.finance.other_life),
        ("其他公司重疾保额", content.finance.other_critical_illness),
    ):
        yield Line(label, f"{yuan_text(amount)} 元" if is_open else money_band(amount))


def _health(session: Session, application: Application, held: frozenset[str]) -> Iterator[Line]:
    if application.health is None:
        return
    health = health_of(session, application)
    yield Line("告知事项", f"有（{health.yes_count} 项）" if health.yes_count else "无")
    if not held & HEALTH:
        return
    for name, label in MEASURED.items():
        value = health.number(name)
        if value is not None:
            yield Line(label, f"{value.normalize():f}")
    for question, said in health.details.items():
        words = [str(part) for part in (said or {}).values() if part] if isinstance(said, dict) else []
        yield Line(QUESTIONS.get(question, question), "；".join(words))
    if "underwriter" in held and application.findings is not None:
        findings = findings_of(session, application)
        yield Line("阅卷归类", "、".join(DISCLOSED.get(code, code) for code in findings.disclosures) or "无")
        yield Line("阅卷记录", findings.note or "")


def _papers(session: Session, application: Application) -> Iterator[Line]:
    rows = session.scalars(select(Paper).where(Paper.application_id == application.id).order_by(Paper.received_at))
    for paper in rows:
        marks = ["已见原件" if paper.original_seen else "未见原件", "清晰" if paper.legible else "不清晰"]
        marks += [f"有效期至 {_day(paper.valid_to)}"] if paper.valid_to else []
        yield Line(PAPERS.get(paper.kind, paper.kind), "，".join(marks))


def _requirements(session: Session, application: Application) -> Iterator[Line]:
    rows = session.scalars(
        select(Requirement).where(Requirement.application_id == application.id).order_by(Requirement.asked_at)
    )
    for row in rows:
        yield Line(EVIDENCE.get(row.code, row.code), REQUIREMENT_STATES[row.status])


def _decisions(session: Session, application: Application, held: frozenset[str]) -> Iterator[Line]:
    rows = session.scalars(
        select(UnderwritingDecision)
        .where(UnderwritingDecision.application_id == application.id)
        .order_by(UnderwritingDecision.decided_at)
    )
    for row in rows:
        answer = f"，客户{ANSWERS[row.answer]}" if row.answer else ""
        level = "" if "customer" in held else f"（{LEVELS.get(row.level, row.level)}）"
        yield Line(f"第 {row.version} 版", f"{OUTCOMES[row.outcome]}{level}{answer}")
        if held & TOLD:
            yield Line("结论与理由", describe_terms(session, application, row))


def _draft(session: Session, application: Application, held: frozenset[str]) -> Iterator[Line]:
    """For the second person: what is to be agreed to."""
    draft = draft_of(session, application) if "underwriter" in held else None
    if draft is not None:
        yield Line("结论", OUTCOMES[draft.outcome])
        yield Line("理由", draft.reason_text)
        if draft.review_after:
            yield Line("何时可再申请", _day(draft.review_after))


def _premium(session: Session, application: Application) -> Iterator[Line]:
    rows = session.scalars(
        select(PremiumDemand).where(PremiumDemand.application_id == application.id, PremiumDemand.policy_id.is_(None))
    )
    for row in rows:
        yield Line("首期保费", f"{yuan_text(row.amount)} 元，{day_text(row.due_at)} 前")


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
