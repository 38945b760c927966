"""The team's load, a plan to look at, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from engine import errors
from engine.actor import Actor
from engine.errors import BadInput, EngineError, NotFound
from web.accounts.login import actor, me
from web.cases.reading import hidden_processes
from web.errors import sentence_of
from web.handover.views import visible
from web.i18n.dates import local
from web.inbox.due import GROUND_WORDS
from web.inbox.tiles import Tile, tiles_of
from web.leads import operations, plans
from web.leads.operations import Decision, Report
from web.leads.plans import Item, Verb
from web.leads.team import Team, members, present, tasks_of, team_of
from web.names import name_of_actor, number_of
from web.permissions import ROLES, Permission, led_by, needs
from web.site import site

blueprint = Blueprint("leads", __name__)
SHOWN = 100
BALANCE = "balance"
VERB_WORDS = {
    Verb.ASSIGN: lambda: gettext("转交"),
    Verb.RELEASE: lambda: gettext("放回岗位"),
    Verb.PAUSE: lambda: gettext("暂停时限"),
    Verb.RESUME: lambda: gettext("恢复时限"),
}


@blueprint.get("/team")
@needs(Permission.TEAM_LEAD)
def show() -> ResponseReturnValue:
    """Load and age per person, and one person's tasks to act on."""
    return _team_page()


@blueprint.post("/team/plan")
@needs(Permission.TEAM_LEAD)
def plan() -> ResponseReturnValue:
    """What it would do; nothing is done. With nothing to do or a gap in the form the team's page comes again."""
    if not request.form.get("reason", "").strip():
        return _team_page(gettext("请写明原因。")), 422
    try:
        items = _planned()
    except BadInput:
        return _team_page(gettext("请选择任务，以及要做的事。")), 422
    if not items:
        return _team_page(gettext("没有需要变动的任务。")), 422
    tiles = tiles_of([item.task for item in items], actor())
    possible = sum(item.refusal is None for item in items)
    return render_template(
        "leads/plan.html",
        verb=_verb(),
        verb_words=VERB_WORDS[_verb()](),
        rows=[_Planned(tile, item, _why(item.refusal, item.target)) for tile, item in zip(tiles, items, strict=True)],
        possible=possible,
        reason=request.form["reason"].strip(),
        ground=request.form.get("ground", "") if _verb() is Verb.PAUSE else "",
    )


@blueprint.post("/team/operations")
@needs(Permission.TEAM_LEAD)
def decide() -> ResponseReturnValue:
    """Do what the plan showed, task by task; the page of the operation says what became of each."""
    try:
        verb = Verb(request.form.get("verb", ""))
    except ValueError as error:
        raise BadInput("there is no such operation") from error
    items = []
    for said in request.form.getlist("item"):
        task_id, _, target = said.partition(" ")
        visible(task_id)
        items.append((task_id, target or None))
    decision = Decision(verb, items, request.form.get("reason", "").strip(), request.form.get("ground") or None)
    made = operations.begin(site().engine, decision, actor())
    operations.run(site().engine, made, actor())
    return redirect(url_for("leads.operation", operation_id=made))


@blueprint.get("/team/operations/<operation_id>")
@needs(Permission.TEAM_LEAD)
def operation(operation_id: str) -> ResponseReturnValue:
    """What became of each task of an operation of one's own."""
    with site().reading() as rows:
        found = operations.report(rows, operation_id)
    if found.by != me().id:
        raise NotFound(what="operation", id=operation_id)
    return render_template(
        "leads/operation.html",
        report=found,
        verb_words=VERB_WORDS[found.verb](),
        rows=_results(found),
        done=found.count(operations.DONE),
        refused=found.count(operations.REFUSED),
        planned=found.count(operations.PLANNED),
    )


@blueprint.post("/team/operations/<operation_id>/continue")
@needs(Permission.TEAM_LEAD)
def go_on(operation_id: str) -> ResponseReturnValue:
    """Do what an interrupted operation has still planned."""
    operations.run(site().engine, operation_id, actor())
    return redirect(url_for("leads.operation", operation_id=operation_id))


@dataclass(frozen=True, slots=True)
class _Planned:
    tile: Tile
    item: Item
    why: str


