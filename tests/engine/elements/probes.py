"""The register of probes: one for every row of the table that runs."""

from __future__ import annotations

from collections.abc import Callable

PROBES: dict[str, Callable[[], None]] = {}


def probe(*row_ids: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The function proves these rows; with several rows it is called with the id of each."""

    def keep(function: Callable[..., None]) -> Callable[..., None]:
        for row_id in row_ids:
            assert row_id not in PROBES, f"{row_id} has two probes"
            PROBES[row_id] = function if len(row_ids) == 1 else lambda row_id=row_id: function(row_id)
        return function

    return keep
