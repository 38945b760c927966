"""Rows of a workbook become the rows of a form's list, or sentences saying which row is wrong and why; never half."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext

from web.inbox.form_page import label_of_field
from web.site import site

Json = Any
PROPERTY = "sop:table"
"""Custom property of a form's list (`xlsx`): it can be filled from a workbook."""
EPOCH = date(1899, 12, 30)
"""Day 0 of a workbook's dates, for a cell that shows its day as a number."""
LOST = re.compile(r"-?[\d.]+E\+?\d+|#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
"""No text: a long number in a cell of numbers has lost its last digits already, a formula found nothing."""
WRITTEN = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")


@dataclass(frozen=True, slots=True)
class FormList:
    """A list of a form that a workbook can fill. `path`: where its rows go in the answers."""

    path: tuple[str, ...]
    label: str
    columns: tuple[Mapping[str, Json], ...]

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def headings(self) -> list[str]:
        """The columns' names in the reader's language."""
        return [site().labels.say(_label(column)) for column in self.columns]


def lists_of(schema: Json, above: tuple[str, ...] = ()) -> Iterator[FormList]:
    """The lists of a form that a workbook can fill."""
    for component in schema.get("components") or []:
        path = (*above, *str(component["path"]).split(".")) if component.get("path") else above
        if component.get("type") == "dynamiclist" and (component.get("properties") or {}).get(PROPERTY) == "xlsx":
            columns = tuple(one for one in component["components"] if one.get("key"))
            yield FormList(path, str(component.get("label") or ""), columns)
        else:
            yield from lists_of(component, path)


def read_rows(table: list[list[str]], into: FormList) -> tuple[dict[int, dict[str, Json]], list[str]]:
    """The rows as the form wants them, by the workbook's own row numbers, and what is wrong with which."""
    if not table:
        return {}, [gettext("表格是空的。")]
    places = {column["key"]: _place(table[0], column) for column in into.columns}
    missing = [site().labels.say(_label(one)) for one in into.columns if places[one["key"]] is None]
    if missing:
        return {}, [gettext("第一行缺少这些列名：%(names)s。", names=gettext("、").join(missing))]
    rows: dict[int, dict[str, Json]] = {}
    problems: list[str] = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        rows[number] = {}
        for column in into.columns:
            place = places[column["key"]] or 0
            text = cells[place] if place < len(cells) else ""
            value = _value(text, column)
            if value is not None:
                rows[number][column["key"]] = value
            elif text:
                said = gettext("无法识别“%(text)s”", text=text)
                problems.append(row_problem(number, site().labels.say(_label(column)), said))
    return rows, problems if rows else [gettext("表格里没有人员。")]


def row_problem(number: int, field: str, sentence: str) -> str:
    """One sentence about one cell."""
    return gettext("第 %(row)s 行，%(field)s：%(sentence)s", row=number, field=field, sentence=sentence.rstrip("。."))


def _label(column: Mapping[str, Json]) -> str:
    return label_of_field(column) or str(column["key"])


def _place(heading: list[str], column: Mapping[str, Json]) -> int | None:
    label = _label(column)
    accepted = {label, label.partition("（")[0], site().labels.english(label), column["key"]}
    return next((place for place, text in enumerate(heading) if text.rstrip("*＊ ") in accepted), None)


def _value(text: str, column: Mapping[str, Json]) -> Json:
    if not text:
        return None
    if column.get("values"):
        for option in column["values"]:
            if text in (option["label"], site().labels.english(option["label"]), str(option["value"])):
                return option["value"]
        return None
    if column["type"] == "datetime":
        return _day(text)
    if column["type"] == "number":
        return _numeric(text)
    return None if LOST.fullmatch(text) else text


def _numeric(text: str) -> Json:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def _day(text: str) -> str | None:
    if text.replace(".", "", 1).isdigit() and len(text.partition(".")[0]) <= len("99999"):
        return (EPOCH + timedelta(days=int(float(text)))).isoformat()
    for form in WRITTEN:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    return None
