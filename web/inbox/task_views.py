"""The page of a task. What a person may do to it the engine decides; this page only asks, and keeps what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import (
    AnswersRefused,
    BadInput,
    Conflict,
    DraftChanged,
    Forbidden,
    TaskAlreadyClaimed,
    TaskAlreadyClosed,
)
from engine.views import InboxTask, TaskDetail
from web.accounts.login import actor, me, unattended
from web.cases.file import FileSection, file_of, file_title
from web.customers.staff_views import last_link
from web.dossier.links import dossiers_of
from web.errors import sentence_of
from web.handover.card import card_of
from web.i18n.dates import say_clock, say_moment
from web.inbox.beside import beside, kept_desk
from web.inbox.conflicts import Conflicting, Difference, conflict_with, differences
from web.inbox.desk import Desk
from web.inbox.form_page import FormPage, Problem, errors_of, form_page, problems_of, read_answers
from web.inbox.next_task import came_from, next_address
from web.inbox.tiles import Tile, tiles_of
from web.inbox.views import blueprint
from web.permissions import Permission, needs
from web.site import in_one_view, site

__all__ = ["blueprint"]
Json = Any


@blueprint.get("/tasks/<task_id>")
@needs(Permission.TASKS_WORK)
@in_one_view
def show_task(task_id: str) -> ResponseReturnValue:
    """The task with its form; the form only for who may complete it."""
    detail = site().engine.queries.task_detail(task_id, actor())
    return _task_page(detail)


@blueprint.post("/tasks/<task_id>/claim")
@needs(Permission.TASKS_WORK)
def claim(task_id: str) -> ResponseReturnValue:
    try:
        site().engine.claim(task_id, actor())
    except (Conflict, Forbidden) as refusal:
        flash(sentence_of(refusal), "calm")
    return redirect(url_for("inbox.show_task", task_id=task_id, **kept_desk()))


@blueprint.post("/tasks/<task_id>/release")
@needs(Permission.TASKS_WORK)
def release(task_id: str) -> ResponseReturnValue:
    site().engine.release(task_id, actor())
    flash(gettext("任务已放回，同组的人都可以领取。草稿为您保留。"))
    return redirect(url_for("inbox.show", **_desk().arguments()))


@blueprint.post("/tasks/<task_id>/complete")
@needs(Permission.TASKS_WORK)
def complete(task_id: str) -> ResponseReturnValue:
    """Hand the answers in; on a refusal the page comes again with everything that was typed."""
    by, engine = actor(), site().engine
    answers = read_answers(request.form.get("answers", ""))
    try:
        engine.complete(task_id, answers, by, expected_version=_version())
    except AnswersRefused as refused:
        detail = engine.queries.task_detail(task_id, by)
        return _task_page(detail, typed=answers, refused=refused), 422
    except Conflict as conflict:
        detail = engine.queries.task_detail(task_id, by)
        met = conflict_with(detail, answers, _version(), sentence_of(conflict))
        return _task_page(detail, typed=answers, conflict=met), 409
    with engine.store.view():
        return redirect(next_address(task_id, _desk()))


@blueprint.put("/tasks/<task_id>/draft")
@needs(Permission.TASKS_WORK)
def save_draft(task_id: str) -> ResponseReturnValue:
    """Keep what is being typed, unchecked; only whoever holds the task has a draft of it.

    `If-Match` names the draft that the page goes on from, `ETag` the one that is kept now. Where another window kept
    something else, 409 with both, and nothing is written over.
    """
    detail = site().engine.queries.task(task_id)
    _require_mine(detail)
    answers = (request.get_json() or {}).get("answers")
    if not isinstance(answers, dict):
        raise BadInput("the draft is not an object")
    try:
        at = site().engine.save_draft(task_id, answers, actor(), _based_on())
    except DraftChanged as changed:
        return _draft_conflict(task_id, changed, answers)
    answer = jsonify(saved_at=say_clock(at))
    answer.headers["ETag"] = _etag(at)
    return answer


def _draft_conflict(task_id: str, changed: DraftChanged, answers: dict[str, Json]) -> ResponseReturnValue:
    detail = site().engine.queries.task_detail(task_id, actor())
    found = differences(detail, changed.facts["answers"], answers)
    rows = [{"field": one.field, "theirs": one.theirs, "mine": one.mine} for one in found]
    answer = jsonify(sentence=sentence_of(changed), differences=rows)
    answer.headers["ETag"] = _etag(changed.facts["at"])
    return answer, 409


@blueprint.post("/tasks/<task_id>/draft/adopt")
@needs(Permission.TASKS_WORK)
def adopt_draft(task_id: str) -> ResponseReturnValue:
    """Go on from what a colleague left after one's own draft."""
    detail = site().engine.queries.task_detail(task_id, actor())
    _require_mine(detail.task)
    if detail.later_draft is not None:
        site().engine.save_draft(task_id, detail.later_draft.answers, actor())
    return redirect(url_for("inbox.show_task", task_id=task_id, **kept_desk()))


