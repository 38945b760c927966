"""Cases: the list, one case with its diagram and history, and starting a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import AnswersRefused, NotFound
from engine.views import CaseDetail, Diagram
from web.accounts.login import actor, me
from web.cases import starting
from web.cases.documents import documents_of, send_pdf
from web.cases.drawing import chosen_diagram, marks_of
from web.cases.elements import ElementNames
from web.cases.history import History
from web.cases.listing import STATUS_WORDS, listed
from web.cases.reading import SEES_HEALTH, my_readable, readable
from web.cases.standing import ending_words, standing_of
from web.cases.starting import StartForm
from web.cases.variables import variable_names
from web.customers.people import customers_of, masked_names
from web.customers.staff_views import last_link
from web.deployed import processes_of
from web.dossier.links import dossiers_of
from web.inbox.form_page import errors_of, form_page, problems_of, read_answers
from web.masking import say_value
from web.names import number_of
from web.permissions import Permission, needs
from web.site import in_one_view, site

blueprint = Blueprint("cases", __name__)
PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in words."""

    id: str
    process_name: str
    business_key: str
    customer: str
    status_words: str
    tone: str
    started_at: datetime
    started_by: str
    ending: str


@dataclass(frozen=True, slots=True)
class CaseTab:
    id: str
    words: str


@blueprint.get("/cases")
@needs(Permission.CASES_READ)
@in_one_view
def list_cases() -> ResponseReturnValue:
    """Cases by state, the newest first; an agent's own ones only."""
    tabs = [
        CaseTab("active", gettext("办理中")),
        CaseTab("completed", gettext("已办结")),
        CaseTab("all", gettext("全部")),
    ]
    chosen = request.args.get("tab") if request.args.get("tab") in {tab.id for tab in tabs} else "active"
    query = request.args.get("q", "").strip()[:80]
    page = site().engine.queries.cases(
        status=None if chosen == "all" or query else chosen,
        business_key=query or None,
        readable=my_readable(),
        limit=PAGE,
    )
    return render_template("cases/cases.html", cases=listed(page.cases), tabs=tabs, chosen=chosen, query=query)


@blueprint.get("/cases/<case_id>")
@needs(Permission.CASES_READ)
def show(case_id: str) -> ResponseReturnValue:
    """Where the case stands, on the diagram it runs on, and how it came there. The reading is recorded."""
    detail = readable(case_id)
    by = actor()
    site().engine.record_read(by, "read history", case_id, "case page", case_id)
    names = ElementNames(process for diagram in detail.diagrams for process in processes_of(diagram.sha256).values())
    here = chosen_diagram(detail, request.args.get("process"))
    story = History(names, partial(say_value, sees_health=bool(by.roles & SEES_HEALTH)))
    lines = story.tell(site().engine.queries.history(case_id))
    customer = _customer_of(detail)
    return render_template(
        "cases/case.html",
        case=_row(detail, customer),
        standing=standing_of(detail, names, by),
        outcome=names.of_element(detail.case.end_event) if detail.case.end_event else "",
        diagrams=[_tab(diagram) for diagram in detail.diagrams],
        chosen=here.process_id if here else "",
        marks=marks_of(here),
        links=_links(detail, here),
        documents=documents_of(detail, by),
        dossiers=dossiers_of(detail.variables),
        link=last_link(case_id) if detail.case.ended_at is None and customer else None,
        history=list(reversed(lines)),
        variable_names=variable_names(detail),
    )


@blueprint.get("/cases/<case_id>/diagrams/<process_id>.bpmn")
@needs(Permission.CASES_READ)
def diagram(case_id: str, process_id: str) -> ResponseReturnValue:
    """The very diagram that the case runs on."""
    detail = readable(case_id)
    for one in detail.diagrams:
        if one.process_id == process_id:
            return Response(site().labels.translate_diagram(one.xml), mimetype="application/xml")
    raise NotFound(what="diagram", id=process_id)


@blueprint.get("/cases/<case_id>/documents/<document_id>.pdf")
@needs(Permission.CASES_READ)
def document(case_id: str, document_id: str) -> ResponseReturnValue:
    """A document of the case as PDF, for the roles that may read its kind. The reading is recorded."""
    detail, by = readable(case_id), actor()
    return send_pdf(documents_of(detail, by), document_id, by, case_id)


@blueprint.get("/cases/new")
@needs(Permission.CASES_START)
def choose_process() -> ResponseReturnValue:
    """What the reader's roles may begin."""
    return render_template("cases/choose.html", choices=starting.choices(site(), actor().roles))


@blueprint.get("/cases/new/<process_id>")
@needs(Permission.CASES_START)
def start_page(process_id: str) -> ResponseReturnValue:
    """The start form of one process."""
    form = starting.start_form(site(), process_id, actor().roles)
    # Before anybody types: who may not begin reads why instead of a form.
    site().engine.require_may_start(process_id, {}, actor())
    return _start_page(form)


@blueprint.post("/cases/new/<process_id>")
@needs(Permission.CASES_START)
def start(process_id: str) -> ResponseReturnValue:
    """Begin a case with the answers of its start form."""
    form = starting.start_form(site(), process_id, actor().roles)
    answers = read_answers(request.form.get("answers", ""))
    try:
        case_id = starting.start(site(), form, answers, actor())
    except AnswersRefused as refused:
        return _start_page(form, answers, refused), 422
    return redirect(url_for("cases.show", case_id=case_id))


def _start_page(form: StartForm, answers: Any = None, refused: AnswersRefused | None = None) -> str:
    return render_template(
        "cases/start.html",
        process_id=form.process_id,
        process_name=form.name,
        form=form_page(
            form.schema,
            form.values,
            f"{me().id}.start.{form.process_id}",
            draft=answers,
            draft_at=site().now() if answers is not None else None,
            errors=errors_of(refused) if refused else None,
        ),
        problems=problems_of(refused, form.schema) if refused else [],
    )


def _customer_of(detail: CaseDetail) -> str:
    person = customers_of([detail.variables])[0]
    return masked_names([person]).get(person, "") if person else ""


def _row(detail: CaseDetail, customer: str) -> CaseRow:
    case = detail.case
    words, tone = STATUS_WORDS[case.status]
    return CaseRow(
        id=case.id,
        process_name=case.process_name,
        business_key=number_of(case.business_key, detail.variables),
        customer=customer,
        status_words=words(),
        tone=tone,
        started_at=case.started_at,
        started_by=case.started_by,
        ending=ending_words(case),
    )


@dataclass(frozen=True, slots=True)
class DiagramTab:
    process_id: str
    name: str
    is_here: bool


def _tab(one: Diagram) -> DiagramTab:
    process = processes_of(one.sha256).get(one.process_id)
    return DiagramTab(one.process_id, process.name if process else one.process_id, bool(one.active or one.incidents))


def _links(detail: CaseDetail, one: Diagram | None) -> dict[str, str]:
    """For a double click: where the called process of each call activity is shown."""
    if one is None:
        return {}
    shown = {diagram.process_id for diagram in detail.diagrams}
    process = processes_of(one.sha256).get(one.process_id)
    links = {}
    for node in process.nodes.values() if process else ():
        called = node.called_element.process_id.text if node.called_element else None
        if called in shown:
            links[node.id] = url_for("cases.show", case_id=detail.case.id, process=called, _anchor="diagram-title")
    return links
