"""What each app of the tests would read and compile anew, kept for all of them: templates and the English labels."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from web.i18n.labels import Labels

BPMN = Path(__file__).parents[2] / "bpmn"


class CompiledTemplates(BytecodeCache):
    """By the template's path and text: one that changed is compiled again."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


def keep() -> None:
    """From now on, for every app of this process. Labels of other folders than the project's own are read each time."""
    read: Any = Labels.read
    kept = cache(read)
    setattr(Labels, "read", staticmethod(lambda bpmn: kept(bpmn) if bpmn == BPMN else read(bpmn)))  # noqa: B010
    Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
