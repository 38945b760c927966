"""The first sheet of an XLSX workbook as rows of text, read by openpyxl row by row, within limits.

With defusedxml installed openpyxl takes no entities. Formulas count as the values kept beside them. Raises
`UnreadableWorkbookError` for everything that is no workbook or larger than a list of people is.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

MAX_PART_BYTES = 20 * 1024 * 1024
"""Of one part, unpacked: a small file cannot unfold into a large one."""
MAX_ROWS = 2000
"""Under the head."""
MAX_COLUMNS = 50
LAST_ROW = 1_048_576
"""Of the format: a row said to be further down is no row."""
EXACT = 10**15
"""From here on a spreadsheet's number may have lost its last digits."""
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What the format allows; others unpack in pieces of any size."""
# What reading a broken book trips over: openpyxl trusts what it reads, and says so by the error of the moment.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    OSError,
    EOFError,
)


class UnreadableWorkbookError(ValueError):
    """The file is no XLSX workbook, or larger than a list of people is."""


def read_first_sheet(content: bytes) -> list[list[str]]:
    """Rows of cells by their place in the sheet, empty ones at the end left out.

    Days are YYYY-MM-DD. A number too long to be exact is said with an exponent (1.10101199001011E+17), never rounded
    into something that looks like what was typed.
    """
    try:
        _check_parts(content)
        return _read(content)
    except BROKEN as error:
        raise UnreadableWorkbookError from error


def _check_parts(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for part in packed.infolist():
            # A part is never read beyond the size that is said here.
            if part.file_size > MAX_PART_BYTES or part.compress_type not in PACKINGS:
                raise UnreadableWorkbookError


def _read(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only who sends a workbook pays its memory

    # It warns of what it leaves out (drop-down lists, colours): nothing that a list of people needs.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise UnreadableWorkbookError
        # What a file says of its own extent is often wrong.
        sheet.reset_dimensions()
        return _rows(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True))
    finally:
        book.close()


def _rows(rows: Iterable[tuple[Any, ...]]) -> list[list[str]]:
    found: list[list[str]] = []
    for number, row in enumerate(rows):
        if number >= LAST_ROW:
            raise UnreadableWorkbookError
        # A sheet can say that its next row is a million further down.
        if row.count(None) == len(row):
            continue
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if number > MAX_ROWS:
            raise UnreadableWorkbookError
        found += ([] for _ in range(number - len(found)))
        found.append(cells)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return f"{value:.14E}" if abs(value) >= EXACT else _plain(value)
    return str(value).strip()


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{Decimal(repr(value)):f}"
