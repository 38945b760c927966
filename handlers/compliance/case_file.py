"""What each role may read of a matter of compliance beside a task (DOMAIN §8: complaint text, handlers only)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from handlers.compliance.codes import COMPLAINT_KINDS, COMPLAINT_OUTCOMES, COMPLAINT_STATUSES, REMEDIES
from handlers.compliance.complaint import find_complaint
from handlers.compliance.matters import read_content
from handlers.records import Complaint
from handlers.sections import Line, Section
from handlers.words import day_text, yuan_text

HANDLERS = frozenset({"compliance", "management"})
PARTIES = HANDLERS | {"agent", "customer"}
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
