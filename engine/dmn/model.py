"""A DMN file as it says it: immutable, free of XML.

`parse.py` makes it, the lint rules read it, and the isolate compiles it (`engine/feel/js/src/dmn`), which is why every
class carries a `kind` and nothing here is anything but text, numbers, tuples and further such classes. Names are
normalised: white space collapsed, as DMN compares them. Types are resolved to a FEEL type name or to the name of an
item definition, with `<import name>.` before one of another file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class HitPolicy(StrEnum):
    """What a decision table answers when several rules match (DMN 8.2.10)."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregation(StrEnum):
    """What COLLECT makes of its list (DMN 8.2.11)."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True)
class Variable:
    """A typed name: of a result, a parameter, a column. `type` None: anything."""

    name: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """A list of tests as an input entry or an allowed-values constraint holds it."""

    id: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Expression:
    """What all boxed expressions have."""

    id: str | None
    type: str | None


@dataclass(frozen=True, slots=True)
class Literal(Expression):
    """FEEL text; empty text gives null."""

    text: str
    kind: str = "literal"


@dataclass(frozen=True, slots=True)
class InputClause:
    id: str | None
    label: str
    expression: str
    expression_id: str | None
    type: str | None
    values: UnaryTests | None


@dataclass(frozen=True, slots=True)
class OutputClause:
    id: str | None
    label: str
    name: str | None
    type: str | None
    values: UnaryTests | None
    default: Literal | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `annotations` in the order of the table's annotation columns; `description` is Camunda's annotation."""

    id: str | None
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Literal, ...]
    annotations: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class DecisionTable(Expression):
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    annotations: tuple[str, ...] = ()
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """`variable` None: the result of the whole context."""

    variable: Variable | None
    expression: Expression | None


@dataclass(frozen=True, slots=True)
class Context(Expression):
    entries: tuple[ContextEntry, ...]
    kind: str = "context"


@dataclass(frozen=True, slots=True)
class Binding:
    parameter: str
    expression: Expression | None


@dataclass(frozen=True, slots=True)
class Invocation(Expression):
    called: Expression | None
    bindings: tuple[Binding, ...]
    kind: str = "invocation"


@dataclass(frozen=True, slots=True)
class Relation(Expression):
    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression | None, ...], ...]
    kind: str = "relation"


@dataclass(frozen=True, slots=True)
class ListExpression(Expression):
    items: tuple[Expression | None, ...]
    kind: str = "list"


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Expression):
    """`language` is FEEL, Java or PMML; only FEEL can be evaluated."""

    parameters: tuple[Variable, ...]
    body: Expression | None
    language: str = "FEEL"
    kind: str = "function"


@dataclass(frozen=True, slots=True)
class Conditional(Expression):
    condition: Expression | None
    then: Expression | None
    otherwise: Expression | None
    kind: str = "if"


@dataclass(frozen=True, slots=True)
class Iteration(Expression):
    """`quantifier`: `for`, `some` or `every`."""

    quantifier: str
    variable: Variable
    collection: Expression | None
    body: Expression | None
    kind: str = "iteration"


@dataclass(frozen=True, slots=True)
class Filter(Expression):
    collection: Expression | None
    match: Expression | None
    kind: str = "filter"


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type, or a component of one. `function` is set for a function type: result first, then parameters."""

    name: str
    id: str | None
    type: str | None = None
    is_collection: bool = False
    allowed: UnaryTests | None = None
    constraint: UnaryTests | None = None
    components: tuple[ItemDefinition, ...] = ()
    function: tuple[Variable, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """An `href`. `model` is the namespace of the other file, None for this one."""

    id: str
    model: str | None = None


@dataclass(frozen=True, slots=True)
class InputData:
    id: str
    name: str
    variable: Variable


@dataclass(frozen=True, slots=True)
class Decision:
    id: str
    name: str
    variable: Variable
    expression: Expression | None
    inputs: tuple[Reference, ...] = ()
    decisions: tuple[Reference, ...] = ()
    knowledge: tuple[Reference, ...] = ()
    question: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A business knowledge model: a named function."""

    id: str
    name: str
    variable: Variable
    logic: FunctionDefinition | None
    knowledge: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionService:
    id: str
    name: str
    variable: Variable
    outputs: tuple[Reference, ...] = ()
    encapsulated: tuple[Reference, ...] = ()
    input_decisions: tuple[Reference, ...] = ()
    input_data: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    name: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Model:
    """One `.dmn` file, with the files that it imports. `sha256`: hex, over its bytes and theirs."""

    id: str
    name: str
    namespace: str
    sha256: str
    input_data: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    knowledge_models: tuple[KnowledgeModel, ...] = ()
    services: tuple[DecisionService, ...] = ()
    types: tuple[ItemDefinition, ...] = ()
    imports: tuple[Import, ...] = ()
    imported: tuple[Model, ...] = ()
    is_camunda: bool = False
    lines: dict[str, int] = field(default_factory=dict, compare=False)
    """Source line by element id, for findings."""

    def family(self) -> Iterator[Model]:
        """The model and all that it imports, each once."""
        seen: set[str] = set()
        waiting: list[Model] = [self]
        while waiting:
            model = waiting.pop(0)
            if model.sha256 not in seen:
                seen.add(model.sha256)
                yield model
                waiting.extend(model.imported)

    def elements(self) -> Iterator[InputData | Decision | KnowledgeModel | DecisionService]:
        """Everything of this file that has an id and a name of its own."""
        yield from self.input_data
        yield from self.decisions
        yield from self.knowledge_models
        yield from self.services
