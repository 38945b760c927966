"""The `zeebe:` extension elements of a flow node, read into the parts of `model.py`.

Reading is lenient: a part that lacks what it needs is left out (None), and the lint rules say so.
"""

from __future__ import annotations

import re

from engine.bpmn.model import (
    CalledDecision,
    CalledElement,
    IoMapping,
    JobDefinition,
    MultiInstance,
    Script,
    UserTaskDefinition,
    Value,
)
from engine.bpmn.xml import ZEEBE, Element, attribute, child, children, extension, is_true, text_of

DEFAULT_RETRIES = "3"
_TEXT = re.compile(r'"([^"\\]*)"')
_TEXTS = re.compile(r'\[\s*(?:"[^"\\]*"\s*(?:,\s*"[^"\\]*"\s*)*)?\]')
_NULL = Value("null", is_feel=True)


def value_of(text: str | None) -> Value | None:
    """Static text, or FEEL when it begins with `=` (which is dropped). None for None or blank."""
    stripped = (text or "").strip()
    if not stripped:
        return None
    if stripped.startswith("="):
        return Value(stripped[1:].strip(), is_feel=True)
    return Value(stripped, is_feel=False)


def plain_text(value: Value | None) -> str | None:
    """The text that a value always gives: static, or a FEEL text such as `="a"`. None where only a case can tell."""
    if value is None or not value.is_feel:
        return value.text if value else None
    found = _TEXT.fullmatch(value.text)
    return found[1] if found else None


def plain_texts(value: Value | None) -> tuple[str, ...]:
    """The texts that a value of several always gives: `a, b` or `=["a", "b"]`. None where a case tells."""
    text = plain_text(value)
    if text is None:
        found = _TEXTS.fullmatch(value.text) if value is not None else None
        return tuple(_TEXT.findall(found[0])) if found else ()
    parts = text.split(",") if value is not None and not value.is_feel else [text]
    return tuple(part.strip() for part in parts if part.strip())


def feel_of(text: str | None) -> str | None:
    """FEEL source of an attribute that is always an expression; the leading `=` is dropped."""
    value = value_of(text)
    return value.text if value else None


def io_mappings(node: Element, which: str) -> tuple[IoMapping, ...]:
    """`which` is "input" or "output". An input without a source gives null, as in Camunda 8.8."""
    container = extension(node, "ioMapping")
    if container is None:
        return ()
    return tuple(
        IoMapping(value_of(mapping.get("source")) or _NULL, target)
        for mapping in children(container, which, ZEEBE)
        if (target := attribute(mapping, "target"))
    )


def job_definition(node: Element) -> JobDefinition | None:
    """`zeebe:taskDefinition` with the `zeebe:taskHeaders` beside it."""
    definition = extension(node, "taskDefinition")
    type_ = value_of(definition.get("type")) if definition is not None else None
    if definition is None or type_ is None:
        return None
    retries = value_of(definition.get("retries")) or Value(DEFAULT_RETRIES, is_feel=False)
    return JobDefinition(type_, retries, _pairs(extension(node, "taskHeaders"), "header", "key"))


def start_form_id(node: Element) -> str | None:
    """The form that a start event names."""
    return attribute(extension(node, "formDefinition"), "formId")


def user_task_definition(node: Element) -> UserTaskDefinition:
    """Every user task has one, even when the diagram says nothing more of it."""
    form, assignment = extension(node, "formDefinition"), extension(node, "assignmentDefinition")
    schedule, priority = extension(node, "taskSchedule"), extension(node, "priorityDefinition")

    def value(element: Element | None, name: str) -> Value | None:
        return value_of(attribute(element, name))

    return UserTaskDefinition(
        form_id=attribute(form, "formId"),
        external_reference=attribute(form, "externalReference") or attribute(form, "formKey"),
        assignee=value(assignment, "assignee"),
        candidate_groups=value(assignment, "candidateGroups"),
        candidate_users=value(assignment, "candidateUsers"),
        due_date=value(schedule, "dueDate"),
        follow_up_date=value(schedule, "followUpDate"),
        priority=value(priority, "priority"),
    )


def called_element(node: Element) -> CalledElement | None:
    """`zeebe:calledElement`; both kinds of propagation are on unless switched off, as in Camunda 8."""
    definition = extension(node, "calledElement")
    process_id = value_of(attribute(definition, "processId"))
    if definition is None or process_id is None:
        return None
    return CalledElement(
        process_id,
        propagate_all_child_variables=is_true(definition, "propagateAllChildVariables", default=True),
        propagate_all_parent_variables=is_true(definition, "propagateAllParentVariables", default=True),
    )


def called_decision(node: Element) -> CalledDecision | None:
    """`zeebe:calledDecision`."""
    definition = extension(node, "calledDecision")
    decision, result = value_of(attribute(definition, "decisionId")), attribute(definition, "resultVariable")
    return CalledDecision(decision, result) if decision and result else None


def script(node: Element) -> Script | None:
    """`zeebe:script`."""
    definition = extension(node, "script")
    expression, result = feel_of(attribute(definition, "expression")), attribute(definition, "resultVariable")
    return Script(expression, result) if expression and result else None


def multi_instance(node: Element) -> MultiInstance | None:
    """`bpmn:multiInstanceLoopCharacteristics` with its `zeebe:loopCharacteristics`."""
    marker = child(node, "multiInstanceLoopCharacteristics")
    loop = extension(marker, "loopCharacteristics")
    collection = feel_of(attribute(loop, "inputCollection"))
    if marker is None or collection is None:
        return None
    return MultiInstance(
        is_sequential=is_true(marker, "isSequential", default=False),
        input_collection=collection,
        input_element=attribute(loop, "inputElement"),
        output_collection=attribute(loop, "outputCollection"),
        output_element=feel_of(attribute(loop, "outputElement")),
        completion_condition=feel_of(text_of(child(marker, "completionCondition"))),
    )


def properties(element: Element) -> dict[str, str]:
    """`zeebe:properties` by name; of two with one name the first counts."""
    return _pairs(extension(element, "properties"), "property", "name")


def _pairs(container: Element | None, item: str, key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in children(container, item, ZEEBE) if container is not None else ():
        name = attribute(element, key)
        if name:
            found.setdefault(name, element.get("value", ""))
    return found
