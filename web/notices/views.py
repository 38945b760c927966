"""What the reader was told, on a page and while it is open; and how the reader wants to be told."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from engine.errors import BadInput
from web.accounts.login import actor, me, unattended
from web.accounts.sessions import token_hash
from web.cases.reading import my_readable
from web.i18n.locale import LANGUAGES, chosen_language
from web.names import name_of_actor
from web.notices.addresses import addresses_of
from web.notices.courier import deliveries_of, topics_of
from web.notices.kinds import KINDS, OUTSIDE, Channel, Pace, Topic
from web.notices.messages import Place, places_of
from web.notices.news import Position
from web.notices.notices import Notice, count_new, mark_read, notices_of
from web.notices.preferences import Preferences, preferences_of, save_preferences
from web.notices.quiet_hours import Hours, clock_of, minutes_of
from web.notices.words import CHANNEL_WORDS, PACE_WORDS, STATE_WORDS, TOPIC_WORDS, say_problem
from web.permissions import Permission, needs
from web.security import limiter
from web.site import site

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
SAY = {
    "channel_words": CHANNEL_WORDS, "pace_words": PACE_WORDS, "state_words": STATE_WORDS, "topic_words": TOPIC_WORDS,
    "say_problem": say_problem, "clock_of": clock_of, "outside": OUTSIDE,
}  # fmt: skip


@blueprint.get("")
@needs(Permission.SIGNED_IN)
def show() -> ResponseReturnValue:
    """What the reader was told, the newest first; to have seen the page is to have read them."""
    found = notices_of(site().engine, me().id)
    if any(notice.is_new for notice in found):
        with site().writing() as rows:
            mark_read(rows, me().id, site().now(), max(notice.id for notice in found))
    with site().reading() as rows:
        places = places_of(rows, found)
    cases = {notice.case_id for notice in found if notice.case_id and not notice.task_id}
    known = site().engine.queries.may_know(cases, my_readable()) if me().may(Permission.CASES_READ) else frozenset()
    return render_template("notices/list.html", notices=[_row(notice, places, known) for notice in found])


@dataclass(frozen=True, slots=True)
class _Row:
    """A notice on the page: what happened, about what, in whose words, where to look."""

    title: str
    about: str
    at: datetime
    words: str
    is_new: bool
    address: str
    link: str


def _row(notice: Notice, places: Mapping[str, Place], known: Collection[str]) -> _Row:
    sentence, labels = sentence_of(notice.kind, notice.by, notice.other), site().labels
    place = places.get(notice.task_id or notice.case_id or "")
    about = [labels.say(text) for text in (place.task, place.process) if text] if place else []
    about += [place.business_key] if place and place.business_key else []
    address, link = _link(notice, known)
    words = notice.words
    if notice.kind == "letter" and words:  # its title says more than that there is one
        sentence, words = labels.say_composed(words), ""
    return _Row(sentence, " · ".join(about), notice.at, words, notice.is_new, address, link)


def sentence_of(kind: str, by: str, other: str | None) -> str:
    """A notice in the reader's language."""
    return gettext(KINDS[kind].sentence, who=name_of_actor(by), other=name_of_actor(other) if other else "")


def _link(notice: Notice, known: Collection[str]) -> tuple[str, str]:
    """Where to look, and the words of the link; empty where there is nothing that the reader may open.

    `known`: the cases that the reader may open.
    """
    if notice.task_id:
        return url_for("inbox.show_task", task_id=notice.task_id), gettext("查看任务")
    if notice.kind == "incident" and me().may(Permission.INCIDENTS_READ):
        return url_for("incidents.list_incidents"), gettext("查看异常")
    if notice.case_id in known:
        return url_for("cases.show", case_id=notice.case_id), gettext("查看案件")
    return "", ""


@blueprint.get("/news")
@needs(Permission.SIGNED_IN)
@unattended
def news() -> ResponseReturnValue:
    """How many notices are new, in words, for a page that is left open."""
    with site().reading() as rows:
        count = count_new(rows, me().id)
    return jsonify(count=count, sentence=new_words(count))


