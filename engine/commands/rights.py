"""Who may take a user task. Asked in the step's own transaction, on every path that ends with a person and a task.

Declared in the diagram: candidate groups and users, assignee; `sop:customer-only` (SOP 4.6.1a: nobody signs, pays or
claims for a customer); `sop:separate-from` (four-eyes: two steps of one case need two people); `sop:not-by` (whom the
matter is about does not do the step: variables that name persons); `sop:in-person` (no substitute does it).

Four-eyes and substitution: a step that somebody does for another was done by both. So whoever did A can do B neither in
person, nor through a substitute, nor as a substitute of a third; and neither can anybody whom he stood in for at A, nor
whoever stood in for him. A substitute who acts in the own name, with own roles, is a person like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from engine.actor import Actor, ActorKind
from engine.bpmn.lint.properties import IN_PERSON, MAY_PAUSE
from engine.bpmn.model import Process
from engine.commands.rowtypes import TaskRow
from engine.errors import DutiesNotSeparated, Forbidden, OnlyInPerson, OutsideSubstitution
from engine.store.cases import cases, user_tasks

CUSTOMER_ONLY = "sop:customer-only"
SEPARATE_FROM = "sop:separate-from"
NOT_BY = "sop:not-by"


@dataclass(frozen=True, slots=True)
class Duties:
    """What the diagrams of one deployment say of people, by element id."""

    customer_only: frozenset[str]
    separated: Mapping[str, frozenset[str]]
    """Both ways: if B is separate from A, then whoever did B may not do A in a later pass either."""

    barred: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Variables, each a person or a list of persons, who may not do the element."""
    in_person: frozenset[str] = frozenset()
    """What no substitute may do: a test, a statement of one's own."""
    pausable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The grounds on which the clock of an element may stand still."""

    @classmethod
    def of(cls, processes: Iterable[Process]) -> Duties:
        """Read the properties of all processes: separation holds across call activities."""
        customer_only = set()
        separated: dict[str, set[str]] = {}
        barred: dict[str, tuple[str, ...]] = {}
        in_person = set()
        pausable: dict[str, tuple[str, ...]] = {}
        for process in processes:
            for node in process.nodes.values():
                if node.properties.get(CUSTOMER_ONLY, "").strip().lower() == "true":
                    customer_only.add(node.id)
                if node.properties.get(IN_PERSON, "").strip().lower() == "true":
                    in_person.add(node.id)
                if node.properties.get(MAY_PAUSE, "").strip():
                    pausable[node.id] = tuple(node.properties[MAY_PAUSE].split())
                if node.properties.get(NOT_BY, "").strip():
                    barred[node.id] = tuple(node.properties[NOT_BY].split())
                for other in node.properties.get(SEPARATE_FROM, "").split():
                    separated.setdefault(node.id, set()).add(other)
                    separated.setdefault(other, set()).add(node.id)
        apart = {element: frozenset(others) for element, others in separated.items()}
        return cls(frozenset(customer_only), apart, barred, frozenset(in_person), pausable)


def people(actor: Actor) -> tuple[str, ...]:
    """Everybody who acts when this actor acts: a substitute and the one who is substituted."""
    return (actor.id,) if actor.on_behalf_of is None else (actor.id, actor.on_behalf_of)


def is_candidate(task: TaskRow, actor: Actor) -> bool:
    """Whether the diagram gives the task to this actor. Where it names nobody, any member of staff may take it.

    To hold a task is not a right of its own: whoever lost the role that it was claimed with cannot complete it.
    """
    if task.assignee is not None and task.assignee in people(actor):
        return True
    if not task.groups and not task.users and task.assignee is None:
        return actor.kind is not ActorKind.CUSTOMER
    return bool(actor.roles.intersection(task.groups)) or any(person in task.users for person in people(actor))


def require_may_take(
    connection: Connection, duties: Duties, case_id: str, task: TaskRow, actor: Actor, verb: str
) -> None:
    """Refuse an actor who may not claim, be given or complete the task. Raises `Forbidden`, `DutiesNotSeparated`."""
    if task.element in duties.customer_only and actor.kind is not ActorKind.CUSTOMER:
        raise Forbidden(
            f"{actor.id} may not {verb} {task.element}: only the customer may, through an own link",
            actor=actor.id, verb=verb, what=task.element,
        )  # fmt: skip
    if actor.on_behalf_of is not None:
        _require_in_mandate(connection, duties, case_id, task, actor, verb)
    if not is_candidate(task, actor):
        raise Forbidden(actor=actor.id, verb=verb, what=task.element)
    require_separate(connection, duties, case_id, task.element, people(actor))


def _require_in_mandate(
    connection: Connection, duties: Duties, case_id: str, task: TaskRow, actor: Actor, verb: str
) -> None:
    said = {"actor": actor.id, "verb": verb, "what": task.element, "principal": actor.on_behalf_of}
    if task.element in duties.in_person:
        raise OnlyInPerson(element=task.element, **said)
    if not is_within(connection, case_id, task, actor):
        raise OutsideSubstitution(process_id=task.process_id, **said)


_PROCESS_OF = select(cases.c.process_id).where(cases.c.id == bindparam("case_id"))


def is_within(connection: Connection, case_id: str, task: TaskRow, actor: Actor) -> bool:
    """Whether a mandate that is limited to processes covers the task: a process covers all that it calls."""
    if actor.processes is None or task.process_id in actor.processes:
        return True
    return connection.execute(_PROCESS_OF, {"case_id": case_id}).scalar() in actor.processes


@dataclass(frozen=True, slots=True)
class Supervision:
    """Who may give, take back and pause the tasks of others."""

    everywhere: Collection[str]
    """Roles that may so with every task."""
    leads: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By role, the groups whose tasks it leads."""

    def covers(self, by: Actor, task: TaskRow) -> bool:
        """Whether this actor leads the work on this task. Nobody leads in another's name."""
        if by.on_behalf_of is not None:
            return False
        if by.roles.intersection(self.everywhere):
            return True
        return any(not set(task.groups).isdisjoint(self.leads.get(role, ())) for role in by.roles)


