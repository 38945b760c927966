"""Each process told as stories on the real engine; together they walk every element and every flow."""

import pytest

from tests.sop.decisions import BPMN
from tests.sop.stories import SCENARIOS

PROCESSES = sorted(path.parent.name for path in BPMN.glob("*/*.bpmn"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.file.stem}: {scenario.name}")
def test_the_story_goes_as_told(stories, scenario):
    assert stories.of(scenario).problems == []


@pytest.mark.parametrize("process", PROCESSES)
def test_every_path_of_the_diagram_is_walked(scenario_report, process):
    coverage = scenario_report.coverage[process]
    print(coverage.line())  # noqa: T201 - the figure belongs into the log of the run
    assert coverage.missed_elements == []
    assert coverage.missed_flows == []
