"""The pages of reports: which there are, one of them, the list behind a figure, and both as files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import Forbidden, NotFound
from engine.statistics import Standing
from web.accounts.login import actor, me
from web.cases.reading import hidden_processes
from web.permissions import Permission, needs
from web.reports import rows as lists
from web.reports import work
from web.reports.asked import Asked, preset_words, presets, read_asked
from web.reports.catalogue import REPORTS, Entry, may_read, seen_roles
from web.reports.charts import draw
from web.reports.export import FORMS, MOST_ROWS, about, as_csv, as_workbook
from web.reports.report import Report, Table, say
from web.reports.words import role_name
from web.site import site

blueprint = Blueprint("reports", __name__)
PAGE = 50
FILTERS = (
    "from", "to", "role", "what", "stage", "status", "fate", "kind", "outcome", "level", "answer", "opinion", "limit",
    "late", "overdue", "agent",
)  # fmt: skip
DESK, PHONE = 1040, 330
"""Widths that a chart is drawn for; the style sheet shows one of the two."""


@blueprint.get("/reports")
@needs(Permission.REPORTS_READ)
def list_all() -> ResponseReturnValue:
    """The reports that the reader may see."""
    entries = {id_: entry for id_, entry in REPORTS.items() if may_read(entry, me().roles)}
    return render_template("reports/reports.html", entries=entries)


@blueprint.get("/reports/<report_id>")
@needs(Permission.REPORTS_READ)
def show(report_id: str) -> ResponseReturnValue:
    """One report of a period."""
    entry, asked = _asked(report_id)
    with site().reading() as rows:
        report = entry.build(rows, asked)
    return render_template(
        "reports/report.html",
        report_id=report_id,
        entry=entry,
        report=report,
        asked=asked,
        presets=[(preset_words()[name], period) for name, period in presets(asked.today).items()],
        roles=_choices(entry),
        role_name=role_name,
        say=say,
        draw=draw,
        desk=DESK,
        phone=PHONE,
    )


@blueprint.get("/reports/<report_id>/export/<form>")
@needs(Permission.REPORTS_READ)
def export(report_id: str, form: str) -> ResponseReturnValue:
    """All tables of a report as a workbook, or one of them as CSV."""
    entry, asked = _asked(report_id)
    with site().reading() as rows:
        report = entry.build(rows, asked)
    wanted = request.args.get("table", "")
    sections = [section for section in report.sections if wanted in ("", section.id)]
    if form not in FORMS or not sections or (form == "csv" and not wanted):
        raise NotFound(what="export", id=wanted)
    if form == "csv":
        made = as_csv(sections[0].table)
    else:
        tables = [(section.title, section.table) for section in sections]
        made = as_workbook(tables, _about(str(entry.title), report, asked))
    number = sum(len(section.table.rows) for section in sections)
    return _file(made, form, "-".join(part for part in (report_id, wanted) if part), asked, number)


@blueprint.get("/reports/<report_id>/rows")
@needs(Permission.REPORTS_READ)
def rows(report_id: str) -> ResponseReturnValue:
    """The list behind a figure, page by page."""
    entry, asked = _asked(report_id)
    page = max(1, request.args.get("page", 1, type=int))
    title, table, total = _list(entry, asked, limit=PAGE, offset=(page - 1) * PAGE)
    said = _said()
    pages = -(-total // PAGE)
    return render_template(
        "reports/rows.html",
        report_id=report_id,
        entry=entry,
        asked=asked,
        title=title,
        table=table,
        total=total,
        page=page,
        pages=pages,
        before=url_for("reports.rows", report_id=report_id, **said, page=page - 1) if page > 1 else "",
        after=url_for("reports.rows", report_id=report_id, **said, page=page + 1) if page < pages else "",
        files=[
            (form.upper(), url_for("reports.export_rows", report_id=report_id, form=form, **said)) for form in FORMS
        ],
        most=MOST_ROWS,
        role_name=role_name,
        say=say,
    )


@blueprint.get("/reports/<report_id>/rows/export/<form>")
@needs(Permission.REPORTS_READ)
def export_rows(report_id: str, form: str) -> ResponseReturnValue:
    """The list behind a figure as a file, if it is not too long for one."""
    entry, asked = _asked(report_id)
    if form not in FORMS:
        raise NotFound(what="export", id=form)
    title, table, total = _list(entry, asked, limit=MOST_ROWS)
    if total > MOST_ROWS:
        said = {"report_id": report_id, "entry": entry, "total": total, "most": MOST_ROWS}
        back = url_for("reports.rows", report_id=report_id, **_said())
        return render_template("reports/too_many.html", **said, back=back), 422
    if form == "csv":
        made = as_csv(table)
    else:
        made = as_workbook([(title, table)], _about(f"{entry.title} · {title}", None, asked))
    return _file(made, form, f"{report_id}-{request.args.get('what', '')}", asked, total)


def _asked(report_id: str) -> tuple[Entry, Asked]:
    """The report and its filters. Raises `NotFound`, and `Forbidden`, which is written down."""
    entry = REPORTS.get(report_id)
    if entry is None:
        raise NotFound(what="report", id=report_id)
    if not may_read(entry, me().roles):
        raise Forbidden(actor=me().id, verb="read", what=f"report {report_id}")
    roles = seen_roles(me().roles) if entry.by_role else None
    asked = read_asked(report_id, request.args, site().now(), roles, _choices(entry), hidden_processes())
    return entry, asked


def _choices(entry: Entry) -> list[str]:
    """The roles that a report can be narrowed to."""
    if not entry.by_role:
        return []
    seen = seen_roles(me().roles)
    return [role for role in work.ROLES if role in entry.roles and (seen is None or role in seen)]


def _list(entry: Entry, asked: Asked, *, limit: int, offset: int = 0) -> tuple[str, Table, int]:
    what = request.args.get("what", "")
    if entry.behind is None:
        try:
            standing = Standing(what)
        except ValueError as error:
            raise NotFound(what="list", id=what) from error
        table, total = work.behind(asked, standing, actor(), limit=limit, offset=offset)
        return work.standing_words()[standing], table, total
    found = entry.behind(asked, what, request.args)
    with site().reading() as session:
        return found.title, lists.read(session, found, limit=limit, offset=offset), lists.count(session, found)


def _said() -> dict[str, Any]:
    """What an address said, as far as reports know it: to be said again."""
    return {name: request.args[name] for name in FILTERS if name in request.args}


def _about(title: str, report: Report | None, asked: Asked) -> list[tuple[str, str]]:
    return about(title, report, asked, role_name(asked.role) if asked.role else gettext("全部"))


def _file(made: bytes, form: str, name: str, asked: Asked, number: int) -> Response:
    """The file, and in the access log who took what: never a row, nor a word of the address that was not understood."""
    period = f"{asked.period.first}..{asked.period.last}"
    reason = f"{form}, {number} rows, {period}, role {asked.role or 'all'}"
    site().engine.record_read(actor(), "export report", name, reason)
    first, last = asked.period.first, asked.period.last
    answer = Response(made, mimetype=FORMS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{first:%Y%m%d}-{last:%Y%m%d}.{form}"'
    return answer
