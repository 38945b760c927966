"""The first sheet of an XLSX workbook as rows of text: the few parts of the format that a list of people uses.

Read with the standard library and lxml, no network, no entities, within limits; formulas count as the values kept
beside them. Raises `UnreadableWorkbookError` for everything else.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MAX_PART_BYTES = 20 * 1024 * 1024
"""Of one part, unpacked: a small file cannot unfold into a large one."""
MAX_ROWS = 2000
MAX_COLUMNS = 50


class UnreadableWorkbookError(ValueError):
    """The file is no XLSX workbook, or larger than a list of people is."""


def read_first_sheet(content: bytes) -> list[list[str]]:
    """Rows of cells, the empty ones at the end left out. Dates are the numbers that the workbook keeps."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as book:
            names = set(book.namelist())
            sheets = sorted((name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)), key=_number)
            if not sheets:
                raise UnreadableWorkbookError
            shared = _shared(_part(book, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
            return _rows(_part(book, sheets[0]), shared)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, IndexError, RuntimeError, NotImplementedError) as error:
        raise UnreadableWorkbookError from error


def _number(name: str) -> int:
    return int("".join(letter for letter in name.rpartition("/")[2] if letter.isdigit()))


def _part(book: zipfile.ZipFile, name: str) -> etree._Element:
    if book.getinfo(name).file_size > MAX_PART_BYTES:
        raise UnreadableWorkbookError
    with book.open(name) as opened:
        content = opened.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise UnreadableWorkbookError
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _shared(root: etree._Element) -> list[str]:
    return ["".join(text.text or "" for text in one.iter(f"{MAIN}t")) for one in root.iter(f"{MAIN}si")]


def _rows(root: etree._Element, shared: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for row in root.iter(f"{MAIN}row"):
        if len(found) > MAX_ROWS:
            raise UnreadableWorkbookError
        cells: list[str] = []
        for cell in row.iter(f"{MAIN}c"):
            place = _column(cell.get("r") or "", len(cells))
            if place >= MAX_COLUMNS:
                break
            cells += [""] * (place - len(cells))
            cells.append(_text(cell, shared).strip())
        while cells and not cells[-1]:
            cells.pop()
        found.append(cells)
    while found and not found[-1]:
        found.pop()
    return found


def _column(reference: str, after: int) -> int:
    letters = re.match(r"[A-Z]+", reference)
    if letters is None:
        return after
    place = 0
    for letter in letters[0]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return max(place - 1, after)


def _text(cell: etree._Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
    value = cell.findtext(f"{MAIN}v") or ""
    return shared[int(value)] if cell.get("t") == "s" and value else value
