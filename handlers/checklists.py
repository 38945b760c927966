"""Which papers a matter needs, and which of them are missing: the list beside a task.

    for paper in checklist(session, variables):
        print(paper.label, paper.state)

A reader gets labels and states, nothing that a paper says. Who may ask is decided by the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.claims.papers import label_of
from handlers.new_business.codes import EVIDENCE, PAPERS
from handlers.records import Application, Claim, Paper, Requirement, ServicingRecord
from handlers.records.claim import ClaimPaper, PaperStatus
from handlers.records.requirement import RequirementStatus
from handlers.servicing.codes import PAPERS as SERVICING_PAPERS


class State(StrEnum):
    """Where a paper stands."""

    MISSING = "missing"
    RECEIVED = "received"
    OPTIONAL = "optional"
    """Only where it applies, and not there."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One paper. `label` is Chinese, as every word of the handlers."""

    label: str
    state: State


def checklist(session: Session, variables: Mapping[str, Any]) -> list[Listed]:
    """The papers of the matter that the variables name, the missing ones first; empty when it keeps no such list."""
    for name, read in _READERS.items():
        if variables.get(name):
            order = list(State)
            return sorted(read(session, str(variables[name]), variables), key=lambda paper: order.index(paper.state))
    return []


def _of_claim(session: Session, claim_id: str, _variables: Mapping[str, Any]) -> Iterator[Listed]:
    claim = session.get(Claim, claim_id)
    if claim is None:
        return
    asked = select(ClaimPaper).where(ClaimPaper.claim_id == claim.id).order_by(ClaimPaper.id)
    for paper in session.scalars(asked):
        here = paper.status in (PaperStatus.RECEIVED, PaperStatus.ACCEPTED)
        missing = State.MISSING if paper.is_needed or paper.status is PaperStatus.MISSING else State.OPTIONAL
        yield Listed(label_of(paper.kind), State.RECEIVED if here else missing)


def _of_servicing(session: Session, servicing_id: str, _variables: Mapping[str, Any]) -> Iterator[Listed]:
    record = session.get(ServicingRecord, servicing_id)
    for row in record.papers if record is not None else ():
        label = SERVICING_PAPERS.get(row["kind"], row["kind"])
        yield Listed(label, State.RECEIVED if row["ok"] else State.MISSING)


def _of_application(session: Session, application_id: str, variables: Mapping[str, Any]) -> Iterator[Listed]:
    application = session.get(Application, application_id)
    if application is None:
        return
    brought = select(Paper.kind).where(Paper.application_id == application.id, Paper.legible)
    here = set(session.scalars(brought))
    needed = dict.fromkeys(str(each.get("code", "")) for each in variables.get("papers_required") or [] if each)
    for code in [*needed, *sorted(here - set(needed))]:
        yield Listed(PAPERS.get(code, code), State.RECEIVED if code in here else State.MISSING)
    asked = select(Requirement).where(
        Requirement.application_id == application.id, Requirement.version == application.version
    )
    for row in session.scalars(asked.order_by(Requirement.asked_at, Requirement.id)):
        if row.status is not RequirementStatus.WAIVED:
            missing = row.status is RequirementStatus.OPEN
            yield Listed(EVIDENCE[row.code], State.MISSING if missing else State.RECEIVED)


_READERS = {"servicing_id": _of_servicing, "claim_id": _of_claim, "application_id": _of_application}
"""Variable of a case → who reads its list; the most particular first."""
