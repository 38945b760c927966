"""Who may take a task, asked on every path: claim, assign, complete, by people, substitutes, customers and admins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.actor import Actor, ActorKind, Channel
from engine.errors import BadInput, DutiesNotSeparated, Forbidden
from tests.engine.support import ADMIN, ANNA, BEN, CLARA, CUSTOMER, ROBOT, Sketch, only_task, person, task_at, timer

FOUR_EYES = {"sop:separate-from": "propose"}
BOSS = person("boss", "admin", "agent", "underwriter", "customer")


def four_eyes() -> Sketch:
    sketch = Sketch("decide").start()
    sketch.user("propose", "underwriter").user("confirm", "underwriter", properties=FOUR_EYES).end()
    return sketch.chain("start", "propose", "confirm", "end")


@pytest.fixture
def confirming(engine):
    """A case whose proposal Clara made; gives the id of the task that confirms it."""
    engine.deploy(four_eyes().files(), ADMIN)
    case = engine.start("decide", {}, ANNA)
    engine.complete(only_task(engine, case).id, {}, CLARA)
    return only_task(engine, case).id


@pytest.mark.parametrize(
    "path",
    [
        lambda engine, task: engine.claim(task, CLARA),
        lambda engine, task: engine.complete(task, {}, CLARA),
        lambda engine, task: engine.assign(task, CLARA, ADMIN, "she is free"),
        lambda engine, task: engine.assign(task, "clara", ADMIN, "she is free"),
        lambda engine, task: engine.claim(task, person("sub", "underwriter", on_behalf_of="clara")),
        lambda engine, task: engine.complete(task, {}, person("sub", "underwriter", on_behalf_of="clara")),
        lambda engine, task: engine.complete(task, {}, person("clara", "underwriter", on_behalf_of="ben")),
        lambda engine, task: engine.complete(task, {}, person("clara", "admin", "underwriter")),
        lambda engine, task: engine.complete(
            task, {}, Actor("clara", ActorKind.API, Channel.API, frozenset({"underwriter"}))
        ),
    ],
)
def test_whoever_proposed_does_not_confirm_on_any_path(engine, confirming, path):
    with pytest.raises(DutiesNotSeparated, match="propose"):
        path(engine, confirming)
    assert engine.queries.task(confirming).holder is None
    engine.complete(confirming, {}, BEN)


def test_a_task_taken_back_from_an_assignee_who_then_proposed_cannot_be_completed_by_him(engine):
    # Held before, separated since: holding is checked again at completion.
    sketch = Sketch("both").start().add("parallelGateway", "fork")
    sketch.user("propose", "underwriter").user("confirm", "underwriter", properties=FOUR_EYES).end("e1").end("e2")
    sketch.chain("start", "fork", "propose", "e1").chain("fork", "confirm", "e2")
    engine.deploy(sketch.files(), ADMIN)
    case = engine.start("both", {}, ANNA)
    propose, confirm = task_at(engine, case, "propose").id, task_at(engine, case, "confirm").id
    engine.claim(propose, CLARA)
    with pytest.raises(DutiesNotSeparated):
        engine.claim(confirm, CLARA)
    engine.claim(confirm, BEN)
    with pytest.raises(DutiesNotSeparated):
        engine.assign(propose, BEN, ADMIN, "swap")
    engine.complete(confirm, {}, BEN)
    engine.release(propose, CLARA)
    with pytest.raises(DutiesNotSeparated, match="confirm"):
        engine.complete(propose, {}, BEN)


def test_separation_holds_across_called_processes(engine):
    child = Sketch("child").start("s2").user("confirm", "underwriter", properties=FOUR_EYES).end("e2")
    child.chain("s2", "confirm", "e2")
    parent = Sketch("parent").start().user("propose", "underwriter").call("call", "child").end()
    parent.chain("start", "propose", "call", "end")
    engine.deploy({"p.bpmn": parent.xml(), "c.bpmn": child.xml()}, ADMIN)
    case = engine.start("parent", {}, ANNA)
    engine.complete(only_task(engine, case).id, {}, CLARA)
    task = only_task(engine, case)
    assert task.element == "confirm"
    with pytest.raises(DutiesNotSeparated):
        engine.complete(task.id, {}, CLARA)


def test_a_task_an_event_took_away_was_done_by_nobody(engine):
    sketch = four_eyes().boundary("late", "propose", timer("PT1H")).flow("late", "confirm")
    engine.deploy(sketch.files(), ADMIN)
    case = engine.start("decide", {}, ANNA)
    engine.claim(only_task(engine, case).id, CLARA)
    engine.clock.advance(timedelta(hours=2))
    engine.fire_due()
    engine.complete(only_task(engine, case).id, {}, CLARA)


@pytest.fixture
def signing(engine):
    sketch = Sketch("signing").start().user("sign", "customer", properties={"sop:customer-only": "true"}).end()
    engine.deploy(sketch.chain("start", "sign", "end").files(), ADMIN)
    return only_task(engine, engine.start("signing", {}, ANNA)).id


@pytest.mark.parametrize(
    "path",
    [
        lambda engine, task: engine.claim(task, BOSS),
        lambda engine, task: engine.complete(task, {}, BOSS),
        lambda engine, task: engine.complete(task, {}, ROBOT),
        lambda engine, task: engine.complete(task, {}, person("link-1", "customer")),
        lambda engine, task: engine.complete(task, {}, person("x", "customer", on_behalf_of="link-1")),
        lambda engine, task: engine.assign(task, BOSS, BOSS, "he signs for him"),
        lambda engine, task: engine.assign(task, "link-1", BOSS, "by name"),
    ],
)
def test_only_a_customer_does_what_only_the_customer_may(engine, signing, path):
    with pytest.raises(Forbidden):
        path(engine, signing)
    assert engine.queries.task(signing).state == "open"
    engine.complete(signing, {}, CUSTOMER)


def test_a_group_that_is_not_named_may_neither_claim_nor_complete(engine, confirming):
    for refused in (lambda: engine.claim(confirming, ANNA), lambda: engine.complete(confirming, {}, ANNA)):
        with pytest.raises(Forbidden, match="anna may not"):
            refused()
    assert {line.reason for line in engine.queries.access_log(actor_id="anna")} == {"Forbidden"}


def test_whoever_lost_the_role_cannot_complete_what_he_still_holds(engine, confirming):
    engine.claim(confirming, BEN)
    with pytest.raises(Forbidden):
        engine.complete(confirming, {}, person("ben"))
    engine.complete(confirming, {}, BEN)


def test_assigning_needs_a_supervisor_or_the_holder_and_a_reason(engine, confirming):
    with pytest.raises(Forbidden):
        engine.assign(confirming, BEN, ANNA, "please")
    with pytest.raises(BadInput, match="reason"):
        engine.assign(confirming, BEN, ADMIN, "  ")
    with pytest.raises(Forbidden):
        engine.assign(confirming, ANNA, ADMIN, "not an underwriter")
    engine.assign(confirming, BEN, ADMIN, "ill")
    assert engine.queries.task(confirming).holder == "ben"
    eve = person("eve", "underwriter")
    engine.assign(confirming, eve, BEN, "holiday")
    with pytest.raises(Forbidden):
        engine.release(confirming, BEN)
    engine.release(confirming, ADMIN)
    assert engine.queries.task(confirming).holder is None


def test_a_substitute_completes_what_the_principal_holds(engine, confirming):
    engine.claim(confirming, BEN)
    engine.complete(confirming, {}, person("sub", "underwriter", on_behalf_of="ben"))
    last = engine.queries.history(confirming.split(".")[0])[-1]
    assert (last.actor_id, last.on_behalf_of) == ("sub", "ben")


def test_a_task_that_names_nobody_is_for_all_staff_and_no_customer(engine):
    sketch = Sketch("open").start().user("work", groups="").end().chain("start", "work", "end")
    engine.deploy(sketch.files(), ADMIN)
    task = only_task(engine, engine.start("open", {}, ANNA)).id
    with pytest.raises(Forbidden):
        engine.complete(task, {}, CUSTOMER)
    engine.complete(task, {}, person("anybody"))


def test_the_one_the_diagram_names_holds_the_task_at_once(engine):
    sketch = Sketch("named").start()
    sketch.user("work", groups="", more='<zeebe:assignmentDefinition assignee="=owner"/>').end()
    engine.deploy(sketch.chain("start", "work", "end").files(), ADMIN)
    task = only_task(engine, engine.start("named", {"owner": "ben"}, ANNA))
    assert task.holder == "ben"
    with pytest.raises(Forbidden):
        engine.complete(task.id, {}, ANNA)
    engine.complete(task.id, {}, BEN)


@pytest.mark.parametrize("about", ["clara", ["ben", "clara"]])
def test_whom_the_matter_is_about_does_not_do_the_step_on_any_path(engine, about):
    sketch = Sketch("complain").start().user("look", "underwriter", properties={"sop:not-by": "about gone"}).end()
    engine.deploy(sketch.chain("start", "look", "end").files(), ADMIN)
    task = only_task(engine, engine.start("complain", {"about": about}, ANNA)).id
    for path in (
        lambda: engine.claim(task, CLARA),
        lambda: engine.complete(task, {}, CLARA),
        lambda: engine.assign(task, "clara", ADMIN, "she is free"),
        lambda: engine.complete(task, {}, person("sub", "underwriter", on_behalf_of="clara")),
    ):
        with pytest.raises(Forbidden, match="the matter is about them"):
            path()
    assert not engine.queries.task_detail(task, CLARA).may_complete
    engine.complete(task, {}, person("dora", "underwriter"))