def new_words(count: int) -> str:
    """What stands above every page; empty when nothing is new."""
    return ngettext("有 %(num)d 条新通知", "有 %(num)d 条新通知", count) if count else ""


@blueprint.get("/stream")
@needs(Permission.SIGNED_IN)
@unattended
def stream() -> ResponseReturnValue:
    """Server-sent events (`news.py`); 204 tells a browser that there is no place, and to ask now and then."""
    since = Position.read(request.headers.get("Last-Event-ID", ""))
    heard, person = site().news, me()
    opened = heard.open(
        token_hash(person.token), person.id, person.roles | actor().roles, request.args.get("task", ""), since
    )
    if opened is None:
        return "", 204
    answer = Response(heard.events(opened), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})
    answer.call_on_close(lambda: heard.close(opened))
    return answer


@blueprint.get("/preferences")
@needs(Permission.SIGNED_IN)
def preferences() -> ResponseReturnValue:
    """Which topics by which way, how soon, when not; and what became of the last messages."""
    return _page(me().id)


@blueprint.post("/preferences")
@needs(Permission.SIGNED_IN)
def save() -> ResponseReturnValue:
    try:
        wanted = read_preferences((Channel.PAGE, *OUTSIDE))
        with site().writing() as rows:
            save_preferences(rows, me().id, wanted)
    except (BadInput, ValueError):
        return _page(me().id, gettext("请把时间填完整：免打扰要有开始和结束。")), 422
    flash(gettext("已保存。"))
    return redirect(url_for("notices.preferences"))


@blueprint.post("/test")
@needs(Permission.SIGNED_IN)
@limiter.limit("6 per minute")
def test() -> ResponseReturnValue:
    """Send the reader a test message by one channel."""
    send_test(me().id)
    return redirect(url_for("notices.preferences", _anchor="deliveries"))


def send_test(reader: str) -> None:
    """Queue a test message to a reader by the channel that the form names. Raises `BadInput`."""
    channel = channel_of(request.form.get("channel", ""))
    site().courier.send_test(reader, channel, secrets.token_hex(8))
    flash(gettext("测试消息已交给系统发送，结果稍后显示在下面的发送记录里。"))


def channel_of(name: str) -> Channel:
    """A channel outside. Raises `BadInput`."""
    if name not in OUTSIDE:
        raise BadInput("there is no such channel")
    return Channel(name)


def read_preferences(channels: Iterable[Channel], topics: Iterable[Topic] = tuple(Topic)) -> Preferences:
    """What the form says. Raises `BadInput`, `ValueError`."""
    said = request.form
    hour = said.get("digest_hour", "")
    if not hour.isdecimal():
        raise BadInput("that is no hour")
    hours = Hours(
        digest_hour=int(hour),
        quiet_from=minutes_of(said.get("quiet_from", "")),
        quiet_until=minutes_of(said.get("quiet_until", "")),
        working_days_only="working_days_only" in said,
        urgent_breaks_quiet="urgent_breaks_quiet" in said,
    )
    choices = {
        (topic, channel): Pace(said[f"{topic.value}.{channel.value}"])
        for topic in topics
        for channel in channels
        if f"{topic.value}.{channel.value}" in said
    }
    return Preferences(hours, said.get("language", chosen_language()), choices)


def _page(reader: str, refusal: str = "") -> str:
    with site().reading() as rows:
        deliveries = deliveries_of(rows, reader)
        return render_template(
            "notices/preferences.html",
            wanted=preferences_of(rows, [reader])[reader],
            addresses={channel: row.hint for (_, channel), row in addresses_of(rows, [reader]).items()},
            ready=site().courier.ready,
            deliveries=deliveries,
            topics_told=topics_of(rows, deliveries),
            refusal=refusal,
            channels=(Channel.PAGE, *OUTSIDE),
            languages=LANGUAGES,
            **SAY,
        )
