"""The application of a group: the list of lives, papers, one list of what is missing (SOP 4.4.1, 4.4.2a; DOMAIN §6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.registry import BpmnError, HandlerContext, HandlerRegistry, Nothing
from engine.schemas import Shape
from handlers import privacy
from handlers.new_business.application_file import find_application
from handlers.new_business.codes import GROUP_PAPERS
from handlers.new_business.letters import write_notice
from handlers.new_business.schemas import PlanWish
from handlers.notices import send_link
from handlers.parameters import days_later, local_day, parameter, sla_days
from handlers.people import find_customer
from handlers.records import (
    Application,
    GroupApplication,
    GroupLife,
    PlanLine,
    Policy,
    PolicyMember,
    Product,
    Signature,
)
from handlers.records.application import ApplicationStatus
from handlers.sales_rights import require_sales_rights

registry = HandlerRegistry()
SLA = (
    "check_group_papers",
    "review_group_papers",
    "underwrite_group",
    "review_group_decline",
    "issue_policy",
    "check_policy",
    "correct_policy",
)
ONE_PLAN = "A"
"""A group has one plan here; servicing can give it another name later."""


@dataclass(frozen=True, slots=True)
class Opening:
    agent_id: str
    applicant_id: str
    plans: list[PlanWish]


@dataclass(frozen=True, slots=True)
class Opened:
    application_id: str
    application_no: str
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Only:
    application_id: str


@dataclass(frozen=True, slots=True)
class Invited:
    group_due_at: datetime
    group_reminders: str


@dataclass(frozen=True, slots=True)
class LifeRow:
    """One person of the list. Class C2."""

    name: str
    id_no: str
    birth_date: date
    relation: str
    occupation_class: str
    at_work: str


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """Yuan; the account is the group's own. Class C2."""

    headcount: int
    premium_source: str
    formed_to_insure: str
    beneficiaries: str
    bank: str
    account_no: str
    delivery: str
    premium_3y: Decimal | None = None
    claims_3y: Decimal | None = None


@dataclass(frozen=True, slots=True)
class GroupAnswers:
    group: GroupFacts
    lives: list[LifeRow]
    signed_name: str
    truth_declared: bool
    lives_informed: bool
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    application_id: str
    answers: GroupAnswers


@dataclass(frozen=True, slots=True)
class Cleared:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Judging:
    application_id: str
    group_papers_seen: list[str]
    group_list_agrees: str
    group_review_result: str
    group_papers_note: str | None = None
    group_review_note: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    group_papers_result: str
    """`complete`, `missing` or `stopped`."""
    group_missing_text: str | None = None
    group_papers_note: str | None = None
    group_review_note: str | None = None


def group_of(session: Session, application_id: str) -> GroupApplication | None:
    """What the group declared; None for an application of persons."""
    return session.get(GroupApplication, application_id)


def lives_of(session: Session, application: Application) -> Sequence[GroupLife]:
    """The lives of the present version, in the order of the list."""
    return session.scalars(
        select(GroupLife)
        .where(GroupLife.application_id == application.id, GroupLife.version == application.version)
        .order_by(GroupLife.line)
    ).all()


@registry.handles("group.open", takes=Opening, gives=Opened)
def open_group_application(given: Opening, context: HandlerContext) -> Opened:
    """Create the application of a group with the plans that it accepted; the group stands as the insured."""
    session = context.session
    require_sales_rights(context, given.agent_id)
    find_customer(session, given.applicant_id)
    if not given.plans:
        raise BpmnError("no_plan", "an application needs at least one product")
    application_id = context.new_id("APP")
    application = Application(
        id=application_id,
        number=f"{local_day(context.now):%Y%m%d}{application_id[4:12]}",
        version=1,
        status=ApplicationStatus.OPENED,
        applicant_id=given.applicant_id,
        insured_id=given.applicant_id,
        agent_id=given.agent_id,
        relation="employer",
        opened_at=context.now,
    )
    session.add(application)
    session.flush()
    session.add(GroupApplication(application_id=application.id, papers=[], findings=[]))
    for line, wish in enumerate(given.plans, start=1):
        product = session.get(Product, wish.product_code)
        if product is None or not product.offered or product.customer_kind != "group":
            raise BpmnError("product_not_offered", f"{wish.product_code} is not on offer to groups")
        session.add(
            PlanLine(
                id=context.new_id("PLN"),
                application_id=application.id,
                version=1,
                line=line,
                product_code=wish.product_code,
                sum_assured=wish.sum_assured,
                premium_years=wish.premium_years,
                policy_years=wish.policy_years,
            )
        )
    session.flush()
    return Opened(application.id, application.number, sla_days(session, context.now, SLA))


@registry.handles("group.invite", takes=Only, gives=Invited)
def invite_group(given: Only, context: HandlerContext) -> Invited:
    """Send the group its own link, and set by when the application must be filled and signed."""
    application = find_application(context.session, given.application_id)
    send_link(context, application.applicant_id)
    due = days_later(context.session, "application_valid_days", context.now)
    return Invited(due, parameter(context.session, "application_reminders", context.now))


