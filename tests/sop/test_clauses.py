"""Every clause of the SOP is carried by an element of a diagram that a scenario walks."""

from pathlib import Path

from engine.bpmn.model import Process
from engine.deployment import read_package
from handlers.clauses import CLAUSES
from handlers.scenarios import package_files
from handlers.traceability import BREACH, Place, carried, trace, walked_by
from tests.sop.decisions import BPMN

PROCESSES = list(read_package(package_files(BPMN)).processes.values())
LIST = Path(__file__).parent / "clauses_not_yet.txt"
NOT_YET = [line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_the_clauses_that_nothing_carries_are_exactly_those_of_the_list(scenario_report):
    traces = trace(carried(PROCESSES), walked_by(scenario_report.stories))
    gaps = {each.clause.id: each.gap for each in traces if each.gap}
    assert {clause: gap for clause, gap in gaps.items() if clause not in NOT_YET} == {}
    assert [clause for clause in NOT_YET if clause not in gaps] == [], "carried now: strike it from the list"


def test_the_list_names_clauses_of_the_sop_once_and_in_its_order():
    assert [clause for clause in CLAUSES if clause in NOT_YET] == NOT_YET


def test_a_mark_of_a_breach_names_clauses_of_the_sop():
    assert set(carried(PROCESSES, BREACH)) <= CLAUSES.keys()


def test_a_clause_without_element_or_scenario_is_a_gap():
    process = Process("p", "p", {}, {}, properties={"sop:clause": "4.1.1a 4.1.1b"})
    places = carried([process])
    assert places["4.1.1b"] == (Place("p", "p"),)
    gaps = {each.clause.id: each.gap for each in trace(places, {"p: story": frozenset({Place("p", "p")})})}
    assert (gaps["4.1.1a"], gaps["4.1.2a"]) == ("", "no element")
    assert {each.clause.id: each.gap for each in trace(places, {})}["4.1.1a"] == "no scenario"
