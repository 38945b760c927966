"""The four works. Durable and plain steps are measured in turn, so that a ratio holds on a noisy machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.bench.diagrams import loop, row_of_tasks, underwriting, waiting
from tests.bench.durable import Bench
from tests.bench.plain import PlainCase, compile_plain
from tests.bench.report import Figures, last_over_first, p50, p95, rate, rss_mb
from tests.bench.work import application, kilobyte, short_answer

WARM_UP_CASES = 10
PLAIN_STALLS = 333
"""Passes of a three-element loop after which plain SpiffWorkflow sees no task any more and calls itself completed."""
Progress = Callable[[str], None]


def w1(bench: Bench, cases: int = 250) -> Figures:
    """Underwriting: four completions a case, one of them with a handler and a gateway."""
    drawing = underwriting()
    bench.deploy(drawing)
    spec = compile_plain(drawing)
    durable: list[float] = []
    plain: list[float] = []
    for number in range(cases + WARM_UP_CASES):
        if number == WARM_UP_CASES:
            durable.clear()
            plain.clear()
        durable += _run_durable(bench, drawing.process_id, _w1_answers(number))
        plain += _run_plain(spec, _w1_answers(number))
    statements, commits = _count(bench, drawing.process_id, _w1_answers(cases))
    return Figures(
        work="W1",
        store=_name(bench),
        completions_s=rate(durable),
        p50_ms=p50(durable),
        p95_ms=p95(durable),
        ratio_to_memory=_ratio(durable, plain),
        sql_per_completion=statements,
        commits_per_completion=commits,
        rss_mb=rss_mb(),
    )


def _w1_answers(number: int) -> Iterator[dict[str, Any]]:
    yield application(number)
    while True:
        yield short_answer(number)


def w2(bench: Bench, rounds: int = 5) -> Figures:
    """Fifty user tasks in a row, each adding 1 KB."""
    drawing = row_of_tasks()
    bench.deploy(drawing)
    spec = compile_plain(drawing)
    durable = [_run_durable(bench, drawing.process_id, map(kilobyte, range(50))) for _ in range(rounds)]
    plain = [_run_plain(spec, map(kilobyte, range(50))) for _ in range(rounds)]
    by_step = [statistics.median(times) for times in zip(*durable, strict=True)]
    together = [second for times in durable for second in times]
    statements, commits = _count(bench, drawing.process_id, map(kilobyte, range(50)))
    return Figures(
        work="W2",
        store=_name(bench),
        completions_s=rate(together),
        p50_ms=p50(together),
        p95_ms=p95(together),
        ratio_to_memory=_ratio(together, [second for times in plain for second in times]),
        sql_per_completion=statements,
        commits_per_completion=commits,
        last10_over_first10=last_over_first(by_step),
        rss_mb=rss_mb(),
        note="each step's median over the rounds",
    )


def w3(bench: Bench, cases: int = 10_000, progress: Progress = lambda _: None) -> list[Figures]:
    """Cases that wait for one due timer; a W1 among them; then the sweep fires them, each in a step of its own."""
    drawing = waiting()
    bench.deploy(drawing)
    for number in range(cases):
        bench.start(drawing.process_id)
        if number % 1000 == 999:
            progress(f"W3: {number + 1} of {cases} cases wait")
    among = replace(w1(bench, cases=50), work="W1 among W3", note=f"while {cases} cases wait")
    bench.clock.advance(timedelta(hours=1))
    begun = time.perf_counter()
    fired = 0
    while batch := bench.engine.fire_due(limit=500):
        fired += batch
    seconds = time.perf_counter() - begun
    return [
        among,
        Figures(
            work="W3",
            store=_name(bench),
            fired_s=round(fired / seconds, 1),
            rss_mb=rss_mb(),
            note=f"{fired} of {cases} timers fired",
        ),
    ]


def w4(bench: Bench, passes: int = 200, work: str = "W4", *, rounds: int = 5) -> Figures:
    """A loop of one user task. Plain SpiffWorkflow runs beside it only where it gets through (under 333 passes)."""
    drawing = loop()
    bench.deploy(drawing)
    answers = [{"done": number == passes - 1, "pass": number} for number in range(passes)]
    durable = [_run_durable(bench, drawing.process_id, answers) for _ in range(rounds)]
    together = [second for times in durable for second in times]
    plain = _run_plain(compile_plain(drawing), answers) if passes < PLAIN_STALLS else None
    return Figures(
        work=work,
        store=_name(bench),
        completions_s=rate(together),
        p50_ms=p50(together),
        p95_ms=p95(together),
        ratio_to_memory=_ratio(together, plain) if plain else None,
        last10_over_first10=last_over_first([statistics.median(times) for times in zip(*durable, strict=True)]),
        rss_mb=rss_mb(),
        note=f"{len(durable[0])} of {passes} passes; each pass's median over {rounds} rounds"
        + (f"; plain in memory: last ten over first ten {last_over_first(plain)}" if plain else ""),
    )


def _run_durable(bench: Bench, process_id: str, answers: Iterable[dict[str, Any]]) -> list[float]:
    case_id = bench.start(process_id)
    seconds = []
    for answer in answers:
        task_id = bench.open_task(case_id)
        if task_id is None:
            break
        seconds.append(bench.complete(task_id, answer))
    return seconds


def _run_plain(spec: Any, answers: Iterable[dict[str, Any]]) -> list[float]:
    case = PlainCase(spec)
    seconds = []
    for answer in answers:
        if case.ended:
            break
        seconds.append(case.complete(answer))
    return seconds


def _count(bench: Bench, process_id: str, answers: Iterable[dict[str, Any]]) -> tuple[float, float]:
    """SQL statements and commits of the dearest completion of a case."""
    case_id = bench.start(process_id)
    statements = commits = 0
    for answer in answers:
        task_id = bench.open_task(case_id)
        if task_id is None:
            break
        with bench.counting() as counter:
            counter.reset()
            bench.complete(task_id, answer)
        statements = max(statements, counter.statements)
        commits = max(commits, counter.commits)
    return statements, commits


def _ratio(durable: list[float], plain: list[float]) -> float:
    return round(statistics.mean(durable) / statistics.mean(plain), 2)


def _name(bench: Bench) -> str:
    return bench.store.engine.dialect.name
