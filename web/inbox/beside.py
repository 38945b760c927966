"""What stands beside the form of a task: papers, comments, the way so far, the diagram, when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.bpmn.xml import decoded
from engine.errors import BadInput, Forbidden
from engine.views import TaskDetail
from handlers.checklists import Listed, State, checklist
from handlers.privacy import ErasedError
from web.accounts.login import actor
from web.cases.reading import is_readable, require_known
from web.deployed import processes_of
from web.i18n.dates import local
from web.inbox.comments import CUSTOMER, INTERNAL, Comment, add_comment, comments_of
from web.inbox.conflicts import steps_of
from web.inbox.desk import Desk
from web.inbox.returns import ways_back
from web.inbox.views import blueprint
from web.permissions import Permission, needs
from web.site import site

Json = Any
STEPS_SHOWN = 12
MORNING = time(9)
"""When a day of follow-up begins."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper in the reader's language. `tone`: `missing`, `received`, `optional`."""

    label: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class BackRow:
    """A step that this one can send the case back to, and the words of the choice that does it."""

    label: str
    choice: str


@dataclass(frozen=True, slots=True)
class Beside:
    """`may_see` False: the reader may only know that the task is there. `may_open`: also the page of its case."""

    may_see: bool
    may_open: bool
    papers: list[PaperRow]
    missing: int
    comments: list[Comment]
    ways_back: list[BackRow]
    tomorrow: str
    follow_day: str
    """ISO dates, for the field; empty: none is set."""


def beside(detail: TaskDetail) -> Beside:
    """For the page of a task that the reader looks at."""
    may_see, follow_up_at = may_see_case(detail), detail.task.follow_up_at
    tomorrow = (local(site().now()).date() + timedelta(days=1)).isoformat()
    follow_day = local(follow_up_at).date().isoformat() if follow_up_at else ""
    if not may_see:
        return Beside(False, False, [], 0, [], [], tomorrow, follow_day)
    papers = _papers(detail) if detail.may_complete else []
    return Beside(
        may_see=True,
        may_open=is_readable(detail.task.case_id),
        papers=papers,
        missing=sum(paper.tone == State.MISSING for paper in papers),
        comments=comments_of(site(), detail.task.case_id),
        ways_back=_ways_back(detail) if detail.may_complete and detail.task.state == "open" else [],
        tomorrow=tomorrow,
        follow_day=follow_day,
    )


def may_see_case(detail: TaskDetail) -> bool:
    """Whoever may do the task sees what the case did, and whoever may read the case. Raises `NotFound` for one of whose
    existence the reader may not know.
    """
    case_id = detail.task.case_id
    if detail.may_complete or is_readable(case_id):
        return True
    require_known(site().engine.queries.case(case_id).process_id, case_id)
    return False


def _papers(detail: TaskDetail) -> list[PaperRow]:
    try:
        with site().reading() as rows:
            found: list[Listed] = checklist(rows, detail.variables)
    except ErasedError:
        return []
    words = {
        State.MISSING: gettext("缺"),
        State.RECEIVED: gettext("已收"),
        State.OPTIONAL: gettext("如适用"),
    }
    say = site().labels.say_composed
    return [PaperRow(say(paper.label), paper.state.value, words[paper.state]) for paper in found]


def _ways_back(detail: TaskDetail) -> list[BackRow]:
    task, queries = detail.task, site().engine.queries
    process = processes_of(queries.definition_of(task.case_id, task.process_id)).get(task.process_id)
    if process is None:
        return []
    done = {each.element for each in queries.tasks_of_case(task.case_id, open_only=False) if each.state == "completed"}
    say = site().labels.say
    return [
        BackRow(say(process.nodes[way.element].name) or way.element, say(way.flow))
        for way in ways_back(process, task.element, done - {task.element})
    ]


@blueprint.post("/tasks/<task_id>/comments")
@needs(Permission.TASKS_WORK)
def comment(task_id: str) -> ResponseReturnValue:
    """Say something about the task's case, to colleagues or to the customer too."""
    detail = _seen(task_id)
    visibility = CUSTOMER if request.form.get("visibility") == CUSTOMER else INTERNAL
    try:
        add_comment(
            site(),
            detail.task.case_id,
            request.form.get("text", ""),
            by=actor(),
            visibility=visibility,
            task_id=task_id,
        )
    except BadInput:
        flash(gettext("没有保存：留言要有 1 到 4000 个字。"), "calm")
    return redirect(url_for("inbox.show_task", task_id=task_id, _anchor="comments", **kept_desk()))


@blueprint.post("/tasks/<task_id>/follow-up")
@needs(Permission.TASKS_WORK)
def follow_up(task_id: str) -> ResponseReturnValue:
    """Have the task shown again on a day; without a day, no longer."""
    text = request.form.get("day", "")
    try:
        at = _morning(date.fromisoformat(text)) if text else None
        site().engine.follow_up(task_id, at, actor(), request.form.get("reason", "")[:400])
    except (ValueError, BadInput):
        flash(gettext("跟进日期要在今天之后。"), "calm")
    else:
        flash(gettext("跟进时间已安排。") if at else gettext("不再安排跟进。"))
    return redirect(url_for("inbox.show_task", task_id=task_id, **kept_desk()))


@blueprint.get("/tasks/<task_id>/history")
@needs(Permission.TASKS_WORK)
def history(task_id: str) -> ResponseReturnValue:
    """The last steps of the case, as a piece of page: who did what, no values. The reading is recorded."""
    detail = _seen(task_id)
    queries, case_id = site().engine.queries, detail.task.case_id
    version = queries.case(case_id).version
    entries = queries.history(case_id, after=max(0, version - STEPS_SHOWN))
    site().engine.record_read(actor(), "read history", task_id, "task page", case_id)
    return render_template("inbox/steps.html", steps=list(reversed(steps_of(entries))), more=version > STEPS_SHOWN)


@blueprint.get("/tasks/<task_id>/diagram")
@needs(Permission.TASKS_WORK)
def diagram(task_id: str) -> ResponseReturnValue:
    """The diagram that the task is a step of, as a piece of page, with the own step marked."""
    detail = _seen(task_id)
    task = detail.task
    done = site().engine.queries.tasks_of_case(task.case_id, open_only=False)
    taken = {each.element for each in done if each.state == "completed" and each.process_id == task.process_id}
    marks = {"current": [task.element] if task.state == "open" else [], "taken": sorted(taken), "failed": []}
    return render_template("inbox/diagram.html", task_id=task_id, marks=marks)


@blueprint.get("/tasks/<task_id>/diagram.bpmn")
@needs(Permission.TASKS_WORK)
def diagram_file(task_id: str) -> ResponseReturnValue:
    """The very diagram that the case runs on."""
    task, queries = _seen(task_id).task, site().engine.queries
    content = queries.definition(queries.definition_of(task.case_id, task.process_id))
    return Response(site().labels.translate_diagram(decoded(content)), mimetype="application/xml")


def kept_desk() -> dict[str, Any]:
    """The list that the reader came from, for the next address."""
    text = Desk.read_text(request.args.get("desk", "")).text
    return {"desk": text} if text else {}


def _seen(task_id: str) -> TaskDetail:
    detail = site().engine.queries.task_detail(task_id, actor())
    if not may_see_case(detail):
        raise Forbidden(actor=actor().id, verb="read", what=task_id)
    return detail


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, site().zone)
