"""The files of a file picker: how many, and of which kind (HTML standard, attribute `accept`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.forms.components import Component
from engine.forms.isolate import Instance
from engine.forms.messages import Problem


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What is known of an uploaded file."""

    name: str
    media_type: str = ""


def file_problems(
    field: Component, shown: Instance, value: Any, uploaded: Mapping[str, Sequence[FileInfo]] | None
) -> list[Problem]:
    """Problems of the files that a picker refers to.

    `value` is form-js's key of the files or a list of document objects. Of a key without `uploaded` nothing is known,
    so nothing is refused.
    """
    files = _files(value, uploaded)
    if files is None:
        return []
    if isinstance(value, str) and not files:
        return [Problem("file_expected")]
    is_multiple = shown.multiple is True if isinstance(field.multiple, str) else field.multiple
    problems = [] if is_multiple or len(files) <= 1 else [Problem("one_file_only")]
    accept = shown.accept if isinstance(shown.accept, str) else ""
    wanted = [part.strip().lower() for part in accept.split(",") if part.strip()]
    refused = [file for file in files if wanted and not any(_is_accepted(file, part) for part in wanted)]
    return problems + [Problem("file_not_accepted", {"name": file.name, "accept": accept}) for file in refused]


def _files(value: Any, uploaded: Mapping[str, Sequence[FileInfo]] | None) -> Sequence[FileInfo] | None:
    if isinstance(value, list):
        return [_file(document) for document in value]
    return uploaded.get(value, ()) if isinstance(value, str) and uploaded is not None else None


def _file(document: Mapping[str, Any]) -> FileInfo:
    metadata = document.get("metadata")
    facts = {**document, **(metadata if isinstance(metadata, dict) else {})}
    name = facts.get("fileName") or facts.get("name") or ""
    return FileInfo(str(name), str(facts.get("contentType") or facts.get("type") or ""))


def _is_accepted(file: FileInfo, part: str) -> bool:
    if part.startswith("."):
        return file.name.lower().endswith(part)
    media_type = file.media_type.lower().partition(";")[0].strip()
    return media_type.startswith(part[:-1]) if part.endswith("/*") else media_type == part
