"""What a benchmark prints: one row per work, `null` where a figure does not apply."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

MS = 1000


@dataclass(frozen=True, slots=True)
class Figures:
    """One work on one store. Times are milliseconds, rates per second, memory MB."""

    work: str
    store: str
    completions_s: float | None = None
    """Completions per second, one after another."""
    p50_ms: float | None = None
    p95_ms: float | None = None
    ratio_to_memory: float | None = None
    """Mean of a durable completion over the mean of the same step in plain SpiffWorkflow, measured in turn."""
    sql_per_completion: float | None = None
    commits_per_completion: float | None = None
    last10_over_first10: float | None = None
    fired_s: float | None = None
    """Due timers fired per second, each as a step of its own."""
    rss_mb: float | None = None
    note: str = ""


def rate(seconds: Sequence[float]) -> float:
    """Runs per second."""
    return round(len(seconds) / sum(seconds), 1)


def p50(seconds: Sequence[float]) -> float:
    """The median in milliseconds."""
    return round(statistics.median(seconds) * MS, 3)


def p95(seconds: Sequence[float]) -> float:
    """The 95th percentile in milliseconds."""
    return round(statistics.quantiles(seconds, n=20)[-1] * MS, 3)


def last_over_first(seconds: Sequence[float], count: int = 10) -> float:
    """Mean of the last `count` over the mean of the first."""
    return round(sum(seconds[-count:]) / sum(seconds[:count]), 2)


def rss_mb(process: int | str = "self", *, peak: bool = False) -> float:
    """Resident memory of a process now (`peak`: at its highest), in MB."""
    wanted = "VmHWM:" if peak else "VmRSS:"
    with open(f"/proc/{process}/status", encoding="ascii") as status:  # noqa: PTH123 - not a file on disk
        kilobytes = next(int(line.split()[1]) for line in status if line.startswith(wanted))
    return round(kilobytes / 1024, 1)
