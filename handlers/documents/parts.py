"""Sections that most documents have, from data: facts with their labels, what people wrote, rows under headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handlers.documents.content import KeyValues, Paragraph, Section, Table

Titled = tuple[str, str]
"""What a part is called, and the name that its text goes by."""


def facts(title: str, pairs: Iterable[tuple[str, str | None]], *, columns: int = 2, sample: bool = False) -> Section:
    """Labels with their values; what has no value is left out."""
    return Section(title, [KeyValues([(label, value) for label, value in pairs if value], columns)], sample=sample)


def written(said: Mapping[str, Any], parts: Iterable[Titled]) -> list[Section]:
    """A section for each text that there is, in this order: what people wrote, as they wrote it."""
    return [Section(title, [Paragraph(str(said[name]))]) for title, name in parts if said.get(name)]


def listed(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[float] | None = None,
    numeric: Sequence[int] = (),
    total: bool = False,
    sample: bool = False,
) -> Section:
    """A section that is one table; with no rows it says so. `total`: the last row is a sum."""
    return Section(title, [Table(columns, rows, widths, numeric, total)], sample=sample)
