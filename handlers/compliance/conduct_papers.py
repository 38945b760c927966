"""What the papers on a breach of conduct say: the decision as the person is told it, and as it is filed (4.6.1a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.compliance.codes import BREACH_KINDS, SANCTIONS
from handlers.documents import Paragraph, Section, Tone, facts, written
from handlers.records import ConductBreach
from handlers.records.conduct import ConductStatus
from handlers.words import day_text


def _sanctions(codes: Sequence[str]) -> str:
    return "、".join(SANCTIONS.get(code, code) for code in codes)


def notice_sections(
    breach: ConductBreach, number: str, said: Mapping[str, Any], sanctions: Sequence[str], appeal_by: datetime
) -> list[Section]:
    """《违规处理决定通知书》: facts, reason, sanction, and the way to appeal."""
    head = [
        ("编号", number),
        ("当事人", breach.person_id),
        ("行为", BREACH_KINDS.get(breach.kind or "", "")),
        ("再犯", "是" if breach.is_repeat else "否"),
        ("处罚", _sanctions(sanctions)),
        ("决定日期", day_text(breach.decided_at) if breach.decided_at else ""),
    ]
    way = f"如不服，可在 {day_text(appeal_by)} 前申诉，由未参与本决定的人员裁决；申诉期间处罚照常执行。"
    parts = (("事实", "assessment"), ("您的申辩", "statement"), ("理由", "reason"))
    appeal = Section("申诉途径", [Paragraph(way, Tone.FIXED)])
    return [facts("决定", head, sample=True), *written(said, parts), appeal]


def decision_sections(breach: ConductBreach, number: str, said: Mapping[str, Any]) -> list[Section]:
    """《违规处理决定书》 for the file, with who proposed, decided and ruled."""
    head = [
        ("编号", number),
        ("当事人", breach.person_id),
        ("行为", BREACH_KINDS.get(breach.kind or "", "")),
        ("再犯", "是" if breach.is_repeat else "否"),
        ("提出", breach.proposed_by or "—"),
        ("决定", breach.decided_by or "—"),
        ("申诉裁决", breach.appeal_decided_by or "—"),
        ("处罚", _sanctions(said.get("proposed", []))),
        ("结果", "处罚已撤销" if breach.status is ConductStatus.LIFTED else "处罚生效"),
    ]
    parts = (("事实", "assessment"), ("申辩", "statement"), ("理由", "reason"), ("申诉", "appeal"), ("裁决", "ruling"))
    return [facts("概况", head, sample=True), *written(said, parts)]
