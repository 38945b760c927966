"""The benchmark itself runs, counts truly and ends its cases; its times are for `sopflow bench`, not for a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.bench.run import run_works

MOST_STATEMENTS = 15


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_each_completion_is_one_commit_and_few_statements(store: str, request: pytest.FixtureRequest) -> None:
    url = None if store == "sqlite" else request.getfixturevalue("postgresql_url")
    (row,) = run_works(url, ["W1"], w1_cases=5)
    assert row.store == store
    assert row.commits_per_completion == 1
    assert 0 < row.sql_per_completion <= MOST_STATEMENTS


def test_every_waiting_case_is_fired_once() -> None:
    among, row = sorted(run_works(None, ["W3"], cases=50), key=lambda each: each.work, reverse=True)[:2]
    fired = row if row.fired_s else among
    assert fired.note == "50 of 50 timers fired"


def test_a_loop_longer_than_plain_spiffworkflow_survives_ends() -> None:
    rows = run_works(None, ["W4"], long_passes=400)
    assert {row.note.split(";")[0] for row in rows} == {"200 of 200 passes", "400 of 400 passes"}


def test_a_server_that_served_pages_and_did_the_works_stays_under_200_mb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # it finds its way from any folder
    (row,) = run_works(None, ["server"], cases=100, w1_cases=20)
    fresh = float(row.note.split()[3])
    assert fresh + 10 < row.rss_mb < 200  # pages and works leave something: else they were not done here


def test_the_installed_command_measures_from_any_folder(tmp_path: Path) -> None:
    """In a process of its own: pytest puts the checkout on the path, a shell does not."""
    command = Path(sys.executable).with_name("sopflow")
    if not command.exists():
        pytest.skip("sopflow is not installed beside this interpreter; make test installs it")
    done = subprocess.run(
        [command, "bench", "--work", "W1", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (row,) = orjson.loads(done.stdout)
    assert (row["work"], row["store"], row["commits_per_completion"]) == ("W1", "sqlite", 1)
