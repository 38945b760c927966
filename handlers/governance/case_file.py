"""What each role may read beside a task of governance: faults, emergencies, appraisals, audit findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.governance.codes import DEPARTMENTS, GRADES, SEVERITIES
from handlers.notices import AGENCY
from handlers.records import Appraisal, AuditFinding, Emergency, Fault
from handlers.sections import Line, Section
from handlers.words import day_text

LEADS = frozenset({"management", "compliance"})
MENDERS = LEADS | {"operations"}
FAULT_PARTS = {"report": "现象与经过", "triage": "替代办法或说明", "lesson": "根本原因与教训"}
EMERGENCY_PARTS = {"report": "经过", "response": "处置", "restored": "恢复", "review": "复盘"}
APPRAISAL_PARTS = {"self": "自评", "appraisal": "评价", "objection": "异议", "second": "复评"}


def fault_file(session: Session, fault_id: str, roles: Collection[str]) -> list[Section]:
    """A fault for who mends it: what was reported and done. Others of the staff see nothing: it may name customers."""
    row = session.get(Fault, fault_id)
    if row is None or not MENDERS.intersection(roles):
        return []
    said = privacy.unseal(session, AGENCY, row.content)
    fixes = {f"fix_{number}": f"第 {number} 次处理" for number in range(1, row.attempts + 1)}
    return [Section("故障", tuple(_parts(said, FAULT_PARTS | fixes)))]


def emergency_file(session: Session, emergency_id: str, roles: Collection[str]) -> list[Section]:
    """An emergency for those who deal with it."""
    row = session.get(Emergency, emergency_id)
    if row is None or row.content is None or not MENDERS.intersection(roles):
        return []
    return [Section("突发事件", tuple(_parts(privacy.unseal(session, AGENCY, row.content), EMERGENCY_PARTS)))]


def appraisal_file(session: Session, appraisal_id: str, roles: Collection[str]) -> list[Section]:
    """What person and lead wrote, for the leads; the person was sent the appraisal. Raises `ErasedError`."""
    row = session.get(Appraisal, appraisal_id)
    if row is None or not LEADS.intersection(roles):
        return []
    said = {} if row.content is None else privacy.unseal(session, row.person_id, row.content)
    head = [Line("数据对应等级", GRADES.get(row.proposed, "")), Line("结果", GRADES.get(row.grade or "", ""))]
    return [Section("考核", (*(line for line in head if line.value), *_parts(said, APPRAISAL_PARTS)))]


def audit_file(session: Session, audit_id: str, roles: Collection[str]) -> list[Section]:
    """The findings of an audit, in full, for management, compliance and the auditor."""
    if not (LEADS | {"auditor"}).intersection(roles):
        return []
    asked = select(AuditFinding).where(AuditFinding.audit_id == audit_id).order_by(AuditFinding.id)
    lines = []
    for row in session.scalars(asked):
        label = f"{row.clause}，{DEPARTMENTS[row.department]}，{SEVERITIES[row.severity]}"
        fact = privacy.unseal(session, AGENCY, row.fact)["fact"]
        lines.append(Line(label, f"{fact}（{day_text(row.correct_by)} 前整改）"))
    return [Section("审计发现", tuple(lines))] if lines else []


def _parts(said: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[Line]:
    return (Line(title, said[key]) for key, title in titles.items() if said.get(key))
