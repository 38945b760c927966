"""Lint: everything that is wrong with a diagram, each with its element, its reason and the way out.

`lint_diagram` takes any bytes and never raises. A diagram without an error among its findings runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from engine.bpmn.document import Document, id_of
from engine.bpmn.findings import Finding, Severity
from engine.bpmn.lint.calls import not_callable
from engine.bpmn.lint.files import SIZE
from engine.bpmn.lint.known import Known
from engine.bpmn.lint.rule import Case, Rule
from engine.bpmn.lint.table import RULES
from engine.bpmn.parse import read_definitions
from engine.bpmn.text import Text

__all__ = ["MAX_FINDINGS_PER_RULE", "RULES", "Known", "Rule", "has_errors", "lint_diagram", "lint_diagrams"]

MAX_FINDINGS_PER_RULE = 100

_MORE = Text("The rule {rule} has further findings, not listed.", "规则 {rule} 还有更多发现，未列出。")
_FIRST = Text("Correct those that are listed, and look again.", "请先更正已列出的问题，再检查一次。")
_TWICE = Text('The process id "{id}" is used in {first}, too.', "流程 id “{id}” 在 {first} 中也使用了。")
_RENAME = Text("Give one of the processes another id.", "请为其中一个流程改用其他 id。")


def lint_diagram(xml: bytes, file: str = "", known: Known | None = None) -> list[Finding]:
    """Everything wrong with one file, errors first. `known` None: names outside of the file are not checked."""
    definitions, findings = read_definitions(xml, file)
    return findings if definitions is None else _lint(Document(definitions, file), known)


def lint_diagrams(files: Mapping[str, bytes], known: Known | None = None) -> list[Finding]:
    """Everything wrong with the diagrams of one deployment, by file name: they know each other's processes."""
    findings: list[Finding] = []
    documents: list[Document] = []
    for file, xml in files.items():
        definitions, problems = read_definitions(xml, file)
        findings += problems
        if definitions is not None:
            documents.append(Document(definitions, file))
    shared = _with_diagrams(known or Known(), documents)
    for document in documents:
        findings += _lint(document, shared)
    return [*findings, *_ids_used_twice(documents)]


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether deploy would refuse."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _lint(document: Document, known: Known | None) -> list[Finding]:
    case = Case(document, known)
    findings = list(SIZE.findings(case)) or [finding for rule in RULES for finding in _of_rule(rule, case)]
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def _of_rule(rule: Rule, case: Case) -> Iterator[Finding]:
    """A hostile file could break one rule a hundred thousand times."""
    found = rule.findings(case)
    last: Finding | None = None
    for last in islice(found, MAX_FINDINGS_PER_RULE):
        yield last
    if last is not None and next(found, None) is not None:
        facts = {"rule": rule.id}
        said = _MORE.fill(facts)
        yield replace(
            last,
            element_id=None,
            element_name="",
            line=None,
            sentence=said.en,
            sentence_zh=said.zh,
            remedy=_FIRST.en,
            remedy_zh=_FIRST.zh,
            facts=facts,
        )


def _with_diagrams(known: Known, documents: list[Document]) -> Known:
    """What the diagrams themselves bring: their processes and elements."""
    processes = {id_of(process) for document in documents for process in document.processes}
    beyond_call = {process for document in documents for process in not_callable(document)}
    elements = {id_of(node) for document in documents for node in document.nodes}
    return replace(
        known,
        processes={*(known.processes or ()), *processes},
        not_callable={*known.not_callable, *beyond_call},
        elements={*(known.elements or ()), *elements},
    )


def _ids_used_twice(documents: list[Document]) -> Iterator[Finding]:
    """A case names its process by id alone."""
    first: dict[str, str] = {}
    for document in documents:
        for process_id in map(id_of, document.processes):
            if first.setdefault(process_id, document.file) == document.file:
                continue
            facts = {"id": process_id, "first": first[process_id]}
            said = _TWICE.fill(facts)
            yield Finding(
                rule="process-id-once",
                severity=Severity.ERROR,
                element_id=process_id,
                sentence=said.en,
                remedy=_RENAME.en,
                file=document.file,
                sentence_zh=said.zh,
                remedy_zh=_RENAME.zh,
                facts=facts,
            )
