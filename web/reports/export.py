"""A report's tables and the lists behind its figures as CSV and XLSX: the very cells of the page, masked as there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from flask_babel import gettext

from web.i18n.dates import local, say_day
from web.reports.asked import Asked
from web.reports.report import Kind, Report, Table, Value
from web.reports.workbook import Sheet, write_workbook

BOM = "\ufeff"
"""Without it Excel reads Chinese as something else."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
FORMS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOST_ROWS = 5000
"""Of a list: what one request reads and unseals."""


def as_csv(table: Table) -> bytes:
    """The table, with a byte order mark; a text that a spreadsheet would compute begins with an apostrophe."""
    made = StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([harmless(column.words) for column in table.columns])
    writer.writerows([_plain(cell.value) for cell in row] for row in table.rows)
    return (BOM + made.getvalue()).encode()


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def as_workbook(sheets: Iterable[tuple[str, Table]], about: Sequence[tuple[str, str]]) -> bytes:
    """All tables, and before them a sheet that says what they are: source, period, when it was computed."""
    first = Sheet(gettext("说明"), [*about], heads=0)
    return write_workbook([first, *(_sheet(name, table) for name, table in sheets)])


def _sheet(name: str, table: Table) -> Sheet:
    heads = [column.words for column in table.columns]
    rows = [[_value(cell.value) for cell in row] for row in table.rows]
    money = frozenset(place for place, column in enumerate(table.columns) if column.kind is Kind.MONEY)
    return Sheet(name, [heads, *rows], money=money)


def _value(value: Value) -> str | int | Decimal | date | None:
    return local(value).replace(tzinfo=None, microsecond=0) if isinstance(value, datetime) else value


def about(title: str, report: Report | None, asked: Asked, role: str) -> list[tuple[str, str]]:
    """What a file says of itself."""
    said = [(gettext("报表"), title)]
    if report is not None:
        said.append((gettext("来源"), report.source))
    said.append((gettext("期间"), f"{say_day(asked.period.first)} – {say_day(asked.period.last)}"))
    said.append((gettext("岗位"), role))
    said.append((gettext("计算时间"), f"{local(asked.now):%Y-%m-%d %H:%M}"))
    return said
