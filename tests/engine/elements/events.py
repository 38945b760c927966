"""Probes of events in every position."""

from __future__ import annotations

from datetime import timedelta

from engine import facts
from tests.engine.elements.activities import straight
from tests.engine.elements.cast import Run
from tests.engine.elements.probes import probe
from tests.engine.spiff.drawing import (
    TERMINATE,
    boundary,
    call,
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
from tests.engine.worlds import START, TestWorld

HOUR = timedelta(hours=1)
ON_DATE = timer("date", (START + HOUR).isoformat())
AFTER = timer("duration", "PT1H")
TWICE = timer("cycle", "R2/PT1H")


# start events


@probe("start_event.none")
def _begins_the_case() -> None:
    run = Run(start(), user("a"), path("start", "a"))
    assert run.open == ["a"]


@probe("start_event.message", "start_event.signal", "start_event.timer.date", "start_event.timer.cycle")
def _begins_a_case_when_it_happens(row_id: str) -> None:
    inside = {
        "start_event.message": message("m_paid"),
        "start_event.signal": signal("s_news"),
        "start_event.timer.date": ON_DATE,
        "start_event.timer.cycle": TWICE,
    }[row_id]
    run = Run(start("s", inside), user("a"), path("s", "a"), start="s", brought=1)
    assert run.open == ["a"]
    assert run.vars == {"brought": 1}
    # The engine's timers and subscriptions start cases; the case itself has nothing to wait for here.
    assert run.waits == []


@probe("start_event.several")
def _each_start_event_begins_a_case_of_its_own() -> None:
    parts = (start(), user("a"), path("start", "a"), start("other", message("m_paid")), user("b"), path("other", "b"))
    assert Run(*parts).open == ["a"]
    assert Run(*parts, start="other").open == ["b"]


# event subprocesses


def _with_event_subprocess(inside: str, *, interrupting: bool) -> Run:
    """Inside the subprocess `x`: task `a`, beside it a throwing task for errors and escalations."""
    w = TestWorld(handlers={})
    return straight(
        sub(
            "x",
            start("s0"),
            par("f"),
            user("a"),
            user("b"),
            node("intermediateThrowEvent", "shout", escalation("x_late")),
            end("fail", error("e_bad")),
            user("t"),
            path("s0", "f", "a"),
            path("f", "b", "shout"),
            path("f", "t", "fail"),
            on_event(
                "on",
                start("on-start", inside, isInterrupting=str(interrupting).lower()),
                user("answer"),
                path("on-start", "answer"),
            ),
        ),
        world=w,
        key="K",
    )


def _set_off(run: Run, trigger: str, element: str, *, by: tuple[str, str] = ("b", "t")) -> None:
    if trigger == "timer":
        run.fire(element)
    elif trigger == "escalation":
        run.complete(by[0])
    elif trigger == "error":
        run.complete(by[1])
    else:
        run.receive(element, told=trigger)


INSIDE = {
    "message": message("m_asked"),
    "signal": signal("s_halt"),
    "error": error("e_bad"),
    "escalation": escalation("x_late"),
    "timer.date": ON_DATE,
    "timer.duration": AFTER,
    "timer.cycle": TWICE,
}


def _inside(row_id: str) -> tuple[str, str]:
    """The trigger of a row, and its event definition."""
    parts = [each for each in row_id.split(".")[1:] if each not in {"interrupting", "non_interrupting"}]
    return parts[0], INSIDE[".".join(parts)]


@probe(
    *(f"event_sub_process.{each}.interrupting" for each in ("message", "signal", "error", "escalation")),
    *(f"event_sub_process.timer.interrupting.{each}" for each in ("date", "duration")),
)
def _an_interrupting_event_subprocess_takes_over(row_id: str) -> None:
    trigger, inside = _inside(row_id)
    run = _with_event_subprocess(inside, interrupting=True)
    # It does not run by itself when the case starts.
    assert run.open == ["a", "b", "t"]
    assert run.passed("on-start") == 0
    _set_off(run, trigger, "on-start")
    assert run.open == ["answer"]
    assert run.terminated("a") == 1
    assert run.waits == []
    run.complete("answer")
    assert run.passed("x") == 1
    assert run.outcome == "completed"


@probe(
    *(f"event_sub_process.{each}.non_interrupting" for each in ("message", "signal", "escalation")),
    *(f"event_sub_process.timer.non_interrupting.{each}" for each in ("date", "duration", "cycle")),
)
def _a_non_interrupting_event_subprocess_runs_beside(row_id: str) -> None:
    trigger, inside = _inside(row_id)
    run = _with_event_subprocess(inside, interrupting=False)
    _set_off(run, trigger, "on-start")
    rest = ["t"] if trigger == "escalation" else ["b", "t"]
    assert run.open == ["a", "answer", *rest]
    if row_id.endswith(("message.non_interrupting", "signal.non_interrupting", "cycle")):
        _set_off(run, trigger, "on-start")
        assert run.open == ["a", "answer", "answer", *rest]
    if trigger == "timer":
        assert run.waits == []
    run.complete("answer")
    assert run.passed("on") == 1
    assert run.passed("x") == 0


# intermediate events


@probe("intermediate_catch_event.message", "intermediate_catch_event.signal")
def _waits_to_be_told(row_id: str) -> None:
    trigger, inside = _inside(row_id)
    run = straight(node("intermediateCatchEvent", "x", inside), key="K")
    assert [(each.trigger, each.element) for each in run.of(facts.SubscriptionOpened)] == [(trigger, "x")]
    run.receive("x", told=1)
    assert run.vars["told"] == 1
    assert run.outcome == "completed"
    assert len(run.of(facts.SubscriptionClosed)) == 1


@probe("intermediate_catch_event.timer.date", "intermediate_catch_event.timer.duration")
def _waits_for_its_time(row_id: str) -> None:
    _, inside = _inside(row_id)
    run = straight(node("intermediateCatchEvent", "x", inside))
    assert [each.due_at for each in run.of(facts.TimerSet)] == [START + HOUR]
    run.fire("x")
    assert run.outcome == "completed"


@probe("intermediate_throw_event.none")
def _marks_the_way() -> None:
    run = straight(node("intermediateThrowEvent", "x"))
    assert run.passed("x") == 1
    assert run.outcome == "completed"


@probe("intermediate_throw_event.message", "end_event.message")
def _a_handler_sends_the_message(row_id: str) -> None:
    w = TestWorld(handlers={"work": lambda job: {"sent": True}})
    kind = "endEvent" if row_id.startswith("end") else "intermediateThrowEvent"
    thrower = service("x", message("m_told"), kind=kind)
    run = Run(start(), thrower, path("start", "x"), world=w)
    assert [job.element for job in w.jobs] == ["x"]
    assert run.vars == {"sent": True}
    assert run.outcome == "completed"


@probe("intermediate_throw_event.signal", "end_event.signal")
def _everybody_hears_the_signal(row_id: str) -> None:
    kind = "endEvent" if row_id.startswith("end") else "intermediateThrowEvent"
    run = Run(
        start(),
        par("f"),
        user("a"),
        node(kind, "x", signal("s_news")),
        node("intermediateCatchEvent", "one", signal("s_news")),
        node("intermediateCatchEvent", "two", signal("s_news")),
        node("intermediateCatchEvent", "deaf", signal("s_halt")),
        path("start", "f", "a", "x"),
        path("f", "one"),
        path("f", "two"),
        path("f", "deaf"),
    )
    run.complete("a")
    assert [each.element for each in run.of(facts.SignalCaught)] == ["one", "two"]
    assert [each.event_name for each in run.of(facts.SignalThrown)] == ["news"]
    assert run.waits == ["deaf"]


@probe("intermediate_throw_event.escalation", "end_event.escalation")
def _escalates_and_goes_on(row_id: str) -> None:
    kind = "endEvent" if row_id.startswith("end") else "intermediateThrowEvent"
    after = "" if row_id.startswith("end") else user("a") + path("shout", "a")
    inner = sub("x", start("s0"), node(kind, "shout", escalation("x_late")), path("s0", "shout"), after)
    run = straight(
        inner, boundary("heard", "x", escalation("x_late"), interrupting=False), user("chase"), path("heard", "chase")
    )
    assert [each.caught_by for each in run.of(facts.EscalationThrown)] == ["heard"]
    assert run.passed("shout") == 1
    assert run.open == (["chase"] if row_id.startswith("end") else ["a", "chase"])
    unheard = straight(inner)
    assert [each.caught_by for each in unheard.of(facts.EscalationThrown)] == [None]
    assert unheard.incidents == []


# end events


@probe("end_event.none")
def _ends_its_token_only() -> None:
    run = Run(start(), user("a"), user("b"), end(), path("start", "a", "end"), path("start", "b", "end"))
    run.complete("a")
    assert run.open == ["b"]
    run.complete("b")
    assert [(each.outcome, each.end_event) for each in run.of(facts.CaseEnded)] == [("completed", "end")]


@probe("end_event.error")
def _throws_an_error_outwards() -> None:
    run = straight(
        call("x", "called"),
        boundary("any", "x", error()),
        boundary("bad", "x", error("e_bad")),
        user("mend"),
        user("other"),
        path("bad", "mend"),
        path("any", "other"),
        process(start("c0"), user("in"), end("c9", error("e_bad")), path("c0", "in", "c9"), process_id="called"),
    )
    run.complete("in")
    # The event that names the code comes before the one that catches every code.
    assert run.open == ["mend"]
    assert [(each.code, each.caught_by) for each in run.of(facts.ErrorThrown)] == [("bad", "bad")]
    assert run.terminated("called") == run.terminated("x") == 1


@probe("end_event.terminate")
def _ends_everything_in_its_scope_and_nothing_else() -> None:
    run = straight(
        sub(
            "x",
            start("s0"),
            user("a"),
            user("b"),
            end("stop", TERMINATE),
            path("s0", "a", "stop"),
            path("s0", "b"),
        )
    )
    run.complete("a")
    assert run.terminated("b") == 1
    assert run.passed("x") == 1
    assert run.outcome == "completed"
    whole = Run(start(), user("a"), user("b"), end("stop", TERMINATE), path("start", "a", "stop"), path("start", "b"))
    whole.complete("a")
    assert [(each.outcome, each.end_event) for each in whole.of(facts.CaseEnded)] == [("terminated", "stop")]


# boundary events


def _watched(inside: str, *, interrupting: bool) -> Run:
    return straight(
        sub(
            "x",
            start("s0"),
            user("a"),
            user("b"),
            user("t"),
            node("intermediateThrowEvent", "shout", escalation("x_late")),
            end("fail", error("e_bad")),
            path("s0", "a"),
            path("s0", "b", "shout"),
            path("s0", "t", "fail"),
        ),
        boundary("on", "x", inside, interrupting=interrupting),
        user("answer"),
        path("on", "answer"),
        key="K",
    )


@probe(
    *(f"boundary_event.{each}.interrupting" for each in ("message", "signal", "error", "escalation")),
    *(f"boundary_event.timer.interrupting.{each}" for each in ("date", "duration")),
)
def _an_interrupting_boundary_event_takes_the_activity_away(row_id: str) -> None:
    trigger, inside = _inside(row_id)
    run = _watched(inside, interrupting=True)
    assert run.open == ["a", "b", "t"]
    _set_off(run, trigger, "on")
    assert run.open == ["answer"]
    assert run.terminated("x") == 1
    assert run.waits == []
    run.complete("answer")
    assert run.outcome == "completed"


@probe(
    *(f"boundary_event.{each}.non_interrupting" for each in ("message", "signal", "escalation")),
    *(f"boundary_event.timer.non_interrupting.{each}" for each in ("date", "duration", "cycle")),
)
def _a_non_interrupting_boundary_event_runs_beside(row_id: str) -> None:
    trigger, inside = _inside(row_id)
    run = _watched(inside, interrupting=False)
    _set_off(run, trigger, "on")
    rest = ["t"] if trigger == "escalation" else ["b", "t"]
    assert run.open == ["a", "answer", *rest]
    if row_id.endswith(("message.non_interrupting", "signal.non_interrupting", "cycle")):
        _set_off(run, trigger, "on")
        assert run.open == ["a", "answer", "answer", *rest]
    if row_id.endswith("cycle"):
        assert [each.due_at - START for each in run.of(facts.TimerSet)] == [HOUR, 2 * HOUR]
        assert [each.repetitions for each in run.of(facts.TimerSet)] == [1, 0]
    if trigger == "timer":
        assert run.waits == []
    assert run.terminated("x") == 0
