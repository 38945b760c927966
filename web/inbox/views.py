"""The inbox and the page of a task. What a person may do to a task the engine decides; these pages only ask it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.actor import Actor
from engine.errors import AnswersRefused, BadInput, Conflict, Forbidden, TaskAlreadyClaimed, TaskAlreadyClosed
from engine.views import InboxTask, TaskDetail
from web.accounts.login import actor, me
from web.cases.file import FileSection, file_of
from web.customers.staff_views import last_link
from web.errors import sentence_of
from web.i18n.dates import say_clock
from web.inbox.boxes import Box, boxes_for, empty_words, open_box, sort_of, sorts
from web.inbox.form_page import FormPage, Problem, errors_of, form_page, problems_of, read_answers
from web.inbox.tiles import Tile, tiles_of
from web.permissions import Permission, needs
from web.site import site

blueprint = Blueprint("inbox", __name__)
Json = object


@blueprint.get("/inbox")
@needs(Permission.TASKS_WORK)
def show() -> ResponseReturnValue:
    """One tab of the reader's inbox."""
    reader, permissions = actor(), me().permissions
    boxes = boxes_for(reader, permissions)
    chosen = next((box.id for box in boxes if box.id == request.args.get("tab")), boxes[0].id)
    sort = sort_of(request.args.get("sort"))
    page = open_box(chosen, reader, sort)
    return render_template(
        "inbox/inbox.html",
        greeting=_greeting(boxes),
        tabs=boxes,
        chosen=chosen,
        sort=sort.value,
        sorts=sorts(),
        tiles=tiles_of(page.tasks, reader),
        more=page.more,
        empty=empty_words(chosen, boxes),
        came_next=_came_from(),
    )


@blueprint.get("/tasks/<task_id>")
@needs(Permission.TASKS_WORK)
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
    return redirect(url_for("inbox.show_task", task_id=task_id))


@blueprint.post("/tasks/<task_id>/release")
@needs(Permission.TASKS_WORK)
def release(task_id: str) -> ResponseReturnValue:
    site().engine.release(task_id, actor())
    flash(gettext("任务已放回，同组的人都可以领取。草稿为您保留。"))
    return redirect(url_for("inbox.show"))


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
        return _task_page(detail, typed=answers, stale=sentence_of(conflict)), 409
    return redirect(_next_address(task_id, by))


@blueprint.put("/tasks/<task_id>/draft")
@needs(Permission.TASKS_WORK)
def save_draft(task_id: str) -> ResponseReturnValue:
    """Keep what is being typed, unchecked; only whoever holds the task has a draft of it."""
    task = site().engine.queries.task(task_id)
    _require_mine(task)
    answers = (request.get_json() or {}).get("answers")
    if not isinstance(answers, dict):
        raise BadInput("the draft is not an object")
    site().engine.save_draft(task_id, answers, actor())
    return jsonify(saved_at=say_clock(site().now()))


@blueprint.get("/tasks/<task_id>/state")
@needs(Permission.TASKS_WORK)
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


def _task_page(
    detail: TaskDetail, *, typed: dict[str, Json] | None = None, refused: AnswersRefused | None = None, stale: str = ""
) -> str:
    tile = tiles_of([detail.task], actor())[0]
    return render_template(
        "inbox/task.html",
        task=tile,
        why_not="" if detail.may_complete else why_not(detail),
        may_complete=detail.may_complete,
        form=_form(detail, tile, typed, refused),
        open=tile.is_open,
        kept=typed is not None,
        stale=stale or _closed_sentence(detail.task),
        problems=problems_of(refused, detail.form) if refused and detail.form else _general(refused),
        came_next=_came_from(),
        file=_file(detail),
        link=last_link(detail.task.case_id) if tile.customer_only else None,
    )


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
    return sentence_of(TaskAlreadyClosed(outcome=task.state, by=task.closed_by, at=task.closed_at))


@dataclass(frozen=True, slots=True)
class CameFrom:
    """The task that was just completed: what to say of it, and which browser copy may go."""

    sentence: str
    draft_key: str


def _came_from() -> CameFrom | None:
    done = request.args.get("done")
    if not done:
        return None
    task = site().engine.queries.task(done)
    if task.closed_by != me().id:
        return None
    label = site().labels.say(task.label)
    return CameFrom(gettext("已完成「%(task)s」。", task=label), f"{me().id}.{task.id}")


def _next_address(done: str, by: Actor) -> str:
    """Where to go on: the same case first, then the most urgent of one's own, then the group's; else the inbox."""
    queries, case_id = site().engine.queries, done.rpartition(".")[0]
    for task in queries.tasks_of_case(case_id):
        detail = queries.task_detail(task.id, by)
        if detail.may_complete and task.holder in (None, by.id):
            return url_for("inbox.show_task", task_id=task.id, done=done)
    for box in (Box.MINE, Box.GROUP):
        waiting = open_box(box, by, sort_of(None)).tasks
        if waiting:
            return url_for("inbox.show_task", task_id=waiting[0].id, done=done)
    return url_for("inbox.show", done=done)


def _greeting(boxes: list) -> str:
    mine, overdue = boxes[0].count, boxes[2].count
    if overdue:
        return gettext("有 %(n)s 件已超过期限，请先办理。", n=overdue)
    if mine:
        return gettext("您手上有 %(n)s 件任务。", n=mine)
    return gettext("您手上没有任务。")
