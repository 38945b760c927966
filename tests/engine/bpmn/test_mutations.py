"""Damaged diagrams: never a traceback, and what lint lets pass is whole, compiles and runs."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bpmn.document import Document
from engine.bpmn.drawing import drawing_findings
from engine.bpmn.lint import has_errors, lint_diagram
from engine.bpmn.model import Diagram, FlowNode, Kind, Process, Trigger
from engine.bpmn.parse import parse_diagram, read_definitions
from engine.spiff import Machine, compile_library
from tests.engine.bpmn.mutations import SEEDS, damaged, everything
from tests.engine.worlds import TestWorld

FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COMMANDS = 12


def test_the_sound_diagrams_are_sound():
    for xml in SEEDS:
        assert not has_errors(lint_diagram(xml))


@FUZZ
@given(st.randoms(use_true_random=False), st.integers(1, 5))
def test_a_damaged_diagram_gives_findings_and_never_a_traceback(random: Random, times: int):
    xml = damaged(random, times)
    for finding in (*lint_diagram(xml), *drawing_findings(xml)):
        assert finding.sentence
    parse_diagram(xml)


@FUZZ
@given(st.binary(max_size=200), st.integers(0, 4000))
def test_a_file_with_a_wound_gives_findings_and_never_a_traceback(wound: bytes, at: int):
    xml = everything()
    lint_diagram(xml[:at] + wound + xml[at + len(wound) :])
    lint_diagram(wound)


@FUZZ
@given(st.randoms(use_true_random=False), st.integers(1, 2))
def test_what_lint_lets_pass_is_whole_and_runs(random: Random, times: int):
    xml = damaged(random, times)
    if has_errors(lint_diagram(xml)):
        return
    diagram, _ = parse_diagram(xml)
    assert diagram is not None
    assert_whole(diagram, xml)
    run(diagram)


@pytest.mark.parametrize("xml", SEEDS, ids=range(len(SEEDS)))
def test_the_sound_diagrams_are_whole_and_run(xml: bytes):
    diagram, _ = parse_diagram(xml)
    assert diagram is not None
    assert_whole(diagram, xml)
    run(diagram)


def assert_whole(diagram: Diagram, xml: bytes) -> None:
    """Nothing that the file holds is missing in the model, and no node lacks what it needs."""
    definitions, _ = read_definitions(xml)
    assert definitions is not None
    document = Document(definitions)
    nodes = [node.id for process in diagram.processes for node in process.nodes.values()]
    flows = [flow.id for process in diagram.processes for flow in process.flows.values()]
    assert nodes == [node.get("id") for node in document.nodes]
    assert flows == [flow.get("id") for flow in document.flows]
    for process in diagram.processes:
        for node in process.nodes.values():
            assert_complete(process, node)


def assert_complete(process: Process, node: FlowNode) -> None:
    needs = {
        Kind.SERVICE_TASK: node.job,
        Kind.SEND_TASK: node.job,
        Kind.USER_TASK: node.user_task,
        Kind.SCRIPT_TASK: node.script or node.job,
        Kind.BUSINESS_RULE_TASK: node.called_decision or node.job,
        Kind.CALL_ACTIVITY: node.called_element,
        Kind.RECEIVE_TASK: node.event and node.event.message,
        Kind.BOUNDARY_EVENT: process.nodes.get(node.attached_to or ""),
    }
    assert needs.get(node.kind, True)
    throws = node.kind in {Kind.END_EVENT, Kind.INTERMEDIATE_THROW_EVENT}
    if node.event is not None and node.event.trigger is Trigger.MESSAGE:
        assert node.job if throws else node.event.message
    if node.event is not None and node.event.trigger in {Trigger.TIMER, Trigger.SIGNAL}:
        assert node.event.timer or node.event.signal
    if node.event is not None and node.event.trigger in {Trigger.ERROR, Trigger.ESCALATION}:
        assert node.event.coded
        assert node.event.coded.code or not throws


def run(diagram: Diagram) -> None:
    """Start each process at each of its start events, and take what comes: no command may raise."""
    library = compile_library(diagram.processes)
    for process in diagram.processes:
        for start in process.nodes_of(process.id):
            if start.kind is Kind.START_EVENT:
                plain = start.event is None or start.event.trigger is Trigger.NONE
                world = TestWorld(handlers={"a.b": lambda _: {}}, decisions={"decision": lambda _: 1})
                machine, _ = Machine.start(library, process.id, {"key": "k"}, world, None if plain else start.id)
                drive(machine, world, library)


def drive(machine: Machine, world: TestWorld, library: dict) -> None:
    for _ in range(COMMANDS):
        if machine.open_tasks():
            machine.complete_task(machine.open_tasks()[0].key, {}, world)
        elif machine.timers():
            timer = min(machine.timers(), key=lambda each: each.due_at)
            world.at = max(world.at, timer.due_at)
            machine.fire_timer(timer.number, world)
        elif machine.subscriptions():
            wait = machine.subscriptions()[0]
            (machine.catch_signal if wait.correlation_key is None else machine.correlate)(wait.number, {}, world)
        else:
            return
        Machine.restore(library, machine.snapshot())
