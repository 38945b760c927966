"""A long case of the real process: its journal is intact, and running it again gives the same."""

import pytest

from engine.clock import ManualClock
from engine.journal.replay import replay_case
from engine.journal.verify import verify_all
from handlers.scenarios import read_scenarios, run_scenario
from tests.sop.decisions import BPMN

STORIES = {
    "underwriting/scenarios/underwriting.yaml": "体检、分次补件",
    "policy_issue/scenarios/policy_issue.yaml": "他人账户拒收",
}


@pytest.mark.parametrize(("file", "name"), STORIES.items())
def test_the_journal_is_intact_and_can_be_run_again(sop_engines, file, name):
    scenario = next(each for each in read_scenarios(BPMN / file) if each.name.startswith(name))
    clock = ManualClock(scenario.at)
    with sop_engines(clock) as engine:
        story = run_scenario(scenario, engine, clock)
        assert story.problems == []
        verdicts = list(verify_all(engine.store))
        assert len(verdicts) >= 2
        assert [verdict for verdict in verdicts if not verdict.intact] == []
        again = replay_case(engine.store, engine.keys, engine.libraries, story.case_id)
        assert again.entries > 10
        assert again.differences == ()
