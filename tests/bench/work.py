"""What the benchmark cases carry: the same answers on both sides of a ratio."""

from __future__ import annotations

from typing import Any

from tests.bench.diagrams import OUTCOMES


def screen(points: int) -> str:
    """The screening handler: the outcome by additive points."""
    return OUTCOMES[points % len(OUTCOMES)]


def application(number: int) -> dict[str, Any]:
    """The answers of the submitting task: about 1 KB, as an application form of DOMAIN §6.6 gives."""
    return {
        "application_no": f"A2026{number:08d}",
        "points": number,
        "product": "critical_illness",
        "sum_assured": 300_000,
        "age": 20 + number % 40,
        "occupation_class": 1 + number % 4,
        "height_cm": 172,
        "weight_kg": 68,
        "disclosures": {f"question_{index}": index % 7 == 0 for index in range(26)},
        "beneficiaries": [{"order": 1, "share": 60}, {"order": 1, "share": 40}],
        "note": "x" * 200,
    }


def short_answer(number: int) -> dict[str, Any]:
    """The answers of a deciding task."""
    return {"decision": "agreed", "remark": f"remark {number}"}


def kilobyte(number: int) -> dict[str, Any]:
    """1 KB under a name of its own."""
    return {f"answer_{number}": "y" * 1000}
