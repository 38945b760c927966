"""A document's content on pages: title, fixed sentences, sections, signatures; then head and foot of every page."""

from __future__ import annotations

from handlers.documents.content import (
    Block,
    BulletList,
    DocumentSpec,
    KeyValues,
    Paragraph,
    Picture,
    Section,
    SignatureLine,
    Table,
    Tone,
)
from handlers.documents.pdf.fonts import Face, printable
from handlers.documents.pdf.grid import PAD_X, Cell, cells_across, draw_rows
from handlers.documents.pdf.sheets import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Area,
    Mark,
    Photo,
    Rule,
    Sheets,
    Style,
    Words,
    baseline,
)
from handlers.documents.pdf.words import Wording

WIDTH = RIGHT - LEFT
TITLE = Style(Face.SANS, 20, 28)
SUBTITLE = Style(Face.SANS, 10.5, 16, grey=90)
META = Style(Face.SERIF, 9, 14, grey=60)
SECTION = Style(Face.SANS, 12, 18)
BODY = Style(Face.SERIF, 10.5, 17)
NOTE = Style(Face.SERIF, 8.5, 13, grey=90)
FIXED = Style(Face.SANS, 11, 18)
CELL = Style(Face.SERIF, 9.5, 14)
LABEL = Style(Face.SANS, 9, 14, grey=50)
HEAD = Style(Face.SANS, 8.5, 12, grey=70)
FOOT = Style(Face.SERIF, 7, 10, grey=90)
LABEL_SHARE = 0.17
"""Of the page's width, for the label of a pair when two pairs stand side by side."""
LONGEST_HALF = 3
"""A value that takes more lines beside another pair gets the whole width."""
FRAME = 9.0


def lay_out(spec: DocumentSpec, sha256: str, wording: Wording) -> list[list[Mark]]:
    """The marks of every page. `sha256`: of the content, for the foot."""
    sheets = Sheets()
    _title(sheets, spec, wording)
    for sentence in spec.fixed:
        _framed(sheets, sentence)
    for section in spec.sections:
        _section(sheets, section, wording)
    if spec.signatures:
        _heading(sheets, wording.say("signatures"), _signature_height(spec.signatures[0], wording) + 10)
        for line in spec.signatures:
            _signature(sheets, line, wording)
    for number, page in enumerate(sheets.pages, start=1):
        _head_and_foot(page, spec, sha256, wording, number, len(sheets.pages))
        # What is filled lies below: the shade of a row would cover half of the rule above it.
        page.sort(key=lambda mark: not (isinstance(mark, Area) and mark.grey is not None))
    return sheets.pages


def _title(sheets: Sheets, spec: DocumentSpec, wording: Wording) -> None:
    titles = [wording.translate(spec.title), spec.title_en]
    if wording.language == "en" and spec.title_en:
        titles = [spec.title_en, spec.title]
    for text, style in zip(titles, (TITLE, SUBTITLE), strict=True):
        for line in style.lines(text, WIDTH) if text else ():
            sheets.write([line], style, left=LEFT + (WIDTH - style.width(line)) / 2)
    sheets.skip(6)
    told = [f"{wording.say('number')} {spec.number}", wording.say("version", spec.version)]
    told.append(f"{wording.say('issued')} {wording.moment(spec.issued_at)}")
    if spec.issued_by:
        told.append(f"{wording.say('by')} {wording.translate(spec.issued_by)}")
    for line in META.lines("　".join(told), WIDTH):
        sheets.write([line], META, left=LEFT + (WIDTH - META.width(line)) / 2)
    sheets.skip(10)


def _section(sheets: Sheets, section: Section, wording: Wording) -> None:
    if section.title:
        _heading(sheets, wording.translate(section.title), 40)
    if section.sample:
        sheets.write(NOTE.lines(wording.say("sample"), WIDTH), NOTE)
        sheets.skip(3)
    for block in section.blocks:
        _block(sheets, block, wording)
        sheets.skip(7)


def _heading(sheets: Sheets, text: str, follows: float) -> None:
    """A section's title, never alone at the foot of a page: so many points of what follows come with it."""
    lines = SECTION.lines(text, WIDTH - 10)
    sheets.skip(8)
    sheets.need(len(lines) * SECTION.leading + follows)
    top = sheets.y
    sheets.write(lines, SECTION, left=LEFT + 10)
    sheets.mark(Area(LEFT, top + 3, 3, sheets.y - top - 6, grey=60))
    sheets.skip(4)


def _block(sheets: Sheets, block: Block, wording: Wording) -> None:
    match block:
        case Paragraph(tone=Tone.FIXED):
            _framed(sheets, wording.translate(block.text))
        case Paragraph():
            style = NOTE if block.tone is Tone.NOTE else BODY
            sheets.write(style.lines(wording.translate(block.text), WIDTH), style)
        case BulletList():
            _list(sheets, block, wording)
        case KeyValues():
            _pairs(sheets, block, wording)
        case Picture():
            _picture(sheets, block)
        case Table():
            _table(sheets, block, wording)


def _picture(sheets: Sheets, block: Picture) -> None:
    """As wide as the text, or as high as a page; never larger than a screen would show it."""
    scale = min(WIDTH / block.width, (BOTTOM - TOP) / block.height, 1.0)
    width, height = block.width * scale, block.height * scale
    sheets.need(height)
    sheets.mark(Photo(LEFT + (WIDTH - width) / 2, sheets.y, width, height, block.jpeg))
    sheets.y += height


