"""Marks become a PDF. The only module that knows fpdf2, which embeds the faces as subsets of what was used."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from handlers.documents.content import DocumentSpec
from handlers.documents.pdf.fonts import Face, font_file
from handlers.documents.pdf.sheets import Area, Mark, Photo, Rule, Words
from handlers.documents.pdf.words import Language

if TYPE_CHECKING:
    from fpdf import FPDF

LINE = 0.5


def paint(pages: Sequence[Sequence[Mark]], spec: DocumentSpec, language: Language) -> bytes:
    """The PDF's bytes; its date is the document's, so that nothing of the moment of rendering is in it.

    Raises `FontMissingError`.
    """
    # Here, and not above: it takes 24 MB, which a server that prints nothing need not hold.
    from fpdf import FPDF  # noqa: PLC0415

    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_creation_date(spec.issued_at)
    pdf.set_title(f"{spec.title} {spec.number}")
    pdf.set_author(spec.agency.name)
    pdf.set_lang("en" if language == "en" else "zh-CN")
    for face in Face:
        pdf.add_font(face.name, fname=font_file(face))
    pdf.set_line_width(LINE)
    for page in pages:
        pdf.add_page()
        for mark in page:
            _paint(pdf, mark)
    return bytes(pdf.output())


def _paint(pdf: FPDF, mark: Mark) -> None:
    match mark:
        case Words():
            pdf.set_font(mark.style.face.name, size=mark.style.size)
            pdf.set_text_color(mark.style.grey)
            if mark.text:
                pdf.text(mark.x, mark.y, mark.text)
        case Rule():
            pdf.set_draw_color(mark.grey)
            pdf.line(mark.x1, mark.y1, mark.x2, mark.y2)
        case Photo():
            pdf.image(BytesIO(base64.b64decode(mark.jpeg)), mark.x, mark.y, mark.width, mark.height)
        case Area(grey=None):
            pdf.set_draw_color(120)
            pdf.rect(mark.x, mark.y, mark.width, mark.height, style="D")
        case Area():
            pdf.set_fill_color(mark.grey or 0)
            pdf.rect(mark.x, mark.y, mark.width, mark.height, style="F")
