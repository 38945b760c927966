"""Multi-instance activities: over what they repeat, and what they gather."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import Document
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.text import Text
from engine.bpmn.xml import Element, attribute, child, children, extension, text_of


def _repeated(document: Document) -> Iterator[tuple[Element, Element]]:
    for node in document.nodes:
        for marker in children(node, "multiInstanceLoopCharacteristics"):
            yield node, marker


def collection(case: Case) -> Iterator[Hit]:
    """A multi-instance activity happens once per item of its input collection."""
    for node, marker in _repeated(case.document):
        if not attribute(extension(marker, "loopCharacteristics"), "inputCollection"):
            yield hit(node)


def output(case: Case) -> Iterator[Hit]:
    """Results are gathered when both are set: the list, and what of each instance goes into it."""
    for node, marker in _repeated(case.document):
        loop = extension(marker, "loopCharacteristics")
        if bool(attribute(loop, "outputCollection")) != bool(attribute(loop, "outputElement")):
            yield hit(node)


def completion_condition(case: Case) -> Iterator[Hit]:
    """An empty completion condition cannot be decided."""
    for node, marker in _repeated(case.document):
        condition = child(marker, "completionCondition")
        if condition is not None and not text_of(condition):
            yield hit(node)


def once(case: Case) -> Iterator[Hit]:
    """An activity is repeated in one way only; of two markers one would be ignored."""
    for node in case.document.nodes:
        if len(list(children(node, "multiInstanceLoopCharacteristics"))) > 1:
            yield hit(node)


RULES = (
    Rule(
        "loop-collection",
        Severity.ERROR,
        collection,
        Text("The multi-instance activity has no input collection.", "多实例活动没有输入集合。"),
        Text("Set the input collection, for example =plans.", "请设置输入集合，例如 =plans。"),
    ),
    Rule(
        "loop-output",
        Severity.ERROR,
        output,
        Text(
            "Output collection and output element of the multi-instance activity belong together; one is missing.",
            "多实例活动的输出集合与输出元素须同时设置，现在缺少其一。",
        ),
        Text("Set both, or neither.", "请同时设置，或都不设置。"),
    ),
    Rule(
        "loop-completion-condition",
        Severity.ERROR,
        completion_condition,
        Text("The completion condition is empty.", "完成条件是空的。"),
        Text("Write a condition, or delete it.", "请写出条件，或删除它。"),
    ),
    Rule(
        "loop-once",
        Severity.ERROR,
        once,
        Text("The activity is repeated in two ways at once.", "该活动同时设置了两种重复方式。"),
        Text("Keep one of them.", "请只保留一种。"),
    ),
)
