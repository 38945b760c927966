"""Type names and item definitions (DMN 7.3.2)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.dmn.model import Import, ItemDefinition, UnaryTests, Variable
from engine.dmn.xml import Element, child, children, collapse, namespace_of, text_of

FEEL_TYPES = {
    "any": "Any",
    "boolean": "boolean",
    "context": "context",
    "date": "date",
    "date and time": "date and time",
    "datetime": "date and time",
    "days and time duration": "days and time duration",
    "daytimeduration": "days and time duration",
    "function": "function",
    "list": "list",
    "null": "Null",
    "number": "number",
    "range": "range",
    "string": "string",
    "time": "time",
    "yearmonthduration": "years and months duration",
    "years and months duration": "years and months duration",
}
"""The names of FEEL's types, and the spellings of DMN 1.1, in lower case."""

_CAMUNDA_TYPES = {"integer": "number", "long": "number", "double": "number"}
"""What older Camunda modelers write."""


class TypeNames:
    """Turns `typeRef` texts of one file into names of types."""

    def __init__(self, root: Element, imports: Iterable[Import]) -> None:
        self._by_namespace = {found.namespace: found.name for found in imports}
        self._own = namespace_of(root)
        self._defined = {collapse(found.get("name", "")) for found in children(root, "itemDefinition")}

    def resolve(self, element: Element, reference: str | None = None) -> str | None:
        """The type that an element names in `typeRef` (or that `reference` names), None for none or Any."""
        text = collapse(reference if reference is not None else element.get("typeRef", ""))
        if not text:
            return None
        if text in self._defined:
            return text
        prefix, colon, rest = text.partition(":")
        if colon and prefix in element.nsmap:
            return self._qualified(element.nsmap[prefix].rstrip("/"), rest)
        return self._unqualified(text)

    def _qualified(self, namespace: str, name: str) -> str | None:
        if namespace != self._own and namespace in self._by_namespace:
            return f"{self._by_namespace[namespace]}.{name}" if self._by_namespace[namespace] else name
        return name if name in self._defined else self._unqualified(name)

    def _unqualified(self, name: str) -> str | None:
        known = FEEL_TYPES.get(name.lower()) or _CAMUNDA_TYPES.get(name.lower())
        return None if known == "Any" else known or name


def read_unary_tests(element: Element | None) -> UnaryTests | None:
    """The tests of an `allowedValues`, `typeConstraint`, `inputValues`, `outputValues` element; None when blank."""
    text = text_of(child(element, "text"))
    return None if element is None or not text else UnaryTests(element.get("id"), text)


def read_variable(element: Element, names: TypeNames) -> Variable:
    """A typed name: formal parameter, column, context variable."""
    return Variable(collapse(element.get("name", "")), names.resolve(element))


def read_item_definition(element: Element, names: TypeNames) -> ItemDefinition:
    """An `itemDefinition` or `itemComponent` with all that it holds."""
    reference = child(element, "typeRef")
    function = child(element, "functionItem")
    return ItemDefinition(
        name=collapse(element.get("name", "")),
        id=element.get("id"),
        type=None if reference is None else names.resolve(reference, text_of(reference)),
        is_collection=element.get("isCollection") in ("true", "1"),
        allowed=read_unary_tests(child(element, "allowedValues")),
        constraint=read_unary_tests(child(element, "typeConstraint")),
        components=tuple(read_item_definition(found, names) for found in children(element, "itemComponent")),
        function=None if function is None else _function_type(function, names),
    )


def _function_type(element: Element, names: TypeNames) -> tuple[Variable, ...]:
    result = Variable("", names.resolve(element, element.get("outputTypeRef", "")))
    return (result, *(read_variable(found, names) for found in children(element, "parameters")))
