"""Boxes, points and segments of a drawing, in its own units (pixels); y grows downwards."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    x: float
    y: float


class Segment(NamedTuple):
    """A straight piece of an edge."""

    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its sides along the axes."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def grown(self, by: float) -> Box:
        """Larger by that much on each side; smaller when negative, down to nothing."""
        by = max(by, -self.width / 2, -self.height / 2)
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlaps(self, other: Box) -> bool:
        """Whether they share an area; touching is not overlapping."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Box) -> bool:
        """Whether the other lies inside, borders included."""
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.bottom <= self.bottom

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside or on the border."""
        return self.x <= point.x <= self.right and self.y <= point.y <= self.bottom

    def is_cut_by(self, segment: Segment) -> bool:
        """Whether any of the segment lies inside (Liang and Barsky's clipping)."""
        (x0, y0), (x1, y1) = segment
        dx, dy, begin, end = x1 - x0, y1 - y0, 0.0, 1.0
        for delta, distance in ((-dx, x0 - self.x), (dx, self.right - x0), (-dy, y0 - self.y), (dy, self.bottom - y0)):
            if delta == 0:
                if distance <= 0:
                    return False
            elif delta < 0:
                begin = max(begin, distance / delta)
            else:
                end = min(end, distance / delta)
        return begin < end


def from_rectangle(box: Box, point: Point) -> float:
    """How far a point is from the outline of a box, from inside or outside."""
    if box.contains(point):
        return min(point.x - box.x, box.right - point.x, point.y - box.y, box.bottom - point.y)
    dx = max(box.x - point.x, 0, point.x - box.right)
    dy = max(box.y - point.y, 0, point.y - box.bottom)
    return math.hypot(dx, dy)


def from_circle(box: Box, point: Point) -> float:
    """How far a point is from the circle that fills a box."""
    return abs(math.hypot(point.x - box.centre.x, point.y - box.centre.y) - min(box.width, box.height) / 2)


def from_diamond(box: Box, point: Point) -> float:
    """How far a point is from the diamond that fills a box."""
    half_width, half_height = box.width / 2 or 1, box.height / 2 or 1
    beyond = abs(point.x - box.centre.x) / half_width + abs(point.y - box.centre.y) / half_height - 1
    return abs(beyond) / math.hypot(1 / half_width, 1 / half_height)


def cross(first: Segment, second: Segment) -> bool:
    """Whether two segments cross at a point inside both. Touching and lying on one line is not crossing."""
    turns = (
        _turn(first.start, first.end, second.start) * _turn(first.start, first.end, second.end),
        _turn(second.start, second.end, first.start) * _turn(second.start, second.end, first.end),
    )
    return turns[0] < 0 and turns[1] < 0


def _turn(a: Point, b: Point, c: Point) -> float:
    """Positive, negative or zero as c lies left, right or on the line from a to b."""
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