@blueprint.get("/tasks/<task_id>/state")
@needs(Permission.TASKS_WORK)
@unattended
def task_state(task_id: str) -> ResponseReturnValue:
    """A sentence if the task is no longer as the reader's page shows it, else null."""
    task = site().engine.queries.task(task_id)
    try:
        _require_not_others(task)
    except Conflict as conflict:
        return jsonify(sentence=sentence_of(conflict))
    return jsonify(sentence=None)


def _require_mine(task: InboxTask) -> None:
    _require_not_others(task)
    if task.holder != me().id:
        raise Forbidden(actor=me().id, verb="keep a draft of", what=task.id)


def _require_not_others(task: InboxTask) -> None:
    if task.state != "open":
        raise TaskAlreadyClosed(outcome=task.state, by=task.closed_by, at=task.closed_at)
    if task.holder is not None and task.holder != me().id:
        raise TaskAlreadyClaimed(holder=task.holder)


def _version() -> int | None:
    version = request.form.get("version", "")
    return int(version) if version.isdigit() else None


def _based_on() -> datetime | None:
    text = request.headers.get("If-Match", "").strip('"')
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput("the draft that this goes on from is not known") from error


def _etag(at: datetime) -> str:
    return f'"{at.isoformat()}"'


def _desk() -> Desk:
    """The list that the reader came from."""
    return Desk.read_text(request.args.get("desk", ""))


def _task_page(
    detail: TaskDetail,
    *,
    typed: dict[str, Json] | None = None,
    refused: AnswersRefused | None = None,
    conflict: Conflicting | None = None,
) -> str:
    tile = tiles_of([detail.task], actor())[0]
    met = conflict or Conflicting(_closed_sentence(detail.task))
    return render_template(
        "inbox/task.html",
        task=tile,
        desk=_desk(),
        kept_desk=kept_desk(),
        why_not="" if detail.may_complete else why_not(detail),
        may_complete=detail.may_complete,
        form=_form(detail, tile, typed, refused),
        open=tile.is_open,
        kept=typed is not None,
        stale=met.sentence,
        conflict=met,
        problems=problems_of(refused, detail.form) if refused and detail.form else _general(refused),
        came_next=came_from(detail.task),
        file=_file(detail),
        dossiers=dossiers_of(detail.variables),
        file_title=file_title(detail.variables),
        beside=beside(detail),
        hand=card_of(detail),
        later_draft=_later(detail) if typed is None and tile.mine else None,
        link=last_link(detail.task.case_id) if tile.customer_only else None,
    )


@dataclass(frozen=True, slots=True)
class LaterDraft:
    """What a colleague left after one's own draft, and where the two differ."""

    by: str
    at: datetime
    differences: tuple[Difference, ...]


def _later(detail: TaskDetail) -> LaterDraft | None:
    later = detail.later_draft
    if later is None:
        return None
    found = differences(detail, later.answers, detail.draft)
    return LaterDraft(later.by, later.at, found) if found else None


def _form(
    detail: TaskDetail, tile: Tile, typed: dict[str, Json] | None, refused: AnswersRefused | None
) -> FormPage | None:
    if detail.form is None or not (detail.may_complete or typed is not None):
        return None
    at = site().now() if typed is not None else detail.draft_at
    return form_page(
        detail.form,
        detail.variables,
        draft_key=f"{me().id}.{tile.task_id}",
        draft=typed if typed is not None else detail.draft,
        draft_at=at,
        draft_by=None if typed is not None or detail.draft_by == me().id else detail.draft_by,
        errors=errors_of(refused) if refused else None,
        read_only=not tile.mine,
    )


def _file(detail: TaskDetail) -> list[FileSection]:
    """The application's file, for whoever may work on the task; looking at it is recorded."""
    if not detail.may_complete:
        return []
    by = actor()
    sections = file_of(detail.variables, by.roles)
    if sections:
        site().engine.record_read(by, "read file", detail.task.id, "task page", detail.task.case_id)
    return sections


def why_not(detail: TaskDetail) -> str:
    """Why the reader may not work on the task."""
    return sentence_of(detail.refusal) if detail.refusal else ""


def _general(refused: AnswersRefused | None) -> list[Problem]:
    return [Problem("", sentence_of(refused))] if refused else []


def _closed_sentence(task: InboxTask) -> str:
    if task.state == "open":
        return ""
    if task.state == "completed" and task.closed_by == me().id and task.closed_at is not None:
        return gettext("您已于%(when)s完成这件任务。", when=say_moment(task.closed_at))
    return sentence_of(TaskAlreadyClosed(outcome=task.state, by=task.closed_by, at=task.closed_at))
