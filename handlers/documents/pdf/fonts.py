"""The typefaces of the PDFs: Noto Sans SC for headings, Noto Serif SC for text, as an installed package brings them.

A sign that the faces do not have is printed as its code, `〔U+20BB7〕`, never as an empty box: a rare name can then
still be read off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path

PACKAGE = "pylopdf_fonts_zh_cn"


class Face(StrEnum):
    SANS = "NotoSansSC-Regular.otf"
    """Headings and labels (黑体)."""
    SERIF = "NotoSerifSC-Regular.otf"
    """Text (宋体)."""


class FontMissingError(RuntimeError):
    """The Chinese font is not installed, so no PDF can be made: install the package pylopdf-fonts-zh-cn."""

    def __init__(self) -> None:
        super().__init__(FontMissingError.__doc__)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Advance width of each sign of a face, in units of `per_em` to the size."""

    widths: Mapping[int, int]
    per_em: int


def font_file(face: Face) -> Path:
    """Where the face's file is. Raises `FontMissingError`."""
    try:
        file = Path(str(resources.files(PACKAGE) / face.value))
    except ModuleNotFoundError as missing:
        raise FontMissingError from missing
    if not file.is_file():
        raise FontMissingError
    return file


@cache
def metrics(face: Face) -> Metrics:
    """Read once per process. Raises `FontMissingError`."""
    # Here, and not above: a server that prints nothing need not hold a font library in memory.
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    with TTFont(font_file(face), lazy=True) as font:
        advance = font["hmtx"].metrics
        widths = {sign: advance[glyph][0] for sign, glyph in font.getBestCmap().items()}
        return Metrics(widths, font["head"].unitsPerEm)


def width_of(text: str, face: Face, size: float) -> float:
    """The width of a text that was made printable, in points."""
    known = metrics(face)
    return sum(known.widths.get(ord(sign), known.per_em) for sign in text) * size / known.per_em


def printable(text: str) -> str:
    """The text as both faces can print it: tabs as blanks, control signs left out, unknown signs as their code."""
    known = _known()
    return "".join(_printed(sign, sign == "\n" or ord(sign) in known) for sign in text.replace("\t", "    "))


@cache
def _known() -> frozenset[int]:
    """The signs that every face has."""
    return frozenset.intersection(*(frozenset(metrics(face).widths) for face in Face))


def _printed(sign: str, is_known: bool) -> str:
    if is_known:
        return sign
    return f"〔U+{ord(sign):04X}〕" if sign.isprintable() else ""
