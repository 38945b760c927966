"""What a document says, as data: sections of blocks, signatures. Free of layout, PDF and database.

Every text is what a person reads, already formatted; `as_json` and `from_json` are each other's inverse, so that the
sealed content, the page and the PDF say the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

import orjson

Json = Any
LAYOUT = 1
"""The version of the content's form; 0 is a notice of plain text from before there were sections."""


class MalformedDocumentError(ValueError):
    """The content cannot be laid out; the sentence says what is wrong."""


class Tone(StrEnum):
    """How a paragraph is set."""

    BODY = "body"
    FIXED = "fixed"
    """A sentence that must not be overlooked: in a frame."""
    NOTE = "note"
    """Small: a source, an explanation."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; line breaks are kept."""

    block: ClassVar[str] = "paragraph"
    text: str
    tone: Tone = Tone.BODY


@dataclass(frozen=True, slots=True)
class BulletList:
    """Points, one below the other; `numbered` counts them."""

    block: ClassVar[str] = "list"
    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Labels with their values, as in a form. `columns`: pairs side by side, 1 or 2."""

    block: ClassVar[str] = "key_values"
    pairs: Sequence[tuple[str, str]]
    columns: int = 2

    def __post_init__(self) -> None:
        if self.columns not in (1, 2):
            raise MalformedDocumentError(f"pairs stand in 1 or 2 columns, not in {self.columns}")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, over as many pages as they take. `widths`: shares of the page; None: equal.

    `numeric`: indexes of the columns that are set to the right. `total`: the last row is a sum.
    """

    block: ClassVar[str] = "table"
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] | None = None
    numeric: Sequence[int] = ()
    total: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise MalformedDocumentError(f"a row has {len(row)} cells under {len(self.columns)} headings")
        if self.widths is not None and (len(self.widths) != len(self.columns) or min(self.widths, default=0) <= 0):
            raise MalformedDocumentError("a table needs one positive width per column, or none")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a paper. `jpeg`: base64; width and height in pixels."""

    block: ClassVar[str] = "picture"
    jpeg: str
    width: int
    height: int


Block: TypeAlias = Paragraph | BulletList | KeyValues | Table | Picture
BLOCKS: Mapping[str, type[Block]] = {each.block: each for each in (Paragraph, BulletList, KeyValues, Table, Picture)}


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part; `sample`: what it says follows a sample rule, which the page then says."""

    title: str
    blocks: Sequence[Block] = ()
    sample: bool = False


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who signed, when, how. `at` None: not signed yet. `sha256`: of exactly what was shown to the signer."""

    role: str
    name: str = ""
    at: datetime | None = None
    method: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """Whose document it is."""

    name: str
    name_en: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """A whole document, as it is sealed."""

    kind: str
    number: str
    version: int
    title: str
    title_en: str
    issued_at: datetime
    issued_by: str
    agency: Agency
    fixed: Sequence[str] = ()
    sections: Sequence[Section] = ()
    signatures: Sequence[SignatureLine] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    """What else it belongs to, by name: `claim_id`, `request_id` …"""

    @property
    def holds_samples(self) -> bool:
        return any(section.sample for section in self.sections)


def as_json(spec: DocumentSpec) -> dict[str, Json]:
    """The content as JSON, with the version of its form."""
    said = asdict(spec) | {"layout": LAYOUT}
    said["sections"] = [
        {
            "title": section.title,
            "sample": section.sample,
            "blocks": [{"block": each.block, **asdict(each)} for each in section.blocks],
        }
        for section in spec.sections
    ]
    plain: dict[str, Json] = orjson.loads(orjson.dumps(said, option=orjson.OPT_SORT_KEYS))
    return plain


def from_json(said: Mapping[str, Json]) -> DocumentSpec:
    """The document again. Raises `MalformedDocumentError` for a form that this version does not know."""
    if said.get("layout") != LAYOUT:
        raise MalformedDocumentError(f"the form {said.get('layout')} of a document is not known")
    given = {name: value for name, value in said.items() if name != "layout"}
    return DocumentSpec(
        **given
        | {
            "issued_at": datetime.fromisoformat(said["issued_at"]),
            "agency": Agency(**said["agency"]),
            "sections": [_section(each) for each in said["sections"]],
            "signatures": [_signature(each) for each in said["signatures"]],
        }
    )


def _section(said: Mapping[str, Json]) -> Section:
    return Section(said["title"], [_block(each) for each in said["blocks"]], sample=said["sample"])


def _block(said: Mapping[str, Json]) -> Block:
    given = {name: value for name, value in said.items() if name != "block"}
    if said["block"] == Paragraph.block:
        given["tone"] = Tone(given["tone"])
    if said["block"] == KeyValues.block:
        given["pairs"] = [(label, value) for label, value in given["pairs"]]
    return BLOCKS[said["block"]](**given)


def _signature(said: Mapping[str, Json]) -> SignatureLine:
    at = said["at"]
    return SignatureLine(**{**said, "at": datetime.fromisoformat(at) if at else None})


def content_sha256(content: Json) -> str:
    """SHA-256 (hex) of a content's canonical JSON: sorted keys, no blanks, UTF-8. What the PDF prints."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def parts_to_read(spec: DocumentSpec) -> list[str | Table]:
    """The document for a page: its tables, and between them runs of plain lines."""
    parts: list[str | Table] = []
    lines = list(spec.fixed)
    for section in spec.sections:
        lines += [section.title] if section.title else []
        for block in section.blocks:
            if isinstance(block, Table):
                parts += ["\n".join(lines), block] if lines else [block]
                lines = []
            else:
                lines += _lines(block)
    return [*parts, "\n".join(lines)] if lines else parts


def plain_text(spec: DocumentSpec) -> str:
    """The document in plain lines, for a reader who has no layout; a row of a table is `a | b | c`."""
    return "\n".join("\n".join(_rows(each)) if isinstance(each, Table) else each for each in parts_to_read(spec))


def _lines(block: Paragraph | BulletList | KeyValues | Picture) -> list[str]:
    match block:
        case Paragraph():
            return [block.text]
        case BulletList():
            return [f"{f'{at}.' if block.numbered else '-'} {item}" for at, item in enumerate(block.items, start=1)]
        case KeyValues():
            return [f"{label}：{value}" for label, value in block.pairs]
        case Picture():
            return ["（图片，见 PDF）"]


def _rows(table: Table) -> list[str]:
    return [" | ".join(row) for row in (table.columns, *table.rows)]
