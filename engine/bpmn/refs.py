"""References by id within a file."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.xml import Element, attribute


def local_ref(ref: str | None) -> str | None:
    """`tns:Message_1` and `Message_1` name the same element: BPMN references are QNames, ids never hold a colon."""
    return (ref.rpartition(":")[2] or None) if ref else None


def reference(holder: Element, name: str) -> str | None:
    """The id that an attribute names."""
    return local_ref(attribute(holder, name))


def referred(holder: Element, name: str, known: Mapping[str, Element]) -> tuple[Element | None, str | None]:
    """The element that an attribute names, if it is known, and the id it names."""
    ref = reference(holder, name)
    return (known.get(ref), ref) if ref else (None, None)
