"""The double recording: eight steps, a reference, a check by somebody else (保监发〔2017〕54号, DOMAIN §2.1)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engine.registry import HandlerContext, HandlerRegistry
from handlers.documents import KeyValues, Section, Table, issue_document
from handlers.records import DoubleRecording, Proposal
from handlers.sales.building import find_proposal
from handlers.sales.codes import NODES
from handlers.words import day_text

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Submitted:
    proposal_id: str
    recording_ref: str
    nodes: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Kept:
    recording_attempt: int


@dataclass(frozen=True, slots=True)
class Check:
    proposal_id: str
    quality_result: str
    quality_problems: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    recording_result: str


@registry.handles("recording.store", takes=Submitted, gives=Kept)
def store_recording(given: Submitted, context: HandlerContext) -> Kept:
    """Keep where the recording lies and which steps it shows; the recording itself stays in its own store."""
    proposal = find_proposal(context, given.proposal_id)
    asked = select(func.max(DoubleRecording.attempt)).where(DoubleRecording.proposal_id == proposal.id)
    attempt = (context.session.scalar(asked) or 0) + 1
    context.session.add(
        DoubleRecording(
            id=context.new_id("REC"),
            proposal_id=proposal.id,
            version=proposal.version,
            attempt=attempt,
            recording_ref=given.recording_ref,
            nodes=[node for node in NODES if given.nodes.get(node)],
            recorded_at=context.now,
            recorded_by=context.actor_id,
        )
    )
    return Kept(attempt)


@registry.handles("recording.check", takes=Check, gives=Result)
def record_quality(given: Check, context: HandlerContext) -> Result:
    """Keep the quality check; a recording that lacks a step never passes."""
    proposal = find_proposal(context, given.proposal_id)
    asked = select(DoubleRecording).where(DoubleRecording.proposal_id == proposal.id)
    row = context.session.scalars(asked.order_by(DoubleRecording.attempt.desc()).limit(1)).one()
    whole = set(row.nodes) == set(NODES)
    row.result = "pass" if given.quality_result == "pass" and whole else "fail"
    row.problems = given.quality_problems or ("" if whole else "录音录像缺少规定环节")
    row.checked_at, row.checked_by = context.now, context.actor_id
    row.document_id = _sheet(context, proposal, row)
    return Result(row.result)


def _sheet(context: HandlerContext, proposal: Proposal, row: DoubleRecording) -> str:
    head = [
        ("录制编号", row.recording_ref),
        ("录制日期", day_text(row.recorded_at)),
        ("录制人", row.recorded_by),
        ("质检人", str(row.checked_by)),
        ("结论", "通过" if row.result == "pass" else "不通过"),
        ("问题", row.problems or "无"),
    ]
    nodes = [(label, "有" if node in row.nodes else "缺") for node, label in NODES.items()]
    return issue_document(
        context,
        kind="recording_quality_sheet",
        subject_id=proposal.customer_id,
        agent_id=proposal.agent_id,
        matter_id=proposal.id,
        sections=[Section("", [KeyValues(head)]), Section("环节", [Table(["环节", "是否录到"], nodes)])],
    )
