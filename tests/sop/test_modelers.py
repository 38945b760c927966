"""Our files in the free modelers: read without a warning, fine by Camunda 8's rules, and the same after a save."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from engine.bpmn.drawing import drawing_findings
from engine.bpmn.parse import parse_diagram
from engine.dmn.lint import lint_decision
from engine.dmn.parse import parse as parse_decisions
from tests.sop.decisions import BPMN

FRONTEND = Path(__file__).parents[2] / "web" / "frontend"
DIAGRAMS = sorted(BPMN.glob("*/*.bpmn"))
DECISIONS = sorted(BPMN.glob("*/decisions/*.dmn"))
pytestmark = [
    pytest.mark.skipif(which("node") is None, reason="Node is not installed: the modelers' own readers are not tried"),
    pytest.mark.skipif(
        not (FRONTEND / "node_modules" / "zeebe-bpmn-moddle").exists(),
        reason="web/frontend/node_modules is missing: run npm ci in web/frontend",
    ),
]


@dataclass(frozen=True)
class Tried:
    """What the modelers made of a file. `saved` is what they would write."""

    warnings: list[str]
    findings: list[str]
    saved: str


def in_the_modelers(files: list[Path]) -> dict[Path, Tried]:
    command = ["node", str(FRONTEND / "modelers.mjs"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    answers: dict[str, Any] = json.loads(done.stdout)
    return {Path(name): Tried(**answer) for name, answer in answers.items()}


@pytest.fixture(scope="module")
def tried() -> dict[Path, Tried]:
    return in_the_modelers([*DIAGRAMS, *DECISIONS])


@pytest.mark.parametrize("path", [*DIAGRAMS, *DECISIONS], ids=lambda path: path.name)
def test_a_file_opens_without_a_warning_and_keeps_the_rules_of_camunda_8(tried: dict[Path, Tried], path: Path) -> None:
    assert tried[path].warnings == []
    assert tried[path].findings == []


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.name)
def test_a_diagram_saved_by_a_modeler_is_the_same_process(tried: dict[Path, Tried], path: Path) -> None:
    ours, _ = parse_diagram(path.read_bytes())
    saved = tried[path].saved.encode()
    theirs, findings = parse_diagram(saved)
    assert ours is not None
    assert theirs is not None
    assert findings == []
    assert theirs.processes == ours.processes
    assert drawing_findings(saved) == drawing_findings(path.read_bytes()) == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_decisions_saved_by_a_modeler_are_the_same_tables(tried: dict[Path, Tried], path: Path) -> None:
    ours = parse_decisions(path.read_bytes())
    theirs = parse_decisions(tried[path].saved.encode())
    assert replace(theirs, sha256=ours.sha256) == ours
    assert lint_decision(tried[path].saved.encode()) == []


def test_the_modelers_complain_of_what_they_cannot_take(tmp_path: Path) -> None:
    text = (BPMN / "underwriting/underwriting.bpmn").read_text("utf-8")
    assert 'decisionId="uw_final"' in text
    broken = tmp_path / "broken.bpmn"
    text = text.replace('decisionId="uw_final"', "")
    text = text.replace('targetRef="record_decision"', 'targetRef="nobody"', 1)
    broken.write_text(text, "utf-8")
    answer = in_the_modelers([broken])[broken]
    assert any("nobody" in warning for warning in answer.warnings)
    assert any("combine_outcomes" in finding for finding in answer.findings)
