"""What the papers of the repository point to is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from web.cli import main

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
LARGEST_PICTURE = 300 * 1024


def papers() -> list[Path]:
    """Every Markdown file that is part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines()]


def links_of(text: str) -> list[str]:
    """The relative links of a Markdown text, without what stands in code."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return [link for link in LINK.findall(prose) if not re.match(r"[a-z]+:|#", link)]


@pytest.mark.parametrize("paper", papers(), ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(paper: Path) -> None:
    text = paper.read_text("utf-8")
    missing = [link for link in links_of(text) if not (paper.parent / link.partition("#")[0]).exists()]
    assert missing == []


def test_links_are_found_in_prose_and_pictures_but_not_in_code() -> None:
    text = "[a](b.md) ![c](d.png) `[e](f)` [g](https://h) [i](#j)\n```\n[k](l)\n```\n[`m`](n/o.md#p)"
    assert links_of(text) == ["b.md", "d.png", "n/o.md#p"]


def test_pictures_are_small_enough_to_clone() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*"))
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_first_papers_name_the_same_commands_and_diagrams_that_are_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    (block,) = re.findall(r"^```\n(sopflow .*?)^```", text, re.DOTALL | re.MULTILINE)
    named = set(re.findall(r"(?:^sopflow |\| )([a-z]+)", block, re.MULTILINE))
    assert named == set(main.commands) - {"setup"}  # `make run` sets up
    diagrams = {path.stem for path in (ROOT / "bpmn").glob("*/*.bpmn")}
    (table,) = re.findall(r"\n\|[^\n]*SOP[^\n]*\|\n\|---\|---\|---\|\n(.*?)\n\n", text, re.DOTALL)
    assert set(re.findall(r"`([a-z_]+)`", table)) <= diagrams
    assert f"{len(diagrams)} " in text
