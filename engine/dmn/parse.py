"""A DMN 1.1 to 1.5 file becomes a `Model`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

from engine.dmn.boxed import read_expression, read_function
from engine.dmn.model import (
    Decision,
    DecisionService,
    Import,
    InputData,
    KnowledgeModel,
    Model,
    Reference,
    Variable,
)
from engine.dmn.types import TypeNames, read_item_definition
from engine.dmn.xml import (
    Element,
    child,
    children,
    collapse,
    line_of,
    local_name,
    namespace_of,
    read_definitions,
    text_of,
)
from engine.errors import DecisionError

_ENCODING = re.compile(r"""^(<\?xml[^>]*?)\s+encoding=["'][^"']*["']""")
MAX_IMPORTS = 200

_MODELER = "http://camunda.org/schema/modeler/1.0"


def parse(source: str | bytes, imports: Iterable[str | bytes] = ()) -> Model:
    """Read one DMN file.

    Args: `source` its text or bytes; `imports` further files that its `import` elements may name, in any order.
    Returns: the immutable model, with those of `imports` that it needs, found by namespace.
    Raises: DecisionError with one sentence naming the element.
    """
    return _Files(imports).resolve(_as_bytes(source))


def _as_bytes(source: str | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    # Text has no encoding any more, whatever its first line still says.
    return _ENCODING.sub(r"\1", source.lstrip("\ufeff"), count=1).encode()


class _Files:
    """The files that imports may name. Each is read once, however many import it."""

    def __init__(self, sources: Iterable[str | bytes]) -> None:
        self._data: dict[str, bytes] = {}
        for source in sources:
            data = _as_bytes(source)
            # A file that cannot be read is no help to others; whoever hands it in reads it for itself too.
            with suppress(DecisionError):
                self._data.setdefault(namespace_of(read_definitions(data)), data)
        self._models: dict[str, Model] = {}

    def resolve(self, data: bytes, above: tuple[str, ...] = ()) -> Model:
        root = read_definitions(data)
        wanted = dict.fromkeys(found.namespace for found in _imports(root) if found.namespace in self._data)
        imported = tuple(self._imported(namespace, (*above, namespace_of(root))) for namespace in wanted)
        if sum(map(_size, imported)) > MAX_IMPORTS:
            raise DecisionError(f"The file imports more than {MAX_IMPORTS} files, counted along every way to them.")
        return _Reader(root, data, imported).model()

    def _imported(self, namespace: str, above: tuple[str, ...]) -> Model:
        if namespace in above:
            raise DecisionError(f"The import of {namespace!r} goes round in a circle.")
        if namespace not in self._models:
            self._models[namespace] = self.resolve(self._data[namespace], above)
        return self._models[namespace]


def _size(model: Model) -> int:
    return 1 + sum(map(_size, model.imported))


def _imports(root: Element) -> tuple[Import, ...]:
    found = []
    for element in children(root, "import"):
        kind = element.get("importType", "")
        if "/DMN/" in kind or not kind:
            found.append(Import(name=collapse(element.get("name", "")), namespace=namespace_of(element)))
    return tuple(found)


def _sha256(data: bytes, imported: Sequence[Model]) -> str:
    digest = hashlib.sha256(data)
    for model in sorted(imported, key=lambda one: one.sha256):
        digest.update(bytes.fromhex(model.sha256))
    return digest.hexdigest()


class _Reader:
    """Reads the elements of one file."""

    def __init__(self, root: Element, data: bytes, imported: tuple[Model, ...]) -> None:
        self._root = root
        self._data = data
        self._imported = imported
        self._imports = _imports(root)
        self._names = TypeNames(root, self._imports)
        self._namespace = namespace_of(root)

    def model(self) -> Model:
        root = self._root
        self._check_ids()
        return Model(
            id=root.get("id", ""),
            name=collapse(root.get("name", "")),
            namespace=self._namespace,
            sha256=_sha256(self._data, self._imported),
            input_data=tuple(map(self._input_data, children(root, "inputData"))),
            decisions=tuple(map(self._decision, children(root, "decision"))),
            knowledge_models=tuple(map(self._knowledge_model, children(root, "businessKnowledgeModel"))),
            services=tuple(map(self._service, children(root, "decisionService"))),
            types=tuple(read_item_definition(found, self._names) for found in children(root, "itemDefinition")),
            imports=self._imports,
            imported=self._imported,
            is_camunda=root.get(f"{{{_MODELER}}}executionPlatform") is not None,
            lines={found.get("id", ""): line_of(found) or 0 for found in root.iter("*") if found.get("id")},
        )

    def _check_ids(self) -> None:
        seen: set[str] = set()
        for element in children(self._root, "decision", "businessKnowledgeModel", "decisionService", "inputData"):
            found = _id(element)
            if not found:
                raise DecisionError(f"A <{local_name(element)}> has neither id nor name.")
            if found in seen:
                raise DecisionError(f"The id {found!r} is used twice.", element_id=found)
            seen.add(found)

    def _variable(self, element: Element) -> Variable:
        """The variable of an element; the standard wants its name to be the element's, dmn-js does not keep to it."""
        variable = child(element, "variable")
        fallback = element.get("name") or element.get("id", "")
        if variable is None:
            return Variable(collapse(fallback))
        return Variable(collapse(variable.get("name") or fallback), self._names.resolve(variable))

    def _input_data(self, element: Element) -> InputData:
        return InputData(_id(element), _name(element), self._variable(element))

    def _decision(self, element: Element) -> Decision:
        return Decision(
            id=_id(element),
            name=_name(element),
            variable=self._variable(element),
            expression=read_expression(element, self._names),
            inputs=self._requirements(element, "informationRequirement", "requiredInput"),
            decisions=self._requirements(element, "informationRequirement", "requiredDecision"),
            knowledge=self._requirements(element, "knowledgeRequirement", "requiredKnowledge"),
            question=text_of(child(element, "question")),
            description=text_of(child(element, "description")),
        )

    def _knowledge_model(self, element: Element) -> KnowledgeModel:
        logic = child(element, "encapsulatedLogic")
        return KnowledgeModel(
            id=_id(element),
            name=_name(element),
            variable=self._variable(element),
            logic=None if logic is None else read_function(logic, self._names),
            knowledge=self._requirements(element, "knowledgeRequirement", "requiredKnowledge"),
        )

    def _service(self, element: Element) -> DecisionService:
        return DecisionService(
            id=_id(element),
            name=_name(element),
            variable=self._variable(element),
            outputs=self._references(children(element, "outputDecision")),
            encapsulated=self._references(children(element, "encapsulatedDecision")),
            input_decisions=self._references(children(element, "inputDecision")),
            input_data=self._references(children(element, "inputData")),
        )

    def _requirements(self, element: Element, requirement: str, target: str) -> tuple[Reference, ...]:
        return self._references(
            found for one in children(element, requirement) for found in children(one, target)
        )  # fmt: skip

    def _references(self, elements: Iterable[Element]) -> tuple[Reference, ...]:
        return tuple(self._reference(element) for element in elements)

    def _reference(self, element: Element) -> Reference:
        space, _, identifier = element.get("href", "").strip().rpartition("#")
        space = space.rstrip("/")
        return Reference(identifier, None if space in {"", self._namespace} else space)


def _name(element: Element) -> str:
    return collapse(element.get("name") or element.get("id", ""))


def _id(element: Element) -> str:
    """The standard lets the id be absent; the name then does."""
    return element.get("id") or _name(element)
