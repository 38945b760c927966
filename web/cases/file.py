"""The file of the matter beside a task: what a reviewer decides on, as the reader's roles may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from handlers.files import APPLICATION, matter_file, matter_of
from handlers.privacy import ErasedError
from web.i18n.dates import say_days_in
from web.names import name_of_actor
from web.site import site

OF_COLLEAGUES = {"不得经办"}
"""Labels of lines that hold accounts: the records keep the ids, a reader knows the names."""


@dataclass(frozen=True, slots=True)
class FileSection:
    """A titled list of label and value, in the reader's language where a label has one."""

    title: str
    lines: tuple[tuple[str, str], ...]


def file_title(variables: Mapping[str, Any]) -> str:
    """What the file beside a task of this case is called."""
    return gettext("投保档案") if matter_of(variables) == APPLICATION else gettext("档案")


def file_of(
    variables: Mapping[str, Any], roles: Collection[str], only: Collection[str] | None = None
) -> list[FileSection]:
    """The sections that these roles may see; empty when the case names no matter, or its person was erased.

    `only`: of all sections those with these titles.
    """
    say = site().labels.say_composed
    try:
        with site().reading() as rows:
            found = matter_file(rows, variables, roles)
    except ErasedError:
        return []
    return [
        FileSection(say(section.title), tuple(_line(line.label, line.value) for line in section.lines))
        for section in found
        if only is None or section.title in only
    ]


def _line(label: str, value: str) -> tuple[str, str]:
    """A line in the reader's language, its days and colleagues as people say them."""
    if label in OF_COLLEAGUES:
        value = gettext("、").join(name_of_actor(one) for one in value.split("、"))
    say = site().labels.say_composed
    return say(label), say_days_in(say(value))
