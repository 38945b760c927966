"""Sending papers by camera into one's own running case (SOP 4.4.1b, 4.5.3b): checked, drawn anew, sealed."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import func, select

from engine.errors import AnswersRefused, CaseNotRunning
from handlers.documents import KINDS_OF_PAPER, Photograph, keep_brought
from handlers.records import Document
from web.customers.identity import customer, the_link
from web.customers.matters import customer_name, require_mine
from web.customers.pictures import MAX_BYTES, photograph
from web.customers.scanning import MalwareFoundError, NoScanner, Scanner
from web.permissions import Permission, needs
from web.security import limiter, takes_up_to
from web.site import site

blueprint = Blueprint("papers", __name__)
MOST_AT_ONCE = 5
MOST_A_DAY = 40
MULTIPART_BYTES = 64 * 1024
"""What a browser writes around the files."""
SCANNER: Scanner = NoScanner()


@blueprint.get("/my/matters/<case_id>/papers")
@needs(Permission.CUSTOMER)
def ask(case_id: str) -> ResponseReturnValue:
    """What can be sent, and how it is kept."""
    _require_running(case_id)
    return _page(case_id)


@blueprint.post("/my/matters/<case_id>/papers")
@needs(Permission.CUSTOMER)
@limiter.limit("30 per hour")
@takes_up_to(MOST_AT_ONCE * MAX_BYTES + MULTIPART_BYTES)
def send(case_id: str) -> ResponseReturnValue:
    """Check each picture, draw it anew, seal all of them as one document of the case. All or nothing."""
    _require_running(case_id)
    paper = request.form.get("paper", "")
    try:
        pictures, said = _read(paper)
    except AnswersRefused as refused:
        return _page(case_id, paper, refused.facts["errors"][""]), 422
    link, now = the_link(), site().now()
    with site().writing() as rows:
        made = keep_brought(
            rows,
            pictures,
            paper=paper,
            customer_id=link.customer_id,
            case_id=case_id,
            by=link.id,
            scanned=said,
            now=now,
        )
    site().engine.record_read(customer(), "send paper", made, paper, case_id)
    flash(gettext("资料已收到，办理人员可以看到。"), "good")
    return redirect(url_for("customers.matter", case_id=case_id))


def _read(paper: str) -> tuple[list[Photograph], str]:
    files = [file for file in request.files.getlist("pictures") if file.filename]
    if paper not in KINDS_OF_PAPER:
        raise AnswersRefused(errors={"": [gettext("请选择这是什么资料。")]})
    if not 0 < len(files) <= MOST_AT_ONCE:
        raise AnswersRefused(errors={"": [gettext("请选择 1 到 %(most)s 张图片。", most=MOST_AT_ONCE)]})
    if _sent_today() >= MOST_A_DAY:
        raise AnswersRefused(errors={"": [gettext("今天提交的次数太多，请明天再试，或联系您的保险代理人。")]})
    pictures, said = [], ""
    for file in files:
        content = file.read(MAX_BYTES + 1)
        try:
            said = SCANNER.scan(content)
        except MalwareFoundError as found:
            raise AnswersRefused(errors={"": [gettext("文件没有通过安全检查。")]}) from found
        pictures.append(photograph(content))
    return pictures, said


def _sent_today() -> int:
    asked = select(func.count()).where(
        Document.subject_id == the_link().customer_id,
        Document.kind.in_(("brought_paper", "brought_health_paper")),
        Document.created_at > site().now() - timedelta(days=1),
    )
    with site().reading() as rows:
        return rows.scalar(asked) or 0


def _require_running(case_id: str) -> None:
    require_mine(case_id)
    case = site().engine.queries.case(case_id)
    if case.ended_at is not None:
        raise CaseNotRunning(case_id=case_id, status=case.status)


def _page(case_id: str, paper: str = "", problems: list[str] | None = None) -> str:
    case = site().engine.queries.case(case_id)
    return render_template(
        "customers/papers.html",
        case_id=case_id,
        name=customer_name(case.process_id, case.process_name),
        kinds=KINDS_OF_PAPER,
        chosen=paper,
        problems=problems or [],
        most=MOST_AT_ONCE,
        notice=SCANNER.notice if isinstance(SCANNER, NoScanner) else "",
    )
