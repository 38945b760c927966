"""Those who lead: load and age, a plan before anything is done, a result per task, and nothing half-known."""

from __future__ import annotations

import pytest

from engine.chain_facts import OperationBegun, OperationEnded
from engine.errors import BadInput, Forbidden
from engine.facts import TaskAssigned
from tests.web.conftest import AGENT
from tests.web.test_handover import colleagues, person, told  # noqa: F401 - a fixture among them
from web.leads import operations
from web.leads.operations import DONE, PLANNED, REFUSED, Decision, begin, run
from web.leads.plans import Verb, plan_balance
from web.leads.team import members, team_of
from web.tables import OperationItem

AGENTS = frozenset({"agent"})


@pytest.fixture
def tasks(engine, customer_id):
    """Five quotations, all with 李娜 but the last, which nobody has."""
    made = []
    for number in range(5):
        known = {"applicant_id": customer_id, "agent_id": "li.na"}
        case = engine.start("quote", known, AGENT, business_key=f"Q-{number}")
        (task,) = engine.queries.tasks_of_case(case)
        if number < 4:
            engine.claim(task.id, AGENT)
        made.append(task.id)
    return made


def test_the_team_page_says_what_lies_with_whom(engine, store, log_in, tasks):
    with store.session() as rows:
        found = members(engine, rows, team_of(rows, AGENTS, ()))
    assert [(one.id, one.load.open if one.load else 0) for one in found] == [("", 1), ("li.na", 4), ("bo.wen", 0)]
    page = log_in("lin.feng").get("/team?holder=li.na").text
    assert "薄文" in page
    assert "Q-3" in page
    assert "张三丰" not in page
    for nobody in ("li.na", "admin"):
        assert log_in(nobody).get("/team").status_code == 403


def test_a_plan_evens_out_what_people_may_do_and_leaves_alone_who_is_away(engine, store, tasks):
    people = [person(store, one) for one in ("li.na", "bo.wen")]
    found = engine.queries.group_tasks(AGENTS)
    moved = plan_balance(engine, found, people, with_unclaimed=True)
    assert [(item.task.id, item.target) for item in moved if item.task.holder is None] == [(tasks[4], "bo.wen")]
    assert [item.target for item in moved] == ["bo.wen", "bo.wen"]  # then 3 and 2
    assert plan_balance(engine, found, [*people, person(store, "zhao.min")], with_unclaimed=False)[0].target == "bo.wen"
    assert plan_balance(engine, found, people[:1], with_unclaimed=False) == []


def test_from_the_plan_to_the_result_with_a_shared_id_and_notices(engine, log_in, tasks):
    lead = log_in("lin.feng")
    form = {"verb": "assign", "holder": "li.na", "to": "bo.wen", "reason": "李娜外出", "task": tasks[:2]}
    plan = lead.post("/team/plan", data=form)
    assert plan.status_code == 200
    assert "现在还什么都没有改变" in plan.text
    assert {engine.queries.task(task).holder for task in tasks[:2]} == {"li.na"}
    items = [f"{task} bo.wen" for task in tasks[:2]]
    engine.complete(tasks[1], {"amount": 5000, "plan": "ci"}, AGENT)  # somebody is faster than the lead
    done = lead.post("/team/operations", data={"verb": "assign", "reason": "李娜外出", "item": items})
    page = lead.get(done.location).text
    assert "完成 1 件，没有变动 1 件" in page
    assert engine.queries.task(tasks[0]).holder == "bo.wen"
    operation = done.location.rpartition("/")[2]
    entry = engine.queries.history(tasks[0].partition(".")[0])[-1]
    assert [fact.operation for fact in entry.facts if isinstance(fact, TaskAssigned)] == [operation]
    said = [fact for entry in engine.queries.engine_history() for fact in entry.facts]
    (begun,) = [fact for fact in said if isinstance(fact, OperationBegun)]
    (ended,) = [fact for fact in said if isinstance(fact, OperationEnded)]
    assert set(begun.tasks) == set(tasks[:2])
    assert (ended.operation, ended.done, ended.refused) == (operation, 1, (tasks[1],))
    assert ("given", "lin.feng", "李娜外出") in told(engine, "bo.wen")
    assert engine.replay(tasks[0].partition(".")[0]).agrees
    assert log_in("wu.fang").get(done.location).status_code == 404


