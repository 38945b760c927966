"""A deployment: files in, versions out (DESIGN §4). Parsed, linted and cross-checked as one; refused as one.

A process's version counts the changes of its bundle: its diagram and all that it reaches through static references
(called processes, decisions, forms). So a changed form makes a new version of every process that shows it, and of none
that does not.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from engine.bpmn.findings import Finding, Severity
from engine.bpmn.lint import lint_diagrams
from engine.bpmn.lint.known import Known
from engine.bpmn.lint.properties import CUSTOMER_FORM
from engine.bpmn.model import Process
from engine.bpmn.parse import parse_diagram
from engine.bpmn.zeebe import plain_text
from engine.dmn import Model, lint_decision
from engine.dmn import parse as parse_decisions
from engine.errors import DecisionError, FormError
from engine.forms import CompiledForm, compile_form, lint_form

READ_BY_THE_ENGINE = ("sop:inbox", "sop:start-check", "sop:starters", "sop:value")
"""Properties that no rule checks and that the engine reads nevertheless (`commands/library.py`)."""
KINDS = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "form"}
_NO_KIND = "This is no diagram, decision or form that can be deployed."
_NO_TEXT = "The name of the file is no text: it holds half of a character."
_RENAME_IT = "Give the file another name."
_NAME_IT = "Name diagrams *.bpmn, decisions *.dmn and forms *.form."


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What diagrams may name beside the files of their deployment. None: not known here, so it is not checked."""

    handlers: Collection[str] | None = None
    roles: Collection[str] | None = None
    clauses: Collection[str] | None = None
    properties: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class ProcessVersion:
    """One version of one process."""

    process_id: str
    version: int
    name: str
    definition_sha256: str
    bundle_sha256: str
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Deployment:
    """What a deploy made, or found already there. `is_new` False: the same bytes were deployed before."""

    id: int
    sha256: str
    at: datetime
    by: str
    processes: tuple[ProcessVersion, ...]
    is_new: bool
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """One file. `content` is kept as it came: cases run on these bytes. Packed, for it is seldom asked for again."""

    name: str
    kind: str
    packed: bytes
    sha256: str

    @classmethod
    def of(cls, name: str, kind: str, content: bytes) -> File:
        return cls(name, kind, zlib.compress(content), hashlib.sha256(content).hexdigest())

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.packed)


@dataclass(slots=True)
class Package:
    """The files of one deployment, parsed. Only what parsed is here; the rest is in `findings`."""

    files: tuple[File, ...]
    processes: dict[str, Process] = field(default_factory=dict)
    forms: dict[str, CompiledForm] = field(default_factory=dict)
    decisions: dict[str, Model] = field(default_factory=dict)
    file_of: dict[tuple[str, str], File] = field(default_factory=dict)
    """By kind and id: which file holds this process, decision or form."""
    findings: list[Finding] = field(default_factory=list)

    def other_decisions(self, file: File) -> list[bytes]:
        """The other DMN files, which this one may import."""
        return [other.content for other in self.files if other.kind == "dmn" and other is not file]

    def share_with(self, other: Package) -> None:
        """Hold the other's processes and forms where the files are the same, byte for byte, instead of own ones."""
        for (kind, identity), file in self.file_of.items():
            same = other.file_of.get((kind, identity))
            if same is None or same.sha256 != file.sha256:
                continue
            if kind == "bpmn":
                self.processes[identity] = other.processes[identity]
            elif kind == "form":
                self.forms[identity] = other.forms[identity]

    @property
    def sha256(self) -> str:
        """Over all names and contents."""
        return _hash((file.name, file.sha256) for file in self.files)

    def bundle(self, process_id: str) -> str:
        """Over the files that a process reaches; over all of them where a reference is only told at run time."""
        reached = self._reach(process_id, set())
        files = self.files if reached is None else tuple({file.name: file for file in reached}.values())
        return _hash(sorted((file.kind, file.sha256) for file in files))

    def _reach(self, process_id: str, seen: set[str]) -> list[File] | None:
        seen.add(process_id)
        reached = [self.file_of["bpmn", process_id]]
        for kind, reference in _references(self.processes[process_id]):
            if reference is None:
                return None
            file = self.file_of.get((kind, reference))
            if file is None:
                continue
            reached.append(file)
            if kind == "bpmn" and reference not in seen:
                called = self._reach(reference, seen)
                if called is None:
                    return None
                reached.extend(called)
        return reached


def _hash(parts: Any) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update("\0".join(part).encode() + b"\n")
    return digest.hexdigest()


