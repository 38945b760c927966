"""Hand a task over, let its clock stand still. Whether somebody may, the engine decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import BadInput, Conflict, EngineError, Forbidden, NotFound
from engine.views import InboxTask
from web.accounts.login import actor, me
from web.cases.reading import hidden_processes, readable
from web.errors import sentence_of, status_of
from web.handover import giving
from web.handover.acting import banner_of
from web.handover.card import may_control
from web.handover.case_clock import clocks_of, pause_case, resume_case
from web.handover.colleagues import colleagues_for
from web.inbox.tiles import tiles_of
from web.names import name_of_actor
from web.permissions import Permission, needs
from web.site import site

blueprint = Blueprint("handover", __name__)
RESUMED = "恢复本案的时限"
"""The reason that is recorded where nobody types one."""


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """What pages of other rooms include: the banner above every page, the clocks of a case."""
    return {"banner_of": banner_of, "case_clocks": clocks_of, "names_of": _names_of}


def _names_of(ids: Iterable[str]) -> str:
    return gettext("、").join(name_of_actor(one) for one in ids)


@blueprint.get("/tasks/<task_id>/hand-over")
@needs(Permission.TASKS_WORK)
def show(task_id: str) -> ResponseReturnValue:
    """Colleagues to choose from, and a reason to give."""
    return _page(task_id)


@blueprint.post("/tasks/<task_id>/hand-over")
@needs(Permission.TASKS_WORK)
def hand_over(task_id: str) -> ResponseReturnValue:
    """Give the task to the colleague that was chosen; on a refusal the page comes again with what was typed."""
    visible(task_id)
    to, reason = request.form.get("to", ""), request.form.get("reason", "").strip()
    if not to or not reason:
        return _page(task_id, gettext("请选择同事，并写明原因。")), 422
    try:
        giving.hand_over(site().engine, task_id, to, actor(), reason)
    except (Forbidden, Conflict, NotFound) as refusal:
        return _page(task_id, sentence_of(refusal)), status_of(refusal)
    flash(gettext("任务已交给%(who)s，双方都会收到通知。", who=name_of_actor(to)))
    return redirect(url_for("inbox.show"))


@blueprint.post("/tasks/<task_id>/give-back")
@needs(Permission.TASKS_WORK)
def give_back(task_id: str) -> ResponseReturnValue:
    """Put the task back before its group, with a reason."""
    visible(task_id)
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _page(task_id, gettext("请写明原因。")), 422
    try:
        giving.give_back(site().engine, task_id, actor(), reason)
    except (Forbidden, Conflict) as refusal:
        return _page(task_id, sentence_of(refusal)), status_of(refusal)
    flash(gettext("任务已放回，同组的人都可以领取。"))
    return redirect(url_for("inbox.show"))


@blueprint.post("/tasks/<task_id>/take-over")
@needs(Permission.TASKS_WORK)
def take_over(task_id: str) -> ResponseReturnValue:
    """As a substitute, take what the principal holds."""
    by = actor()
    return _do(task_id, lambda: giving.take_over(site().engine, task_id, by))


@blueprint.post("/tasks/<task_id>/pause")
@needs(Permission.TASKS_WORK)
def pause(task_id: str) -> ResponseReturnValue:
    """Let the clock stand still on a ground, with a reason."""
    ground, reason = request.form.get("ground", ""), request.form.get("reason", "").strip()
    if not reason:
        flash(gettext("请写明原因。"), "calm")
        return redirect(url_for("inbox.show_task", task_id=task_id))
    return _do(task_id, lambda: giving.pause(site().engine, task_id, ground, actor(), reason))


@blueprint.post("/tasks/<task_id>/resume")
@needs(Permission.TASKS_WORK)
def resume(task_id: str) -> ResponseReturnValue:
    """Let it run on."""
    reason = request.form.get("reason", "").strip()
    return _do(task_id, lambda: giving.resume(site().engine, task_id, actor(), reason))


@blueprint.post("/cases/<case_id>/pause")
@needs(Permission.TASKS_WORK)
def pause_case_clocks(case_id: str) -> ResponseReturnValue:
    """Let every clock of the case stand still that the reader may stop on this ground."""
    reason = request.form.get("reason", "").strip()
    readable(case_id)
    if not reason:
        flash(gettext("请写明原因。"), "calm")
        return redirect(url_for("cases.show", case_id=case_id))
    return _told_of_case(case_id, *pause_case(case_id, request.form.get("ground", ""), reason))


@blueprint.post("/cases/<case_id>/resume")
@needs(Permission.TASKS_WORK)
def resume_case_clocks(case_id: str) -> ResponseReturnValue:
    """Let them run on."""
    readable(case_id)
    return _told_of_case(case_id, *resume_case(case_id, RESUMED))


def _told_of_case(case_id: str, done: int, left: int) -> ResponseReturnValue:
    flash(
        gettext("完成 %(done)s 件，没有变动 %(refused)s 件。", done=done, refused=left), "calm" if left else "message"
    )
    return redirect(url_for("cases.show", case_id=case_id))


def visible(task_id: str) -> InboxTask:
    """The task, unless the reader may not even know of its case. Raises `NotFound`."""
    task = site().engine.queries.task(task_id)
    if {task.process_id, task.case_process_id} & hidden_processes():
        raise NotFound(what="task", id=task_id)
    return task


def _do(task_id: str, what: Callable[[], None]) -> ResponseReturnValue:
    visible(task_id)
    try:
        what()
    except (Forbidden, Conflict, BadInput) as refusal:
        flash(sentence_of(refusal), "calm")
    return redirect(url_for("inbox.show_task", task_id=task_id))


def _page(task_id: str, refusal: str = "") -> str:
    task = visible(task_id)
    if not may_control(task):
        raise Forbidden(actor=me().id, verb="hand over", what=task.element)
    with site().reading() as rows:
        colleagues = colleagues_for(site().engine, rows, task)
    return render_template(
        "handover/task.html",
        task=tiles_of([task], actor())[0],
        held_by_other=task.holder if task.holder not in (None, me().id) else None,
        is_held=task.holder is not None,
        colleagues=[(one, _why(one.refusal)) for one in colleagues],
        refusal=refusal,
        typed=request.form,
    )


def _why(refusal: EngineError | None) -> str:
    return sentence_of(refusal) if refusal is not None else ""
