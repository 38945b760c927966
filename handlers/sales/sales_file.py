"""What staff and the customer read beside a task of the sales part: the documents as they stand, by role (SOP 5.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.documents import BulletList, KeyValues, Paragraph, Picture, Table, find_document, open_document
from handlers.records import Contact, NeedsAnalysis, NeedsPaper, Proposal
from handlers.records.proposal import ProposalStatus
from handlers.sales.codes import CHANNELS, GOALS, PAPERS, SEGMENTS
from handlers.sections import Line, Section

READERS = frozenset({"agent", "compliance", "operations", "management", "customer"})
FULL = frozenset({"agent", "compliance"})
"""Who reads what a prospect told (SOP 4.1.2c)."""


class UnknownSalesMatterError(LookupError):
    """There is no contact, analysis or proposal with this id."""


def contact_file(session: Session, contact_id: str, roles: Collection[str]) -> list[Section]:
    """The plan of a contact and what was learned. Raises `UnknownSalesMatterError`."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise UnknownSalesMatterError(contact_id)
    if not FULL & set(roles):
        return []
    lines = [Line("目标客群", SEGMENTS[contact.segment]), Line("渠道", CHANNELS[contact.channel])]
    if contact.content is not None and contact.customer_id is not None:
        said = privacy.unseal(session, contact.customer_id, contact.content)
        lines += [
            Line("客户", said["name"]),
            Line("保障目标", "、".join(GOALS[goal] for goal in said["protection_goals"]) or "无"),
            Line("家庭或单位情况", said["note"] or "—"),
            Line("已有保单", said["existing_policies"] or "—"),
        ]
    return [Section("初次对接", tuple(lines))]


def needs_file(session: Session, needs_id: str, roles: Collection[str]) -> list[Section]:
    """The checklist, the papers and the report of a needs analysis. Raises `UnknownSalesMatterError`."""
    needs = session.get(NeedsAnalysis, needs_id)
    if needs is None:
        raise UnknownSalesMatterError(needs_id)
    if not READERS & set(roles):
        return []
    newest = needs.document_id or needs.checklist_id
    return [*_document(session, newest), *_papers(session, needs)]


def proposal_file(session: Session, proposal_id: str, roles: Collection[str]) -> list[Section]:
    """The proposal and the risk disclosure; the customer sees them once compliance approved (SOP 4.3.2c)."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise UnknownSalesMatterError(proposal_id)
    held = set(roles) & READERS
    if not held or (held == {"customer"} and proposal.status == ProposalStatus.OPEN):
        return []
    if proposal.document_id is None:
        return needs_file(session, proposal.needs_id, roles)
    return [*_document(session, proposal.document_id), *_document(session, proposal.disclosure_id)]


def _papers(session: Session, needs: NeedsAnalysis) -> Iterator[Section]:
    asked = select(NeedsPaper).where(NeedsPaper.needs_id == needs.id).order_by(NeedsPaper.round, NeedsPaper.kind)
    lines = [
        Line(PAPERS[row.kind], "清晰、已核实" if row.legible and row.is_true else "须补正")
        for row in session.scalars(asked)
    ]
    if lines:
        yield Section("资料", tuple(lines))


def _document(session: Session, document_id: str | None) -> Iterator[Section]:
    """A document, section by section, as it was sealed."""
    if document_id is None:
        return
    opened = open_document(session, find_document(session, document_id))
    head = Line("编号", f"{opened.number}（第 {opened.version} 版）")
    yield Section(opened.title, (head, *(Line("", sentence) for sentence in opened.spec.fixed)))
    for section in opened.spec.sections:
        lines = tuple(line for block in section.blocks for line in _lines(block))
        yield Section(section.title or opened.title, lines)


def _lines(block: Paragraph | BulletList | KeyValues | Table | Picture) -> Iterator[Line]:
    match block:
        case KeyValues():
            yield from (Line(label, value) for label, value in block.pairs)
        case Table():
            for row in block.rows:
                rest = "，".join(
                    f"{name}：{cell}" for name, cell in zip(block.columns[1:], row[1:], strict=True) if cell
                )
                yield Line(row[0], rest)
        case BulletList():
            yield from (Line("", item) for item in block.items)
        case Paragraph():
            yield Line("", block.text)
