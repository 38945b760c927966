"""Runs the works on one store, one after the other, in one process: memory is that of a server that did them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.bench.durable import Bench, open_bench
from tests.bench.report import Figures
from tests.bench.works import w1, w2, w3, w4


def run_works(
    url: str | None, works: Iterable[str], cases: int = 10_000, progress: Callable[[str], None] = lambda _: None
) -> list[Figures]:
    """The figures of each work, in the order W1, W2, W4, W3: what is left waiting by W3 must not flatter the others."""
    rows: list[Figures] = []
    wanted = set(works)
    with open_bench(url) as bench:
        for name, work in _plan(bench, cases, progress):
            if name in wanted:
                progress(f"{name} …")
                rows += work()
    return sorted(rows, key=lambda row: row.work)


def _plan(bench: Bench, cases: int, progress: Callable[[str], None]) -> list[tuple[str, Callable[[], list[Figures]]]]:
    return [
        ("W1", lambda: [w1(bench)]),
        ("W2", lambda: [w2(bench)]),
        ("W4", lambda: [w4(bench), w4(bench, 2000, "W4 long", with_plain=False)]),
        ("W3", lambda: [*w3(bench, cases, progress)]),
    ]