def _team_page(refusal: str = "") -> str:
    engine, asked = site().engine, request.values
    with site().reading() as rows:
        team = team_of(rows, _groups(), hidden_processes())
        found = members(engine, rows, team)
        recent = operations.newest(rows, me().id)
    chosen = asked.get("holder")
    tasks = tasks_of(engine, team, chosen) if chosen is not None else []
    return render_template(
        "leads/team.html",
        members=found,
        roles=[role for role in ROLES if role in led_by(me().roles)],
        role=asked.get("role", ""),
        chosen=chosen,
        tiles=tiles_of(tasks[:SHOWN], actor()),
        total=len(tasks),
        people=team.accounts,
        verbs=[(verb.value, words()) for verb, words in VERB_WORDS.items()],
        grounds=[(ground, str(words)) for ground, words in GROUND_WORDS.items()],
        refusal=refusal,
        typed=request.form,
        age_of=_age_of,
        waited=_waited,
        recent=[(one, VERB_WORDS[Verb(one.verb)]()) for one in recent],
    )


def _groups() -> Collection[str]:
    """The roles that the reader leads; one of them when the address names it."""
    led = led_by(me().roles)
    role = request.values.get("role", "")
    return frozenset({role}) if role in led else led


def _verb() -> Verb:
    said = request.form.get("verb", "")
    if said == BALANCE:
        return Verb.ASSIGN
    try:
        return Verb(said)
    except ValueError as error:
        raise BadInput("there is no such operation") from error


def _planned() -> list[Item]:
    engine, form, now = site().engine, request.form, site().now()
    with site().reading() as rows:
        team = team_of(rows, _groups(), hidden_processes())
        if form.get("verb") == BALANCE:
            able, unclaimed = present(rows, team, now), bool(form.get("unclaimed"))
            return plans.plan_balance(engine, tasks_of(engine, team, None), able, with_unclaimed=unclaimed)
    ids = None if form.get("all") else frozenset(form.getlist("task"))
    tasks = tasks_of(engine, team, form.get("holder"), ids)
    if not tasks or len(tasks) > plans.MOST_ITEMS:
        raise BadInput("choose tasks")
    verb = _verb()
    if verb is Verb.ASSIGN:
        return plans.plan_assignment(engine, tasks, _target(team))
    if verb is Verb.RELEASE:
        return plans.plan_release(tasks)
    if verb is Verb.PAUSE:
        return plans.plan_pause(engine, tasks, form.get("ground", ""), now)
    return plans.plan_resumption(tasks)


def _target(team: Team) -> Actor:
    found = team.actor(request.form.get("to", ""))
    if found is None:
        raise BadInput("choose whom to give them to")
    return found


def _why(refusal: EngineError | None, target: str | None) -> str:
    """Why a task is left as it is; what the colleague lacks who was to hold it is said of that colleague."""
    if refusal is None:
        return ""
    if target and isinstance(refusal, errors.DutiesNotSeparated):
        who = name_of_actor(target)
        return gettext("前面的一步是%(who)s办理的，这一步必须由另一位同事办理（双人复核）。", who=who)
    if target and type(refusal) is errors.Forbidden:
        return gettext("%(who)s的角色不能办理这件任务。", who=name_of_actor(target))
    return sentence_of(refusal)


def _results(found: Report) -> list[tuple[str, str, str, str, str]]:
    """Per task: id, label, to whom, state, why not."""
    rows = []
    for result in found.results:
        task = site().engine.queries.task(result.task_id)
        number = number_of(task.business_key, task.values)
        label = " · ".join(part for part in (site().labels.say(task.label), number) if part)
        refusal = None
        if result.refusal:
            refusal = getattr(errors, result.refusal, EngineError)(element=task.element, at=None, by=None)
        why = _why(refusal, result.target)
        target = name_of_actor(result.target) if result.target else ""
        rows.append((result.task_id, label, target, result.state, why))
    return rows


def _age_of(opened_at: datetime) -> str:
    days = site().count_working_days(local(opened_at).date(), local(site().now()).date())
    if days == 0:
        return gettext("今天")
    return ngettext("%(num)d 个工作日", "%(num)d 个工作日", days)


def _waited(opened_at: datetime) -> str:
    days = site().count_working_days(local(opened_at).date(), local(site().now()).date())
    return ngettext("等了 %(num)d 个工作日", "等了 %(num)d 个工作日", days) if days else gettext("今天产生")
