"""A lint rule: what it is called, how bad it is, what it says, and the function that looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.bpmn.document import Document, id_of
from engine.bpmn.findings import Finding, Severity
from engine.bpmn.lint.known import Known
from engine.bpmn.text import Text
from engine.bpmn.xml import Element, line_of


@dataclass(frozen=True, slots=True)
class Case:
    """What is looked at: the file, and what the deployment knows beside it (None: nothing is known, ask nothing)."""

    document: Document
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An element that breaks a rule, with the facts of the sentence. Own texts replace those of the rule."""

    element: Element | None
    facts: dict[str, str] = field(default_factory=dict)
    sentence: Text | None = None
    remedy: Text | None = None


def hit(element: Element | None, /, **facts: str) -> Hit:
    """The element breaks the rule."""
    return Hit(element, facts)


@dataclass(frozen=True, slots=True)
class Rule:
    """`look` yields a `Hit` per breach; its docstring is the page that explains the rule."""

    id: str
    severity: Severity
    look: Callable[[Case], Iterator[Hit]]
    sentence: Text
    remedy: Text

    @property
    def page(self) -> str:
        """Why the rule is there, in a few sentences."""
        return (self.look.__doc__ or "").strip()

    def findings(self, case: Case) -> Iterator[Finding]:
        """Everything in the file that breaks the rule."""
        return (self._finding(found, case.document.file) for found in self.look(case))

    def _finding(self, found: Hit, file: str) -> Finding:
        said = (found.sentence or self.sentence).fill(found.facts)
        way_out = (found.remedy or self.remedy).fill(found.facts)
        named = _nearest_with_id(found.element)
        return Finding(
            rule=self.id,
            severity=self.severity,
            element_id=None if named is None else id_of(named),
            sentence=said.en,
            remedy=way_out.en,
            file=file,
            line=None if found.element is None else line_of(found.element),
            element_name="" if named is None else named.get("name") or "",
            sentence_zh=said.zh,
            remedy_zh=way_out.zh,
            facts=found.facts,
        )


def _nearest_with_id(element: Element | None) -> Element | None:
    """What has no id of its own is found through the element that holds it."""
    while element is not None and not id_of(element):
        element = element.getparent()
    return element
