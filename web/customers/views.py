"""The customer's pages: link, code, one task after the other, thanks. Made for a phone; nothing else is reachable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import AnswersRefused, BadInput, Conflict, NotFound, StaleCase
from engine.views import CaseDetail, InboxTask, TaskDetail
from handlers.documents import document_of_customer
from handlers.new_business.case_file import OFFER
from web.cases.documents import letters_to, send_pdf
from web.cases.file import FileSection, file_of
from web.customers import confirmation, links
from web.customers.identity import SESSION_KEY, customer, the_link, used_up
from web.customers.links import Entry
from web.customers.listing import lists_of
from web.customers.matters import customer_name, require_mine, tasks_for_me
from web.customers.messages import messages_for_me
from web.customers.people import contact_of
from web.customers.progress import doing_now, signs, stages_of
from web.customers.withdrawal import withdrawal_of
from web.errors import sentence_of
from web.i18n.dates import say_clock
from web.inbox.form_page import errors_of, form_page, problems_of, read_answers
from web.inbox.tiles import tiles_of
from web.permissions import Permission, needs
from web.security import limiter
from web.site import site
from web.tables import CustomerConfirmation, CustomerLink

blueprint = Blueprint("customers", __name__)
Json = Any
RECEIPT_KEY = "customer_receipt"


@blueprint.get("/c/<token>")
@needs(Permission.ANYONE)
@limiter.limit("30 per minute")
def welcome(token: str) -> ResponseReturnValue:
    """The link itself: says what this is and offers a code."""
    with site().reading() as rows:
        link = links.find_link(rows, token, site().now())
        if link is None:
            return used_up()
        return _enter_page(rows, link, token, code_sent=False)


@blueprint.post("/c/<token>/code")
@needs(Permission.ANYONE)
@limiter.limit("10 per minute")
def send_code(token: str) -> ResponseReturnValue:
    with site().writing() as rows:
        link = links.find_link(rows, token, site().now())
        if link is None:
            return used_up()
        sent = site().post.send_code(rows, link, current_app.config["SECRET_KEY"])
        problem = (
            "" if sent else gettext("验证码刚刚发送过，请稍候再试。多次发送后链接会失效，需请代理人重新发送链接。")
        )
        return _enter_page(rows, link, token, code_sent=True, problem=problem)


@blueprint.post("/c/<token>/enter")
@needs(Permission.ANYONE)
@limiter.limit("20 per minute")
def enter(token: str) -> ResponseReturnValue:
    now = site().now()
    with site().writing() as rows:
        link = links.find_link(rows, token, now)
        if link is None:
            return used_up()
        entry, opened = links.enter_code(
            rows, link, request.form.get("code", ""), current_app.config["SECRET_KEY"], now
        )
        if entry is Entry.IN:
            session[SESSION_KEY] = opened
            return redirect(url_for("customers.my_tasks"))
        if link.ended_at is not None:
            return used_up()
        wrong = gettext("验证码不对，请检查后再输入。")
        too_late = gettext("这个验证码已失效，请重新获取。")
        page = _enter_page(rows, link, token, code_sent=True, problem=wrong if entry is Entry.WRONG else too_late)
    return page, 422


@blueprint.get("/my")
@needs(Permission.CUSTOMER)
def my_tasks() -> ResponseReturnValue:
    """What the link was made for: its own case, or the home."""
    case_id = the_link().case_id
    return redirect(url_for("home.show")) if case_id == links.HOME else _matter_page(case_id)


@blueprint.get("/my/matters/<case_id>")
@needs(Permission.CUSTOMER)
def matter(case_id: str) -> ResponseReturnValue:
    """Any case of the customer's own."""
    require_mine(case_id)
    return _matter_page(case_id)


