"""`zeebe:` extension elements: which are read, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.elements import element_row
from engine.bpmn.elements.extensions import EXTENSIONS
from engine.bpmn.elements.row import ElementRow
from engine.bpmn.elements.snake import snake
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.lint.supported import refusal
from engine.bpmn.text import Text
from engine.bpmn.xml import BPMN, ZEEBE, Element, attribute, is_bpmn, local, namespace

_TEMPLATE = frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"})
_PINNED = frozenset({"calledElement", "calledDecision", "formDefinition"})


def _extensions(case: Case) -> Iterator[tuple[Element, Element | None]]:
    """Every `zeebe:` element with the BPMN element that it belongs to."""
    for element in case.document.definitions.iter(f"{{{ZEEBE}}}*"):
        host = next((each for each in element.iterancestors() if _is_host(each)), None)
        yield element, host


def _is_host(element: Element) -> bool:
    return namespace(element) == BPMN and local(element) != "extensionElements"


def known(case: Case) -> Iterator[Hit]:
    """A setting that the engine does not know might be the one that matters, so it is never just skipped."""
    for element, host in _extensions(case):
        name = local(element)
        below_unknown = _below_zeebe(element) and local(_parent(element)) not in EXTENSIONS
        if name not in EXTENSIONS and not below_unknown:
            yield refusal(element if host is None else host, _row(f"zeebe.{snake(name)}"), what=name)


def placed(case: Case) -> Iterator[Hit]:
    """A setting works only on the elements it is made for, and only inside `extensionElements`."""
    for element, host in _extensions(case):
        extension = EXTENSIONS.get(local(element))
        if extension is None or host is None:
            continue
        if _is_held(element, host) and (not extension.hosts or local(host) in extension.hosts):
            continue
        facts = {"what": local(element), "host": local(host), "hosts": ", ".join(extension.hosts) or "-"}
        yield refusal(host, element_row("zeebe.misplaced"), **facts)


def _row(row_id: str) -> ElementRow:
    try:
        return element_row(row_id)
    except KeyError:
        return element_row("zeebe.other")


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _below_zeebe(element: Element) -> bool:
    return namespace(_parent(element)) == ZEEBE


def _is_held(element: Element, host: Element) -> bool:
    """Directly in `extensionElements`, or in the `zeebe:` element that is made to hold it."""
    parent = _parent(element)
    if _below_zeebe(element):
        holder = EXTENSIONS.get(local(parent))
        return holder is not None and local(element) in holder.children
    is_part = any(local(element) in each.children for each in EXTENSIONS.values())
    return is_bpmn(parent, "extensionElements") and _parent(parent) is host and not is_part


def once(case: Case) -> Iterator[Hit]:
    """Of two settings of one kind only the first would count."""
    repeatable = {name for extension in EXTENSIONS.values() for name in extension.children}
    for element in case.document.definitions.iter(f"{{{BPMN}}}extensionElements"):
        counts = Counter(local(each) for each in element.iterchildren(f"{{{ZEEBE}}}*"))
        for name, count in counts.items():
            if count > 1 and name not in repeatable:
                yield hit(element, what=name)
    for host in case.document.definitions.iter(f"{{{BPMN}}}*"):
        if len(list(host.iterchildren(f"{{{BPMN}}}extensionElements"))) > 1:
            yield hit(host, what="extensionElements")


def attributes(case: Case) -> Iterator[Hit]:
    """An attribute that is not read has no effect."""
    for element, host in _extensions(case):
        extension = EXTENSIONS.get(local(element))
        for name in map(str, element.attrib) if extension is not None else ():
            if extension is not None and name not in extension.attributes and not name.startswith("{"):
                yield hit(host, what=f"zeebe:{local(element)} {name}")


def on_elements(case: Case) -> Iterator[Hit]:
    """`zeebe:` attributes on BPMN elements are notes of element templates; any other is not read."""
    for element in case.document.definitions.iter(f"{{{BPMN}}}*"):
        for name in element.attrib:
            qualified = etree.QName(name)
            if qualified.namespace == ZEEBE and qualified.localname not in _TEMPLATE:
                yield hit(element, what="zeebe:" + str(qualified.localname))


def binding(case: Case) -> Iterator[Hit]:
    """What is called is pinned to the same deployment; a version tag would ask for another."""
    for element, host in _extensions(case):
        if local(element) in _PINNED and host is not None:
            how = attribute(element, "bindingType")
            if how not in {None, "deployment", "latest"} or attribute(element, "versionTag"):
                yield refusal(host, element_row("zeebe.binding.version_tag"))


def binding_latest(case: Case) -> Iterator[Hit]:
    """With "latest", Camunda 8 takes the newest version at run time; here a case finishes on what it began with."""
    for element, host in _extensions(case):
        if local(element) in _PINNED and attribute(element, "bindingType") == "latest":
            yield hit(host)


_NOT_READ = Text("{what} is not read and has no effect.", "系统不读取 {what}，它不起作用。")
_REMOVE = Text("Remove it.", "请删除它。")

RULES = (
    Rule("zeebe-known", Severity.ERROR, known, _NOT_READ, _REMOVE),
    Rule("zeebe-placed", Severity.ERROR, placed, _NOT_READ, _REMOVE),
    Rule(
        "zeebe-once",
        Severity.ERROR,
        once,
        Text("{what} stands there twice; only the first would count.", "{what} 出现了两次；只有第一个会生效。"),
        Text("Keep one.", "请只保留一个。"),
    ),
    Rule("zeebe-attribute", Severity.WARNING, attributes, _NOT_READ, _REMOVE),
    Rule("zeebe-attribute-placed", Severity.ERROR, on_elements, _NOT_READ, _REMOVE),
    Rule("zeebe-binding", Severity.ERROR, binding, _NOT_READ, _REMOVE),
    Rule(
        "zeebe-binding-latest",
        Severity.WARNING,
        binding_latest,
        Text(
            'The binding "latest" is read as "deployment": a case finishes on the versions that it began with.',
            "绑定方式 “latest” 按 “deployment” 处理：案件始终使用开始时的版本。",
        ),
        Text('Set the binding to "deployment".', "请把绑定方式设为 “deployment”。"),
    ),
)
