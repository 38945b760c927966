"""An XLSX workbook out of tables: the few parts of the format that a report uses, written with the standard library.

Text is always an inline string and a formula cannot be written at all, so nothing that somebody typed is ever computed.
A library that writes everything would cost more memory than the whole report.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
LONGEST_NAME = 31
LONGEST_TEXT = 32_000
"""Excel takes 32,767 letters in a cell."""
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - the beginning of the format's own count of days
PLAIN, BOLD, DAY, MOMENT, MONEY = range(5)
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
    names = list(_names(sheets))
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _types(len(sheets)))
        book.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        book.writestr("xl/workbook.xml", _workbook(names))
        parts = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
        book.writestr("xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")]))
        book.writestr("xl/styles.xml", _STYLES)
        for number, sheet in enumerate(sheets, start=1):
            book.writestr(f"xl/worksheets/sheet{number}.xml", "".join(_sheet(sheet)))
    return made.getvalue()


def _names(sheets: Iterable[Sheet]) -> Iterator[str]:
    seen: set[str] = set()
    for number, sheet in enumerate(sheets, start=1):
        name = sheet.name.translate(FORBIDDEN).strip("' ")[:LONGEST_NAME] or f"Sheet{number}"
        if name.casefold() in seen:
            name = f"{name[: LONGEST_NAME - 4]} {number}"
        seen.add(name.casefold())
        yield name


def _types(number: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{one}.xml" ContentType="{OFFICE}.worksheet+xml"/>'
        for one in range(1, number + 1)
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{OFFICE}.styles+xml"/>{sheets}</Types>'
    )


def _relations(parts: Sequence[tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'


_STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f'{HEAD}<worksheet xmlns="{MAIN}">'
    if sheet.rows:
        widest = max(map(len, sheet.rows))
        yield f'<cols><col min="1" max="{widest}" width="18" customWidth="1"/></cols>'
    yield "<sheetData>"
    for number, row in enumerate(sheet.rows, start=1):
        yield f'<row r="{number}">'
        for place, value in enumerate(row):
            if value is not None and value != "":
                style = BOLD if number <= sheet.heads else MONEY if place in sheet.money else PLAIN
                yield _cell(f"{_letters(place)}{number}", value, style)
        yield "</row>"
    yield "</sheetData></worksheet>"


def _cell(place: str, value: Value, style: int) -> str:
    if isinstance(value, str):
        said = escape(value.translate(NOT_XML)[:LONGEST_TEXT])
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'
    if isinstance(value, datetime):
        return f'<c r="{place}" s="{MOMENT}"><v>{(value - EPOCH).total_seconds() / 86400:.10f}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{DAY}"><v>{(datetime(value.year, value.month, value.day) - EPOCH).days}</v></c>'  # noqa: DTZ001
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def _letters(place: int) -> str:
    """A, B … Z, AA, AB … of 0, 1 … 25, 26, 27."""
    said, left = "", place + 1
    while left:
        left, rest = divmod(left - 1, 26)
        said = chr(ord("A") + rest) + said
    return said
