"""Every diagram is drawn so that it can be read: the linter's drawing rules and the stricter ones of `reading.py`."""

import pytest

from engine.bpmn.drawing import drawing_findings
from tests.sop.decisions import BPMN
from tests.sop.reading import faults, read

DIAGRAMS = sorted(BPMN.glob("*/*.bpmn"))


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_is_laid_out_for_a_reader(path):
    found = drawing_findings(path.read_bytes())
    assert [f"{each.rule} {each.element_id} {each.element_name}: {each.sentence}" for each in found] == []


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_lies_in_the_folder_of_its_process(path):
    assert path.stem == path.parent.name


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_reads_from_left_to_right_with_nothing_in_the_way(path):
    assert faults(read(path.read_bytes())) == []
