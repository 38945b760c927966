"""The isolate has limits, no outside, and survives what is thrown at it."""

import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest
from py_mini_racer import JSTimeoutException

from engine.errors import FeelError, FeelLimitExceeded, FeelSyntaxError
from engine.feel import evaluate_feel, evaluate_many, isolate, processor
from engine.feel.isolate import Isolate
from engine.ports import FeelQuestion

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)

ENDLESS = {
    "a count that does not end": "for i in 1..1000000000 return null",
    "a list that grows": "for i in 1..1000000000 return i",
    "a recursion that does not end": "{f: function(n) f(n + 1), answer: f(1)}.answer",
    "a text that doubles": '{f: function(text) f(text + text), answer: f("abcdefgh")}.answer',
    "nested loops": "count(for a in 1..2000, b in 1..2000, c in 1..2000 return a)",
    "a pattern that backtracks": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")',
}


@pytest.mark.parametrize("expression", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_endless_expression_is_ended_and_the_next_one_works(expression):
    started = time.monotonic()
    with pytest.raises(FeelLimitExceeded):
        evaluate_feel(expression)
    assert time.monotonic() - started < 15
    assert evaluate_feel("1 + 1") == 2


def test_an_endless_expression_does_not_fail_the_others_of_its_batch():
    questions = [FeelQuestion("x + 1", {"x": 1}), FeelQuestion(ENDLESS["nested loops"], {}), FeelQuestion("2", {})]
    first, second, third = evaluate_many(questions, NOW)
    assert (first.value, third.value) == (2, 2)
    assert second.problem is not None
    assert "longer than 1 s" in second.problem


def test_the_time_limit_can_be_shortened():
    own = Isolate(time_limit=0.2)
    started = time.monotonic()
    with pytest.raises(FeelLimitExceeded, match=r"0\.2 s"):
        own.call("parseProblems", '{"sources": ["' + "1 + " * 2_000_000 + '1"], "dialect": "Expression", "names": []}')
    assert time.monotonic() - started < 5
    own.close()


def test_a_text_of_ten_megabytes_is_read():
    assert evaluate_feel("string length(text)", {"text": "保" * 3_500_000}) == 3_500_000


def test_a_value_nested_too_deep_is_refused():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(FeelLimitExceeded):
        evaluate_feel("count(deep)", {"deep": deep})
    with pytest.raises(FeelLimitExceeded):
        evaluate_feel("{f: function(n, x) if n = 0 then x else f(n - 1, [x]), r: f(100000, [])}.r")
    assert evaluate_feel("count(deep)", {"deep": [[[]]]}) == 1


def test_an_expression_of_a_megabyte_is_read_or_refused_but_never_hangs():
    expression = "1" + " + 1" * 250_000
    with pytest.raises(FeelLimitExceeded):
        evaluate_feel(expression)
    assert evaluate_feel("1") == 1


def test_a_deep_nest_of_parentheses_is_refused():
    with pytest.raises((FeelSyntaxError, FeelLimitExceeded)):
        evaluate_feel("(" * 20_000 + "1" + ")" * 20_000)
    assert evaluate_feel("((((1))))") == 1


@pytest.mark.parametrize("name", ["setTimeout", "fetch", "require", "process", "WebAssembly", "eval", "console"])
def test_the_isolate_has_no_outside(name):
    own = Isolate()
    own.call("functionNames", "")
    assert own._racer.eval(f"typeof {name}") == "undefined"
    own.close()


def test_the_isolate_has_no_clock_and_no_chance():
    own = Isolate()
    own.call("functionNames", "")
    assert own._racer.eval("Date.now() + new Date().getTime()") == 0
    with pytest.raises(Exception, match="no chance"):
        own._racer.eval("Math.random()")
    own.close()


@pytest.mark.parametrize("expression", ["random number()", "uuid()"])
def test_functions_of_chance_are_refused_by_name(expression):
    with pytest.raises(FeelError, match="refused"):
        evaluate_feel(expression)


def test_now_and_today_answer_with_the_time_handed_in():
    assert str(evaluate_feel("now()", now=NOW)) == "2026-11-22T04:00:00+08:00"
    assert str(evaluate_feel("today()", now=NOW)) == "2026-11-22"
    assert str(evaluate_feel("now()", now=NOW, zone="Europe/Paris")) == "2026-11-21T21:00:00+01:00"


def test_threads_share_the_isolate():
    found = []
    threads = [threading.Thread(target=lambda n=n: found.append(evaluate_feel("n * n", {"n": n}))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [n * n for n in range(20)]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_has_its_own_isolate():
    assert evaluate_feel("1 + 1") == 2
    child = os.fork()
    if child == 0:
        os._exit(0 if evaluate_feel("2 + 2") == 4 else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert evaluate_feel("3 + 3") == 6


SCRIPT = """
import os, sys, warnings
warnings.simplefilter("ignore")
from engine import evaluate_feel
assert evaluate_feel("1 + 1") == 2
child = os.fork()
assert evaluate_feel("2 + 2") == 4
if child:
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))
"""


def test_a_process_and_its_forked_child_end_by_themselves():
    done = subprocess.run([sys.executable, "-c", SCRIPT], timeout=30, check=False)
    assert done.returncode == 0


def test_a_missing_bundle_says_how_to_build_it(monkeypatch, tmp_path):
    monkeypatch.setattr(isolate, "BUNDLE", tmp_path / "feel.js")
    with pytest.raises(FeelError, match="npm run build"):
        Isolate().call("functionNames", "")


def test_a_syntax_error_tells_the_place():
    with pytest.raises(FeelSyntaxError, match=r'"\*" is not expected at character 5'):
        evaluate_feel("1 + * 2")


def test_on_a_busy_machine_an_honest_expression_gets_more_time(monkeypatch):
    own = Isolate(time_limit=0.002)
    request = '{"sources": ["[' + "1, " * 2_000 + '1]"], "dialect": "Expression", "names": []}'
    monkeypatch.setattr(isolate, "spent_by", lambda _its: lambda: 0.0)
    monkeypatch.setattr(isolate, "BUSY", 10_000)
    assert own.call("parseProblems", request) == "[null]"
    own.close()
    spent = iter((0.0, 0.05))
    monkeypatch.setattr(isolate, "spent_by", lambda _its: lambda: next(spent))
    with pytest.raises(FeelLimitExceeded):
        own.call("parseProblems", request)
    own.close()


def test_an_expression_is_not_condemned_for_what_the_machine_used_up(monkeypatch):
    own, run, limits = Isolate(), Isolate._run, []

    def stood_still(self, racer, function, request, limit):
        limits.append(limit)
        if len(limits) == 1:
            raise JSTimeoutException
        return run(self, racer, function, request, limit)

    spent = iter((0.0, 1.0))
    monkeypatch.setattr(isolate, "spent_by", lambda _its: lambda: next(spent))
    monkeypatch.setattr(Isolate, "_run", stood_still)
    assert own.call("parseProblems", '{"sources": ["1"], "dialect": "Expression", "names": []}') == "[null]"
    assert limits == [0.25, 1.0]
    own.close()


def test_only_the_thread_of_v8_counts_as_the_expression():
    before = processor.threads()
    own = Isolate()
    own.call("functionNames", "")
    spent = processor.spent_by(processor.threads() - before)
    start, process = spent(), time.process_time()
    while time.process_time() - process < 0.2:
        pass
    assert spent() - start < 0.02
    endless = {"sources": ["1 + " * 2_000_000 + "1"], "dialect": "Expression", "names": []}
    with pytest.raises(FeelLimitExceeded):
        own.call("parseProblems", json.dumps(endless), 0.2)


def test_a_batch_gives_up_after_a_few_endless_expressions():
    endless = [FeelQuestion(ENDLESS["a pattern that backtracks"], {"n": number}) for number in range(20)]
    started = time.monotonic()
    answers = evaluate_many([FeelQuestion("1", {}), *endless], NOW)
    assert answers[0].value == 1
    assert all(answer.over_limit for answer in answers[1:])
    assert time.monotonic() - started < 60
    assert "was not tried" in answers[-1].problem