def test_a_plan_says_whose_role_it_is_that_may_not_do_the_task(log_in, tasks):
    form = {"verb": "assign", "holder": "li.na", "to": "zhao.min", "reason": "李娜外出", "task": tasks[:1]}
    plan = log_in("wu.fang").post("/team/plan", data=form).text
    assert "赵敏的角色不能办理这件任务。" in plan
    assert "您的角色" not in plan


def test_what_a_crash_cut_off_is_known_and_can_be_gone_on_with(engine, store, tasks, monkeypatch):
    lead = person(store, "lin.feng")
    made = begin(engine, Decision(Verb.ASSIGN, [(task, "bo.wen") for task in tasks[:3]], "均衡"), lead)
    real, calls = operations._do, []

    def crash_at_the_second(*given):
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr(operations, "_do", crash_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run(engine, made, lead)
    monkeypatch.setattr(operations, "_do", real)
    with store.session() as rows:
        half = operations.report(rows, made)
    assert (half.count(DONE), half.count(PLANNED), half.finished_at) == (1, 2, None)
    holders = {result.task_id: engine.queries.task(result.task_id).holder for result in half.results}
    assert {task for task, holder in holders.items() if holder == "bo.wen"} == {
        result.task_id for result in half.results if result.state == DONE
    }
    with pytest.raises(Forbidden):
        run(engine, made, person(store, "wu.fang"))
    whole = run(engine, made, lead)
    assert (whole.count(DONE), whole.count(PLANNED)) == (3, 0)
    assert run(engine, made, lead).finished_at == whole.finished_at


def test_the_mark_of_an_item_is_written_with_its_step_or_not_at_all(engine, store, tasks):
    lead = person(store, "lin.feng")
    made = begin(engine, Decision(Verb.PAUSE, [(task, None) for task in tasks], "等客户", "customer"), lead)
    engine.pause_clock(tasks[0], "customer", lead, "waits")
    found = run(engine, made, lead)
    assert {one.task_id: one.refusal for one in found.results if one.state == REFUSED} == {
        tasks[0]: "ClockAlreadyPaused"
    }
    assert all(engine.queries.task(task).paused_at is not None for task in tasks)
    back = run(engine, begin(engine, Decision(Verb.RESUME, [(task, None) for task in tasks], "到齐"), lead), lead)
    assert back.count(DONE) == 5
    freed = run(engine, begin(engine, Decision(Verb.RELEASE, [(task, None) for task in tasks], "病假"), lead), lead)
    assert [one.refusal for one in freed.results if one.state == REFUSED] == ["StaleCase"]  # nobody had the fifth
    with store.session() as rows:
        assert rows.query(OperationItem).filter_by(state=PLANNED).count() == 0


def test_an_operation_does_not_reach_beyond_what_its_lead_leads(engine, store, tasks):
    lead, boss = person(store, "lin.feng"), person(store, "wu.fang")
    for decision, by, refusal in (
        (Decision(Verb.RELEASE, [(tasks[0], None)], " "), lead, BadInput),
        (Decision(Verb.RELEASE, [], "x"), lead, BadInput),
        (Decision(Verb.RELEASE, [(tasks[0], None)] * 2, "x"), lead, BadInput),
    ):
        with pytest.raises(refusal):
            begin(engine, decision, by)
    stranger = person(store, "zhao.min")
    for by, target, name in ((stranger, "bo.wen", "Forbidden"), (boss, "zhao.min", "Forbidden")):
        found = run(engine, begin(engine, Decision(Verb.ASSIGN, [(tasks[0], target)], "x"), by), by)
        assert [one.refusal for one in found.results] == [name]
    assert engine.queries.task(tasks[0]).holder == "li.na"
