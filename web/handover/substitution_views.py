"""Name a substitute, take the appointment back, and choose in whose name this browser works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from engine.errors import BadInput, Conflict, EngineError, Forbidden, NotFound
from web.accounts.login import actor, me
from web.accounts.operations import find_account
from web.errors import status_of
from web.handover import mandates
from web.handover.acting import CHOSEN, mandate_of
from web.handover.colleagues import accounts_in
from web.handover.mandates import Wanted
from web.handover.returning import end_substitutions
from web.inbox.tiles import process_names
from web.names import name_of_actor
from web.permissions import GRANTS, ROLES, Permission, led_by, needs
from web.safe_redirect import local_path
from web.site import site
from web.tables import Account, Substitution

blueprint = Blueprint("substitutions", __name__)
WORKING = frozenset(role for role, granted in GRANTS.items() if Permission.TASKS_WORK in granted)


@dataclass(frozen=True, slots=True)
class Row:
    """A substitution in words."""

    id: str
    principal_id: str
    substitute_id: str
    starts_at: datetime
    last_day: datetime
    roles: tuple[str, ...]
    processes: tuple[str, ...]
    """Names; empty: all."""
    reason: str
    state: str
    """`running` or `coming`."""
    can_act: bool


@blueprint.get("/substitutions")
@needs(Permission.TASKS_WORK)
def show() -> ResponseReturnValue:
    """Who acts for me, for whom I act, and a form for a new one."""
    return _page()


@blueprint.post("/substitutions")
@needs(Permission.TASKS_WORK)
def appoint() -> ResponseReturnValue:
    """Name a substitute for oneself or, where one leads, for somebody else. What was typed stays on a refusal."""
    try:
        wanted = _wanted()
        mandates.appoint(site().engine, wanted, actor())
    except BadInput:
        return _page(gettext("请选择代理人、日期（最后一天不早于第一天和今天）、角色，并写明原因。")), 422
    except Conflict as refusal:
        return _page(gettext("这段时间两人之间已有代理安排，或账号已停用。")), status_of(refusal)
    except (Forbidden, NotFound) as refusal:
        return _page(_why_not(refusal)), status_of(refusal)
    flash(gettext("已安排%(who)s代理，双方都会收到通知。", who=name_of_actor(wanted.substitute_id)))
    return redirect(url_for("substitutions.show"))


@blueprint.post("/substitutions/<substitution_id>/end")
@needs(Permission.TASKS_WORK)
def end(substitution_id: str) -> ResponseReturnValue:
    """End it now; what is held in the principal's name goes back at once."""
    mandates.revoke(site().engine, substitution_id, actor())
    end_substitutions(site().engine, actor())
    flash(gettext("代理已结束，代理期间未办完的任务已交回。"))
    return redirect(url_for("substitutions.show"))


@blueprint.post("/acting")
@needs(Permission.TASKS_WORK)
def act() -> ResponseReturnValue:
    """Work in a principal's name from now on, or (nothing chosen) as oneself again."""
    session.pop(CHOSEN, None)
    g.pop("mandate", None)
    chosen = request.form.get("substitution", "")
    if chosen:
        session[CHOSEN] = chosen
        if mandate_of(me().id) is None:
            raise Forbidden(actor=me().id, verb="act for", what=chosen)
    return redirect(local_path(request.form.get("next")))


def _why_not(refusal: EngineError) -> str:
    if isinstance(refusal, NotFound):
        return gettext("没有这个账号。")
    return gettext("不能这样安排：本人只能把代理人也具备的角色交出去；负责人不能让自己代理；其他角色不能代理。")


def _wanted() -> Wanted:
    form = request.form
    return Wanted(
        principal_id=form.get("principal", me().id) or me().id,
        substitute_id=form.get("substitute", ""),
        starts_at=max(_midnight(_day("first_day")), site().now()),
        ends_at=_midnight(_day("last_day") + timedelta(days=1)),
        roles=frozenset(form.getlist("roles")),
        processes=None if form.get("all_processes") else frozenset(form.getlist("processes")),
        reason=form.get("reason", "").strip(),
    )


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise BadInput(f"{name} is no date") from error


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), site().zone)


def _page(refusal: str = "") -> str:
    now, reader = site().now(), me()
    with site().reading() as rows:
        principals = _principals(rows)
        others = [one for one in accounts_in(rows, WORKING) if one.id != reader.id or len(principals) > 1]
        found = [_row(rows, one, now) for one in _visible(rows, now)]
        roles = (reader.roles | led_by(reader.roles)) & WORKING - mandates.NEVER_PASSED_ON
    today = now.astimezone(site().zone).date()
    return render_template(
        "handover/substitutions.html",
        rows=found,
        principals=principals,
        substitutes=others,
        roles=[role for role in ROLES if role in roles],
        processes=sorted(process_names().items(), key=lambda pair: site().labels.say(pair[1])),
        today=today,
        week=today + timedelta(days=7),
        refusal=refusal,
        typed=request.form,
    )


def _principals(rows: Session) -> list[Account]:
    """Oneself first, then whom one leads."""
    reader = me()
    led = led_by(reader.roles)
    return [find_account(rows, reader.id), *(one for one in accounts_in(rows, led) if one.id != reader.id)]


def _visible(rows: Session, now: datetime) -> Sequence[Substitution]:
    """The reader's own, and those that pass on only roles which the reader leads."""
    led, mine = led_by(me().roles), me().id
    if not led:
        return mandates.current(rows, mine, now)
    return [
        one
        for one in mandates.all_current(rows, now)
        if mine in (one.principal_id, one.substitute_id) or set(one.roles.split()) <= led
    ]


def _row(rows: Session, found: Substitution, now: datetime) -> Row:
    names = process_names()
    can_act = found.substitute_id == me().id and mandates.mandate(rows, found.id, me().id, now) is not None
    return Row(
        id=found.id,
        principal_id=found.principal_id,
        substitute_id=found.substitute_id,
        starts_at=found.starts_at,
        last_day=found.ends_at - timedelta(microseconds=1),
        roles=tuple(found.roles.split()),
        processes=tuple(names.get(process_id, process_id) for process_id in (found.processes or "").split()),
        reason=found.reason,
        state="running" if found.starts_at <= now else "coming",
        can_act=can_act,
    )