def _matter_page(case_id: str) -> str:
    """The first thing the customer is asked for; or thanks, and how far the matter is."""
    task = next(iter(tasks_for_me(case_id)), None)
    if task is not None:
        return _task_page(site().engine.queries.task_detail(task.id, customer()))
    receipt = session.get(RECEIPT_KEY)
    if receipt and not receipt["draft_key"].startswith(f"{the_link().id}.{case_id}."):
        receipt = None  # from an earlier visit: what was handed in then is not what this page is about
    detail = site().engine.queries.case_detail(case_id)
    return render_template(
        "customers/done.html",
        name=customer_name(detail.case.process_id, detail.case.process_name),
        title=_standing(detail, thanks=receipt is not None),
        sentence=_what_next(detail),
        stages=stages_of(detail),
        letters=letters_to(the_link().customer_id, detail),
        messages=messages_for_me(case_id),
        receipt=_receipt(receipt),
        withdrawal=withdrawal_of(detail),
        case_id=case_id,
        is_over=detail.case.ended_at is not None,
        draft_key=(receipt or {}).get("draft_key", ""),
    )


@blueprint.post("/my/<task_id>")
@needs(Permission.CUSTOMER)
def hand_in(task_id: str) -> ResponseReturnValue:
    """Take the answers and the signature; evidence first, then the step, then the link ends if nothing is left."""
    detail, now = _my_detail(task_id), site().now()
    case_id = detail.task.case_id
    answers = read_answers(request.form.get("answers", ""))
    shown = _shown(detail)
    try:
        if request.form.get("shown") != confirmation.digest(shown):
            raise StaleCase(gettext("页面内容在此期间有更新，请重新阅读后再提交。"))
        asks_signature = signs(detail.task)
        signature = confirmation.read_signature(answers) if asks_signature else confirmation.Signature("submitted")
        kept = confirmation.keep(task_id, {**shown, "answers": answers}, signature, now, case_id=case_id)
        site().engine.complete(task_id, answers, customer())
    except AnswersRefused as refused:
        return _task_page(detail, typed=answers, refused=refused), 422
    except Conflict as conflict:
        return _task_page(_my_detail(task_id, open_only=False), typed=answers, stale=_say(conflict)), 409
    confirmation.accept(kept.id, now)
    _remember(kept, task_id)
    if case_id != the_link().case_id:
        return redirect(url_for("customers.matter", case_id=case_id))
    _end_if_done(case_id, now)
    return redirect(url_for("customers.my_tasks"))


@blueprint.put("/my/<task_id>/draft")
@needs(Permission.CUSTOMER)
def save_draft(task_id: str) -> ResponseReturnValue:
    detail = _my_detail(task_id)
    answers = (request.get_json() or {}).get("answers")
    if not isinstance(answers, dict):
        raise BadInput("the draft is not an object")
    site().engine.save_draft(detail.task.id, answers, customer())
    return jsonify(saved_at=say_clock(site().now()))


@blueprint.get("/my/documents/<document_id>.pdf")
@needs(Permission.CUSTOMER)
def document(document_id: str) -> ResponseReturnValue:
    """One of the customer's own documents as PDF. The reading is recorded."""
    with site().reading() as rows:
        own = document_of_customer(rows, document_id, the_link().customer_id)
    return send_pdf([own] if own else [], document_id, customer(), (own.case_id or "") if own else "")


def _say(conflict: Conflict) -> str:
    return str(conflict) if isinstance(conflict, StaleCase) and not conflict.facts else sentence_of(conflict)


def _my_detail(task_id: str, *, open_only: bool = True) -> TaskDetail:
    """A task of the customer's own that this customer may do. Raises `NotFound` for every other."""
    case_id = task_id.rpartition(".")[0]
    require_mine(case_id)
    if open_only and task_id not in {task.id for task in tasks_for_me(case_id)}:
        raise NotFound(what="task", id=task_id)
    detail = site().engine.queries.task_detail(task_id, customer())
    if not detail.may_complete:
        raise NotFound(what="task", id=task_id)
    return detail


