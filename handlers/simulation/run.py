"""Moving the clock from event to event: what falls due, who begins something, who completes what (README)."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actor import Actor, ActorKind, Channel
from engine.clock import ManualClock
from engine.engine import Engine
from engine.errors import EngineError, Forbidden, StartRefused
from engine.store.cases import user_tasks
from engine.timers.calendar import statutory
from engine.views import InboxTask
from handlers.parameters import AGENCY_ZONE, local_day
from handlers.people import identity_of, write_identity
from handlers.records import Customer, Policy
from handlers.records.customer import Identity
from handlers.records.policy import PolicyStatus
from handlers.simulation.model import Behaviour, Saying, Span, Starts, Way
from handlers.simulation.people import invent, invent_group
from handlers.simulation.values import UnknownWordError, fill, words_of_case, words_of_person

Json = Any
People = Mapping[str, Actor]
"""The accounts of the agency, by id: who may act in the simulation."""
OPENS, CLOSES = time(9), time(18)
DAYS_OF_MONTH = 30.4


def customer_actor(customer_id: str) -> Actor:
    """A customer behind an own link: the role, and the group of that person alone."""
    roles = {"customer"} | ({f"customer:{customer_id}"} if customer_id else set())
    return Actor("simulated.customer", ActorKind.CUSTOMER, Channel.CUSTOMER_LINK, frozenset(roles))


@dataclass(slots=True)
class Course:
    """What came of a simulation. `problems`: how often each could not be done, in a sentence."""

    days: int
    started: Counter[str] = field(default_factory=Counter)
    completed: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    unplanned: Counter[str] = field(default_factory=Counter)
    """Tasks that no `simulation.yaml` says how to do: process and element."""


@dataclass(order=True, slots=True)
class _Planned:
    at: datetime
    number: int
    act: Callable[[], None] = field(compare=False)


class _Agency:
    """The state of one run."""

    def __init__(self, engine: Engine, clock: ManualClock, behaviours: Mapping[str, Behaviour], people: People) -> None:
        self.engine = engine
        self.clock = clock
        self.behaviours = behaviours
        self.people = people
        self.calendar = statutory()
        self._plans: list[_Planned] = []
        self._numbers = itertools.count()
        self._seen: set[str] = set()
        self._strangers: dict[str, dict[str, Json]] = {}
        self._looked_at = clock.now() - timedelta(days=1)

    def plan(self, at: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._plans, _Planned(at, next(self._numbers), act))

    def next_plan(self) -> datetime | None:
        return self._plans[0].at if self._plans else None

    def take_plan(self) -> _Planned:
        return heapq.heappop(self._plans)

    def office_time(self, at: datetime) -> datetime:
        """The same time, or the first after it, at which people work."""
        local = at.astimezone(AGENCY_ZONE)
        if local.time() >= CLOSES:
            local = datetime.combine(local.date() + timedelta(days=1), OPENS, AGENCY_ZONE) + (local - local.replace(
                hour=CLOSES.hour, minute=0, second=0, microsecond=0
            )) / 4  # fmt: skip
        elif local.time() < OPENS:
            local = local.replace(hour=OPENS.hour)
        while not self.calendar.is_working_day(local.date()):
            local += timedelta(days=1)
        return local.astimezone(at.tzinfo)

    def stranger(self, case_id: str, draw: random.Random) -> dict[str, Json]:
        """The person whom a case deals with before it knows a customer: invented once."""
        if case_id not in self._strangers:
            self._strangers[case_id] = words_of_person(invent(draw, local_day(self.clock.now())))
        return self._strangers[case_id]

    def who(self, role: str, draw: random.Random) -> list[Actor]:
        """Everybody who holds a role, in a drawn order."""
        if role.partition(":")[0] == "customer":
            return [customer_actor(role.partition(":")[2])]
        holders = [actor for actor in self.people.values() if role in actor.roles or actor.id == role]
        return draw.sample(holders, len(holders))

    def new_tasks(self) -> list[Any]:
        """Open tasks that nobody has planned yet, the oldest first."""
        table = user_tasks.c
        asked = (
            select(table.id, table.case_id, table.process_id, table.element, table.opened_at)
            .where(table.state == "open", table.opened_at >= self._looked_at)
            .order_by(table.opened_at, table.case_id, table.key)
        )
        with self.engine.store.read() as connection:
            found = [row for row in connection.execute(asked) if row.id not in self._seen]
        self._looked_at = self.clock.now()
        self._seen.update(row.id for row in found)
        return found


def simulate(
    engine: Engine,
    clock: ManualClock,
    behaviours: Mapping[str, Behaviour],
    people: People,
    *,
    days: int,
    seed: int,
    progress: Callable[[datetime], None] = lambda _now: None,
) -> Course:
    """Let the agency work for so many days from the clock's time on; gives what was done and what could not be.

    `engine` must have been opened with `clock`. `progress` is told the time now and then. Nothing stays in the outbox.
    """
    course = Course(days)
    draw = random.Random(seed)  # noqa: S311 - a course that can be drawn again, not a secret
    agency = _Agency(engine, clock, behaviours, people)
    end = clock.now() + timedelta(days=days)
    tomorrow = clock.now()
    _plan_starts(agency, course, draw, end)
    while True:
        due, planned = engine.earliest_due(), agency.next_plan()
        at = min((moment for moment in (due, planned) if moment is not None), default=end)
        if at >= end:
            break
        clock.move_to(max(at, clock.now()))
        if planned is not None and planned <= clock.now():
            agency.take_plan().act()
        else:
            engine.fire_due()
        if clock.now() >= tomorrow:
            tomorrow = clock.now() + timedelta(days=1)
            engine.sweep()
            while engine.dispatch_outbox():
                pass
        _plan_tasks(agency, course, draw)
        progress(clock.now())
    clock.move_to(end)
    while engine.dispatch_outbox():
        pass
    return course


def _plan_starts(agency: _Agency, course: Course, draw: random.Random, end: datetime) -> None:
    begin = agency.clock.now()
    for behaviour in agency.behaviours.values():
        for starts in behaviour.starts:
            for at in _times(draw, begin, end, starts.per_month):
                act = _starting(agency, course, behaviour.process_id, starts, random.Random(draw.random()))  # noqa: S311
                agency.plan(agency.office_time(at), act)


def _times(draw: random.Random, begin: datetime, end: datetime, per_month: float) -> Iterator[datetime]:
    at = begin
    while per_month > 0:
        at += timedelta(days=draw.expovariate(per_month / DAYS_OF_MONTH))
        if at >= end:
            return
        yield at


def _starting(
    agency: _Agency, course: Course, process_id: str, starts: Starts, draw: random.Random
) -> Callable[[], None]:
    def act() -> None:
        engine, now = agency.engine, agency.clock.now()
        by = next((one for one in agency.who(starts.by, draw) if _may_start(engine, process_id, one)), None)
        if by is None:
            course.problems[f"{process_id}: nobody of the agency is {starts.by}, or may begin it"] += 1
            return
        try:
            with engine.store.session() as session:
                words = _drawn(session, starts.per, draw, now, by)
            if words is None:
                return
            answers = fill(starts.answers, words | {"agent_id": by.id}, {}, now)
            if starts.is_form:
                given = {"started_by": by.id} | ({"agent_id": by.id} if "agent" in by.roles else {})
                engine.start_by_form(process_id, answers, by, given)
            else:
                engine.start(process_id, answers, by)
        except (EngineError, UnknownWordError) as fault:
            course.problems[f"{process_id} was not begun: {_told(fault)}"] += 1
            return
        course.started[process_id] += 1

    return act


def _may_start(engine: Engine, process_id: str, by: Actor) -> bool:
    """Whoever a rule keeps from it (a suspended seller) leaves the start to another."""
    try:
        engine.require_may_start(process_id, {}, by)
    except StartRefused:
        return False
    return True


def _drawn(session: Session, per: str, draw: random.Random, now: datetime, by: Actor) -> dict[str, Json] | None:
    """The words of what the start is about; None when there is no such policy or customer yet."""
    if per in ("new_customer", "new_group"):
        is_group = per == "new_group"
        person = invent_group(draw) if is_group else invent(draw, local_day(now))
        customer = Customer(
            id=f"CUS-{draw.getrandbits(64):016X}", identity=b"", id_no_hash="", mobile_hash="",
            kind="group" if is_group else "individual", sex=person.sex or None, birth_date=None,
            created_at=now, created_by=by.id,
        )  # fmt: skip
        session.add(customer)
        session.flush()
        identity = Identity(
            person.name, id_no=person.id_no, mobile=person.mobile, email=person.email, address=person.address
        )
        write_identity(session, customer, identity, now)
        return words_of_person(person) | {"customer_id": customer.id}
    if per == "customer":
        found = session.scalars(select(Customer.id).order_by(Customer.id)).all()
        if not found:
            return None
        customer_id = draw.choice(found)
        identity = identity_of(session, session.get_one(Customer, customer_id))
        return asdict(identity) | {"customer_id": customer_id}
    if per == "policy":
        policies: Sequence[Policy] = session.scalars(
            select(Policy).where(Policy.status == PolicyStatus.IN_FORCE).order_by(Policy.number)
        ).all()
        if not policies:
            return None
        policy = draw.choice(policies)
        names = {"policy_id": policy.id, "policy_no": policy.number, "customer_id": policy.policyholder_id}
        return words_of_case(session, names | {"insured_id": policy.insured_id, "agent_id": policy.agent_id})
    return words_of_person(invent(draw, local_day(now)))


def _plan_tasks(agency: _Agency, course: Course, draw: random.Random) -> None:
    for row in agency.new_tasks():
        behaviour = agency.behaviours.get(row.process_id)
        ways = behaviour.tasks.get(row.element, ()) if behaviour else ()
        if not ways:
            course.unplanned[f"{row.process_id}: {row.element}"] += 1
            continue
        way = draw.choices(ways, [each.weight for each in ways])[0]
        own = random.Random(draw.random())  # noqa: S311
        if not way.never:
            at = row.opened_at + _between(own, way.after)
            at = at if way.by == "customer" else agency.office_time(at)
            agency.plan(at, _completing(agency, course, row, way, own))
        for saying in behaviour.messages if behaviour else ():
            if saying.at == row.element and own.randrange(100) < saying.per_hundred:
                agency.plan(row.opened_at + _between(own, saying.after), _saying(agency, course, row, saying, own))


def _between(draw: random.Random, span: Span) -> timedelta:
    return span[0] + (span[1] - span[0]) * draw.random()


def _completing(agency: _Agency, course: Course, row: Any, way: Way, draw: random.Random) -> Callable[[], None]:
    where = f"{row.process_id}: {row.element}"

    def act() -> None:
        engine = agency.engine
        task = engine.queries.task(row.id)
        if task.state != "open":
            return
        refusal = "nobody of the agency may do it"
        chosen = [each for role in _candidates(task, way) for each in agency.who(role, draw)]
        for by in dict.fromkeys(chosen):
            try:
                variables = engine.queries.task_detail(row.id, by).variables
                with engine.store.session() as session:
                    words = agency.stranger(row.case_id, draw) | words_of_case(session, _named(variables, by))
                engine.complete(row.id, fill(way.answers, words, variables, agency.clock.now()), by)
            except Forbidden as fault:
                # Four eyes, or another level of authority: somebody else of the role may.
                refusal = _told(fault)
                continue
            except (EngineError, UnknownWordError) as fault:
                refusal = _told(fault)
                break
            course.completed[where] += 1
            return
        course.problems[f"{where} was not done by {way.by}: {refusal}"] += 1

    return act


def _candidates(task: InboxTask, way: Way) -> list[str]:
    """Whom the diagram names; the role that the way names; then whoever else may, as an authority table decides."""
    if way.by == "customer":
        return sorted(task.groups)
    return [*([task.assignee] if task.assignee else []), *sorted(task.users), way.by, *sorted(task.groups)]


def _named(variables: Mapping[str, Json], by: Actor) -> Mapping[str, Json]:
    """The variables, with the person whose own link this is as the customer."""
    own = next((role.partition(":")[2] for role in by.roles if role.startswith("customer:")), None)
    return {**variables, "customer_id": own} if own else variables


def _saying(agency: _Agency, course: Course, row: Any, saying: Saying, draw: random.Random) -> Callable[[], None]:
    def act() -> None:
        engine = agency.engine
        if engine.queries.task(row.id).state != "open":
            return
        by = next(iter(agency.who(saying.by, draw)), customer_actor(""))
        variables = engine.queries.task_detail(row.id, by).variables
        try:
            with engine.store.session() as session:
                words = words_of_case(session, variables)
            now = agency.clock.now()
            key = str(fill(saying.key, words, variables, now))
            engine.correlate(saying.message, key, fill(dict(saying.answers), words, variables, now), by)
        except (EngineError, UnknownWordError) as fault:
            course.problems[f"{row.process_id}: {saying.message} was not said: {_told(fault)}"] += 1

    return act


def _told(fault: Exception) -> str:
    errors = fault.facts.get("errors") if isinstance(fault, EngineError) else None
    return f"{fault}{f' {errors}' if errors else ''}"
