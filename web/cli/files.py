"""Files as the command line is handed them: read within bounds, and told apart by what they hold."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from engine.bpmn.findings import Finding, Severity
from engine.deployment import KINDS, kind_by_name
from engine.errors import BadInput

LARGEST = 64 * 1024 * 1024
"""Bytes; what is larger is not even read. The limits of each kind are far below."""
_HEAD = 64 * 1024
_XML_ENDINGS = {".bpmn2", ".dmn11", ".dmn12", ".dmn13", ".bpmn20", ".xml"}
_KIND_OF_SPACE = (("BPMN", "bpmn"), ("DMN", "dmn"))


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, by path, and what is wrong with files that were not."""

    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_files(paths: tuple[Path, ...]) -> dict[str, bytes]:
    """The files named, whatever their ending is, and in folders every `.bpmn`, `.dmn` and `.form`.

    Raises `BadInput` where one cannot be read or is too large, and where there is none at all.
    """
    read = _read(paths, lambda _file: False)
    if read.findings:
        raise BadInput(f"{read.findings[0].file}: {read.findings[0].sentence}")
    return read.files


def read_to_lint(paths: tuple[Path, ...]) -> Read:
    """As `read_files`; in folders also what holds a diagram or decision under another name (`.bpmn20.xml`)."""
    return _read(paths, _looks_like_xml_of_ours)


def kind_by_content(name: str, content: bytes) -> str | None:
    """`bpmn`, `dmn` or `form`: by the ending where it tells, or else by what the file holds."""
    return kind_by_name(name) or _kind_of_xml(content) or _kind_of_json(content) or _kind_of_ending(name)


def misnamed(files: dict[str, bytes]) -> Iterator[Finding]:
    """Files whose kind only their content tells: deploy goes by the name, and refuses them."""
    for name, content in files.items():
        kind = kind_by_content(name, content)
        if kind is not None and kind_by_name(name) is None:
            sentence = f"The file is checked as .{kind}; by this name deploy would not take it."
            yield Finding("file-name", Severity.WARNING, None, sentence, f"Name it *.{kind}.", name)


def _read(paths: tuple[Path, ...], more: Callable[[Path], bool]) -> Read:
    read = Read()
    for path in paths:
        for file in _files(path, more):
            _take(read, file)
    if not read.files and not read.findings:
        raise BadInput(f"There is no .bpmn, .dmn or .form file in {', '.join(map(_shown, paths))}.")
    return read


def _files(path: Path, more: Callable[[Path], bool]) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if not file.is_dir() and (file.suffix.lower() in KINDS or more(file)):
            yield file


def _take(read: Read, file: Path) -> None:
    name = _shown(file)
    try:
        if not file.is_file():
            file.stat()
            raise BadInput(f"{name} is neither a file nor a folder.")
        size = file.stat().st_size
        if size > LARGEST:
            sentence = f"The file has {size} bytes; files of more than {LARGEST} are not read."
            read.findings.append(Finding("file-size", Severity.ERROR, None, sentence, "", name))
        else:
            read.files[name] = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror or error}.") from error


def _shown(path: Path) -> str:
    """The path as text that can be printed: a name on disk may hold any bytes."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _looks_like_xml_of_ours(file: Path) -> bool:
    if file.suffix.lower() not in _XML_ENDINGS or not file.is_file():
        return False
    with file.open("rb") as opened:
        return _kind_of_xml(opened.read(_HEAD)) is not None


def _kind_of_xml(content: bytes) -> str | None:
    """By the namespace of the root element; it is enough that the file begins well."""
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    with suppress(etree.XMLSyntaxError):  # what came before the mistake still counts
        parser.feed(content[:_HEAD])
    for _, root in parser.read_events():
        space = etree.QName(root).namespace or ""  # type: ignore[arg-type]  # start events carry elements
        return next((kind for word, kind in _KIND_OF_SPACE if word in space), None)
    return None


def _kind_of_json(content: bytes) -> str | None:
    return "form" if content.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") else None


def _kind_of_ending(name: str) -> str | None:
    """`.bpmn20.xml` and the like, of files too broken to tell."""
    for ending in map(str.lower, Path(name).suffixes):
        for kind in ("bpmn", "dmn"):
            if ending.startswith(f".{kind}"):
                return kind
    return None