def _framed(sheets: Sheets, sentence: str) -> None:
    """A sentence that must not be overlooked; kept together."""
    lines = FIXED.lines(sentence, WIDTH - 2 * FRAME)
    height = len(lines) * FIXED.leading + 2 * FRAME
    sheets.need(height)
    sheets.mark(Area(LEFT, sheets.y, WIDTH, height), Area(LEFT, sheets.y, WIDTH, height, grey=None))
    sheets.y += FRAME
    sheets.write(lines, FIXED, left=LEFT + FRAME)
    sheets.y += FRAME
    sheets.skip(6)


def _list(sheets: Sheets, block: BulletList, wording: Wording) -> None:
    marks = [f"{number}." if block.numbered else "·" for number in range(1, len(block.items) + 1)]
    indent = max((BODY.width(mark) for mark in marks), default=0) + 7
    for mark, item in zip(marks, block.items, strict=True):
        lines = BODY.lines(wording.translate(item), WIDTH - indent)
        sheets.need(BODY.leading)
        sheets.mark(Words(LEFT, baseline(sheets.y, BODY), mark, BODY))
        sheets.write(lines, BODY, left=LEFT + indent)


def _pairs(sheets: Sheets, block: KeyValues, wording: Wording) -> None:
    label = WIDTH * LABEL_SHARE
    half, whole = WIDTH / 2 - label, WIDTH - label
    rows: list[list[Cell]] = []
    waiting: list[Cell] = []
    for name, value in block.pairs:
        named = Cell(wording.translate(name), LABEL, label, shaded=True)
        said = Cell(wording.translate(value), CELL, half)
        if block.columns == 1 or len(said.lines()) > LONGEST_HALF:
            rows += [_filled(waiting, half + label)] if waiting else []
            rows.append([named, Cell(said.text, CELL, whole)])
            waiting = []
        elif waiting:
            rows.append([*waiting, named, said])
            waiting = []
        else:
            waiting = [named, said]
    rows += [_filled(waiting, half + label)] if waiting else []
    if rows:
        draw_rows(sheets, rows)


def _filled(cells: list[Cell], width: float) -> list[Cell]:
    """A single pair over the whole width."""
    named, said = cells
    return [named, Cell(said.text, CELL, said.width + width)]


def _table(sheets: Sheets, block: Table, wording: Wording) -> None:
    widths = cells_across(block.widths, len(block.columns))
    heading = [
        Cell(wording.translate(name), LABEL, width, shaded=True, to_the_right=at in block.numeric)
        for at, (name, width) in enumerate(zip(block.columns, widths, strict=True))
    ]
    last = len(block.rows) - 1
    rows = [
        [
            Cell(wording.translate(text), CELL, width, block.total and number == last, at in block.numeric)
            for at, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        for number, row in enumerate(block.rows)
    ]
    draw_rows(sheets, rows or [[Cell(wording.say("none"), CELL, WIDTH)]], heading)


def _signature(sheets: Sheets, line: SignatureLine, wording: Wording) -> None:
    """Who, when, how, over what; kept together in one frame."""
    lines, small = _signature_lines(line, wording)
    height = _signature_height(line, wording)
    sheets.need(height + 5)
    sheets.mark(Area(LEFT, sheets.y, WIDTH, height, grey=None))
    sheets.y += PAD_X
    sheets.write(lines, BODY, left=LEFT + FRAME)
    sheets.write(small, NOTE, left=LEFT + FRAME)
    sheets.y += PAD_X + 5


def _signature_height(line: SignatureLine, wording: Wording) -> float:
    lines, small = _signature_lines(line, wording)
    return len(lines) * BODY.leading + len(small) * NOTE.leading + 2 * PAD_X


def _signature_lines(line: SignatureLine, wording: Wording) -> tuple[list[str], list[str]]:
    lines = BODY.lines(f"{wording.translate(line.role)}　{line.name}", WIDTH - 2 * FRAME)
    told = [wording.say("unsigned")]
    if line.at is not None:
        told = [f"{wording.say('signed')} {wording.moment(line.at)}"]
        told += [f"{wording.say('how')} {wording.translate(line.method)}"] if line.method else []
        told += [f"{wording.say('shown')} {line.sha256}"] if line.sha256 else []
    return lines, [each for text in told for each in NOTE.lines(text, WIDTH - 2 * FRAME)]


def _head_and_foot(page: list[Mark], spec: DocumentSpec, sha256: str, wording: Wording, number: int, of: int) -> None:
    agency = spec.agency.name_en if wording.language == "en" and spec.agency.name_en else spec.agency.name
    name = f"{wording.say('number')} {spec.number} · {wording.say('version', spec.version)}"
    at_right = RIGHT - HEAD.width(name)
    whose = HEAD.lines("　".join(filter(None, (agency, spec.agency.contact))), at_right - LEFT - 12)
    page.append(Words(at_right, 56, name, HEAD))
    page += [Words(LEFT, 56 - HEAD.leading * up, line, HEAD) for up, line in enumerate(reversed(whose[:2]))]
    page.append(Rule(LEFT, 64, RIGHT, 64))
    page.append(Rule(LEFT, BOTTOM + 14, RIGHT, BOTTOM + 14))
    paging = wording.say("page", number, of)
    page.append(Words(RIGHT - FOOT.width(paging), BOTTOM + 26, paging, FOOT))
    page.append(Words(LEFT, BOTTOM + 26, printable(f"{wording.say('hash')} {sha256}"), FOOT))
    if spec.holds_samples:
        page.append(Words(LEFT, BOTTOM + 38, wording.say("samples"), FOOT))
