"""Age and width do not slow a case: its books hold the live frontier alone."""

from __future__ import annotations

import json
import time

from SpiffWorkflow.util.task import TaskState

from tests.engine.spiff.drawing import each, end, flow, io, path, start, user, xor
from tests.engine.spiff.running import Run
from tests.engine.worlds import TestWorld, mini_feel

LOOP = (
    start(),
    xor("top"),
    user("a"),
    xor("g", default="g-end"),
    end(),
    path("start", "top", "a", "g", "end"),
    flow("g", "top", "n < 2000"),
)


def test_a_loop_of_two_thousand_passes_runs_flat_and_ends():
    run = Run(*LOOP, world=TestWorld(feel=mini_feel), warm=True, n=0)
    seconds, sizes = [], []
    for n in range(1, 2001):
        (task,) = run.machine.open_tasks()
        began = time.perf_counter()
        run.machine.complete_task(task.key, {"n": n}, run.world)
        seconds.append(time.perf_counter() - began)
        run.world.asked.clear()
        sizes.append(len(run.machine.case.tasks))
    assert run.machine.ended
    assert max(sizes) <= 3
    # The quicker tenth of each, so that a busy machine does not decide.
    first, last = sorted(seconds[:200])[20], sorted(seconds[-200:])[20]
    assert last < 2 * first


def test_the_snapshot_does_not_grow_with_age():
    run = Run(*LOOP, world=TestWorld(feel=mini_feel), warm=True, n=0)
    sizes = []
    for n in range(1, 200):
        (task,) = run.machine.open_tasks()
        run.machine.complete_task(task.key, {"n": 1000 + n}, run.world)
        sizes.append(len(json.dumps(run.machine.snapshot())))
    assert sizes[-1] - sizes[10] <= 8  # the keys have more digits


def test_an_unpruned_tree_keeps_everything_and_spiffworkflow_can_walk_it():
    run = Run(*LOOP, world=TestWorld(feel=mini_feel), warm=True, prune=False, n=0)
    for n in range(1, 21):
        (task,) = run.machine.open_tasks()
        run.machine.complete_task(task.key, {"n": n}, run.world)
    walked = run.machine.case.get_tasks()
    assert len(walked) == len(run.machine.case.tasks) > 60
    (waiting,) = run.machine.case.get_tasks(state=TaskState.STARTED, spec_name="a")
    assert waiting.depth > 40


def test_spiffworkflow_sees_the_pruned_tree():
    run = Run(*LOOP, world=TestWorld(feel=mini_feel), warm=True, n=0)
    case = run.machine.case
    assert [task.task_spec.bpmn_id for task in case.get_tasks(state=TaskState.STARTED)] == ["p", "a"]


def test_a_thousand_parallel_instances():
    run = Run(
        start(),
        user("a", each("items", "item", into="got", of="r"), ext=io(out=(("=item", "r"),))),
        end(),
        path("start", "a", "end"),
        world=TestWorld(feel=mini_feel),
        warm=True,
        items=[f"item {number}" for number in range(1000)],
    )
    tasks = run.machine.open_tasks()
    assert len(tasks) == 1000
    # In the collection and in the instance's own variable; a list of what is still to do would be a third.
    assert json.dumps(run.machine.snapshot()).count('"item 998"') == 2
    began = time.perf_counter()
    for task in reversed(tasks):
        run.machine.complete_task(task.key, {}, run.world)
    assert time.perf_counter() - began < 10
    assert run.machine.ended
    assert run.vars["got"] == run.vars["items"]
