"""Timers, messages, signals, errors and escalations in company."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import facts
from engine.bpmn import iso8601
from engine.ports import JobResult
from engine.spiff.iso_time import NEVER, read_cycle, read_moment, read_period
from tests.engine.spiff.drawing import (
    boundary,
    call,
    each,
    end,
    error,
    escalation,
    message,
    node,
    on_event,
    par,
    path,
    process,
    service,
    signal,
    start,
    sub,
    timer,
    user,
)
from tests.engine.spiff.running import Run
from tests.engine.worlds import START, TestWorld


def straight(*parts: str, world: TestWorld | None = None, **variables: object) -> Run:
    return Run(start(), *parts, end(), path("start", "x", "end"), world=world, **variables)


def edge(name: str, host: str, inside: str, *, interrupting: bool = True) -> str:
    """A boundary event that leads to a task of its own."""
    return boundary(name, host, inside, interrupting=interrupting) + user(f"after-{name}") + path(name, f"after-{name}")


def test_several_boundary_events_watch_one_task_and_go_with_it():
    run = straight(
        user("x"),
        edge("remind", "x", timer("cycle", "R/P1D"), interrupting=False),
        edge("lapse", "x", timer("duration", "P5D")),
        edge("told", "x", message("m_told"), interrupting=False),
        edge("halt", "x", signal("s_halt")),
        key="K",
    )
    run.fire("remind")
    run.fire("remind")
    run.receive("told")
    assert run.open == ["after-remind", "after-remind", "after-told", "x"]
    assert [each.due_at - START for each in run.machine.timers()] == [timedelta(days=5), timedelta(days=3)]
    assert [each.repetitions for each in run.machine.timers()] == [0, -1]
    run.receive("halt")
    assert run.open == ["after-halt", "after-remind", "after-remind", "after-told"]
    assert run.waits == []
    assert [each.completed for each in run.of(facts.UserTaskClosed)] == [False]


def test_a_cycle_counts_from_its_due_times_however_late_it_is_fired():
    run = straight(user("x"), edge("remind", "x", timer("cycle", "R3/PT10M"), interrupting=False))
    run.world.advance(timedelta(hours=5))
    for _ in range(3):
        run.fire("remind")
    minutes = [int((each.due_at - START).total_seconds() / 60) for each in run.of(facts.TimerSet)]
    assert minutes == [10, 20, 30]
    assert [each.repetitions for each in run.of(facts.TimerSet)] == [2, 1, 0]
    assert [each.timer for each in run.of(facts.TimerFired)] == [1, 2, 3]
    assert run.waits == []


def test_due_times_are_computed_once_and_kept_over_a_restart():
    run = straight(node("intermediateCatchEvent", "x", timer("duration", "=wait")), wait="P1M")
    due = run.machine.timers()[0].due_at
    run.machine.set_variables(1, {"wait": "P2M"}, run.world)
    run.world.advance(timedelta(days=3))
    assert run.machine.timers()[0].due_at == due


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("P1M", "2026-01-31T10:00:00+08:00", "2026-02-28T10:00:00+08:00"),
        ("P1M", "2024-01-31T10:00:00+08:00", "2024-02-29T10:00:00+08:00"),
        ("P1Y", "2024-02-29T10:00:00+08:00", "2025-02-28T10:00:00+08:00"),
        ("P1Y2M3DT4H5M6S", "2026-01-01T00:00:00+08:00", "2027-03-04T04:05:06+08:00"),
        ("P2W", "2026-01-01T00:00:00+08:00", "2026-01-15T00:00:00+08:00"),
        ("PT0.5S", "2026-01-01T00:00:00+08:00", "2026-01-01T00:00:00.500000+08:00"),
        ("-P1D", "2026-01-01T00:00:00+08:00", "2025-12-31T00:00:00+08:00"),
        # In Shanghai it is the 31st already: the month is counted there.
        ("P1M", "2026-03-30T20:00:00+00:00", "2026-04-29T20:00:00+00:00"),
    ],
)
def test_durations_are_calendar_arithmetic_in_the_agency_s_zone(text, since, until):
    assert read_period(text).after(datetime.fromisoformat(since)) == datetime.fromisoformat(until)


@st.composite
def durations(draw) -> str:
    """As long as lint lets them be."""

    def some(unit: str, digits: int) -> str:
        number = draw(st.none() | st.integers(1, 10**digits - 1))
        return "" if number is None else f"{number}{unit}"

    days = some("Y", 4) + some("M", 5) + some("W", 5) + some("D", 6)
    time = some("H", 7) + some("M", 9) + some("S", 10)
    return f"P{days}T{time}" if time else f"P{days or '1D'}"


@settings(deadline=None)
@given(durations())
def test_every_duration_that_lint_lets_pass_can_be_waited_for(text):
    assert iso8601.is_duration(text)
    assert START < read_period(text).after(START) <= NEVER


@settings(deadline=None)
@given(st.sampled_from(["", "1", "3", "999999", "-1"]), durations())
def test_every_cycle_that_lint_lets_pass_can_be_waited_for(times, every):
    assert iso8601.is_cycle(f"R{times}/{every}")
    assert START < read_cycle(f"R{times}/{every}").first(START) <= NEVER


@pytest.mark.parametrize("text", ["", "P", "PT", "1D", "P1", "P1H", "PT1D", "P1.5M", "soon", "P1DT"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError):
        read_period(text)


@pytest.mark.parametrize("text", ["PT1H", "R0/PT1H", "R3", "R3/", "R3/PT0S", "R3/-PT1H", "R-2/PT1H", "0 0 9 * * *"])
def test_what_is_no_cycle_is_refused(text):
    with pytest.raises(ValueError):
        read_cycle(text)


def test_a_cycle_may_begin_at_a_date():
    cycle = read_cycle("R2/2026-05-01T09:00:00+08:00/P1D")
    assert (cycle.times, cycle.first(START)) == (2, datetime(2026, 5, 1, 1, tzinfo=UTC))


def test_moments_without_an_offset_are_the_agency_s():
    assert read_moment("2026-05-01T09:00:00") == datetime(2026, 5, 1, 1, tzinfo=UTC)
    assert read_moment("2026-05-01T09:00:00+02:00[Europe/Berlin]") == datetime(2026, 5, 1, 7, tzinfo=UTC)
    assert read_moment("2026-05-01T09:00:00@Europe/Berlin") == datetime(2026, 5, 1, 7, tzinfo=UTC)
    assert read_moment("2026-05-01") == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert read_moment("2026-05-01", end_of_day=True) == datetime(2026, 5, 1, 15, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "09:00:00", "2026-05-01T09:00:00@Nowhere/Land", "2026-05-01T25:00:00"]
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError):
        read_moment(text)


def test_the_nearest_level_catches_an_error_and_there_the_one_that_names_it():
    handlers = {"work": lambda job: JobResult(error_code=job.variables["code"], error_message="")}
    parts = (
        sub(
            "x",
            start("s0"),
            service("t"),
            path("s0", "t"),
            edge("t-worse", "t", error("e_worse")),
            on_event("on", start("on-bad", error("e_bad")), user("after-on"), path("on-bad", "after-on")),
        ),
        edge("x-any", "x", error()),
        edge("x-bad", "x", error("e_bad")),
    )
    assert straight(*parts, world=TestWorld(handlers=handlers), code="worse").open == ["after-t-worse"]
    assert straight(*parts, world=TestWorld(handlers=handlers), code="bad").open == ["after-on"]
    assert straight(*parts, world=TestWorld(handlers=handlers), code="odd").open == ["after-x-any"]


def test_an_error_thrown_by_an_event_subprocess_is_not_caught_by_its_brothers():
    run = straight(
        sub(
            "x",
            start("s0"),
            user("t"),
            path("s0", "t"),
            on_event("on", start("on0", signal("s_news")), end("fail", error("e_bad")), path("on0", "fail")),
            on_event("brother", start("brother0", error("e_bad")), user("wrong"), path("brother0", "wrong")),
        ),
        edge("bad", "x", error("e_bad")),
    )
    run.receive("on0")
    assert run.open == ["after-bad"]


def test_an_error_thrown_beside_the_work_is_caught_by_a_brother_and_ends_the_work():
    run = straight(
        sub(
            "x",
            start("s0"),
            user("t"),
            path("s0", "t"),
            on_event(
                "on",
                start("on0", signal("s_news"), isInterrupting="false"),
                end("fail", error("e_bad")),
                path("on0", "fail"),
            ),
            on_event("brother", start("brother0", error("e_bad")), user("mend"), path("brother0", "mend")),
        )
    )
    run.receive("on0")
    assert run.open == ["mend"]
    assert run.terminated("t") == run.terminated("on") == 1
    run.complete("mend")
    assert run.outcome == "completed"


def test_an_error_goes_through_call_activities_and_ends_what_lies_between():
    run = straight(
        call("x", "q", each("[1, 2]")),
        edge("bad", "x", error("e_bad")),
        process(start("q0"), user("a"), end("q9", error("e_bad")), path("q0", "a", "q9"), process_id="q"),
    )
    run.complete("a")
    assert run.open == ["after-bad"]
    assert run.terminated("q") == 2
    assert run.terminated("x") == 3


def test_an_escalation_can_be_heard_twice_and_does_not_stop_its_thrower():
    run = straight(
        sub(
            "x",
            start("s0"),
            user("t", each("[1, 2]", seq=True)),
            node("intermediateThrowEvent", "shout", escalation("x_late")),
            node("intermediateThrowEvent", "again", escalation("x_later")),
            user("u"),
            path("s0", "shout", "again", "u", "t"),
        ),
        edge("late", "x", escalation("x_late"), interrupting=False),
        edge("any", "x", escalation(), interrupting=False),
    )
    assert run.open == ["after-any", "after-late", "u"]


def test_an_interrupting_escalation_stops_its_thrower():
    run = straight(
        sub(
            "x",
            start("s0"),
            node("intermediateThrowEvent", "shout", escalation("x_late")),
            user("u"),
            path("s0", "shout", "u"),
        ),
        edge("late", "x", escalation("x_late")),
    )
    assert run.open == ["after-late"]
    assert run.terminated("shout") == 1


def test_a_signal_reaches_all_who_listen_once_the_thrower_has_gone_on():
    run = Run(
        start(),
        par("f"),
        sub("s", start("s0"), user("t"), path("s0", "t")),
        edge("stop", "s", signal("s_halt")),
        user("a"),
        node("intermediateThrowEvent", "say", signal("s_halt")),
        user("b"),
        on_event("on", start("on0", signal("s_halt"), isInterrupting="false"), user("c"), path("on0", "c")),
        path("start", "f", "s"),
        path("f", "a", "say", "b"),
    )
    run.complete("a")
    assert run.open == ["after-stop", "b", "c"]
    assert len(run.of(facts.SignalThrown)) == 1


def test_an_interrupting_event_subprocess_of_the_case_takes_over_even_call_activities():
    run = straight(
        call("x", "q"),
        on_event("on", start("on0", message("m_told")), user("last"), path("on0", "last")),
        process(start("q0"), user("a"), path("q0", "a"), process_id="q"),
        key="K",
    )
    run.receive("on0", why="told")
    assert run.open == ["last"]
    assert run.vars["why"] == "told"
    run.complete("last")
    assert run.outcome == "completed"


def test_a_non_interrupting_event_subprocess_runs_as_often_as_its_message_comes():
    run = straight(
        user("x"),
        on_event("on", start("on0", message("m_told"), isInterrupting="false"), user("c"), path("on0", "c")),
        key="K",
    )
    for _ in range(3):
        run.receive("on0")
    assert run.open == ["c", "c", "c", "x"]
    assert len(run.of(facts.SubscriptionOpened)) == 1
    run.complete("x")
    assert run.outcome is None
    for _ in range(3):
        run.complete("c")
    assert run.outcome == "completed"


def test_a_terminate_end_event_of_a_called_process_ends_that_process_only():
    run = straight(
        call("x", "q"),
        process(
            start("q0"),
            user("a"),
            user("b"),
            end("q9", "<terminateEventDefinition/>"),
            path("q0", "a", "q9"),
            path("q0", "b"),
            process_id="q",
        ),
    )
    run.complete("a")
    assert run.passed("x") == 1
    assert run.outcome == "completed"


def test_events_of_a_loop_watch_the_whole_and_those_inside_their_own_instance():
    run = straight(
        sub("x", each("[1, 2]"), start("s0"), user("t"), path("s0", "t"), edge("late", "t", timer("duration", "PT1H"))),
        edge("lapse", "x", timer("duration", "P1D")),
    )
    assert run.waits == ["lapse", "late", "late"]
    run.fire("late")
    assert run.open == ["after-late", "t"]
    run.fire("lapse")
    assert run.open == ["after-lapse"]
    assert run.waits == []


@pytest.mark.parametrize(("part", "expected"), [("root", "on9"), ("inside", None)])
def test_the_case_s_end_event_may_be_that_of_an_event_subprocess_of_the_case(part, expected):
    on = on_event("on", start("on0", signal("s_news")), end("on9"), path("on0", "on9"))
    inner = sub("x", start("s0"), user("t"), path("s0", "t"), on if part == "inside" else "")
    run = Run(start(), inner, on if part == "root" else "", path("start", "x"))
    run.receive("on0")
    assert [each.end_event for each in run.of(facts.CaseEnded)] == [expected]


def test_cancelling_closes_everything_and_says_so_last():
    run = straight(
        sub("x", each("[1, 2]"), start("s0"), call("c", "q"), path("s0", "c")),
        edge("late", "x", timer("duration", "PT1H")),
        process(start("q0"), user("a"), service("b"), path("q0", "a"), path("q0", "b"), process_id="q"),
    )
    assert run.open == ["a", "a"]
    assert run.incidents == [("b", "job_failed")] * 2
    run.cancel()
    assert run.facts[-1] == facts.CaseEnded(outcome="cancelled", end_event=None)
    assert not run.machine.case.tokens
    assert len(run.of(facts.IncidentResolved)) == 2
    assert [each.completed for each in run.of(facts.UserTaskClosed)] == [False, False]
    assert len(run.of(facts.TimerCancelled)) == 1
