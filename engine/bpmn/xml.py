"""Reading XML that anybody may have written: no DTD, no entities, no network, bounded size, depth and count.

A first pass builds nothing and stops at the first thing that is not allowed, so that a hostile file costs no memory;
only a file that passed it is made into a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.findings import Finding, Severity
from engine.bpmn.text import Text

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 200_000
_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
MODELER = "http://camunda.org/schema/modeler/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

Element = etree._Element  # noqa: SLF001  (lxml's only name for the type)

_TOO_BIG = Text(
    "The file has {size} bytes; the limit is {limit}.",
    "文件大小为 {size} 字节，上限为 {limit} 字节。",
)
_EMPTY = Text("The file is empty.", "文件是空的。")
_DTD = Text(
    "The file contains a document type declaration (DTD); these can hide attacks and are never read.",
    "文件含有文档类型声明（DTD）；其中可能藏有攻击内容，系统一律不读取。",
)
_TOO_DEEP = Text("The elements are nested more than {limit} deep.", "元素嵌套超过 {limit} 层。")
_TOO_MANY = Text("The file has more than {limit} elements.", "文件中的元素超过 {limit} 个。")
_BROKEN = Text("The file is not well-formed XML: {problem}", "文件不是格式正确的 XML：{problem}")

_SAVE_AGAIN = Text(
    "Open the diagram in the modeler, save it again, and hand in that file.",
    "请在建模器中打开该图，重新保存后再提交。",
)
_SPLIT = Text(
    "Split the diagram into several processes joined by call activities.",
    "请用调用活动把该图拆分成几个流程。",
)
_NO_DTD = Text(
    "Remove everything from '<!DOCTYPE' to its closing '>'.",
    "请删除从 “<!DOCTYPE” 到其结束符 “>” 的全部内容。",
)


class _NotAllowedError(Exception):
    """Stops the first pass."""

    def __init__(self, rule: str, sentence: Text, remedy: Text, **facts: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.sentence = sentence
        self.remedy = remedy
        self.facts = facts


class _Scanner:
    """The target of the first pass: counts and refuses, keeps nothing."""

    def __init__(self) -> None:
        self.depth = 0
        self.count = 0

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise _NotAllowedError("xml-dtd", _DTD, _NO_DTD)

    def start(self, _tag: str, _attributes: object) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH:
            raise _NotAllowedError("xml-limit", _TOO_DEEP, _SPLIT, limit=str(MAX_DEPTH))
        if self.count > MAX_ELEMENTS:
            raise _NotAllowedError("xml-limit", _TOO_MANY, _SPLIT, limit=str(MAX_ELEMENTS))

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        return None


def read_xml(data: bytes, file: str = "") -> tuple[Element | None, list[Finding]]:
    """Give the root element, or None and one finding that says why not. Never raises, whatever the bytes are."""
    if not data.strip(b" \t\r\n\0"):
        return None, [_finding("xml-empty", _EMPTY, _SAVE_AGAIN, file)]
    if len(data) > MAX_BYTES:
        return None, [_finding("xml-limit", _TOO_BIG, _SPLIT, file, size=str(len(data)), limit=str(MAX_BYTES))]
    try:
        etree.fromstring(data, _parser(_Scanner()))
        return etree.fromstring(data, _parser()), []
    except _NotAllowedError as refusal:
        return None, [_finding(refusal.rule, refusal.sentence, refusal.remedy, file, line=None, **refusal.facts)]
    except etree.XMLSyntaxError as error:
        problem = " ".join((error.msg or "no reason given").split())
        return None, [_finding("xml-broken", _BROKEN, _SAVE_AGAIN, file, line=error.lineno or None, problem=problem)]
    except (ValueError, LookupError) as error:
        # lxml raises these for encodings it knows by name but cannot decode.
        return None, [_finding("xml-broken", _BROKEN, _SAVE_AGAIN, file, problem=str(error))]


def decoded(data: bytes) -> str:
    """A file that `read_xml` has read, as text: for a viewer, which is handed text and looks at no encoding."""
    said = _ENCODING.match(data)
    if said is None or said[1].lower() in (b"utf-8", b"us-ascii"):
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass  # UTF-16 says what it is by its first two bytes
    return etree.tostring(etree.fromstring(data, _parser()), encoding="unicode")


def _parser(target: _Scanner | None = None) -> etree.XMLParser:
    # collect_ids=False: lxml would keep a table of xml:id for nothing.
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    if target is not None:
        return etree.XMLParser(target=target, **options)  # type: ignore[arg-type]
    return etree.XMLParser(remove_comments=True, remove_pis=True, collect_ids=False, **options)  # type: ignore[arg-type]


def _finding(rule: str, sentence: Text, remedy: Text, file: str, *, line: int | None = None, **facts: str) -> Finding:
    said = sentence.fill(facts)
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        element_id=None,
        sentence=said.en,
        remedy=remedy.en,
        file=file,
        line=line,
        sentence_zh=said.zh,
        remedy_zh=remedy.zh,
        facts=facts,
    )


def namespace(element: Element) -> str:
    """The namespace of an element, "" for none."""
    return str(element.tag).rpartition("}")[0][1:]


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def is_bpmn(element: Element, name: str) -> bool:
    """Whether the element is that one of the BPMN model namespace, whatever its prefix."""
    return element.tag == f"{{{BPMN}}}{name}"


def children(element: Element, name: str, space: str = BPMN) -> Iterator[Element]:
    """The direct children of that name."""
    return element.iterchildren(f"{{{space}}}{name}")


def child(element: Element | None, name: str, space: str = BPMN) -> Element | None:
    """The first direct child of that name."""
    return None if element is None else next(children(element, name, space), None)


def text_of(element: Element | None) -> str:
    """The text directly in an element, without blank edges; "" for None."""
    return "" if element is None else str(element.xpath("string()")).strip()


def line_of(element: Element) -> int | None:
    """The line of the file where the element begins, counted from 1."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute without blank edges; None when absent or blank."""
    value = None if element is None else element.get(name)
    return (value.strip() or None) if value is not None else None


def is_true(element: Element, name: str, default: bool) -> bool:
    """An `xs:boolean` attribute. What is neither true nor false counts as the default (lint reports it)."""
    value = attribute(element, name)
    return {"true": True, "1": True, "false": False, "0": False}.get(value or "", default)


def extension(element: Element | None, name: str) -> Element | None:
    """The first `zeebe:` extension element of that name."""
    return child(child(element, "extensionElements"), name, ZEEBE)
