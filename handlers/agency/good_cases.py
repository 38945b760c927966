"""The case library: a good case is published only without a trace of the person it is about (SOP 4.6.2c, 5.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.agency.departments import TOP, number_of, tell_inside
from handlers.documents import KeyValues, Paragraph, Section, issue_document
from handlers.notices import AGENCY
from handlers.parameters import sla_days
from handlers.people import find_customer, identity_of
from handlers.records import GoodCase, Policy
from handlers.records.good_case import GoodCaseStatus
from handlers.words import day_text

registry = HandlerRegistry()
CATEGORIES = {
    "needs": "需求分析",
    "underwriting": "投保核保",
    "service": "客户服务",
    "claim": "理赔",
    "compliance": "合规",
}
PATTERNS = (
    ("证件号码", re.compile(r"\d{17}[\dXx]")),
    ("手机号码", re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    ("银行账号", re.compile(r"(?<!\d)\d{16,19}(?!\d)")),
    ("电子邮箱", re.compile(r"[\w.+-]+@[\w-]+\.\w+")),
    ("保单号", re.compile(r"P\d{8}[A-Z0-9]{4,}")),
)
PARTS = {
    "name": "姓名",
    "id_no": "证件号码",
    "mobile": "手机号码",
    "email": "电子邮箱",
    "address": "住址",
    "employer": "单位",
}
SHORTEST = 2
"""A part of an identity of one character would be found everywhere."""


@dataclass(frozen=True, slots=True)
class Story:
    """What happened and what is learnt from it; may hold personal data until it is checked."""

    title: str
    story: str
    lesson: str


@dataclass(frozen=True, slots=True)
class Proposing:
    category: str
    answers: Story | None = None
    policy_no: str | None = None
    review_id: str | None = None
    started_by: str = "system"


@dataclass(frozen=True, slots=True)
class Proposed:
    library_case_id: str
    library_case_no: str
    proposers: list[str]
    sla: dict[str, int]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Checking:
    library_case_id: str
    answers: Story
    policy_no: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    is_clean: bool
    traces_text: str
    """Kinds of what was found, never the data."""
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Reviewing:
    library_case_id: str
    review_result: str
    review_note: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    library_case_id: str


@dataclass(frozen=True, slots=True)
class Closing:
    library_case_id: str
    close_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawing:
    library_case_no: str
    withdraw_reason: str
    started_by: str = "system"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    was_published: bool


@registry.handles("library.propose", takes=Proposing, gives=Proposed)
def propose_case(given: Proposing, context: HandlerContext) -> Proposed:
    """Keep the proposal, what was told of it sealed under the customer's key (SOP 4.6.2c)."""
    session, now = context.session, context.now
    case_id = context.new_id("GCS")
    row = GoodCase(
        id=case_id,
        number=number_of("AL", case_id, now),
        category=given.category,
        review_id=given.review_id,
        proposed_by=given.started_by,
        proposed_at=now,
        status=GoodCaseStatus.PROPOSED,
    )
    session.add(row)
    policy = _policy(session, given.policy_no)
    row.customer_id = policy.policyholder_id if policy else None
    if given.answers is not None:
        _keep_draft(context, row, given.answers)
    session.flush()
    text = f"案例 {row.number} 已推荐，请脱敏后提交审核。"
    tell_inside(context, "good_case", "典型案例脱敏", text, row.id, row.proposed_by)
    return Proposed(
        row.id,
        row.number,
        [row.proposed_by],
        sla_days(session, now, ("deidentify_case", "give_up_case", "review_case", "approve_case")),
    )


@registry.handles("library.check", takes=Checking, gives=Checked)
def check_case(given: Checking, context: HandlerContext) -> Checked:
    """Look for the person in the text: by name, number, phone, address of all concerned, and by patterns."""
    session = context.session
    row = session.get_one(GoodCase, given.library_case_id)
    policy = _policy(session, given.policy_no)
    if policy is not None:
        row.customer_id = policy.policyholder_id
    _keep_draft(context, row, given.answers)
    text = "\n".join(asdict(given.answers).values())
    found = set(traces_of(session, row.customer_id, text))
    if given.policy_no and policy is None:
        found.add("保单号不存在，无法比对客户身份")
    return Checked(not found, "、".join(sorted(found)))


def traces_of(session: Session, customer_id: str | None, text: str) -> Iterator[str]:
    """The kinds of personal data that the text still holds: of the customer and the insured, or of anybody."""
    plain = "".join(text.split())
    yield from (kind for kind, pattern in PATTERNS if pattern.search(plain))
    for person_id in _people(session, customer_id):
        identity = asdict(identity_of(session, find_customer(session, person_id)))
        for part, kind in PARTS.items():
            value = "".join(str(identity[part]).split())
            if len(value) >= SHORTEST and value in plain:
                yield kind


