"""Catalogues: what the sources say in Chinese, and the English of it.

`python -m web.i18n.catalogues update` adds new sentences to `en/LC_MESSAGES/messages.po` and drops unused ones;
`compile` makes the `.mo` files that a running site reads.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
WEB = Path(__file__).parent.parent
CATALOGUE = WEB / "translations" / "en" / "LC_MESSAGES" / "messages.po"
_METHODS = [
    ("**/node_modules/**", "ignore"),
    ("cli/**", "ignore"),
    ("**.py", "python"),
    ("templates/**.html", "jinja2"),
]
_OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "N_": None}


def extract() -> Catalog:
    """Every sentence of the sources, with the files that say it (without lines: those change too often)."""
    found = Catalog(locale="en", charset="utf-8", project="sopflow")
    for file, _line, message, comments, context in extract_from_dir(WEB, _METHODS, _OPTIONS, _KEYWORDS):
        found.add(message, locations=[(f"web/{file}", None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return found


def read() -> Catalog:
    """The English catalogue as it is kept."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def missing() -> list[str]:
    """Sentences of the sources without English, or with an English that is only guessed."""
    known = read()
    lacking = []
    for message in extract():
        if not message.id:
            continue
        kept = known.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        if kept is None or kept.fuzzy or not all(_texts(kept.string)):
            lacking.append(str(message.id))
    return lacking


def update() -> None:
    """Bring the kept catalogue up to the sources; new sentences come in without English."""
    catalogue = read() if CATALOGUE.exists() else Catalog(locale="en", charset="utf-8", project="sopflow")
    catalogue.header_comment = "# English of the pages; the Chinese is what the sources say."
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "sopflow", "1", "none"
    catalogue.last_translator, catalogue.language_team = "none", "English"
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = EPOCH  # a date would make every update a change
    catalogue.fuzzy = False
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=False)


def compile_catalogue() -> None:
    """Write the `.mo` file beside the catalogue."""
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, read())


def _texts(string: object) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)  # type: ignore[arg-type]


if __name__ == "__main__":
    {"update": update, "compile": compile_catalogue}[sys.argv[1]]()
