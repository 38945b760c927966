"""Runs the works on one store, one after the other, in one process; then a server does them in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.bench.durable import open_bench
from tests.bench.report import Figures
from tests.bench.server import server
from tests.bench.works import w1, w2, w3, w4

MOST_WAITING = 10_000
"""Cases of W3 that the server is given: its memory holds none of them."""


def run_works(
    url: str | None,
    works: Iterable[str],
    cases: int = 10_000,
    progress: Callable[[str], None] = lambda _: None,
    *,
    w1_cases: int = 250,
    long_passes: int = 2000,
) -> list[Figures]:
    """The figures of each work, in the order W1, W2, W4, W3: what is left waiting by W3 must not flatter the others."""
    rows: list[Figures] = []
    wanted = set(works)
    with open_bench(url) as bench:
        plan: list[tuple[str, Callable[[], list[Figures]]]] = [
            ("W1", lambda: [w1(bench, w1_cases)]),
            ("W2", lambda: [w2(bench)]),
            ("W4", lambda: [w4(bench), w4(bench, long_passes, "W4 long", rounds=3)]),
            ("W3", lambda: w3(bench, cases, progress)),
        ]
        for name, work in plan:
            if name in wanted:
                progress(f"{name} …")
                rows += work()
    if "server" in wanted:
        progress("server …")
        rows.append(server(url, w1_cases, min(cases, MOST_WAITING)))
    return sorted(rows, key=lambda row: row.work)
