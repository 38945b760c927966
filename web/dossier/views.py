"""The pages of dossiers. Every reading is recorded, of the dossier and of each case whose history it shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.actor import Actor
from engine.journal.access import READ, record_access
from engine.views import CasePage
from web.accounts.login import actor
from web.cases.drawing import chosen_diagram, marks_of
from web.cases.elements import ElementNames
from web.cases.file import FileSection, file_of
from web.cases.history import History
from web.cases.listing import listed
from web.cases.reading import SEES_HEALTH, my_readable, readable
from web.deployed import processes_of
from web.dossier.papers import papers_of
from web.dossier.subject import NAMES, Subject, related_groups, subject_of
from web.dossier.timeline import Timeline, timeline_of
from web.dossier.waits import waits_of
from web.dossier.words import CUSTOMER, KIND_WORDS
from web.masking import say_value
from web.permissions import Permission, needs
from web.site import site

blueprint = Blueprint("dossier", __name__)
PAGE = 20
MOST = 200
"""Cases, the newest, whose steps and histories are put together on one page."""
AT_ONCE = 10
"""Steps and papers that stand open; the others are in a fold."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the lists go on, None at their ends. `first`: both are at their beginnings."""

    cases: str | None
    timeline: int | None
    first: bool


@blueprint.get("/dossiers/<kind>/<subject_id>")
@needs(Permission.CASES_READ)
def show(kind: str, subject_id: str) -> ResponseReturnValue:
    """All of one customer, policy or claim that the reader may see."""
    by, may = actor(), my_readable()
    with site().reading() as rows:
        subject = subject_of(rows, kind, subject_id, may)
    cases_before, before = request.args.get("cases"), request.args.get("before", type=int)
    queries = site().engine.queries
    every = queries.cases_about(subject.names, names=NAMES, readable=may, limit=MOST)
    page = _page(every, cases_before) or queries.cases_about(
        subject.names, names=NAMES, readable=may, before=cases_before, limit=PAGE
    )
    timeline = timeline_of(every.cases, before)
    _record(by, subject, timeline)
    return render_template(
        "dossier/dossier.html",
        kind_words=KIND_WORDS[kind],
        subject=subject,
        related=related_groups(subject.related),
        waits=waits_of(every.cases, by),
        cases=listed(page.cases),
        running={case.id for case in page.cases if case.ended_at is None},
        all_of_them=not every.more,
        most=MOST,
        papers=papers_of(subject, every.cases, by.roles, may),
        at_once=AT_ONCE,
        timeline=timeline.lines,
        pages=Pages(page.cases[-1].id if page.more else None, timeline.next, cases_before is None and before is None),
        file=_file(subject, by.roles),
    )


@blueprint.get("/dossiers/cases/<case_id>/diagram")
@needs(Permission.CASES_READ)
def diagram(case_id: str) -> ResponseReturnValue:
    """A piece of the page: where a running case stands, drawn."""
    detail = readable(case_id)
    here = chosen_diagram(detail)
    return render_template(
        "dossier/diagram.html", case=detail.case, process_id=here.process_id if here else "", marks=marks_of(here)
    )


@blueprint.get("/dossiers/cases/<case_id>/reasons")
@needs(Permission.CASES_READ)
def reasons(case_id: str) -> ResponseReturnValue:
    """A piece of the page: why each branch was taken, the newest first. The reading is recorded."""
    detail, by = readable(case_id), actor()
    site().engine.record_read(by, "read history", case_id, "reasons", case_id)
    names = ElementNames(process for each in detail.diagrams for process in processes_of(each.sha256).values())
    story = History(names, partial(say_value, sees_health=bool(by.roles & SEES_HEALTH)))
    lines = [line for line in story.tell(site().engine.queries.history(case_id)) if line.reasons]
    return render_template("dossier/reasons.html", lines=list(reversed(lines)))


def _page(every: CasePage, before: str | None) -> CasePage | None:
    """The first page out of what was read anyway; None where it has to be asked for."""
    return CasePage(every.cases[:PAGE], len(every.cases) > PAGE) if before is None else None


def _record(by: Actor, subject: Subject, timeline: Timeline) -> None:
    now, cases = site().now(), sorted({told.case_id for told in timeline.lines})
    with site().engine.store.write() as connection:
        record_access(connection, now, by, "read dossier", f"{subject.kind} {subject.id}", READ, f"{len(cases)} cases")
        for case_id in cases:
            record_access(connection, now, by, "read history", case_id, READ, "dossier", case_id)


def _file(subject: Subject, roles: Collection[str]) -> list[FileSection]:
    """What is kept of a policy or claim, as these roles may see it."""
    return [] if subject.kind == CUSTOMER else file_of({f"{subject.kind}_id": subject.id}, roles)