def _people(session: Session, customer_id: str | None) -> list[str]:
    if customer_id is None:
        return []
    asked = select(Policy.insured_id).where(
        or_(Policy.policyholder_id == customer_id, Policy.insured_id == customer_id)
    )
    return sorted({customer_id, *session.scalars(asked)})


def _policy(session: Session, number: str | None) -> Policy | None:
    return session.scalar(select(Policy).where(Policy.number == number.strip())) if number else None


def _keep_draft(context: HandlerContext, row: GoodCase, story: Story) -> None:
    row.draft = privacy.seal(context.session, row.customer_id or AGENCY, asdict(story), context.now)


def draft_of(session: Session, row: GoodCase) -> dict[str, str] | None:
    """The draft in clear, or None when there is none. Raises `ErasedError`."""
    if row.draft is None:
        return None
    opened: dict[str, str] = privacy.unseal(session, row.customer_id or AGENCY, row.draft)
    return opened


@registry.handles("library.review", takes=Reviewing, gives=Nothing)
def record_review(given: Reviewing, context: HandlerContext) -> Nothing:
    """Keep who of compliance read it; what is returned says why."""
    row = context.session.get_one(GoodCase, given.library_case_id)
    row.checked_by = context.actor_id
    if given.review_result == "return":
        text = f"案例 {row.number} 退回：{given.review_note or ''}"
        tell_inside(context, "good_case", "典型案例退回", text, row.id, row.proposed_by)
    return Nothing()


@registry.handles("library.publish", takes=About, gives=Nothing)
def publish_case(given: About, context: HandlerContext) -> Nothing:
    """Publish the de-identified text; the draft and the link to the person go."""
    session = context.session
    row = session.get_one(GoodCase, given.library_case_id)
    story = draft_of(session, row)
    if story is None:
        raise LookupError(f"the case {row.number} has no draft")
    row.title, row.story, row.lesson = story["title"], story["story"], story["lesson"]
    row.draft, row.customer_id = None, None
    row.approved_by, row.published_at, row.status = context.actor_id, context.now, GoodCaseStatus.PUBLISHED
    head = [("编号", row.number), ("类别", CATEGORIES[row.category]), ("发布日期", day_text(context.now))]
    row.document_id = issue_document(
        context,
        kind="library_case",
        title=row.title,
        title_en="",
        subject_id=AGENCY,
        matter_id=row.id,
        sections=[
            Section("案例", [KeyValues(head)]),
            Section("经过", [Paragraph(row.story)]),
            Section("启示", [Paragraph(row.lesson)]),
        ],
    )
    text = f"案例库新增 {row.number}《{row.title}》。"
    tell_inside(context, "good_case", "典型案例发布", text, row.id, "agent", "operations", "underwriter", "claims")
    return Nothing()


@registry.handles("library.close", takes=Closing, gives=Nothing)
def close_case(given: Closing, context: HandlerContext) -> Nothing:
    """Not published: the draft goes, the reason stays."""
    row = context.session.get_one(GoodCase, given.library_case_id)
    row.status, row.draft, row.customer_id = GoodCaseStatus.REJECTED, None, None
    row.closed_at, row.closed_by = context.now, context.actor_id
    row.close_reason = given.close_reason or "逾期未脱敏"
    text = f"案例 {row.number} 未入库：{row.close_reason}"
    tell_inside(context, "good_case", "典型案例未入库", text, row.id, row.proposed_by)
    return Nothing()


@registry.handles("library.withdraw", takes=Withdrawing, gives=Withdrawn)
def withdraw_case(given: Withdrawing, context: HandlerContext) -> Withdrawn:
    """Take a published case out of the library at once; its text goes, reason and date stay."""
    number = given.library_case_no.strip()
    row = context.session.scalar(select(GoodCase).where(GoodCase.number == number))
    if row is None or row.status is not GoodCaseStatus.PUBLISHED:
        return Withdrawn(was_published=False)
    row.status, row.title, row.story, row.lesson = GoodCaseStatus.WITHDRAWN, None, None, None
    row.closed_at, row.closed_by, row.close_reason = context.now, given.started_by, given.withdraw_reason
    text = f"案例 {row.number} 已撤下，请勿再使用或转发。"
    who = ("agent", "operations", "underwriter", "claims", TOP)
    tell_inside(context, "good_case", "典型案例撤下", text, row.id, *who)
    return Withdrawn(was_published=True)
