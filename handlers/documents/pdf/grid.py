"""Rows of cells: tables and pairs. A row that is higher than what is left goes on on the next page, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.documents.pdf.sheets import BOTTOM, LEFT, RIGHT, Area, Rule, Sheets, Style, Words, baseline

PAD_X, PAD_Y = 5.0, 3.5
FEWEST = 2
"""A row begins at the foot of a page only when that many of its lines stand there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a column. `shaded` cells are labels and headings."""

    text: str
    style: Style
    width: float
    shaded: bool = False
    to_the_right: bool = False

    def lines(self) -> list[str]:
        return self.style.lines(self.text, self.width - 2 * PAD_X)


def cells_across(widths: Sequence[float] | None, count: int) -> list[float]:
    """The widths of columns in points, from their shares."""
    shares = list(widths or [1.0] * count)
    return [(RIGHT - LEFT) * share / sum(shares) for share in shares]


def draw_rows(sheets: Sheets, rows: Sequence[Sequence[Cell]], heading: Sequence[Cell] = ()) -> None:
    """Rows below one another; the heading stands above the first and again on every new page."""
    _Grid(sheets, heading).draw(rows)


@dataclass(slots=True)
class _Grid:
    sheets: Sheets
    heading: Sequence[Cell]

    def draw(self, rows: Sequence[Sequence[Cell]]) -> None:
        first = _height(rows[0], FEWEST) if rows else 0.0
        self.sheets.need((_height(self.heading) if self.heading else 0.0) + first)
        self._head()
        for row in rows:
            self._row(row)

    def _head(self) -> None:
        if self.heading:
            lines = [cell.lines() for cell in self.heading]
            self._part(self.heading, lines, max(map(len, lines)), is_first=True)
        else:
            self.sheets.mark(Rule(LEFT, self.sheets.y, RIGHT, self.sheets.y))

    def _row(self, row: Sequence[Cell]) -> None:
        left = [cell.lines() for cell in row]
        leading = max(cell.style.leading for cell in row)
        while any(left):
            rest = max(map(len, left))
            fits = int((BOTTOM - self.sheets.y - 2 * PAD_Y) / leading)
            if fits < min(rest, FEWEST):
                self.sheets.turn()
                self._head()
                continue
            take = min(fits, rest)
            self._part(row, [lines[:take] for lines in left], take)
            left = [lines[take:] for lines in left]

    def _part(self, row: Sequence[Cell], lines: Sequence[list[str]], count: int, *, is_first: bool = False) -> None:
        top, leading = self.sheets.y, max(cell.style.leading for cell in row)
        height, x = count * leading + 2 * PAD_Y, LEFT
        for cell, told in zip(row, lines, strict=True):
            if cell.shaded:
                self.sheets.mark(Area(x, top, cell.width, height))
            for number, line in enumerate(told):
                indent = cell.width - PAD_X - cell.style.width(line) if cell.to_the_right else PAD_X
                y = baseline(top + PAD_Y + number * leading, cell.style)
                self.sheets.mark(Words(x + indent, y, line, cell.style))
            self.sheets.mark(Rule(x, top, x, top + height))
            x += cell.width
        self.sheets.mark(Rule(x, top, x, top + height))
        if is_first:
            self.sheets.mark(Rule(LEFT, top, RIGHT, top))
        self.sheets.mark(Rule(LEFT, top + height, RIGHT, top + height))
        self.sheets.y = top + height


def _height(row: Sequence[Cell], most: int | None = None) -> float:
    lines = max(len(cell.lines()) for cell in row)
    return min(lines, most or lines) * max(cell.style.leading for cell in row) + 2 * PAD_Y
