"""How a file is read: titled sections of label and value, already limited and masked for its reader."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]
