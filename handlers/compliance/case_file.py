"""What each role may read of a matter of compliance beside a task (DOMAIN §8: complaint text, handlers only)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from handlers import privacy
from handlers.compliance.codes import (
    BREACH_KINDS,
    COMPLAINT_KINDS,
    COMPLAINT_OUTCOMES,
    COMPLAINT_STATUSES,
    REMEDIES,
    SANCTIONS,
)
from handlers.compliance.complaint import find_complaint
from handlers.compliance.conduct import find_breach
from handlers.compliance.matters import read_content
from handlers.compliance.rectification import find_rectification, finding_text
from handlers.compliance.risk_event import find_event
from handlers.records import Complaint
from handlers.sections import Line, Section
from handlers.words import day_text, yuan_text

HANDLERS = frozenset({"compliance", "management"})
PARTIES = HANDLERS | {"agent", "customer"}
ABOUT = (("客户", "customer_id"), ("保单", "policy_id"), ("代理人", "agent_id"), ("来自", "matter_id"))
EVENT_PARTS = (
    ("情况", "facts"),
    ("评估", "assessment"),
    ("措施", "plan"),
    ("批准意见", "approval"),
    ("报送回执", "receipt_no"),
    ("落实", "result"),
    ("教训", "lessons"),
)
COMPLAINT_PARTS = (
    ("客户所述", "said", PARTIES),
    ("客户要求", "wants", PARTIES),
    ("投诉人联系方式", "contact", HANDLERS),
    ("代理人说明", "statement", HANDLERS | {"agent"}),
    ("凭证", "statement_evidence", HANDLERS | {"agent"}),
    ("客户补充", "customer_explained", HANDLERS | {"customer"}),
    ("查明事实", "facts", HANDLERS),
    ("延期理由", "extension_reason", HANDLERS),
    ("答复要点", "decision", HANDLERS),
    ("复审意见", "review_note", HANDLERS),
    ("客户表态", "reply_reason", HANDLERS),
)


def complaint_file(session: Session, complaint_id: str, roles: Collection[str]) -> list[Section]:
    """A complaint as these roles may see it. Raises `UnknownComplaintError`, `ErasedError`."""
    held = frozenset(roles)
    if not held & PARTIES:
        return []
    complaint = find_complaint(session, complaint_id)
    said = read_content(session, complaint.sealed_under, complaint)
    lines = tuple(Line(label, str(said[name])) for label, name, may in COMPLAINT_PARTS if held & may and said.get(name))
    sections = [Section("投诉", tuple(_head(complaint, held)))]
    return [*sections, Section("内容", lines)] if lines else sections


def _head(complaint: Complaint, held: frozenset[str]) -> Iterator[Line]:
    yield Line("投诉编号", complaint.number)
    yield Line("收到", day_text(complaint.received_at))
    if complaint.kind:
        yield Line("类别", COMPLAINT_KINDS.get(complaint.kind, complaint.kind))
    if complaint.due_at:
        yield Line("应答复", day_text(complaint.due_at))
    yield Line("状态", COMPLAINT_STATUSES[complaint.status])
    if held & HANDLERS:
        yield Line("不得经办", "、".join(complaint.involved) or "—")
        if complaint.outcome:
            yield Line("拟定结论", COMPLAINT_OUTCOMES[complaint.outcome])
        if complaint.remedies:
            yield Line("补救", "、".join(REMEDIES[code] for code in complaint.remedies))
        if complaint.refund is not None:
            yield Line("退款", f"{yuan_text(complaint.refund)} 元")


def conduct_file(session: Session, breach_id: str, roles: Collection[str]) -> list[Section]:
    """A breach of conduct: compliance and management all of it, whom it is about what is said against them."""
    held = frozenset(roles)
    breach = find_breach(session, breach_id)
    said = read_content(session, f"staff/{breach.person_id}", breach)
    person = HANDLERS | {"agent"}
    parts = (
        ("线索", "facts", HANDLERS),
        ("初核", "assessment", person),
        ("申辩", "statement", person),
        ("理由", "reason", person),
        ("共同决定", "confirmation", HANDLERS),
        ("申诉", "appeal", person),
        ("裁决", "ruling", person),
    )
    head = (
        Line("当事人", breach.person_id),
        Line("行为", BREACH_KINDS.get(breach.kind or "", "—")),
        Line("再犯", "是" if breach.is_repeat else "否"),
        Line("拟处罚", "、".join(SANCTIONS.get(code, code) for code in said.get("proposed", [])) or "—"),
    )
    return _sections("违规", head, said, parts, held) if held & person else []


def rectification_file(session: Session, rectification_id: str, roles: Collection[str]) -> list[Section]:
    """A rectification, for who is responsible and who re-checks."""
    held = frozenset(roles)
    row = find_rectification(session, rectification_id)
    everybody = HANDLERS | {"agent", "operations", "underwriter", "claims"}
    said = read_content(session, f"staff/{row.responsible_id}", row)
    parts = (
        ("要求", "what", everybody),
        ("整改情况", "done", everybody),
        ("凭证", "evidence", everybody),
        ("延期理由", "extension_reason", everybody),
        ("复查情况", "recheck", everybody),
        ("宽限理由", "more_time_reason", everybody),
    )
    head = (
        Line("责任人", row.responsible_id),
        Line("问题", finding_text(row.code, row.source)),
        Line("期限", day_text(row.due_at)),
    )
    return _sections("整改", head, said, parts, held) if held & everybody else []


def risk_event_file(session: Session, event_id: str, roles: Collection[str]) -> list[Section]:
    """A risk event, with whom it is about: for compliance and management alone (AML Law art 35)."""
    held = frozenset(roles)
    if not held & HANDLERS:
        return []
    event = find_event(session, event_id)
    subject = f"risk/{event.id}"
    about = privacy.unseal(session, subject, event.subject)
    head = tuple(Line(label, str(about[name])) for label, name in ABOUT if about.get(name))
    parts = tuple((label, name, HANDLERS) for label, name in EVENT_PARTS)
    return _sections("涉及", head, read_content(session, subject, event), parts, held)


def _sections(
    title: str,
    head: tuple[Line, ...],
    said: Mapping[str, Any],
    parts: Iterable[tuple[str, str, frozenset[str]]],
    held: frozenset[str],
) -> list[Section]:
    lines = tuple(Line(label, str(said[name])) for label, name, may in parts if held & may and said.get(name))
    return [section for section in (Section(title, head), Section("内容", lines)) if section.lines]
