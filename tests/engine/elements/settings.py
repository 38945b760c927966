"""Probes of the `zeebe:` settings."""

from __future__ import annotations

from datetime import UTC, datetime

from engine import facts
from tests.engine.elements.activities import straight
from tests.engine.elements.cast import CALLED, DECISION
from tests.engine.elements.probes import probe
from tests.engine.spiff.drawing import call, io, node, service, user
from tests.engine.worlds import TestWorld


@probe("zeebe.input")
def _input_mappings_make_locals() -> None:
    run = straight(user("x", ext=io(("=a + 1", "b"), ("=b * 2", "c"), ("static text", "d.e"), ("=c", "d.f"))), a=1)
    key = run.key("x")
    assert run.machine.variables(key) == {"a": 1, "b": 2, "c": 4, "d": {"e": "static text", "f": 4}}
    assert run.vars == {"a": 1}


@probe("zeebe.output")
def _output_mappings_alone_go_upwards() -> None:
    run = straight(user("x", ext=io(out=(("=answer * 2", "kept.twice"), ("=kept.twice + 1", "more")))), kept={"old": 1})
    run.complete("x", answer=2, forgotten=True)
    assert run.vars == {"kept": {"old": 1, "twice": 4}, "more": 5}


@probe("zeebe.task_definition")
def _names_the_handler_and_the_number_of_tries() -> None:
    w = TestWorld()
    w.handlers["do.it"] = lambda job: w.failed("not yet", w.retries[-1])
    run = straight(service("x", type_="='do.' + what".replace("'", '"'), retries="2"), world=w, what="it")
    assert w.retries == [2]
    (scheduled,) = run.of(facts.JobScheduled)
    assert (scheduled.type, scheduled.retries_left, scheduled.due_at) == ("do.it", 1, w.at + w.retry_after)
    run.retry()
    assert w.retries == [2, 1]
    assert [job.attempt for job in w.jobs] == [1, 2]
    assert run.incidents == [("x", "job_failed")]


@probe("zeebe.task_headers")
def _hands_static_headers_to_the_handler() -> None:
    w = TestWorld(handlers={"work": lambda job: {}})
    headers = '<zeebe:taskHeaders><zeebe:header key="template" value="welcome"/></zeebe:taskHeaders>'
    straight(service("x", ext=headers), world=w)
    assert dict(w.jobs[0].headers) == {"template": "welcome"}


@probe("zeebe.assignment_definition")
def _tells_who_may_do_the_task() -> None:
    said = '<zeebe:assignmentDefinition assignee="=boss" candidateGroups="a, b" candidateUsers="=people"/>'
    run = straight(user("x", ext=said), boss="li", people=["wang", "zhao"])
    (opened,) = run.of(facts.UserTaskOpened)
    assert opened.assignee == "li"
    assert opened.candidate_groups == ("a", "b")
    assert opened.candidate_users == ("wang", "zhao")


@probe("zeebe.form_definition")
def _tells_the_form() -> None:
    run = straight(user("x", ext='<zeebe:formDefinition formId="application"/>'))
    assert [each.form_id for each in run.of(facts.UserTaskOpened)] == ["application"]


@probe("zeebe.task_schedule")
def _tells_when_the_task_is_due() -> None:
    said = '<zeebe:taskSchedule dueDate="=due" followUpDate="2026-03-04T09:00:00+08:00"/>'
    run = straight(user("x", ext=said), due="2026-03-05T18:00:00")
    (opened,) = run.of(facts.UserTaskOpened)
    # Without an offset it is the agency's local time.
    assert opened.due_at == datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert opened.follow_up_at == datetime(2026, 3, 4, 1, tzinfo=UTC)


@probe("zeebe.priority_definition")
def _tells_how_urgent_the_task_is() -> None:
    run = straight(user("x", ext='<zeebe:priorityDefinition priority="=40 + 40"/>'))
    assert [each.priority for each in run.of(facts.UserTaskOpened)] == [80]


@probe("zeebe.called_element", "zeebe.binding.deployment")
def _tells_which_process_is_called_and_what_it_sees(_: str) -> None:
    run = straight(call("x", "=which", ext=io(("=a", "b")), parent=False, child=False), CALLED, which="called", a=1)
    assert run.machine.variables(run.key("called")) == {"b": 1}
    run.complete("in", a=2, b=3)
    assert run.vars == {"which": "called", "a": 1}


@probe("zeebe.called_decision")
def _tells_which_decision_and_where_its_result_goes() -> None:
    w = TestWorld(decisions={"other": lambda context: {"ok": True}})
    said = DECISION.replace('"d"', '"=which"')
    run = straight(node("businessRuleTask", "x", ext=said), world=w, which="other")
    assert run.vars == {"which": "other", "decided": {"ok": True}}


@probe("zeebe.subscription")
def _correlates_by_the_key_told_on_entering() -> None:
    run = straight(node("receiveTask", "x", messageRef="m_paid"), key=17)
    assert [each.correlation_key for each in run.machine.subscriptions()] == ["17"]


@probe("zeebe.properties")
def _properties_are_kept_with_the_model() -> None:
    said = '<zeebe:properties><zeebe:property name="sop:clause" value="4.4.2c"/></zeebe:properties>'
    run = straight(user("x", ext=said))
    assert run.library["p"].process.nodes["x"].properties == {"sop:clause": "4.4.2c"}
