"""Every row of the table of elements that runs is run here, as a real diagram, through reader, compiler and machine."""

from __future__ import annotations

import pytest

from engine.bpmn.elements import Verdict, element_rows
from tests.engine.elements import (  # noqa: F401 - importing registers their probes
    activities,
    events,
    flows,
    loops,
    settings,
)
from tests.engine.elements.probes import PROBES

ROWS = [row.id for row in element_rows(Verdict.RUNS)]


def test_every_row_that_runs_has_a_probe_and_no_probe_is_left_over():
    assert sorted(PROBES) == sorted(ROWS)


@pytest.mark.parametrize("row_id", ROWS)
def test_row_runs(row_id: str):
    PROBES[row_id]()
