"""What of XML the readers of DMN need; the safety is that of `engine.bpmn.xml`."""

from __future__ import annotations

import re

from engine.bpmn import xml
from engine.bpmn.xml import Element, text_of
from engine.errors import DecisionError

__all__ = [
    "Element",
    "child",
    "children",
    "collapse",
    "line_of",
    "local_name",
    "namespace_of",
    "read_definitions",
    "text_of",
]

_DMN_NAMESPACE = re.compile(r"^https?://www\.omg\.org/spec/DMN/\d{8}/(MODEL/?|dmn\d*\.xsd)$")

line_of = xml.line_of
local_name = xml.local


def read_definitions(data: bytes) -> Element:
    """The root of a DMN document of any version.

    Args: `data` the bytes of the file, in any encoding that XML allows.
    Raises: DecisionError with one sentence when it is too big, too deep, not XML, holds a DTD, or is not DMN; its
        facts hold the `findings` of the reader.
    """
    root, findings = xml.read_xml(data)
    if root is None:
        raise DecisionError(findings[0].sentence, findings=findings)
    name, space = xml.local(root), xml.namespace(root)
    if name != "definitions" or not _DMN_NAMESPACE.match(space):
        raise DecisionError(f"The file is not DMN: its root element is <{name}> of the namespace '{space}'.")
    return root


def namespace_of(element: Element) -> str:
    """The `namespace` that a file says it has or imports, without a slash at its end: tools do not agree on one."""
    return (element.get("namespace") or "").strip().rstrip("/")


def children(element: Element, *names: str) -> list[Element]:
    """Child elements in the element's own namespace (extensions are not DMN), of these names or all."""
    space = xml.namespace(element)
    found = (one for one in element.iterchildren("*") if xml.namespace(one) == space)
    return [one for one in found if not names or xml.local(one) in names]


def child(element: Element | None, *names: str) -> Element | None:
    """The first such child, or None."""
    if element is None:
        return None
    found = children(element, *names)
    return found[0] if found else None


def collapse(name: str | None) -> str:
    """A name as DMN compares it: outer white space gone, inner collapsed."""
    return " ".join((name or "").split())
