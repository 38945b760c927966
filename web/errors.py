"""Every refusal becomes one page and one status, here and nowhere else.

A page says what is wrong and the way on, in the reader's language; it shows no personal data and no traceback.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine import errors
from handlers.documents import FontMissingError
from web.accounts.denied import record_denied, record_too_many
from web.i18n.dates import say_moment
from web.names import name_of_actor
from web.safe_redirect import local_path
from web.site import site

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refused request is answered with."""

    status: int
    title: str
    sentence: str


STATUS: dict[type[errors.EngineError], int] = {
    errors.BadInput: 422,
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.EngineError: 500,
}
"""The nearest class of an error's ancestry decides."""


def status_of(error: errors.EngineError) -> int:
    """The HTTP status of an engine's refusal."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def sentence_of(error: errors.EngineError) -> str:
    """The refusal in the reader's language; the engine's own sentence where no translation is known."""
    say = next((SENTENCES[kind] for kind in type(error).__mro__ if kind in SENTENCES), None)
    return say(error.facts) if say else str(error)


def _closed(facts: dict[str, Any]) -> str:
    who, when = _who(facts.get("by")), _when(facts.get("at"))
    if facts.get("outcome") == "completed":
        return gettext("%(who)s已于%(when)s完成这件任务。您没有做错什么，这里什么都没有改变。", who=who, when=when)
    return gettext("这件任务已于%(when)s关闭，不再需要处理。这里什么都没有改变。", when=when)


def _claimed(facts: dict[str, Any]) -> str:
    return gettext("%(who)s已领取这件任务，正在处理。这里什么都没有改变。", who=_who(facts.get("holder")))


def _stale(facts: dict[str, Any]) -> str:
    return gettext(
        "案件在此期间由%(who)s于%(when)s更新过，请看过最新内容后再提交。这里什么都没有改变。",
        who=_who(facts.get("by")),
        when=_when(facts.get("at")),
    )


SENTENCES: dict[type[errors.EngineError], Callable[[dict[str, Any]], str]] = {
    errors.TaskAlreadyClosed: _closed,
    errors.TaskAlreadyClaimed: _claimed,
    errors.StaleCase: _stale,
    errors.DraftChanged: lambda facts: gettext(
        "您在另一个窗口于%(when)s保存过别的内容，这里没有覆盖它。", when=_when(facts.get("at"))
    ),
    errors.CaseSuspended: lambda _: gettext("这个案件已暂停，恢复后才能继续处理。"),
    errors.CaseNotRunning: lambda _: gettext("这个案件已经结束，不再接受处理。"),
    errors.Conflict: lambda _: gettext("别人先了一步，这里什么都没有改变。"),
    errors.StartRefused: lambda facts: (
        site().labels.say_composed(facts.get("reason")) or gettext("您的角色不能做这件事。")
    ),
    errors.DutiesNotSeparated: lambda _: gettext("前面的一步是您办理的，这一步必须由另一位同事办理（双人复核）。"),
    errors.OnlyInPerson: lambda _: gettext("这一步必须由本人办理，不能代理。"),
    errors.OutsideSubstitution: lambda _: gettext("这件任务不在您的代理范围之内。"),
    errors.ClockNotPausable: lambda _: gettext("流程图不允许以这个理由暂停这一步的时限。"),
    errors.ClockRanOut: lambda facts: gettext("时限已于%(when)s届满，不能再暂停。", when=_when(facts.get("due_at"))),
    errors.ClockAlreadyPaused: lambda _: gettext("时限已经暂停了。这里什么都没有改变。"),
    errors.ClockNotPaused: lambda _: gettext("时限没有暂停，不需要恢复。"),
    errors.Forbidden: lambda _: gettext("您的角色不能做这件事。"),
    errors.NotFound: lambda _: gettext("没有找到您要的内容，它可能已经移走，或者地址有误。"),
    errors.AnswersRefused: lambda _: gettext("有些内容还需要补充或更正。"),
}
TITLES: dict[int, Callable[[], str]] = {
    400: lambda: gettext("请求不完整"),
    401: lambda: gettext("请先登录"),
    403: lambda: gettext("没有权限"),
    404: lambda: gettext("没有找到"),
    405: lambda: gettext("没有找到"),
    409: lambda: gettext("别人先了一步"),
    413: lambda: gettext("内容太大"),
    422: lambda: gettext("内容需要更正"),
    429: lambda: gettext("尝试次数过多"),
    500: lambda: gettext("系统出了问题"),
    503: lambda: gettext("暂时做不到"),
}
PLAIN: dict[int, Callable[[], str]] = {
    400: lambda: gettext("页面可能打开得太久了。请返回上一页，刷新后再试。您填写的内容已保存在浏览器里。"),
    401: lambda: gettext("登录已过期或尚未登录。登录后会回到刚才的页面，填写的内容还在。"),
    403: lambda: gettext("您的角色不能打开这个页面。需要的话，请联系系统管理员。"),
    404: lambda: gettext("没有找到您要的内容，它可能已经移走，或者地址有误。"),
    405: lambda: gettext("没有找到您要的内容，它可能已经移走，或者地址有误。"),
    413: lambda: gettext("提交的内容超过了允许的大小，请减少后再试。"),
    429: lambda: gettext("为了安全，请等几分钟后再试。"),
    500: lambda: gettext("这不是您的错，什么都没有保存一半。问题已记录，请稍后再试。"),
    503: lambda: gettext("系统缺少中文字体，暂时不能生成 PDF。请联系系统管理员。"),
}
LOG_IN_HELPS = (401, 403, 404, 405)
"""Where a stranger may see more once it is known who it is; a server's own trouble stays."""


