"""Tasks: that each says what is to be done, and that the handler, form or decision is there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import trigger_of
from engine.bpmn.findings import Severity
from engine.bpmn.lint.properties import CUSTOMER_FORM, properties_of
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.text import Text
from engine.bpmn.xml import Element, attribute, extension, local
from engine.bpmn.zeebe import plain_text, plain_texts, value_of

_NEEDS_JOB = frozenset({"serviceTask", "sendTask"})


def handler_named(case: Case) -> Iterator[Hit]:
    """Service and send tasks, and events that throw a message, are done by a handler."""
    for node in case.document.nodes:
        throws = local(node) in {"intermediateThrowEvent", "endEvent"} and trigger_of(node) == "message"
        handled = local(node) in _NEEDS_JOB or throws
        if handled and not attribute(extension(node, "taskDefinition"), "type"):
            yield hit(node)


def handler_type_set(case: Case) -> Iterator[Hit]:
    """A task definition without a type names no handler."""
    for node, definition in case.document.zeebe("taskDefinition"):
        if local(node) not in _NEEDS_JOB and not attribute(definition, "type"):
            yield hit(node)


def handler_known(case: Case) -> Iterator[Hit]:
    """The handler must be installed, or every case would stop at the task."""
    if case.known is None or case.known.handlers is None:
        return
    for node, definition in case.document.zeebe("taskDefinition"):
        type_ = _static(definition, "type")
        if type_ is not None and type_ not in case.known.handlers:
            yield hit(node, handler=type_)


def handler_useless(case: Case) -> Iterator[Hit]:
    """An event that throws anything but a message, or nothing, has nothing to hand to a handler."""
    for node, _ in case.document.zeebe("taskDefinition"):
        if local(node) in {"intermediateThrowEvent", "endEvent"} and trigger_of(node) != "message":
            yield hit(node)


def script(case: Case) -> Iterator[Hit]:
    """A script task is a FEEL expression and the variable for its result, or the work of a handler: not both."""
    for node in case.document.nodes_called("scriptTask"):
        found = extension(node, "script")
        if extension(node, "taskDefinition") is not None:
            if found is not None:
                yield hit(node)
        elif not (attribute(found, "expression") and attribute(found, "resultVariable")):
            yield hit(node)


def decision(case: Case) -> Iterator[Hit]:
    """A business rule task calls a decision and keeps its result, or is the work of a handler: not both."""
    for node in case.document.nodes_called("businessRuleTask"):
        found = extension(node, "calledDecision")
        if extension(node, "taskDefinition") is not None:
            if found is not None:
                yield hit(node)
        elif not (attribute(found, "decisionId") and attribute(found, "resultVariable")):
            yield hit(node)


def decision_known(case: Case) -> Iterator[Hit]:
    """The decision must be deployed together with the diagram."""
    if case.known is None or case.known.decisions is None:
        return
    for node, definition in case.document.zeebe("calledDecision"):
        decision_id = _static(definition, "decisionId")
        if decision_id is not None and decision_id not in case.known.decisions:
            yield hit(node, decision=decision_id)


def form_linked(case: Case) -> Iterator[Hit]:
    """A form is linked by its id. Form keys are read by other engines only."""
    for node, definition in case.document.zeebe("formDefinition"):
        named = [name for name in ("formId", "formKey", "externalReference") if attribute(definition, name)]
        if named != ["formId"]:
            yield hit(node, what=", ".join(named) or "-")


def form_known(case: Case) -> Iterator[Hit]:
    """The form must be deployed together with the diagram."""
    if case.known is None or case.known.forms is None:
        return
    for node, definition in case.document.zeebe("formDefinition"):
        form = _static(definition, "formId")
        if form is not None and form not in case.known.forms:
            yield hit(node, form=form)
    for element, name, form in properties_of(case):
        if name == CUSTOMER_FORM and form not in case.known.forms:
            yield hit(element, form=form)


def form_id_static(case: Case) -> Iterator[Hit]:
    """The form is pinned when the diagram is deployed, so its id is no expression."""
    for node, definition in case.document.zeebe("formDefinition"):
        if (attribute(definition, "formId") or "").startswith("="):
            yield hit(node)


def roles_known(case: Case) -> Iterator[Hit]:
    """A task for a group that nobody is in would lie in no inbox."""
    if case.known is None or case.known.roles is None:
        return
    for node, definition in case.document.zeebe("assignmentDefinition"):
        for group in plain_texts(value_of(attribute(definition, "candidateGroups"))):
            if group not in case.known.roles:
                yield hit(node, role=group)


def assigned(case: Case) -> Iterator[Hit]:
    """Who is to do a user task: an assignee, candidate groups or users, or at least a lane."""
    lanes = {ref for process in case.document.processes for ref in _lane_refs(process)}
    for node in case.document.nodes_called("userTask"):
        definition = extension(node, "assignmentDefinition")
        named = any(attribute(definition, name) for name in ("assignee", "candidateGroups", "candidateUsers"))
        if not named and not _in_a_lane(node, lanes):
            yield hit(node)


def _lane_refs(process: Element) -> Iterator[str]:
    for ref in process.iter("{*}flowNodeRef"):
        yield (ref.text or "").strip().rpartition(":")[2]


def _in_a_lane(node: Element | None, lanes: set[str]) -> bool:
    while node is not None and local(node) != "process":
        if (node.get("id") or "") in lanes:
            return True
        node = node.getparent()
    return False


def _static(element: Element, name: str) -> str | None:
    return plain_text(value_of(attribute(element, name)))


_TYPE = Text("Set the job type of the task (its handler).", "请设置任务的作业类型（处理程序）。")

RULES = (
    Rule(
        "handler-named",
        Severity.ERROR,
        handler_named,
        Text("The element names no handler (task definition type).", "该元素没有指定处理程序（任务定义类型）。"),
        _TYPE,
    ),
    Rule(
        "handler-type-set",
        Severity.ERROR,
        handler_type_set,
        Text("The task definition has no type.", "任务定义没有类型。"),
        _TYPE,
    ),
    Rule(
        "handler-known",
        Severity.ERROR,
        handler_known,
        Text('There is no handler "{handler}".', "没有名为 “{handler}” 的处理程序。"),
        Text("Correct the type, or install the handler.", "请更正类型，或安装该处理程序。"),
    ),
    Rule(
        "handler-useless",
        Severity.ERROR,
        handler_useless,
        Text("Only an event that throws a message has a handler.", "只有抛出消息的事件才有处理程序。"),
        Text("Remove the task definition, or make it a message event.", "请删除任务定义，或改为消息事件。"),
    ),
    Rule(
        "script-set",
        Severity.ERROR,
        script,
        Text(
            "The script task needs an expression and a result variable, or else a handler.",
            "脚本任务需要表达式和结果变量，或者处理程序（二者取一）。",
        ),
        Text("Set FEEL expression and result variable.", "请设置 FEEL 表达式和结果变量。"),
    ),
    Rule(
        "decision-set",
        Severity.ERROR,
        decision,
        Text(
            "The business rule task needs a decision and a result variable, or else a handler.",
            "业务规则任务需要决策和结果变量，或者处理程序（二者取一）。",
        ),
        Text("Set decision id and result variable.", "请设置决策 id 和结果变量。"),
    ),
    Rule(
        "decision-known",
        Severity.ERROR,
        decision_known,
        Text('There is no decision "{decision}".', "没有名为 “{decision}” 的决策。"),
        Text(
            "Correct the id, or deploy the .dmn file together with the diagram.",
            "请更正 id，或把 .dmn 文件与流程图一起部署。",
        ),
    ),
    Rule(
        "form-linked",
        Severity.ERROR,
        form_linked,
        Text("The form is not linked by its id (set: {what}).", "表单没有按 id 关联（已设置：{what}）。"),
        Text("Link a form of the deployment by its form id.", "请按表单 id 关联同一部署中的表单。"),
    ),
    Rule(
        "form-known",
        Severity.ERROR,
        form_known,
        Text('There is no form "{form}".', "没有名为 “{form}” 的表单。"),
        Text(
            "Correct the id, or deploy the .form file together with the diagram.",
            "请更正 id，或把 .form 文件与流程图一起部署。",
        ),
    ),
    Rule(
        "form-id-static",
        Severity.ERROR,
        form_id_static,
        Text("The form id is an expression.", "表单 id 是表达式。"),
        Text(
            "Write the id as plain text; use a gateway for a choice of forms.",
            "请把 id 写成普通文本；需要选择表单时使用网关。",
        ),
    ),
    Rule(
        "role-known",
        Severity.ERROR,
        roles_known,
        Text('There is no role "{role}".', "没有名为 “{role}” 的角色。"),
        Text("Correct the candidate group, or create the role.", "请更正候选组，或新建该角色。"),
    ),
    Rule(
        "task-assigned",
        Severity.WARNING,
        assigned,
        Text("Nothing says who is to do the user task.", "没有说明该用户任务由谁办理。"),
        Text("Set candidate groups, or draw it in a lane.", "请设置候选组，或把它画在泳道中。"),
    ),
)