@registry.handles("group.store", takes=Filled, gives=Cleared)
def store_group_application(given: Filled, context: HandlerContext) -> Cleared:
    """Write what the group filled in and signed; each filling is a version of its own, signed over its hash."""
    session, answers = context.session, given.answers
    application = find_application(session, given.application_id)
    told, declared = answers.group, session.get_one(GroupApplication, application.id)
    if application.content is not None:
        _next_version(context, application)
    declared.headcount, declared.premium_source = told.headcount, told.premium_source
    declared.formed_to_insure = told.formed_to_insure == "yes"
    declared.beneficiary_breach = told.beneficiaries == "others"
    declared.premium_3y, declared.claims_3y = told.premium_3y or Decimal(0), told.claims_3y or Decimal(0)
    filled = Shape(GroupAnswers).dump(answers)
    kept = {"payment": {"bank": told.bank, "account_no": told.account_no}, "signed_name": answers.signed_name}
    kept["remark"] = answers.remark or ""
    application.content = privacy.seal(session, application.applicant_id, kept, context.now)
    canonical = orjson.dumps(filled, option=orjson.OPT_SORT_KEYS).decode()
    application.content_hash = privacy.keyed_hash(session, canonical, context.now)
    application.account_hash = privacy.keyed_hash(session, told.account_no, context.now)
    application.delivery, application.signature_matches = told.delivery, bool(answers.signed_name.strip())
    application.status = ApplicationStatus.SIGNED
    _write_lives(context, application, answers.lives)
    session.add(
        Signature(
            id=context.new_id("SIG"),
            application_id=application.id,
            version=application.version,
            signer_role="applicant",
            signed_by=context.actor_id,
            method="customer_link",
            content_hash=application.content_hash,
            signed_at=context.now,
        )
    )
    return Cleared()


def _next_version(context: HandlerContext, application: Application) -> None:
    session, lines = context.session, PlanLine.application_id == application.id
    before = session.scalars(select(PlanLine).where(lines, PlanLine.version == application.version)).all()
    application.version += 1
    for plan in before:
        session.add(
            PlanLine(
                id=context.new_id("PLN"),
                application_id=application.id,
                version=application.version,
                line=plan.line,
                product_code=plan.product_code,
                sum_assured=plan.sum_assured,
                premium_years=plan.premium_years,
                policy_years=plan.policy_years,
            )
        )
    session.flush()


def _write_lives(context: HandlerContext, application: Application, rows: Sequence[LifeRow]) -> None:
    session = context.session
    here = (GroupLife.application_id == application.id, GroupLife.version == application.version)
    session.execute(delete(GroupLife).where(*here))
    for line, row in enumerate(rows, start=1):
        identity = {"name": row.name, "id_no": row.id_no}
        session.add(
            GroupLife(
                id=context.new_id("GLF"),
                application_id=application.id,
                version=application.version,
                line=line,
                identity=privacy.seal(session, application.applicant_id, identity, context.now),
                id_no_hash=privacy.keyed_hash(session, row.id_no, context.now),
                birth_date=row.birth_date,
                relation=row.relation,
                occupation_class=row.occupation_class,
                actively_at_work=row.at_work == "yes" or row.relation != "employee",
            )
        )
    session.flush()


@registry.handles("group.judge_papers", takes=Judging, gives=Judged)
def judge_group_papers(given: Judging, context: HandlerContext) -> Judged:
    """Put what operations and compliance found into one result; what is missing is told in one list (SOP 4.4.2a)."""
    session = context.session
    application = find_application(session, given.application_id)
    session.get_one(GroupApplication, application.id).papers = sorted(given.group_papers_seen)
    if given.group_review_result == "stop":
        return Judged("stopped", group_review_note=given.group_review_note)
    missing = [label for kind, label in GROUP_PAPERS.items() if kind not in given.group_papers_seen]
    if given.group_list_agrees != "yes":
        missing.append(f"被保险人名单与社保清单不一致：{given.group_papers_note or '请核对'}")
    if given.group_review_result == "return":
        missing.append(f"合规要求：{given.group_review_note or '请更正'}")
    hashes = [life.id_no_hash for life in lives_of(session, application)]
    if len(set(hashes)) != len(hashes):
        missing.append("被保险人名单中有重复的证件号码")
    if not missing:
        application.status, application.submitted_at = ApplicationStatus.SUBMITTED, context.now
        return Judged("complete")
    text = f"团体投保单 {application.number} 尚缺以下内容，请一次补齐：\n" + "\n".join(f"- {each}" for each in missing)
    write_notice(context, application, "missing_list", "缺漏清单", text)
    return Judged("missing", "；".join(missing))


@registry.handles("group.reopen", takes=Only, gives=Nothing)
def reopen_group_application(given: Only, context: HandlerContext) -> Nothing:
    """Underwriting asked something: the application is the group's again; what is signed next is a new version."""
    application = find_application(context.session, given.application_id)
    application.status, application.submitted_at = ApplicationStatus.OPENED, None
    return Nothing()


@registry.handles("group.submit", takes=Only, gives=Nothing)
def submit_group_application(given: Only, context: HandlerContext) -> Nothing:
    """Tell group and agent that the application went to underwriting."""
    application = find_application(context.session, given.application_id)
    text = f"团体投保单 {application.number} 资料齐全，已提交核保。"
    write_notice(context, application, "application_submitted", "已提交核保", text)
    return Nothing()


def write_members(context: HandlerContext, policy: Policy, application: Application) -> None:
    """Put the lives that were accepted into the policy; nothing for an application of persons."""
    if group_of(context.session, application.id) is None:
        return
    for life in lives_of(context.session, application):
        if life.excluded is not None:
            continue
        context.session.add(
            PolicyMember(
                id=context.new_id("MEM"),
                policy_id=policy.id,
                identity=life.identity,
                id_no_hash=life.id_no_hash,
                plan=ONE_PLAN,
                occupation_class=life.occupation_class,
                premium=life.premium,
                joined_on=policy.effective_from,
            )
        )
    context.session.flush()
