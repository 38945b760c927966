"""Ids of cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.commands.ids import LETTERS_OF_AN_ID, new_case_id

AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def test_cases_of_one_standing_clock_never_meet() -> None:
    assert len({new_case_id(AT) for _ in range(100_000)}) == 100_000


def test_ids_sort_by_time() -> None:
    ids = [new_case_id(AT + timedelta(milliseconds=step)) for step in range(50)]
    assert ids == sorted(ids)
    assert {len(each) for each in ids} == {LETTERS_OF_AN_ID}
