"""Charts as SVG, drawn on the server by pure functions: no script, no inline style, nothing from elsewhere.

A chart says itself in a `<title>` and a `<desc>`; its table stands below it. Series differ by pattern as well as by
colour, lines by mark and dash. Colours come from the style sheet, so print and screen need one drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from markupsafe import Markup, escape

LINE = 18
"""Height of a line of text, in the drawing's units, which are pixels at full size."""
CJK, LATIN = 12.5, 6.8
"""Width of a letter."""
PLOT = 190
TICKS = 4
WIDEST_COLUMN = 44


class Tone(StrEnum):
    """How a series is filled or drawn: `reports.css` and `_patterns` know each."""

    PLAIN = "plain"
    HATCHED = "hatched"
    DOTTED = "dotted"
    LINED = "lined"
    PALE = "pale"
    CROSSED = "crossed"


class Shape(StrEnum):
    COLUMNS = "columns"
    """Stacked, one per label, over time."""
    BARS = "bars"
    """Stacked and lying, one per label."""
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Series:
    """One value per label of the chart. None: nothing to draw there, of a line."""

    name: str
    values: Sequence[float | None]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn. `desc`: the finding in a sentence, for whoever does not see it."""

    shape: Shape
    title: str
    desc: str
    labels: Sequence[str]
    series: Sequence[Series]

    @property
    def is_empty(self) -> bool:
        return not any(value for one in self.series for value in one.values)

    def total(self, place: int) -> float:
        """All series of one label together."""
        return sum(one.values[place] or 0 for one in self.series)


def draw(chart: Chart, width: int, name: str) -> Markup:
    """The drawing at a width in pixels; `name`: an id of its own on the page."""
    legend, top = _legend(chart, width, name)
    if chart.shape is Shape.BARS:
        body, height = _bars(chart, width, top, name)
    else:
        body, height = _over_time(chart, width, top, name)
    inside = "".join((*_patterns(name), *legend, *body))
    return Markup(  # noqa: S704 - every text went through `escape`
        f'<svg class="chart" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(chart.title)}</title>'
        f'<desc id="{name}-d">{escape(chart.desc)}</desc>{inside}</svg>'
    )


def nice_ceiling(value: float) -> float:
    """The least of 4, 8, 12, 20, 40, 80 … that is not below the value: four whole steps fit in it."""
    size = 4.0
    while True:
        for factor in (1, 2, 3, 5):
            if size * factor >= value:
                return size * factor
        size *= 10


def width_of(text: str) -> float:
    """About how wide a text is."""
    return sum(CJK if ord(letter) > 0x2E80 else LATIN for letter in text)  # noqa: PLR2004 - where CJK begins


def _patterns(name: str) -> Iterator[str]:
    """One tile per tone. Only the drawing refers to them, by its own name."""
    tiles = {
        Tone.PLAIN: "",
        Tone.HATCHED: '<path class="mark" d="M-2 2l4-4M0 8l8-8M6 10l4-4"/>',
        Tone.DOTTED: '<circle class="spot" cx="4" cy="4" r="1.7"/>',
        Tone.LINED: '<path class="mark" d="M0 2h8M0 6h8"/>',
        Tone.PALE: "",
        Tone.CROSSED: '<path class="mark" d="M0 0l8 8M8 0l-8 8"/>',
    }
    yield "<defs>"
    for tone, tile in tiles.items():
        ground = '<rect class="ground" width="8" height="8"/>'
        yield f'<pattern id="{name}-{tone}" class="tone-{tone}" width="8" height="8" patternUnits="userSpaceOnUse">'
        yield f"{ground}{tile}</pattern>"
    yield "</defs>"


def _fill(name: str, tone: Tone) -> str:
    return f'class="fill tone-{tone}" fill="url(#{name}-{tone})"'


def _text(x: float, y: float, text: str, anchor: str = "start", kind: str = "") -> str:
    return f'<text class="{kind or "word"}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _legend(chart: Chart, width: int, name: str) -> tuple[list[str], int]:
    """The names of the series in as many lines as they need, and where the plot begins."""
    if len(chart.series) == 1:
        return [], 8
    parts, x, y = [], 0.0, 14
    for place, one in enumerate(chart.series):
        needed = 22 + width_of(one.name) + 18
        if x and x + needed > width:
            x, y = 0.0, y + LINE + 2
        if chart.shape is Shape.LINES:
            parts.append(f'<path class="line tone-{one.tone}" d="M{x:.1f} {y - 4}h16"/>')
            parts.append(_mark(x + 8, y - 4, place, one.tone))
        else:
            parts.append(f'<rect {_fill(name, one.tone)} x="{x:.1f}" y="{y - 11}" width="14" height="13"/>')
        parts.append(_text(x + 21, y, one.name))
        x += needed
    return parts, y + 16


def _over_time(chart: Chart, width: int, top: int, name: str) -> tuple[list[str], int]:
    stacked = chart.shape is Shape.COLUMNS
    places = range(len(chart.labels))
    highest = max((chart.total(place) if stacked else _highest(chart, place)) for place in places)
    most = nice_ceiling(highest)
    left = 12 + max(width_of(_number(most * tick / TICKS)) for tick in range(TICKS + 1))
    top += 10  # the number above the highest column
    bottom = top + PLOT
    parts = []
    for tick in range(TICKS + 1):
        y = bottom - PLOT * tick / TICKS
        parts.append(f'<path class="rule" d="M{left:.1f} {y:.1f}H{width}"/>')
        parts.append(_text(left - 7, y + 4, _number(most * tick / TICKS), "end", "tick"))
    slot = (width - left) / len(chart.labels)
    if stacked:
        parts += _columns(chart, name, (left, bottom, slot), most)
    else:
        parts += _lines(chart, (left, bottom, slot), most)
    parts += _time_labels(chart.labels, left, slot, bottom + 18)
    return parts, bottom + 26


def _highest(chart: Chart, place: int) -> float:
    return max(one.values[place] or 0 for one in chart.series)


def _columns(chart: Chart, name: str, frame: tuple[float, float, float], most: float) -> Iterator[str]:
    left, bottom, slot = frame
    thick = min(slot * 0.72, WIDEST_COLUMN)
    for place in range(len(chart.labels)):
        x, y = left + slot * place + (slot - thick) / 2, bottom
        for one in chart.series:
            high = PLOT * (one.values[place] or 0) / most
            if high:
                y -= high
                yield f'<rect {_fill(name, one.tone)} x="{x:.1f}" y="{y:.1f}" width="{thick:.1f}" height="{high:.1f}"/>'
        said = _number(chart.total(place))
        if y < bottom and width_of(said) + 3 <= slot:
            yield _text(x + thick / 2, y - 4, said, "middle", "tick")


def _lines(chart: Chart, frame: tuple[float, float, float], most: float) -> Iterator[str]:
    left, bottom, slot = frame
    for number, one in enumerate(chart.series):
        path, marks, on = "", [], False
        for place, value in enumerate(one.values):
            if value is None:
                on = False
                continue
            x, y = left + slot * (place + 0.5), bottom - PLOT * value / most
            path += f"{'L' if on else 'M'}{x:.1f} {y:.1f}"
            marks.append(_mark(x, y, number, one.tone))
            on = True
        yield f'<path class="line tone-{one.tone}" d="{path}"/>' if path else ""
        yield from marks


def _mark(x: float, y: float, number: int, tone: Tone) -> str:
    """A circle, a square, a triangle: the series of a line without its colour."""
    if number % 3 == 0:
        return f'<circle class="dot tone-{tone}" cx="{x:.1f}" cy="{y:.1f}" r="3.4"/>'
    if number % 3 == 1:
        return f'<rect class="dot tone-{tone}" x="{x - 3.2:.1f}" y="{y - 3.2:.1f}" width="6.4" height="6.4"/>'
    return f'<path class="dot tone-{tone}" d="M{x:.1f} {y - 4.2:.1f}l4.2 7.4h-8.4z"/>'


def _time_labels(labels: Sequence[str], left: float, slot: float, y: float) -> Iterator[str]:
    """As many as fit without touching, the last one always."""
    widest = max(map(width_of, labels)) + 12
    step = max(1, -(-int(widest) // max(1, int(slot))))
    last = len(labels) - 1
    for place, label in enumerate(labels):
        if (last - place) % step == 0:
            x = left + slot * (place + 0.5)
            right = left + slot * len(labels)
            at = min(x, right - width_of(label) / 2) if place == last else x
            yield _text(at, y, label, "middle", "tick")


def _bars(chart: Chart, width: int, top: int, name: str) -> tuple[list[str], int]:
    widest = max(map(width_of, chart.labels))
    above = widest > width * 0.3
    left = 0.0 if above else widest + 12
    most = max(chart.total(place) for place in range(len(chart.labels))) or 1
    room = width - left - max(width_of(_number(most)), 20) - 12
    row, thick = (44, 16) if above else (30, 18)
    parts = []
    for place, label in enumerate(chart.labels):
        y = top + row * place
        parts.append(_text(0, y + 13, label))
        at = y + 20 if above else y
        sizes = [room * (one.values[place] or 0) / most for one in chart.series]
        for one, x, long in zip(chart.series, accumulate(sizes, initial=left), sizes, strict=False):
            if long:
                parts.append(
                    f'<rect {_fill(name, one.tone)} x="{x:.1f}" y="{at}" width="{long:.1f}" height="{thick}"/>'
                )
        parts.append(_text(left + sum(sizes) + 7, at + 13, _number(chart.total(place))))
    return parts, top + row * len(chart.labels)
