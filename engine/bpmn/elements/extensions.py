"""Rows of the `zeebe:` extension elements, and on which elements each may stand."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.elements.row import Chapter, ElementRow, drawn, refused, runs
from engine.bpmn.elements.snake import snake
from engine.bpmn.text import Text

_JOBS = ("serviceTask", "sendTask", "scriptTask", "businessRuleTask", "intermediateThrowEvent", "endEvent")
_INPUTS = (*_JOBS, "userTask", "receiveTask", "callActivity", "subProcess", "intermediateCatchEvent")
_OUTPUTS = (*_INPUTS, "startEvent", "boundaryEvent")


@dataclass(frozen=True, slots=True)
class Extension:
    """A `zeebe:` element that is read: where (BPMN names; empty: everywhere), and with what in it."""

    name: str
    hosts: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


_BINDING = ("bindingType", "versionTag")
_READ = (
    Extension("ioMapping", _OUTPUTS, children=("input", "output")),
    Extension("input", _INPUTS, ("source", "target")),
    Extension("output", _OUTPUTS, ("source", "target")),
    Extension("taskDefinition", _JOBS, ("type", "retries")),
    Extension("taskHeaders", (*_JOBS, "userTask"), children=("header",)),
    Extension("header", (*_JOBS, "userTask"), ("key", "value")),
    Extension("userTask", ("userTask",)),
    Extension("assignmentDefinition", ("userTask",), ("assignee", "candidateGroups", "candidateUsers")),
    Extension("formDefinition", ("userTask", "startEvent"), ("formId", "formKey", "externalReference", *_BINDING)),
    Extension("taskSchedule", ("userTask",), ("dueDate", "followUpDate")),
    Extension("priorityDefinition", ("userTask",), ("priority",)),
    Extension(
        "calledElement",
        ("callActivity",),
        ("processId", "propagateAllChildVariables", "propagateAllParentVariables", *_BINDING),
    ),
    Extension("calledDecision", ("businessRuleTask",), ("decisionId", "resultVariable", *_BINDING)),
    Extension(
        "loopCharacteristics",
        ("multiInstanceLoopCharacteristics",),
        ("inputCollection", "inputElement", "outputCollection", "outputElement"),
    ),
    Extension("subscription", ("message",), ("correlationKey",)),
    Extension("script", ("scriptTask",), ("expression", "resultVariable")),
    Extension("versionTag", ("process",), ("value",)),
    Extension("properties", children=("property",)),
    Extension("property", attributes=("name", "value")),
)
EXTENSIONS = {extension.name: extension for extension in _READ}

_NAMES = {
    "zeebe.input": Text("Input mapping", "输入映射"),
    "zeebe.output": Text("Output mapping", "输出映射"),
    "zeebe.task_definition": Text("Handler type and retries", "处理程序类型与重试次数"),
    "zeebe.task_headers": Text("Static headers for a handler", "处理程序的静态标头"),
    "zeebe.assignment_definition": Text("Assignee and candidates of a user task", "用户任务的办理人与候选人"),
    "zeebe.form_definition": Text("Form of a user task", "用户任务的表单"),
    "zeebe.task_schedule": Text("Due and follow-up date of a user task", "用户任务的到期与跟进日期"),
    "zeebe.priority_definition": Text("Priority of a user task", "用户任务的优先级"),
    "zeebe.called_element": Text("Called process and its variables", "被调用流程及其变量"),
    "zeebe.called_decision": Text("Called decision", "被调用的决策"),
    "zeebe.subscription": Text("Correlation key of a message", "消息的关联键"),
    "zeebe.properties": Text("Properties (sop:clause and others)", "属性（sop:clause 等）"),
}
_DRAWN = {
    "zeebe.user_task": Text(
        "Camunda user task (every user task is one here)", "Camunda 用户任务标记（此处所有用户任务皆是）"
    ),
    "zeebe.version_tag": Text("Version tag of a process (shown only)", "流程的版本标签（仅显示）"),
    "zeebe.form_definition.start_event": Text(
        "Form for starting a case (offered, not enforced)", "启动案件的表单（仅提供，不强制）"
    ),
}
_LISTENERS = (
    Text("Listeners are not run: what they do would silently not happen.", "系统不执行监听器：其中的动作不会发生。"),
    Text("Draw a service task before or after the element.", "请在该元素之前或之后画一个服务任务。"),
)
_NOT_RUN = {
    "executionListeners": (Text("Execution listeners", "执行监听器"), *_LISTENERS),
    "taskListeners": (Text("User task listeners", "用户任务监听器"), *_LISTENERS),
    "linkedResources": (
        Text("Linked resources", "链接资源"),
        Text("Linked resources (for example RPA scripts) are not run.", "系统不执行链接资源（例如 RPA 脚本）。"),
        Text("Use a service task with a handler.", "请使用带处理程序的服务任务。"),
    ),
    "adHoc": (
        Text("Ad-hoc settings", "即席子流程设置"),
        Text("Ad-hoc subprocesses are not run.", "系统不执行即席子流程。"),
        Text("Draw the choices with gateways in an embedded subprocess.", "请在嵌入子流程中用网关画出各种选择。"),
    ),
    "userTaskForm": (
        Text("Form embedded in the diagram", "内嵌在流程图中的表单"),
        Text("Forms inside the diagram are not read.", "系统不读取内嵌在流程图中的表单。"),
        Text(
            "Save the form as a .form file, and link it to the task by its id.",
            "请把表单另存为 .form 文件，并按其 id 关联到任务。",
        ),
    ),
    "publishMessage": (
        Text("Message published by the engine", "由引擎发布的消息"),
        Text(
            "A thrown message is sent by a handler; this setting is not read.",
            "抛出的消息由处理程序发送；系统不读取此设置。",
        ),
        Text("Set a task definition (handler type) instead.", "请改为设置任务定义（处理程序类型）。"),
    ),
    "conditionalFilter": (
        Text("Filter of a conditional event", "条件事件的过滤器"),
        Text("Conditional events are not run.", "系统不执行条件事件。"),
        Text("Decide with an exclusive gateway.", "请用排他网关判断。"),
    ),
}

ROWS: tuple[ElementRow, ...] = (
    *(runs(row_id, Chapter.EXTENSIONS, name) for row_id, name in _NAMES.items()),
    runs(
        "zeebe.binding.deployment",
        Chapter.EXTENSIONS,
        Text("Called process, decision or form of the same deployment", "同一次部署中的流程、决策或表单"),
    ),
    *(drawn(row_id, Chapter.EXTENSIONS, name) for row_id, name in _DRAWN.items()),
    *(refused(f"zeebe.{snake(name)}", Chapter.EXTENSIONS, *texts) for name, texts in _NOT_RUN.items()),
    refused(
        "zeebe.binding.version_tag",
        Chapter.EXTENSIONS,
        Text("Called process, decision or form by version tag", "按版本标签绑定流程、决策或表单"),
        Text(
            "Binding to a version tag is not run: what is called is always pinned to the same deployment.",
            "系统不支持按版本标签绑定：被调用者总是固定为同一次部署的版本。",
        ),
        Text('Set the binding to "deployment".', "请把绑定方式设为 “deployment”。"),
    ),
    refused(
        "zeebe.other",
        Chapter.EXTENSIONS,
        Text("Any other zeebe: element", "其他 zeebe: 元素"),
        Text(
            "The engine does not know zeebe:{what}; ignoring it could change what happens.",
            "系统不认识 zeebe:{what}；忽略它可能改变执行结果。",
        ),
        Text(
            "Remove it, or draw what it does with elements of the table (sopflow elements).",
            "请删除它，或用元素表（sopflow elements）中的元素画出其作用。",
        ),
    ),
    refused(
        "zeebe.misplaced",
        Chapter.EXTENSIONS,
        Text("A zeebe: element where it has no effect", "放在无效位置的 zeebe: 元素"),
        Text("zeebe:{what} has no effect on a {host}.", "zeebe:{what} 放在 {host} 上不起作用。"),
        Text("Move it to an element where it works: {hosts}.", "请移到它能生效的元素上：{hosts}。"),
    ),
)