def _references(process: Process) -> Iterator[tuple[str, str | None]]:
    """Every file that a process names, by kind and id; id None: FEEL tells it at run time."""
    for node in process.nodes.values():
        if node.called_element is not None:
            called = node.called_element.process_id
            yield "bpmn", plain_text(called)
        if node.called_decision is not None:
            decision = node.called_decision.decision_id
            yield "dmn", plain_text(decision)
        if node.user_task is not None and node.user_task.form_id is not None:
            yield "form", node.user_task.form_id
        if CUSTOMER_FORM in node.properties:
            yield "form", node.properties[CUSTOMER_FORM]


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def printable(name: str) -> str:
    """A name as it can be printed and kept, whatever it holds."""
    return name.encode(errors="backslashreplace").decode()


def kind_by_name(name: str, _content: bytes = b"") -> str | None:
    """`bpmn`, `dmn` or `form` by the ending of a name, in any case; None for every other name."""
    return KINDS.get(PurePosixPath(name).suffix.lower())


def read_package(files: Mapping[str, bytes], kind_of: Callable[[str, bytes], str | None] = kind_by_name) -> Package:
    """Parse the files; never raises for what they hold.

    `kind_of`: tells the kind of a file from its name and content. A deploy goes by the name alone.
    """
    known = []
    refused = []
    for name, content in sorted(files.items()):
        if not _is_text(name):
            refused.append(_finding("file-name", printable(name), _NO_TEXT, remedy=_RENAME_IT))
            continue
        kind = kind_of(name, content)
        if kind is None:
            refused.append(_finding("file-kind", name, _NO_KIND, remedy=_NAME_IT))
            continue
        known.append(File.of(name, kind, content))
    package = Package(tuple(known), findings=refused)
    for file in known:
        _READERS[file.kind](package, file)
    return package


def _read_diagram(package: Package, file: File) -> None:
    diagram, findings = parse_diagram(file.content, file.name)
    package.findings.extend(findings)
    for process in diagram.processes if diagram else ():
        if _is_first(package, "bpmn", process.id, file, "process"):
            package.processes[process.id] = process


def _read_decisions(package: Package, file: File) -> None:
    try:
        model = parse_decisions(file.content, package.other_decisions(file))
    except DecisionError:
        # Lint says it, with the place.
        return
    for decision in model.decisions:
        if _is_first(package, "dmn", decision.id, file, "decision"):
            package.decisions[decision.id] = model


def _read_form(package: Package, file: File) -> None:
    try:
        form = compile_form(file.content)
    except FormError:
        return
    if _is_first(package, "form", form.id, file, "form"):
        package.forms[form.id] = form


_READERS = {"bpmn": _read_diagram, "dmn": _read_decisions, "form": _read_form}


def _is_first(package: Package, kind: str, identity: str, file: File, word: str) -> bool:
    other = package.file_of.setdefault((kind, identity), file)
    if other is file:
        return True
    sentence = f"The {word} “{identity}” is in {other.name} too; a deployment holds it once."
    package.findings.append(_finding("twice", file.name, sentence, identity))
    return False


def _finding(rule: str, file: str, sentence: str, element: str | None = None, remedy: str = "") -> Finding:
    return Finding(rule, Severity.ERROR, element, sentence, remedy, file)


def check(package: Package, vocabulary: Vocabulary) -> list[Finding]:
    """Everything that lint and the cross-checks find in a package, with what its parsing found."""
    diagrams = {file.name: file.content for file in package.files if file.kind == "bpmn"}
    found = [*package.findings, *lint_diagrams(diagrams, _known(package, vocabulary))]
    for file in package.files:
        if file.kind == "dmn":
            found.extend(lint_decision(file.content, file.name, package.other_decisions(file)))
        elif file.kind == "form":
            found.extend(lint_form(file.content, file.name))
    # Parsing and lint both speak of a file that cannot be read.
    return list({(one.file, one.rule, one.element_id, one.sentence): one for one in found}.values())


def _known(package: Package, vocabulary: Vocabulary) -> Known:
    return Known(
        handlers=vocabulary.handlers,
        forms=package.forms,
        decisions=package.decisions,
        roles=vocabulary.roles,
        clauses=vocabulary.clauses,
        processes=package.processes,
        properties=(*READ_BY_THE_ENGINE, *vocabulary.properties),
    )


def refuses(findings: Collection[Finding]) -> bool:
    """Whether a deploy with these findings is refused."""
    return Counter(finding.severity for finding in findings)[Severity.ERROR] > 0
