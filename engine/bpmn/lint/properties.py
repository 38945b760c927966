"""`sop:` properties: clauses, separation of duties, what only the customer may do."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import id_of
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.text import Text
from engine.bpmn.xml import ZEEBE, Element, attribute, children, extension, local

PREFIX = "sop:"
CLAUSE, SEPARATE_FROM, CUSTOMER_ONLY = "sop:clause", "sop:separate-from", "sop:customer-only"
NOT_BY = "sop:not-by"
"""Variables that name the persons who may not do the step."""
IN_PERSON = "sop:in-person"
"""`true`: no substitute may do the step."""
MAY_PAUSE = "sop:may-pause"
"""The grounds on which the due time of the step may stand still."""
GROUNDS = ("customer", "documents", "third-party")
"""What a clock may wait for: the customer, documents asked for, somebody outside."""
BREACH = "sop:breach"
"""The clauses that are broken when a case comes to the element."""
CUSTOMER_FORM = "sop:customer-form"
"""Of a message start: the form by which a customer sends that message, on the own page."""
_OF_USER_TASKS = frozenset({SEPARATE_FROM, CUSTOMER_ONLY, NOT_BY, IN_PERSON, MAY_PAUSE})
_READ = _OF_USER_TASKS | {CLAUSE, BREACH, CUSTOMER_FORM}


def properties_of(case: Case) -> Iterator[tuple[Element, str, str]]:
    """Every `zeebe:property` with the element that carries it: element, name, value."""
    document = case.document
    for element in (*document.processes, *document.nodes, *document.flows):
        container = extension(element, "properties")
        for each in children(container, "property", ZEEBE) if container is not None else ():
            yield element, attribute(each, "name") or "", attribute(each, "value") or ""


def known_name(case: Case) -> Iterator[Hit]:
    """A misspelt `sop:` property would silently switch off what it asks for, four-eyes among it."""
    further = case.known.properties if case.known is not None else ()
    for element, name, _ in properties_of(case):
        if name.lower().startswith(PREFIX) and name not in _READ and name not in further:
            yield hit(element, property=name)


def once(case: Case) -> Iterator[Hit]:
    """Of two properties with one name only the first would count; list several values in one, with blanks."""
    seen: set[tuple[int, str]] = set()
    for element, name, _ in properties_of(case):
        if name.startswith(PREFIX) and (id(element), name) in seen:
            yield hit(element, property=name)
        seen.add((id(element), name))


def clause_known(case: Case) -> Iterator[Hit]:
    """Evidence is found by clause: a clause that the SOP does not have leads nobody anywhere."""
    if case.known is None or case.known.clauses is None:
        return
    for element, name, value in properties_of(case):
        for clause in value.split() if name in {CLAUSE, BREACH} else ():
            if clause not in case.known.clauses:
                yield hit(element, clause=clause)


def _others(case: Case) -> Iterator[tuple[Element, str]]:
    """Each step that a step is to be separated from."""
    for element, name, value in properties_of(case):
        if name == SEPARATE_FROM:
            yield from ((element, other) for other in value.split() or [""])


def separate_known(case: Case) -> Iterator[Hit]:
    """Two steps that need two people must both exist, here or in another diagram of the deployment."""
    elsewhere = case.known.elements if case.known is not None else None
    for element, other in _others(case):
        gone = case.document.node(other) is None and elsewhere is not None and other not in elsewhere
        if not other or other == id_of(element) or gone:
            yield hit(element, other=other)


def separate_elsewhere(case: Case) -> Iterator[Hit]:
    """A diagram looked at by itself cannot tell whether a step of another diagram exists; deploy checks it."""
    if case.known is not None and case.known.elements is not None:
        return
    for element, other in _others(case):
        if other and case.document.node(other) is None:
            yield hit(element, other=other)


def separate_from_people(case: Case) -> Iterator[Hit]:
    """Only user tasks are done by somebody, so only they can be kept apart."""
    for element, other in _others(case):
        node = case.document.node(other)
        if node is not None and local(node) != "userTask":
            yield hit(element, other=other)


def on_user_tasks(case: Case) -> Iterator[Hit]:
    """Rules about who may do a step work on user tasks; elsewhere nobody would keep them."""
    for element, name, _ in properties_of(case):
        if name in _OF_USER_TASKS and local(element) != "userTask":
            yield hit(element, property=name)


def customer_only_value(case: Case) -> Iterator[Hit]:
    """Yes or no; anything else might be read as no."""
    for element, name, value in properties_of(case):
        if name == CUSTOMER_ONLY and value not in {"true", "false"}:
            yield hit(element, value=value)


def in_person_value(case: Case) -> Iterator[Hit]:
    """Yes or no; anything else might be read as no."""
    for element, name, value in properties_of(case):
        if name == IN_PERSON and value not in {"true", "false"}:
            yield hit(element, value=value)


def may_pause_value(case: Case) -> Iterator[Hit]:
    """A clock stands still on a ground that is known, and only where there is a due time."""
    for element, name, value in properties_of(case):
        if name != MAY_PAUSE:
            continue
        unknown = [ground for ground in value.split() or [""] if ground not in GROUNDS]
        schedule = extension(element, "taskSchedule")
        if unknown:
            yield hit(element, value=unknown[0])
        elif schedule is None or not attribute(schedule, "dueDate"):
            yield hit(element, value=value)


RULES = (
    Rule(
        "property-known",
        Severity.ERROR,
        known_name,
        Text('Nobody reads the property "{property}".', "没有功能会读取属性 “{property}”。"),
        Text(
            f"Correct its name: {', '.join(sorted(_READ))} are read.",
            f"请更正名称：系统读取 {'、'.join(sorted(_READ))}。",
        ),
    ),
    Rule(
        "property-once",
        Severity.ERROR,
        once,
        Text('The property "{property}" is set twice.', "属性 “{property}” 设置了两次。"),
        Text("Put the values into one property, separated by blanks.", "请把各值写在同一个属性中，用空格分隔。"),
    ),
    Rule(
        "clause-known",
        Severity.ERROR,
        clause_known,
        Text('The SOP has no clause "{clause}".', "SOP 中没有条款 “{clause}”。"),
        Text("Correct the clause; several are separated by blanks.", "请更正条款；多个条款用空格分隔。"),
    ),
    Rule(
        "separate-known",
        Severity.ERROR,
        separate_known,
        Text('The step "{other}" to be separated from is not there.', "要求分离的步骤 “{other}” 不存在。"),
        Text(
            "Name another user task by its id; several are separated by blanks.",
            "请用 id 指明另一个用户任务；多个用空格分隔。",
        ),
    ),
    Rule(
        "separate-elsewhere",
        Severity.INFO,
        separate_elsewhere,
        Text('The step "{other}" is not in this diagram.', "步骤 “{other}” 不在本图中。"),
        Text("Nothing, if it is in another diagram of the deployment.", "若它在同一部署的其他图中，则无需处理。"),
    ),
    Rule(
        "separate-people",
        Severity.ERROR,
        separate_from_people,
        Text(
            '"{other}" is no user task: nobody does it, so nobody can be kept apart.',
            "“{other}” 不是用户任务：没有人办理，无从分离。",
        ),
        Text("Name a user task.", "请指明一个用户任务。"),
    ),
    Rule(
        "property-on-user-task",
        Severity.ERROR,
        on_user_tasks,
        Text('"{property}" works on user tasks only.', "“{property}” 只在用户任务上生效。"),
        Text("Move it to the user task.", "请移到用户任务上。"),
    ),
    Rule(
        "customer-only-value",
        Severity.ERROR,
        customer_only_value,
        Text(
            'sop:customer-only is "{value}"; it must be true or false.',
            "sop:customer-only 的值是 “{value}”，只能是 true 或 false。",
        ),
        Text("Set it to true or false.", "请改为 true 或 false。"),
    ),
    Rule(
        "in-person-value",
        Severity.ERROR,
        in_person_value,
        Text(
            'sop:in-person is "{value}"; it must be true or false.',
            "sop:in-person 的值是 “{value}”，只能是 true 或 false。",
        ),
        Text("Set it to true or false.", "请改为 true 或 false。"),
    ),
    Rule(
        "may-pause-value",
        Severity.ERROR,
        may_pause_value,
        Text(
            'The clock of this step cannot pause for "{value}".',
            "这一步的时限不能因 “{value}” 暂停。",
        ),
        Text(
            f"Give the task a due date, and name grounds out of {', '.join(GROUNDS)}, separated by blanks.",
            f"请为任务设置到期日，并从 {'、'.join(GROUNDS)} 中填写理由，用空格分隔。",
        ),
    ),
)
