"""The demo agency: invented customers and running cases at different points, made by running the processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from engine.actor import Actor, ActorKind, Channel
from engine.engine import Engine
from handlers.parameters import local_day
from handlers.records import Customer, Parameter
from handlers.reference import load_reference
from handlers.scenarios.cast import add_person
from handlers.scenarios.model import Scenario, read_scenarios

STORIES = Path(__file__).parents[1] / "bpmn" / "demo.yaml"
CUSTOMER = Actor("demo.customer", ActorKind.CUSTOMER, Channel.CUSTOMER_LINK, frozenset({"customer"}))
ADULTS = ("CUS-ZHANGWEI", "CUS-CHENJING", "CUS-LIUYANG")


def load_demo(engine: Engine, people: Mapping[str, Actor], stories: Path = STORIES) -> int:
    """Write the reference data, three customers and their cases; gives how many cases.

    `people`: the accounts that act, by the role words of `bpmn/demo.yaml` (`agent`, `compliance`, `operations`,
    `underwriter`). The underwriter acts with all levels of authority here.
    """
    now = engine.clock.now()
    with engine.store.session() as session:
        load_reference(session)
        for customer_id in ADULTS:
            if session.get(Customer, customer_id) is None:
                add_person(session, customer_id, now, by=people["agent"].id)
    cast = {**people, "customer": CUSTOMER}
    underwriter = people["underwriter"]
    cast["underwriter"] = replace(underwriter, roles=underwriter.roles | {"underwriter_u2", "underwriter_u3"})
    scenarios = read_scenarios(stories)
    with _nobody_drawn_for_an_exam(engine):
        for number, scenario in enumerate(scenarios, start=1):
            _play(engine, cast, scenario, f"NB{local_day(now):%Y%m%d}-D{number:03d}")
    return len(scenarios)


@contextmanager
def _nobody_drawn_for_an_exam(engine: Engine) -> Iterator[None]:
    """So that each case comes to the point that it shows: four in a hundred would rest before an exam."""
    kept = _set_share_drawn(engine, "0")
    try:
        yield
    finally:
        _set_share_drawn(engine, kept)


def _set_share_drawn(engine: Engine, value: str) -> str:
    with engine.store.session() as session:
        share = session.scalars(select(Parameter).where(Parameter.code == "uw_random_exam_per_mille")).one()
        before, share.value = share.value, value
        return before


def _play(engine: Engine, cast: Mapping[str, Actor], scenario: Scenario, business_key: str) -> None:
    applicant = scenario.given["applicant"]
    variables = {
        "agent_id": cast["agent"].id,
        "applicant_id": applicant,
        "insured_id": applicant,
        "plans": scenario.given["plans"],
    }
    case_id = engine.start(scenario.process, variables, cast["agent"], business_key)
    for step in scenario.steps:
        tasks = {task.element: task.id for task in engine.queries.tasks_of_case(case_id)}
        if step.what not in tasks:
            # A diagram that was changed may ask for something else first: such a case rests where it is.
            return
        engine.complete(tasks[step.what], dict(step.answers), cast[step.by or "agent"])
