"""Hand over, stand in, lead: whatever the path, whoever did one of two separated steps never does the other."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from engine.actor import Actor, ActorKind, Channel
from engine.commands.tasks import Part
from engine.engine import Engine
from engine.errors import EngineError, Forbidden, OnlyInPerson, OutsideSubstitution
from engine.facts import TaskAssigned, TaskReleased
from engine.options import Options
from engine.views import InboxKind
from tests.engine.support import ADMIN, ANNA, BEN, CLARA, Sketch, only_task, person

LEAD = person("lead", "underwriter_lead")
DORA = person("dora", "underwriter")
STRANGER_LEAD = person("boss", "agent_lead")
CLI = Actor("clara", ActorKind.PERSON, Channel.COMMAND_LINE, frozenset({"underwriter"}))


@pytest.fixture
def options() -> Options:
    return Options(leads={"underwriter_lead": {"underwriter"}, "agent_lead": {"agent"}})


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """What is asked here is asked alike on both stores (`test_rights.py` does); one is enough for every path."""
    return sqlite_url


def acting(who: Actor, principal: str, **limits) -> Actor:
    return replace(who, on_behalf_of=principal, **limits)


def sketch(rule: dict[str, str], second: str = "confirm") -> Sketch:
    made = Sketch("decide").start().user("propose", "underwriter").user(second, "underwriter", properties=rule).end()
    return made.chain("start", "propose", second, "end")


RULES = {
    "separate-from": {"sop:separate-from": "propose"},
    "not-by": {"sop:not-by": "about"},
}
DID = {
    "alone": CLARA,
    "for another": acting(CLARA, "ben"),
    "by the command line": CLI,
}
"""How the first step was done. Who may not do the second then: everybody in `people` of this actor."""


def _take(engine: Engine, task: str, actor: Actor) -> None:
    engine.claim(task, actor)
    engine.complete(task, {}, actor)


def _given(engine: Engine, task: str, actor: Actor, by: Actor, first: Actor | None = None) -> None:
    if first is not None:
        engine.assign(task, first, by, "first")
    engine.assign(task, actor, by, "take it")
    engine.complete(task, {}, actor)


PATHS = {
    "claim": _take,
    "complete": lambda engine, task, actor: engine.complete(task, {}, actor),
    "assigned by the lead": lambda engine, task, actor: _given(engine, task, actor, LEAD),
    "assigned by an admin": lambda engine, task, actor: _given(engine, task, actor, ADMIN),
    "assigned by name": lambda engine, task, actor: (
        engine.assign(task, actor.id, ADMIN, "x"), engine.complete(task, {}, actor)
    ),
    "handed over by its holder": lambda engine, task, actor: (
        engine.claim(task, DORA), _given(engine, task, actor, DORA)
    ),
    "reassigned": lambda engine, task, actor: _given(engine, task, actor, LEAD, first=DORA),
    "in an operation": lambda engine, task, actor: (
        engine.assign(task, actor, LEAD, "balance", Part("op-1")), engine.complete(task, {}, actor)
    ),
    "released to the group": lambda engine, task, actor: (
        engine.claim(task, DORA), engine.release(task, LEAD, "ill"), _take(engine, task, actor)
    ),
}  # fmt: skip


def tries(name: str) -> list[Actor]:
    """Every way in which a person can come to a task: oneself, on each channel, for others, through others."""
    me = person(name, "underwriter")
    return [
        me,
        replace(me, channel=Channel.COMMAND_LINE),
        replace(me, kind=ActorKind.API, channel=Channel.API),
        replace(me, roles=frozenset({"underwriter", "admin", "underwriter_lead"})),
        acting(me, "eve"),
        acting(person("eve", "underwriter"), name),
        acting(person("eve", "underwriter"), name, processes=frozenset({"decide"})),
    ]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("did", DID)
def test_who_did_the_first_step_never_does_the_second_by_any_path_or_substitute(engine, rule, did):
    first = DID[did]
    involved = [name for name in (first.id, first.on_behalf_of) if name]
    engine.deploy(sketch(RULES[rule]).files(), ADMIN)
    case = engine.start("decide", {"about": involved}, ANNA)
    engine.complete(only_task(engine, case).id, {}, DORA if rule == "not-by" else first)
    task = only_task(engine, case)
    assert task.element == "confirm"
    for path, name in product(PATHS, involved):
        for actor in tries(name):
            with pytest.raises(EngineError) as refused:
                PATHS[path](engine, task.id, actor)
            assert isinstance(refused.value, Forbidden), (path, actor)
            if (now := engine.queries.task(task.id)).holder is not None:
                assert now.holder != name, (path, actor)  # "eve" may hold what she may not do for another
                engine.release(task.id, ADMIN)
            assert engine.queries.task(task.id).state == "open", (path, actor)
    free = person("gina", "underwriter")
    PATHS["reassigned" if rule == "separate-from" else "in an operation"](engine, task.id, free)
    assert engine.queries.task(task.id).closed_by == "gina"
    assert engine.replay(case).agrees


def test_the_rule_holds_both_ways_while_a_substitute_only_holds_the_other_step(engine):
    made = Sketch("both").start().add("parallelGateway", "fork").user("propose", "underwriter")
    made.user("confirm", "underwriter", properties=RULES["separate-from"]).end("e1").end("e2")
    engine.deploy(made.chain("start", "fork", "propose", "e1").chain("fork", "confirm", "e2").files(), ADMIN)
    case = engine.start("both", {}, ANNA)
    tasks = {task.element: task.id for task in engine.queries.tasks_of_case(case)}
    engine.claim(tasks["confirm"], acting(DORA, "clara"))
    for actor in (CLARA, DORA, acting(BEN, "clara"), acting(BEN, "dora"), acting(CLARA, "ben")):
        with pytest.raises(Forbidden):
            engine.assign(tasks["propose"], actor, LEAD, "whoever")
    engine.complete(tasks["propose"], {}, BEN)


def test_no_substitute_does_what_is_to_be_done_in_person(engine):
    engine.deploy(sketch({"sop:in-person": "true"}).files(), ADMIN)
    case = engine.start("decide", {}, ANNA)
    engine.complete(only_task(engine, case).id, {}, BEN)
    task = only_task(engine, case).id
    for path in PATHS.values():
        with pytest.raises(OnlyInPerson):
            path(engine, task, acting(DORA, "clara"))
        engine.release(task, ADMIN)
    engine.complete(task, {}, CLARA)


def test_a_substitute_stays_within_the_processes_of_the_mandate(engine):
    engine.deploy(sketch({}).files(), ADMIN)
    engine.deploy(
        Sketch("other").start().user("look", "underwriter").end().chain("start", "look", "end").files(), ADMIN
    )
    decide, other = (only_task(engine, engine.start(name, {}, ANNA)).id for name in ("decide", "other"))
    limited = acting(person("eve", "underwriter"), "clara", processes=frozenset({"decide"}))
    assert [task.id for task in engine.queries.inbox(limited, InboxKind.GROUP).tasks] == [decide]
    for path in PATHS.values():
        with pytest.raises(OutsideSubstitution):
            path(engine, other, limited)
        engine.release(other, ADMIN)
    engine.claim(other, CLARA)
    for verb in (lambda: engine.release(other, limited), lambda: engine.assign(other, BEN, limited, "x")):
        with pytest.raises(Forbidden):
            verb()
    engine.claim(decide, limited)
    assert engine.queries.tasks_held_for("clara") == (engine.queries.task(decide),)
    with pytest.raises(Forbidden):
        engine.release(decide, person("frank", "underwriter"))
    engine.release(decide, CLARA)  # the principal takes back what is held in her name


def test_a_mandate_for_a_process_covers_what_it_calls(engine):
    parent = Sketch("parent").start().call("call", "decide").end().chain("start", "call", "end")
    engine.deploy({"p.bpmn": parent.xml(), "c.bpmn": sketch({}).xml()}, ADMIN)
    task = only_task(engine, engine.start("parent", {}, ANNA)).id
    outside = acting(person("eve", "underwriter"), "clara", processes=frozenset({"another"}))
    with pytest.raises(OutsideSubstitution):
        engine.claim(task, outside)
    inside = replace(outside, processes=frozenset({"parent"}))
    assert [each.id for each in engine.queries.inbox(inside, InboxKind.GROUP).tasks] == [task]
    engine.claim(task, inside)
    assert engine.queries.task(task).held_for == "clara"


def test_leads_assign_and_take_back_in_their_own_department_only_and_never_for_another(engine):
    engine.deploy(sketch({}).files(), ADMIN)
    case = engine.start("decide", {}, ANNA)
    task = only_task(engine, case).id
    for by in (STRANGER_LEAD, ANNA, acting(person("eve", "underwriter_lead"), "lead")):
        with pytest.raises(Forbidden):
            engine.assign(task, BEN, by, "mine")
    engine.assign(task, BEN, LEAD, "free today", Part("op-7"))
    with pytest.raises(Forbidden):
        engine.release(task, STRANGER_LEAD)
    engine.release(task, LEAD, "ill", Part("op-8"))
    said = [fact for entry in engine.queries.history(case) for fact in entry.facts]
    assert TaskAssigned(key=2, element="propose", old=None, new="ben", reason="free today", operation="op-7") in [
        replace(fact, key=2) for fact in said if isinstance(fact, TaskAssigned)
    ]
    assert [(fact.reason, fact.operation) for fact in said if isinstance(fact, TaskReleased)] == [("ill", "op-8")]
    assert engine.replay(case).agrees


def test_rows_that_go_with_a_command_are_written_in_its_transaction_or_not_at_all(engine):
    engine.deploy(sketch({}).files(), ADMIN)
    task = only_task(engine, engine.start("decide", {}, ANNA)).id

    def fail(_connection, _outcome):
        raise RuntimeError("the notice cannot be written")

    with pytest.raises(RuntimeError):
        engine.assign(task, BEN, LEAD, "x", Part("op", fail))
    assert engine.queries.task(task).holder is None
    seen = []
    engine.assign(task, BEN, LEAD, "x", Part("op", lambda _connection, outcome: seen.append(outcome.version)))
    assert seen == [engine.queries.task(task).version]