def _task_page(
    detail: TaskDetail, *, typed: Json = None, refused: AnswersRefused | None = None, stale: str = ""
) -> str:
    schema = detail.form or {"type": "default", "components": []}
    case = site().engine.queries.case_detail(detail.task.case_id)
    form = form_page(
        schema,
        detail.variables,
        f"{the_link().id}.{detail.task.id}",
        draft=typed if typed is not None else detail.draft,
        draft_at=site().now() if typed is not None else detail.draft_at,
        errors=errors_of(refused) if refused else None,
    )
    return render_template(
        "customers/task.html",
        task=tiles_of([detail.task], customer())[0],
        why=why_asked(detail.task),
        form=form,
        lists=list(lists_of(schema)),
        file=_own_file(detail),
        shown_sha256=confirmation.digest(_shown(detail)),
        signs=signs(detail.task),
        types_name=any(key in str(schema) for key in confirmation.TYPED_NAME_KEYS),
        stages=stages_of(case),
        letters=letters_to(the_link().customer_id, case),
        messages=messages_for_me(detail.task.case_id),
        withdrawal=withdrawal_of(case),
        case_id=detail.task.case_id,
        is_over=False,
        problems=problems_of(refused, schema) if refused else [],
        stale=stale,
        receipt_key=(session.get(RECEIPT_KEY) or {}).get("draft_key", ""),
    )


def _standing(detail: CaseDetail, *, thanks: bool) -> str:
    if thanks:
        return gettext("谢谢，已经收到")
    return gettext("这项业务已经办结") if detail.case.ended_at else gettext("目前没有需要您办理的事项")


def _what_next(detail: CaseDetail) -> str:
    if detail.case.ended_at:
        return gettext("这项业务已经办结，结果见下面的通知。")
    now = doing_now(detail) or gettext("下一步由我们办理。")
    return gettext("%(now)s需要您的时候会再联系您，现在可以关闭此页面。", now=now)


def _shown(detail: TaskDetail) -> dict[str, Json]:
    """Exactly what the page puts before the customer: form, values, and of the own file what the step is about."""
    form = form_page(detail.form or {}, detail.variables, "")
    file = [{"title": section.title, "lines": list(section.lines)} for section in _own_file(detail)]
    return {"form": form.schema, "values": form.values, "file": file}


def _own_file(detail: TaskDetail) -> list[FileSection]:
    """The whole application before signing it; before everything else what is offered, at which terms."""
    return file_of(detail.variables, customer().roles, only=None if signs(detail.task) else OFFER)


def why_asked(task: InboxTask) -> str:
    """Why the customer personally is asked, in one sentence."""
    if signs(task):
        return gettext("请核对内容后亲笔签名。签名只能由您本人完成，代理人不能代签。")
    return gettext("这一步需要您本人如实填写，代理人不能代填。")


def _enter_page(rows: Any, link: CustomerLink, token: str, *, code_sent: bool, problem: str = "") -> str:
    to = contact_of(rows, link.customer_id).masked
    return render_template("customers/enter.html", token=token, to=to, code_sent=code_sent, problem=problem)


@dataclass(frozen=True, slots=True)
class Receipt:
    at: datetime
    fingerprint: str


def _remember(kept: CustomerConfirmation, task_id: str) -> None:
    session[RECEIPT_KEY] = {
        "at": kept.confirmed_at.isoformat(),
        "fingerprint": kept.shown_sha256,
        "draft_key": f"{the_link().id}.{task_id}",
    }


def _receipt(remembered: dict[str, str] | None) -> Receipt | None:
    if remembered is None:
        return None
    digest = remembered["fingerprint"]
    grouped = " ".join(digest[at : at + 8] for at in range(0, 32, 8))
    return Receipt(datetime.fromisoformat(remembered["at"]), grouped)


def _end_if_done(case_id: str, now: datetime) -> None:
    """As long as the matter can be withdrawn, something is left to do."""
    if tasks_for_me(case_id) or withdrawal_of(site().engine.queries.case_detail(case_id)):
        return
    with site().writing() as rows:
        links.end_link(rows.get_one(CustomerLink, the_link().id), "done", now)
