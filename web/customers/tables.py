"""A list of a form filled from a workbook: checked row by row against the form itself, all or nothing, then a draft."""

from __future__ import annotations

import re
from typing import Any

import orjson
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import NotFound
from engine.forms import compile_form
from engine.views import TaskDetail
from web.customers.identity import customer
from web.customers.listing import FormList, lists_of, read_rows, row_problem
from web.customers.matters import require_mine, tasks_for_me
from web.customers.workbook import UnreadableWorkbookError, read_first_sheet
from web.permissions import Permission, needs
from web.security import limiter
from web.site import site

blueprint = Blueprint("tables", __name__)
Json = Any
MOST_SHOWN = 100
"""Problems named at once: who has more mends these first."""


@blueprint.get("/my/tables/<task_id>/<name>")
@needs(Permission.CUSTOMER)
def ask(task_id: str, name: str) -> ResponseReturnValue:
    """Which columns the workbook needs."""
    detail, into = _found(task_id, name)
    return _page(detail, into)


@blueprint.post("/my/tables/<task_id>/<name>")
@needs(Permission.CUSTOMER)
@limiter.limit("30 per hour")
def send(task_id: str, name: str) -> ResponseReturnValue:
    """Read the first sheet; with any row wrong nothing is taken over, else the rows stand in the form as a draft."""
    detail, into = _found(task_id, name)
    file = request.files.get("table")
    try:
        table = read_first_sheet(file.read() if file else b"")
    except UnreadableWorkbookError:
        return _page(detail, into, [gettext("文件不是可以读取的 XLSX 表格。")]), 422
    rows, problems = read_rows(table, into)
    problems = problems or _refused(detail, into, rows)
    if problems:
        return _page(detail, into, problems), 422
    draft = dict(detail.draft) if isinstance(detail.draft, dict) else {}
    site().engine.save_draft(task_id, _laid(draft, into.path, list(rows.values())), customer())
    flash(gettext("已填入 %(number)s 行，请核对后提交。", number=len(rows)), "good")
    return redirect(url_for("customers.matter", case_id=detail.task.case_id))


def _found(task_id: str, name: str) -> tuple[TaskDetail, FormList]:
    case_id = task_id.rpartition(".")[0]
    require_mine(case_id)
    if task_id not in {task.id for task in tasks_for_me(case_id)}:
        raise NotFound(what="task", id=task_id)
    detail = site().engine.queries.task_detail(task_id, customer())
    for each in lists_of(detail.form or {}):
        if each.name == name:
            return detail, each
    raise NotFound(what="list", id=name)


def _refused(detail: TaskDetail, into: FormList, rows: dict[int, dict[str, Json]]) -> list[str]:
    """What the form itself says of these rows; what it says of other fields is for later."""
    result = compile_form(orjson.dumps(detail.form)).check(
        _laid({}, into.path, list(rows.values())), dict(detail.variables), site().now()
    )
    labels = dict(zip((str(column["key"]) for column in into.columns), into.headings, strict=True))
    numbers = list(rows)
    found = []
    for path, sentences in result.errors.items():
        place = re.fullmatch(rf"{re.escape(into.name)}\[(\d+)\]\.?(\w*)", path)
        if place is not None:
            number, key = numbers[int(place[1])], str(place[2])
            found += [row_problem(number, labels.get(key, key), one) for one in sentences]
    return found


def _laid(answers: dict[str, Json], path: tuple[str, ...], rows: Json) -> dict[str, Json]:
    """The answers with the rows at the path; nothing that was typed elsewhere is lost."""
    if len(path) == 1:
        return answers | {path[0]: rows}
    inner = answers.get(path[0])
    return answers | {path[0]: _laid(dict(inner) if isinstance(inner, dict) else {}, path[1:], rows)}


def _page(detail: TaskDetail, into: FormList, problems: list[str] | None = None) -> str:
    found = problems or []
    return render_template(
        "customers/table.html",
        task=detail.task,
        into=into,
        problems=found[:MOST_SHOWN],
        more=max(len(found) - MOST_SHOWN, 0),
    )
