"""The documents of a dossier: titles only, for the roles that read their kind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.views import CaseSummary, Readable
from handlers.documents import list_about
from web.cases.documents import title_of
from web.dossier.subject import Subject
from web.site import site


@dataclass(frozen=True, slots=True)
class PaperRow:
    """`case_id` empty: made outside every case."""

    id: str
    title: str
    number: str
    at: datetime
    case_id: str


def papers_of(subject: Subject, cases: Sequence[CaseSummary], roles: Collection[str], may: Readable) -> list[PaperRow]:
    """What was issued in these cases, and to whom reads every case also what is about the subject beside them."""
    shown = {case.id for case in cases}
    people, matters = (subject.people, subject.matters) if may.people is None else ((), ())
    with site().reading() as rows:
        found = list_about(rows, roles, cases=shown, subjects=people, matters=matters)
    others = {row.case_id for row in found if row.case_id} - shown
    known = shown | site().engine.queries.may_know(others, may)
    return [
        PaperRow(row.id, title_of(row.kind, row.title), row.number, row.created_at, row.case_id or "")
        for row in found
        if not row.case_id or row.case_id in known
    ]
