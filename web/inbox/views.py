"""The inbox: its queues, what they are narrowed by, and the filters that people keep."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import BadInput
from web.accounts.login import actor, me, unattended
from web.inbox.desk import Desk, Tab
from web.inbox.next_task import came_from
from web.inbox.queues import Queue, dues, empty_words, open_desk, queues_for, sorts
from web.inbox.quiet import quiet_rows
from web.inbox.saved import filters_of, remove_filter, save_filter
from web.inbox.tiles import process_names, tiles_of
from web.permissions import Permission, needs
from web.site import in_one_view, site

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
@needs(Permission.TASKS_WORK)
@in_one_view
def show() -> ResponseReturnValue:
    """One list of the reader's inbox."""
    reader, person = actor(), me()
    desk = Desk.read(request.args)
    queues = queues_for(reader, person.permissions)
    if desk.tab not in {queue.id for queue in queues}:
        desk = replace(desk, tab=Tab.MINE)
    page = open_desk(desk, reader)
    with site().reading() as rows:
        filters = filters_of(rows, person.id, reader.roles)
    return render_template(
        "inbox/inbox.html",
        greeting=_greeting(queues),
        queues=queues,
        desk=desk,
        sorts=sorts(),
        dues=dues(),
        processes=sorted(process_names().items(), key=lambda named: site().labels.say(named[1])),
        tiles=tiles_of(page.tasks, reader),
        following=page.next,
        more=page.more,
        quiet=quiet_rows(reader) if desk.tab is Tab.WAITING and not desk.is_narrowed and not desk.after else [],
        filters=filters,
        roles=sorted(reader.roles),
        empty=empty_words(desk, queues),
        came_next=came_from(),
    )


@blueprint.get("/inbox/counts")
@needs(Permission.TASKS_WORK)
@unattended
@in_one_view
def counts() -> ResponseReturnValue:
    """How many tasks are in each queue now, in the words of the tabs, for a page that is left open."""
    queues = queues_for(actor(), me().permissions)
    return jsonify(counts={queue.id: queue.count for queue in queues})


@blueprint.post("/inbox/filters")
@needs(Permission.TASKS_WORK)
def keep_filter() -> ResponseReturnValue:
    """Keep the list that the reader looks at under a name, for oneself or for a role of one's own."""
    desk, reader = Desk.read_text(request.form.get("desk", "")), actor()
    try:
        with site().writing() as rows:
            save_filter(
                rows,
                desk,
                request.form.get("name", ""),
                by=me().id,
                roles=reader.roles,
                share=request.form.get("role") or None,
                now=site().now(),
            )
    except BadInput:
        flash(gettext("没有保存：名称要有 1 到 40 个字，每人最多保存 30 个。"), "calm")
    else:
        flash(gettext("已保存。"))
    return redirect(url_for("inbox.show", **desk.arguments()))


@blueprint.post("/inbox/filters/<filter_id>/remove")
@needs(Permission.TASKS_WORK)
def drop_filter(filter_id: str) -> ResponseReturnValue:
    """Only its owner may."""
    with site().writing() as rows:
        remove_filter(rows, filter_id, me().id)
    flash(gettext("已删除。"))
    return redirect(url_for("inbox.show", **Desk.read_text(request.form.get("desk", "")).arguments()))


def _greeting(queues: list[Queue]) -> str:
    by_id = {queue.id: queue for queue in queues}
    mine, overdue = by_id[Tab.MINE], by_id[Tab.OVERDUE]
    if not overdue.is_empty:
        return gettext("有 %(n)s 件已超过期限，请先办理。", n=overdue.count)
    if not mine.is_empty:
        return gettext("您手上有 %(n)s 件任务。", n=mine.count)
    return gettext("您手上没有任务。")
