"""Pages under construction: marks at places, and a cursor that runs down and over to the next page. Knows no PDF.

Points, from the upper left corner. What is drawn is data, so a test can see that nothing leaves the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from handlers.documents.pdf.fonts import Face, printable, width_of
from handlers.documents.pdf.lines import break_lines

WIDTH, HEIGHT = 595.28, 841.89
"""A4."""
LEFT, RIGHT = 62.0, WIDTH - 62.0
TOP, BOTTOM = 84.0, HEIGHT - 76.0
"""Of the text; header and footer stand outside."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. `leading`: from baseline to baseline, in points; `grey`: 0 black to 255 white."""

    face: Face
    size: float
    leading: float
    grey: int = 0

    def lines(self, text: str, width: float) -> list[str]:
        """The text's lines at this style."""
        return break_lines(printable(text), width, self.width)

    def width(self, text: str) -> float:
        return width_of(text, self.face, self.size)


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    grey: int = 170


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle below the text, or with `grey` None the outline of one."""

    x: float
    y: float
    width: float
    height: float
    grey: int | None = 243


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture; `jpeg` is base64."""

    x: float
    y: float
    width: float
    height: float
    jpeg: str


Mark: TypeAlias = Words | Rule | Area | Photo


@dataclass(slots=True)
class Sheets:
    """The pages so far, and how far down the last one is filled."""

    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = TOP

    @property
    def room(self) -> float:
        """What is left of this page, in points."""
        return BOTTOM - self.y

    def turn(self) -> None:
        """Go on to a new page."""
        self.pages.append([])
        self.y = TOP

    def need(self, height: float) -> None:
        """Turn unless so much is left, or the page is empty anyway."""
        if height > self.room and self.y > TOP:
            self.turn()

    def skip(self, height: float) -> None:
        """Leave a gap; none at the head of a page."""
        if self.y > TOP:
            self.y += height

    def mark(self, *marks: Mark) -> None:
        """Put marks on the current page."""
        self.pages[-1].extend(marks)

    def write(self, lines: list[str], style: Style, *, left: float = LEFT) -> None:
        """Lines below one another, over to the next page where they must."""
        for line in lines:
            self.need(style.leading)
            self.mark(Words(left, baseline(self.y, style), line, style))
            self.y += style.leading


def baseline(top: float, style: Style) -> float:
    """Where a line stands whose box begins at `top`: the face's height is 0.88 above the baseline, 0.12 below."""
    return top + (style.leading - style.size) / 2 + style.size * 0.88
