"""Runs and breaches of clauses, counted in a store that holds one long story, and in entries made for the purpose."""

from datetime import UTC, datetime

import pytest

from engine.clock import ManualClock
from engine.deployment import read_package
from engine.facts import ElementActivated, EscalationThrown
from engine.views import HistoryEntry
from handlers.scenarios import package_files, read_scenarios, run_scenario
from handlers.traceability import Place, carried, count_held, named_by, walked_by
from tests.sop.decisions import BPMN

FILES = package_files(BPMN)
PROCESSES = list(read_package(FILES).processes.values())
STORY = next(
    each
    for each in read_scenarios(BPMN / "underwriting/scenarios/underwriting.yaml")
    if each.name.startswith("补件逾期")
)


@pytest.fixture(scope="module")
def told(sop_engines):
    clock = ManualClock(STORY.at)
    with sop_engines(clock) as engine:
        story = run_scenario(STORY, engine, clock)
        assert story.problems == []
        yield story, engine


def test_a_case_is_one_run_of_every_clause_it_came_to_and_its_late_tasks_are_breaches(told):
    story, engine = told
    held = count_held(engine.queries, carried(PROCESSES), {"4.4.2b": (Place("underwriting", "lapse_evidence"),)})
    walked = walked_by([story])[f"{STORY.process}: {STORY.name}"]
    came_to = {clause for clause, places in carried(PROCESSES).items() if walked.intersection(places)}
    assert {clause for clause, each in held.items() if each.runs == 1} == came_to
    assert "4.4.3b" not in held  # no policy was issued
    assert (held["4.4.2b"].overdue, held["4.4.2b"].marked) == (1, 1)
    assert held["4.4.2b"].breaches == 2
    assert held["4.4.1a"].breaches == 0


def test_what_a_scenario_names_is_part_of_what_it_walks(told):
    story, _ = told
    name = f"{STORY.process}: {STORY.name}"
    named = named_by([STORY], PROCESSES)[name]
    assert Place("underwriting", "bring_evidence") in walked_by([story])[name]
    assert Place("application", "fill_application") in named
    assert named <= walked_by([story])[name]


class Entries:
    """A store of two cases: the first throws an escalation twice, the second comes to the same element."""

    def every_entry(self):
        def entry(case_id, *facts):
            at = datetime(2026, 3, 2, tzinfo=UTC)
            return HistoryEntry(case_id, 1, at, "a", "person", "web", None, "start", None, None, "", {}, facts)

        came = ElementActivated(key=2, element="warn", scope_key=1, process_id="p")
        thrown = EscalationThrown(key=2, element="warn", code="late", caught_by=None)
        yield entry("c1", came, thrown)
        yield entry("c1", thrown)
        yield entry("c2", came)

    def overdue_tasks(self):
        return {("p", "warn"): 3, ("p", "other"): 5}


def test_escalations_and_overdue_tasks_count_for_the_clauses_of_their_element():
    held = count_held(Entries(), {"B4": (Place("p", "warn"),)}, {"B2": (Place("p", "warn"),)})
    assert (held["B4"].runs, held["B4"].escalated, held["B4"].overdue, held["B4"].marked) == (2, 2, 3, 0)
    assert (held["B2"].runs, held["B2"].marked) == (0, 2)