def handle_errors(app: Flask) -> None:
    """Answer every refusal and every failure of the app with its page."""
    app.register_error_handler(errors.EngineError, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(FontMissingError, lambda _: page_for_status(503))
    app.register_error_handler(Exception, _failed)


def page_for_status(status: int) -> ResponseReturnValue:
    """The plain page of a status, as HTML or JSON as the request asked."""
    known = status if status in PLAIN else 500
    return _answer(Refusal(status, TITLES[known](), PLAIN[known]()))


def _refused(error: errors.EngineError) -> ResponseReturnValue:
    status = status_of(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("page.engine_error", kind=type(error).__name__, endpoint=request.endpoint)
    return _answer(Refusal(status, TITLES[status](), sentence_of(error)))


def _forged(_: CSRFError) -> ResponseReturnValue:
    if current_user.is_authenticated:
        record_denied("csrf")
    return page_for_status(400)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    if error.code == HTTPStatus.TOO_MANY_REQUESTS:
        record_too_many()
    return page_for_status(error.code or 500)


def _failed(error: Exception) -> ResponseReturnValue:
    # The outermost page. The traceback names code, not values; the message is left out, it may quote a person's data.
    log.error("page.failed", kind=type(error).__name__, endpoint=request.endpoint, where=_places(error))
    return page_for_status(500)


def _places(error: BaseException) -> list[str]:
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-8:]


def _answer(refusal: Refusal) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(title=refusal.title, sentence=refusal.sentence), refusal.status
    page = render_template("error.html", refusal=refusal, is_error_page=True, way_on=_way_on(refusal.status))
    return page, refusal.status


def _way_on(status: int) -> tuple[str, str] | None:
    """Where whoever reads this goes on, and in which words: customers home, never to the login of the staff."""
    if request.path.startswith("/c/") or request.path == "/c":
        return None
    if request.path.startswith("/my"):
        return url_for("home.show"), gettext("回到我的主页")
    if not current_user.is_authenticated and status in LOG_IN_HELPS:
        then = _page_before() if status == HTTPStatus.UNAUTHORIZED else None
        return url_for("accounts.log_in_page", next=then), gettext("去登录")
    return url_for("start.home"), gettext("回到首页")


def _page_before() -> str:
    """The page of this site that a form was sent from: where whoever logs in again goes on."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return "/"
    return local_path(f"{before.path}?{before.query}" if before.query else before.path)


def _who(actor_id: Any) -> str:
    return name_of_actor(str(actor_id)) if actor_id else gettext("别人")


def _when(moment: Any) -> str:
    return say_moment(moment) if moment else gettext("刚才")