def require_control(
    connection: Connection, case_id: str, task: TaskRow, by: Actor, supervision: Supervision, verb: str
) -> None:
    """Refuse who neither has the task in hand nor leads the work on it. Raises `Forbidden`."""
    mine = not set(people(by)).isdisjoint(keeper for keeper in task.keepers if keeper is not None)
    if not (mine and is_within(connection, case_id, task, by)) and not supervision.covers(by, task):
        raise Forbidden(actor=by.id, verb=verb, what=task.element)


def require_uninvolved(
    duties: Duties, element: str, persons: tuple[str, ...], variables: Callable[[], Mapping[str, Any]]
) -> None:
    """Refuse whom the case's variables name as a party to the matter. `variables` is read only if the diagram asks."""
    names = duties.barred.get(element)
    if not names:
        return
    known = variables()
    for name in names:
        value = known.get(name)
        involved = value if isinstance(value, list) else [value]
        for person in persons:
            if person in involved:
                raise Forbidden(
                    f"{person} may not do {element}: the matter is about them",
                    actor=person, verb="do", what=element, involved=name,
                )  # fmt: skip


_DID = (
    select(user_tasks.c.element)
    .where(
        user_tasks.c.case_id == bindparam("case_id"),
        user_tasks.c.element.in_(bindparam("elements", expanding=True)),
        or_(
            user_tasks.c.closed_by.in_(bindparam("people", expanding=True)),
            user_tasks.c.closed_for.in_(bindparam("people", expanding=True)),
            (user_tasks.c.state == "open") & user_tasks.c.holder.in_(bindparam("people", expanding=True)),
            (user_tasks.c.state == "open") & user_tasks.c.held_for.in_(bindparam("people", expanding=True)),
        ),
    )
    .limit(1)
)


def require_separate(
    connection: Connection, duties: Duties, case_id: str, element: str, persons: tuple[str, ...]
) -> None:
    """Refuse whoever completed, or holds, an element of this case that the diagram keeps apart from this one."""
    others = duties.separated.get(element)
    if not others:
        return
    asked = {"case_id": case_id, "elements": sorted(others), "people": list(persons)}
    other = connection.execute(_DID, asked).scalar()
    if other is not None:
        raise DutiesNotSeparated(other_element=other, element=element, actor=persons[0])
