"""The file as a whole: what it is for, its ids, its processes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from engine.bpmn.document import id_of, label_of
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.text import Text
from engine.bpmn.xml import BPMN, MODELER, Element, attribute, children, local

MAX_FLOW_ELEMENTS = 10_000
"""Flow nodes and flows of one file."""
MAX_NESTING = 20
"""Levels of subprocesses."""
_ID = re.compile(r"[^\W\d][\w.\-]*")
_BOOLEANS = ("isExecutable", "cancelActivity", "isInterrupting", "triggeredByEvent", "isSequential", "instantiate")
_MORE_BOOLEANS = ("isForCompensation", "parallelMultiple", "propagateAllChildVariables", "propagateAllParentVariables")


def size(case: Case) -> Iterator[Hit]:
    """Nobody can read a diagram with thousands of elements, and every case would carry them.

    No other rule looks at such a file.
    """
    count = len(case.document.nodes) + len(case.document.flows)
    if count > MAX_FLOW_ELEMENTS:
        yield hit(case.document.definitions, count=str(count), limit=str(MAX_FLOW_ELEMENTS))


def nesting(case: Case) -> Iterator[Hit]:
    """Subprocesses in subprocesses in subprocesses: beyond a few levels nobody finds the way."""
    for scope in case.document.scopes:
        depth = sum(1 for each in scope.iterancestors(f"{{{BPMN}}}subProcess")) + 1
        if local(scope) != "process" and depth == MAX_NESTING + 1:
            yield hit(scope, limit=str(MAX_NESTING))


def platform(case: Case) -> Iterator[Hit]:
    """A modeler notes the engine that a diagram is made for.

    A diagram for Camunda 7 looks alike, but its execution settings mean nothing here.
    """
    made_for = case.document.definitions.get(f"{{{MODELER}}}executionPlatform")
    if made_for and made_for != "Camunda Cloud":
        yield hit(case.document.definitions, platform=made_for)


def process_present(case: Case) -> Iterator[Hit]:
    """A file without any process, for example one with pools only, gives nothing to run."""
    if next(children(case.document.definitions, "process"), None) is None:
        yield hit(case.document.definitions)


def process_executable(case: Case) -> Iterator[Hit]:
    """Only a process with `isExecutable="true"` runs. A file with none would deploy and do nothing."""
    if not case.document.processes:
        for process in children(case.document.definitions, "process"):
            yield hit(process, process=label_of(process))


def process_ignored(case: Case) -> Iterator[Hit]:
    """Beside an executable process another with flow in it may stand: it is a drawing, and never runs."""
    executable = set(case.document.processes)
    for process in children(case.document.definitions, "process") if executable else ():
        if process not in executable and any(local(each).endswith("Event") for each in process):
            yield hit(process, process=label_of(process))


def process_empty(case: Case) -> Iterator[Hit]:
    """A process without a single element cannot run."""
    nodes = {node.getparent() for node in case.document.nodes}
    return (hit(process) for process in case.document.processes if process not in nodes)


def id_missing(case: Case) -> Iterator[Hit]:
    """Ids are how cases, histories and findings name an element; without one it would be left out."""
    document = case.document
    for element in (*document.processes, *document.nodes, *document.flows):
        if not id_of(element):
            yield hit(element, element=local(element))


def id_form(case: Case) -> Iterator[Hit]:
    """An id is an XML name: it begins with a letter or `_`, and holds letters, digits, `_`, `-` and `.`."""
    document = case.document
    for element in (*document.processes, *document.nodes, *document.flows):
        if id_of(element) and not _ID.fullmatch(id_of(element)):
            yield hit(element, id=id_of(element))


def id_unique(case: Case) -> Iterator[Hit]:
    """Two elements with one id: a flow or a history entry could mean either."""
    elements = [each for each in case.document.definitions.iter(f"{{{BPMN}}}*") if id_of(each)]
    counts = Counter(map(id_of, elements))
    for element in elements:
        if counts.pop(id_of(element), 0) > 1:
            yield hit(element, id=id_of(element))


def boolean(case: Case) -> Iterator[Hit]:
    """A yes-or-no attribute that says neither would silently count as its default."""
    for element in case.document.definitions.iter():
        for name in (*_BOOLEANS, *_MORE_BOOLEANS):
            value = element.get(name)
            if value is not None and value.strip() not in {"true", "false", "1", "0"}:
                yield hit(element, attribute=name, value=value)


def must_understand(case: Case) -> Iterator[Hit]:
    """BPMN lets a file say that it must not be run by whoever does not know an extension."""
    for extension in children(case.document.definitions, "extension"):
        if attribute(extension, "mustUnderstand") in {"true", "1"}:
            yield hit(extension, name=attribute(extension, "definition") or "")


def expression_language(case: Case) -> Iterator[Hit]:
    """FEEL is the only expression language. An expression that names another would be misread."""
    for element in case.document.definitions.iter(f"{{{BPMN}}}*"):
        language = _language(element)
        if language and "feel" not in language.lower():
            yield hit(element, language=language)


def _language(element: Element) -> str | None:
    name = "scriptFormat" if local(element) == "scriptTask" else "language"
    return attribute(element, name)


_CONVERT = Text(
    "Open it in Camunda Modeler as a Camunda 8 diagram, and set the execution properties again.",
    "请在 Camunda Modeler 中按 Camunda 8 流程图打开，并重新设置执行属性。",
)

SIZE = Rule(
    "file-size",
    Severity.ERROR,
    size,
    Text(
        "The file has {count} elements and flows; the limit is {limit}.",
        "文件中有 {count} 个元素和顺序流，上限为 {limit} 个。",
    ),
    Text(
        "Split the diagram into several processes joined by call activities.",
        "请用调用活动把该图拆分成几个流程。",
    ),
)

RULES = (
    SIZE,
    Rule(
        "file-nesting",
        Severity.ERROR,
        nesting,
        Text("Subprocesses are nested more than {limit} deep.", "子流程嵌套超过 {limit} 层。"),
        Text("Call a process of its own instead.", "请改为调用独立的流程。"),
    ),
    Rule(
        "file-platform",
        Severity.ERROR,
        platform,
        Text(
            "The diagram is made for {platform}, not for Camunda 8.", "该流程图是为 {platform} 制作的，不是 Camunda 8。"
        ),
        _CONVERT,
    ),
    Rule(
        "process-present",
        Severity.ERROR,
        process_present,
        Text("The file holds no process.", "文件中没有流程。"),
        Text("Draw the flow from a start event to an end event.", "请画出从开始事件到结束事件的流程。"),
    ),
    Rule(
        "process-executable",
        Severity.ERROR,
        process_executable,
        Text("The process {process} is not executable.", "流程 {process} 未设为可执行。"),
        Text('Tick "Executable" in the properties of the process.', "请在流程属性中勾选“可执行（Executable）”。"),
    ),
    Rule(
        "process-ignored",
        Severity.WARNING,
        process_ignored,
        Text(
            "The process {process} is not executable, so it is only drawn.", "流程 {process} 未设为可执行，仅作图示。"
        ),
        Text('Tick "Executable" if it shall run.', "如需执行，请勾选“可执行（Executable）”。"),
    ),
    Rule(
        "process-empty",
        Severity.ERROR,
        process_empty,
        Text("The process has no elements.", "流程中没有任何元素。"),
        Text("Draw the flow from a start event to an end event.", "请画出从开始事件到结束事件的流程。"),
    ),
    Rule(
        "id-missing",
        Severity.ERROR,
        id_missing,
        Text("A <{element}> has no id.", "一个 <{element}> 没有 id。"),
        Text("Give it an id that is not used elsewhere.", "请给它一个未被使用的 id。"),
    ),
    Rule(
        "id-form",
        Severity.ERROR,
        id_form,
        Text('"{id}" is no valid id.', "“{id}” 不是有效的 id。"),
        Text(
            "Begin with a letter; use letters, digits, '_', '-' and '.' only.",
            "请以字母开头，只使用字母、数字、“_”、“-”和“.”。",
        ),
    ),
    Rule(
        "id-unique",
        Severity.ERROR,
        id_unique,
        Text('The id "{id}" is used more than once.', "id “{id}” 被使用了多次。"),
        Text("Give each element an id of its own.", "请让每个元素使用各自的 id。"),
    ),
    Rule(
        "attribute-boolean",
        Severity.ERROR,
        boolean,
        Text(
            '{attribute} is "{value}"; it must be true or false.',
            "{attribute} 的值是 “{value}”，只能是 true 或 false。",
        ),
        Text("Set it to true or false.", "请改为 true 或 false。"),
    ),
    Rule(
        "extension-must-understand",
        Severity.ERROR,
        must_understand,
        Text(
            'The file demands an extension that is not known here: "{name}".',
            "文件要求使用系统不认识的扩展：“{name}”。",
        ),
        _CONVERT,
    ),
    Rule(
        "expression-language",
        Severity.ERROR,
        expression_language,
        Text(
            "The expression is written in {language}; only FEEL is evaluated.",
            "表达式使用的是 {language}；系统只执行 FEEL。",
        ),
        Text("Rewrite it in FEEL, and remove the language.", "请改写为 FEEL，并去掉语言设置。"),
    ),
)
