"""Settings of other engines: they look like part of the diagram, and would silently be ignored."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.text import Text
from engine.bpmn.xml import BPMN, BPMNDI, DC, DI, MODELER, XSI, ZEEBE, Element, local, namespace

_ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://activiti.org/bpmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
    "http://operaton.org/schema/1.0/bpmn": "operaton",
    "http://cibseven.org/schema/1.0/bpmn": "cibseven",
    "http://www.jboss.org/drools": "drools",
    "http://www.omg.org/bpsim": "bpsim",
}
_HARMLESS_ENGINES = frozenset({"bpsim"})
_HARMLESS = frozenset(
    {
        *("historyTimeToLive", "versionTag", "isStartableInTasklist", "diagramRelationId", "modelerTemplate"),
        *("modelerTemplateVersion", "modelerTemplateIcon", "exclusive", "packageName", "version", "process-category"),
    }
)
_OURS = frozenset({BPMN, ZEEBE, MODELER, BPMNDI, DC, DI, XSI, "http://www.w3.org/XML/1998/namespace", ""})
_DRAWING = ("bpmn.io", "/color", "/DI/", "signavio", "sap.com/bpmn/layout")

_JOB = Text("Set the task definition (job type) of the task instead.", "请改为设置任务定义（作业类型）。")
_FORM = Text("Link a form by its form id instead.", "请改为按表单 id 关联表单。")
_WHO = Text("Set assignee or candidate groups (Camunda 8) instead.", "请改为设置办理人或候选组（Camunda 8）。")
_MAP = Text("Use input and output mappings (Camunda 8) instead.", "请改用输入、输出映射（Camunda 8）。")
_LISTEN = Text("Draw a service task before or after the element instead.", "请改为在该元素之前或之后画一个服务任务。")
_DECIDE = Text(
    "Set called decision and result variable (Camunda 8) instead.", "请改为设置被调用决策和结果变量（Camunda 8）。"
)
_LOOP = Text(
    "Set input collection and input element (Camunda 8) instead.", "请改为设置输入集合和输入元素（Camunda 8）。"
)
_WHEN = Text("Set due date or priority (Camunda 8) instead.", "请改为设置到期日或优先级（Camunda 8）。")
_REMOVE = Text("Remove it, or say it with Camunda 8 properties.", "请删除它，或用 Camunda 8 属性表达。")
_REMEDIES = {
    **dict.fromkeys(("class", "delegateExpression", "expression", "topic", "type", "connector"), _JOB),
    **dict.fromkeys(("formKey", "formRef", "formData", "formProperty", "formRefBinding", "formFieldValidation"), _FORM),
    **dict.fromkeys(("assignee", "candidateGroups", "candidateUsers", "initiator"), _WHO),
    **dict.fromkeys(("inputOutput", "in", "out", "field", "errorCodeVariable"), _MAP),
    **dict.fromkeys(("executionListener", "taskListener"), _LISTEN),
    **dict.fromkeys(("decisionRef", "mapDecisionResult", "resultVariable"), _DECIDE),
    **dict.fromkeys(("collection", "elementVariable"), _LOOP),
    **dict.fromkeys(("dueDate", "followUpDate", "priority"), _WHEN),
}


def _settings(element: Element) -> Iterator[tuple[str, str]]:
    """(namespace, name) of each attribute with a namespace, and of the element itself."""
    yield namespace(element), local(element)
    for name in element.attrib:
        qualified = etree.QName(name)
        yield str(qualified.namespace or ""), str(qualified.localname)


def _foreign(case: Case, *, harmless: bool) -> Iterator[Hit]:
    for element in case.document.definitions.iter():
        # What hangs below a foreign element is reported with it.
        parent = element.getparent()
        if parent is not None and namespace(parent) in _ENGINES:
            continue
        for space, name in _settings(element):
            engine = _ENGINES.get(space)
            if engine is not None and harmless is (name in _HARMLESS or engine in _HARMLESS_ENGINES):
                yield Hit(element, {"what": f"{engine}:{name}"}, remedy=_REMEDIES.get(name, _REMOVE))


def other_engine(case: Case) -> Iterator[Hit]:
    """Execution settings of Camunda 7, Activiti, Flowable and jBPM are not read: what they ask for would not happen."""
    return _foreign(case, harmless=False)


def other_engine_harmless(case: Case) -> Iterator[Hit]:
    """Settings of another engine that change nothing about how a case runs."""
    return _foreign(case, harmless=True)


def unknown_extension(case: Case) -> Iterator[Hit]:
    """Extensions of other tools are not read. Most are notes of the modeler; one finding per tool is enough."""
    seen = set[str]()
    for element in case.document.definitions.iter():
        for space, name in _settings(element):
            known = space in _OURS or space in _ENGINES or any(mark in space for mark in _DRAWING)
            if not known and space not in seen:
                seen.add(space)
                yield hit(element, what=name, namespace=space)


RULES = (
    Rule(
        "other-engine",
        Severity.ERROR,
        other_engine,
        Text("{what} is a setting of another engine and would be ignored.", "{what} 是其他引擎的设置，会被忽略。"),
        _REMOVE,
    ),
    Rule(
        "other-engine-harmless",
        Severity.WARNING,
        other_engine_harmless,
        Text("{what} is a setting of another engine and has no effect.", "{what} 是其他引擎的设置，不起作用。"),
        _REMOVE,
    ),
    Rule(
        "unknown-extension",
        Severity.WARNING,
        unknown_extension,
        Text(
            "Extensions of {namespace} are not read (first: {what}).", "系统不读取 {namespace} 的扩展（首个：{what}）。"
        ),
        Text("Check that the diagram does not depend on them.", "请确认流程图不依赖它们。"),
    ),
)
