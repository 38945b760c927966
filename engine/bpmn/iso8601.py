"""Dates, durations and cycles as ISO 8601 writes them, judged without a clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_ZONE_NAME = re.compile(r"\[[^\]]*\]$")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")
_DURATION = re.compile(
    r"P(?=.)(?:\d{1,4}Y)?(?:\d{1,5}M)?(?:\d{1,5}W)?(?:\d{1,6}D)?"
    r"(?:T(?=.)(?:\d{1,7}H)?(?:\d{1,9}M)?(?:\d{1,10}(?:\.\d{1,6})?S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>-1|\d{0,6})(?:/(?P<start>[^P/][^/]*))?/(?P<every>[^/]+)")


def is_date_time(text: str) -> bool:
    """`2026-03-01T09:00:00+08:00`; without an offset it is the agency's local time."""
    written = _ZONE_NAME.sub("", text.strip())
    if not _DATE_TIME.fullmatch(written):
        return False
    try:
        datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return True


def is_duration(text: str) -> bool:
    """`P1Y2M3DT4H5M6S`; `PT0S` is due at once."""
    return bool(_DURATION.fullmatch(text.strip()))


def is_cycle(text: str) -> bool:
    """`R3/PT1H`, `R/P1D`, `R5/2026-03-01T09:00:00Z/P1D`. Not `R0`: it would never fire."""
    found = _CYCLE.fullmatch(text.strip())
    if found is None or found["times"].strip("0") == "" != found["times"]:
        return False
    if not is_duration(found["every"]) or not any(digit in found["every"] for digit in "123456789"):
        return False
    return found["start"] is None or is_date_time(found["start"])


def looks_like_cron(text: str) -> bool:
    """Six blank-separated fields, or a macro such as `@daily`: Camunda 8 allows cron, ISO 8601 does not."""
    return len(text.split()) in {5, 6, 7} or text.startswith("@")
