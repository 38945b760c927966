"""Verify (SOP B1.3a, DOMAIN §5 controls 1–3): status, applicant, representative, order, papers; one complete list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.parameters import days_later, whole
from handlers.records import Policy, ServicingRecord
from handlers.records.servicing import ServicingStatus
from handlers.servicing.codes import PAPERS, PROBLEMS, say
from handlers.servicing.documents import issue_missing_list
from handlers.servicing.letters import write_letter
from handlers.servicing.record import change_of, find_record, in_flight_beside, policy_of
from handlers.servicing.request import CUSTOMER, ForRequest, name_of
from handlers.servicing.schemas import Change, Choice, Item

registry = HandlerRegistry()
ALWAYS = ("application_form", "id_copy")
MONEY = ("in", "out")


@dataclass(frozen=True, slots=True)
class Checking:
    servicing_id: str
    item: Item
    stated_by: str
    by_agent: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    problems: list[str]
    problems_text: str
    required_papers: list[Choice]
    needs_person: bool
    """False only for an automatic item that the customer stated on the own link, with nothing to look at."""
    check_result: str
    reasons: list[str]
    may_underwrite: bool
    needs_underwriting: bool


@dataclass(frozen=True, slots=True)
class CheckAnswers:
    identity_ok: str
    papers_ok: list[str] = field(default_factory=list)
    papers_false: bool = False
    representative_ok: str | None = None
    needs_underwriting: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Settling:
    servicing_id: str
    item: Item
    problems: list[str]
    required_papers: list[Choice]
    answers: CheckAnswers


@dataclass(frozen=True, slots=True)
class Settled:
    check_result: str
    """`complete`, `incomplete` or `refused`."""
    reasons: list[str]
    missing_text: str
    needs_underwriting: bool
    papers_due_at: datetime
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Accepted:
    accepted_at: datetime


@registry.handles("servicing.check_facts", takes=Checking, gives=Facts)
def check_facts(given: Checking, context: HandlerContext) -> Facts:
    """Everything that the records alone can tell, before a person looks at the papers."""
    record = find_record(context.session, given.servicing_id)
    policy, item = policy_of(context.session, record), given.item
    problems = [
        *_applicant_problems(context, record, policy, given),
        *_policy_problems(context, record, policy, item),
        *_payee_problems(context, record, policy, item),
    ]
    record.applicant_check = problems
    papers = _papers(record, item, given.stated_by)
    automatic = item.level == "L0" and given.stated_by == CUSTOMER and not papers and not record.represented
    return Facts(
        problems=problems,
        problems_text=say(problems, PROBLEMS) or "未发现问题",
        required_papers=[Choice(PAPERS[code], code) for code in papers],
        needs_person=bool(problems) or not automatic,
        check_result="complete",
        reasons=problems,
        may_underwrite=item.underwriting == "maybe",
        needs_underwriting=item.underwriting == "yes",
    )


def _papers(record: ServicingRecord, item: Item, stated_by: str) -> list[str]:
    """What this request needs. A statement on the own link, behind its code, needs neither form nor id copy."""
    papers = [] if stated_by == CUSTOMER else list(ALWAYS)
    papers += [code for code in item.papers if code not in papers]
    papers += ["power_of_attorney"] if record.represented else []
    papers += ["death_papers"] if item.operation == "policyholder" and record.applicant_role == "insured" else []
    return papers


def _applicant_problems(context: HandlerContext, record: ServicingRecord, policy: Policy, given: Checking) -> list[str]:
    item, role = given.item, record.applicant_role
    problems = [] if role in item.applicants else ["not_entitled"]
    registered = {"policyholder": policy.policyholder_id, "group": policy.policyholder_id, "insured": policy.insured_id}
    if role in registered and record.applicant_id != registered[role]:
        problems.append("applicant_differs")
    if role == "beneficiary" and record.applicant_id is None:
        problems.append("applicant_differs")
    if record.represented and (item.in_person or _large_account(context, policy, item)):
        problems.append("must_be_in_person")
    if given.by_agent and record.represented and item.money in MONEY:
        problems.append("agent_in_the_way")
    return problems


def _large_account(context: HandlerContext, policy: Policy, item: Item) -> bool:
    limit = Decimal(whole(context.session, "account_in_person_amount", context.now))
    return item.operation == "payment_account" and policy.annual_premium > limit


def _policy_problems(context: HandlerContext, record: ServicingRecord, policy: Policy, item: Item) -> list[str]:
    problems = [] if policy.status.value in item.statuses else ["wrong_status"]
    beside = {other.kind for other in in_flight_beside(context.session, record)}
    if record.kind in beside:
        problems.append("in_flight")
    if beside.intersection(item.not_beside):
        problems.append("order")
    block = timedelta(days=whole(context.session, "lost_policy_block_days", context.now))
    if item.operation == "surrender" and policy.reissued_at and record.received_at < policy.reissued_at + block:
        problems.append("lost_policy")
    return problems


def _payee_problems(context: HandlerContext, record: ServicingRecord, policy: Policy, item: Item) -> list[str]:
    """Own accounts only (Order 2023-2 art 32): the name on the account is the policyholder's, or the applicant's."""
    change = change_of(context.session, record)
    if not change.account_holder or item.operation == "policyholder":
        return _new_account_problem(change, item)
    own = record.applicant_id if record.applicant_role == "beneficiary" else policy.policyholder_id
    if own is None or "".join(change.account_holder.split()) != name_of(context.session, own):
        return ["payee_differs"]
    return []


def _new_account_problem(change: Change, item: Item) -> list[str]:
    if item.operation == "policyholder" and change.account_no and change.account_holder and change.new_holder:
        own = "".join(change.new_holder.name.split())
        return [] if "".join(change.account_holder.split()) == own else ["payee_differs"]
    return []


@registry.handles("servicing.settle_check", takes=Settling, gives=Settled)
def settle_check(given: Settling, context: HandlerContext) -> Settled:
    """Complete, incomplete or refused. After the one-time notice nothing is asked for that was not on its list."""
    record, answers = find_record(context.session, given.servicing_id), given.answers
    record.operator = context.actor_id
    reasons = list(given.problems)
    reasons += ["identity_not_confirmed"] if answers.identity_ok == "no" else []
    reasons += ["representative_not_confirmed"] if answers.representative_ok == "no" else []
    reasons += ["papers_false"] if answers.papers_false else []
    listed = {entry["kind"] for entry in record.papers if entry["listed"]}
    rows, missing = [], []
    for paper in given.required_papers:
        ok = paper.value in answers.papers_ok
        may_ask = record.one_time_notice_at is None or paper.value in listed
        rows.append({"kind": paper.value, "ok": ok, "listed": not ok and may_ask, "waived": not ok and not may_ask})
        missing += [paper.label] if not ok and may_ask else []
    record.papers = rows
    result = "refused" if reasons else "incomplete" if missing else "complete"
    if result == "complete":
        record.complete_at = context.now
    return Settled(
        check_result=result,
        reasons=reasons,
        missing_text="、".join(missing),
        needs_underwriting=given.item.underwriting == "yes" or answers.needs_underwriting,
        papers_due_at=days_later(context.session, "servicing_papers_days", context.now),
    )


@dataclass(frozen=True, slots=True)
class MissingList:
    servicing_id: str
    missing_text: str
    papers_due_at: datetime


@registry.handles("servicing.send_missing_list", takes=MissingList, gives=Nothing)
def send_missing_list(given: MissingList, context: HandlerContext) -> Nothing:
    """The one-time notice: everything that is missing, at once, with the last day (Order 2023-2 art 39)."""
    record = find_record(context.session, given.servicing_id)
    record.one_time_notice_at = record.one_time_notice_at or context.now
    issue_missing_list(context, record, given.missing_text.split("、"), given.papers_due_at)
    return Nothing()


@registry.handles("servicing.accept", takes=ForRequest, gives=Accepted)
def accept_request(given: ForRequest, context: HandlerContext) -> Accepted:
    """Complete: the request is accepted, the version of the policy it was accepted on is kept."""
    record = find_record(context.session, given.servicing_id)
    record.status, record.accepted_at = ServicingStatus.ACCEPTED, context.now
    record.complete_at = record.complete_at or context.now
    record.policy_version = policy_of(context.session, record).version
    write_letter(
        context, record, "servicing_accepted", "受理通知", "资料齐全，已受理。", recipients=("customer", "agent")
    )
    return Accepted(context.now)
