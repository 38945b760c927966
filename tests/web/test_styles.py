"""Each page loads the style sheets that its classes stand in: a class without its style looks like a mistake.

Macros are followed by name, so a page is asked only about what it takes from a file of many.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
TEMPLATES, SHEETS = WEB / "templates", WEB / "static" / "css"
_MACRO = re.compile(r"{%-? *macro (\w+)\(.*?{%-? *endmacro *-?%}", re.DOTALL)
_PARTS = re.compile(r'{%-? *(?:extends|include) "([^"]+)"')
_IMPORT = re.compile(r'{%-? *from "([^"]+)" import ([\w, ]+?)(?: with context)? *-?%}')
_CLASS = re.compile(r'class="([^"]*)"')
_SAID = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)


def pages() -> list[str]:
    """Templates that are a page, not a piece of one."""
    files = sorted(TEMPLATES.rglob("*.html"))
    return [str(file.relative_to(TEMPLATES)) for file in files if "extends" in file.read_text("utf-8")[:400]]


def text_of(name: str, wanted: frozenset[str] | None = None) -> str:
    """What a template prints, with all it extends, includes and imports. `wanted`: of its macros only these."""
    text = (TEMPLATES / name).read_text("utf-8")
    macros = {found[1]: found[0] for found in _MACRO.finditer(text)}
    body = "" if wanted is not None else _MACRO.sub("", text)
    left = set(wanted if wanted is not None else [macro for macro in macros if re.search(rf"\b{macro}\(", body)])
    done: set[str] = set()
    while left:
        macro = left.pop()
        done.add(macro)
        body += macros.get(macro, "")
        left |= {other for other in macros if re.search(rf"\b{other}\(", macros.get(macro, ""))} - done
    taken = {file: frozenset(re.findall(r"\w+", names)) for file, names in _IMPORT.findall(text)}
    used = {file: frozenset(name for name in names if name in body) for file, names in taken.items()}
    return (
        body
        + "".join(text_of(part) for part in _PARTS.findall(body))
        + "".join(text_of(file, names) for file, names in used.items() if names)
    )


def classes_of(sheet: Path) -> set[str]:
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)))


@pytest.mark.parametrize("page", pages())
def test_a_page_loads_the_sheets_of_its_classes(page: str) -> None:
    styles = {sheet.name: classes_of(sheet) for sheet in SHEETS.glob("*.css")}
    text = text_of(page)
    loaded = set(re.findall(r"css/(\w+\.css)", text))
    assert {"base.css", "parts.css"} <= loaded
    known, here = set().union(*styles.values()), set().union(*(styles[sheet] for sheet in loaded))
    used = {name for said in _CLASS.findall(_SAID.sub(" ", text)) for name in said.split()}
    assert {name for name in used if name in known and name not in here} == set()
