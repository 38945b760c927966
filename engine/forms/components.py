"""A form as its file says it: immutable components, free of JSON and of answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


class Kind(StrEnum):
    FIELD = "field"
    """Holds a value."""
    GROUP = "group"
    """Holds components; its path, if it has one, is an object."""
    LIST = "list"
    """Holds components once per row; its path is a list of objects."""


TEXT: Final = frozenset({"textfield", "textarea"})
ONE_OF: Final = frozenset({"radio", "select"})
SOME_OF: Final = frozenset({"checklist", "taglist"})

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        **dict.fromkeys(
            (*TEXT, *ONE_OF, *SOME_OF, "number", "checkbox", "datetime", "filepicker", "expression"), Kind.FIELD
        ),
        "default": Kind.GROUP,
        "group": Kind.GROUP,
        "dynamiclist": Kind.LIST,
    }
)
"""Components that take part in a submission, by type."""

PRESENTATION: Final = frozenset(
    {"text", "image", "table", "html", "documentPreview", "spacer", "separator", "iframe", "button"}
)
"""Components that only show something: they hold no value, whatever their condition says."""


def empty_value(type_: str) -> Any:
    """What a field of this type holds before anybody fills it."""
    if type_ in TEXT:
        return ""
    if type_ == "checkbox":
        return False
    return [] if type_ in SOME_OF else None


@dataclass(frozen=True, slots=True)
class Options:
    """Where the choices come from: fixed ones, a list among the case variables, or a FEEL expression.

    More than one may be named; the variable wins over fixed ones, fixed ones over the expression.
    """

    fixed: tuple[Any, ...] | None = None
    variable: str | None = None
    expression: str | None = None

    @property
    def is_computed(self) -> bool:
        """True if only the interpreter can tell the choices."""
        return self.variable is None and self.fixed is None


@dataclass(frozen=True, slots=True)
class Moment:
    """What is particular to a datetime field. `subtype`: date, time or datetime; `interval` in minutes.

    `disallow_coming`: no day after today, which form-js has no attribute for (`LATEST_PROPERTY`).
    """

    subtype: str = "date"
    format: str = "no_timezone"
    interval: int | None = None
    disallow_passed: bool = False
    disallow_coming: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """One component. `path` is relative to the enclosing scope; texts beginning with `=` are FEEL."""

    number: int
    id: str
    type: str
    kind: Kind
    path: tuple[str, ...] = ()
    label: str = ""
    children: tuple[Component, ...] = ()
    hide: str | None = None
    disabled: bool = False
    readonly: bool | str = False
    validate: Mapping[str, Any] = field(default_factory=dict)
    default: Any = None
    has_default: bool = False
    options: Options | None = None
    moment: Moment | None = None
    decimal_digits: int | None = None
    increment: int | float | str | None = None
    as_text: bool = False
    """Of a number: kept as text (`serializeToString`)."""
    expression: Any = None
    compute_on: str = "change"
    accept: str = ""
    multiple: bool | str = False
    repeating: bool = True
    default_rows: int = 1
    may_change_rows: bool = True
    properties: Mapping[str, Any] = field(default_factory=dict)

    def walk(self) -> Iterator[Component]:
        """The component and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()
