"""An XLSX workbook out of tables, written by XlsxWriter row by row: a long list costs the server no memory.

Everything that is text is written as text, so nothing that somebody typed is ever computed or linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import Any

LONGEST_NAME = 31
LONGEST_TEXT = 32_000
"""Excel takes 32,767 letters in a cell."""
WIDTH = 18
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True},
    "day": {"num_format": 14},
    "moment": {"num_format": 22},
    "money": {"num_format": 4},
}
"""Numbers are those of the formats that every spreadsheet program shows in its reader's own way."""
Value = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A name, rows of values, how many rows at the top are heads. Times are naive: the wall clock that is shown."""

    name: str
    rows: Sequence[Sequence[Value]]
    heads: int = 1
    money: frozenset[int] = frozenset()
    """Columns of yuan."""


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The file. Names of sheets are cut and told apart where they must be."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only who exports pays its memory

    made = BytesIO()
    # Rows wait in files until the book is closed; in a folder of their own they go even if writing fails.
    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(made, options) as book:
            formats = {name: book.add_format(dict(said)) for name, said in FORMATS.items()}
            for name, sheet in zip(_names(sheets), sheets, strict=True):
                _write(book.add_worksheet(name), sheet, formats)
    return made.getvalue()


def _names(sheets: Iterable[Sheet]) -> Iterator[str]:
    seen: set[str] = set()
    for number, sheet in enumerate(sheets, start=1):
        name = sheet.name.translate(FORBIDDEN).strip("' ")[:LONGEST_NAME].rstrip("'") or f"Sheet{number}"
        if name.casefold() in seen:
            name = f"{name[: LONGEST_NAME - 4]} {number}"
        seen.add(name.casefold())
        yield name


def _write(into: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    if sheet.rows:
        into.set_column(0, max(map(len, sheet.rows)) - 1, WIDTH)
    for number, row in enumerate(sheet.rows):
        for place, value in enumerate(row):
            look = formats["head"] if number < sheet.heads else formats["money"] if place in sheet.money else None
            if isinstance(value, str):
                if value:
                    into.write_string(number, place, value.translate(NOT_XML)[:LONGEST_TEXT], look)
            elif isinstance(value, datetime):
                into.write_datetime(number, place, value, formats["moment"])
            elif isinstance(value, date):
                into.write_datetime(number, place, value, formats["day"])
            elif value is not None:
                into.write_number(number, place, value, look)
