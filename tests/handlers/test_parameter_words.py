"""Dated numbers in words: none is read by its code."""

import re

import pytest

from engine.deployment import read_package
from handlers.parameter_titles import TITLES
from handlers.parameter_words import CYCLE, DAYS, UNITS, WHOLE, code_called, title_of, titles_near, value_text
from handlers.reference import PARAMETERS
from handlers.scenarios import package_files
from handlers.task_limits import TASKS
from tests.sop.decisions import BPMN

KNOWN = ("premium_days", "premium_reminders", "adult_age")
LIMIT = re.compile(r"\bsla\.(\w+)")
SERVICING = "servicing_"
"""What comes before the limits that the processes of policy servicing have in common: they read them without it."""

WITHIN_ANOTHER = "notice"
"""The one-time notice of what is missing: it goes out of the task that `accept` limits, sooner than the order asks."""


def test_every_parameter_has_a_title_of_its_own_and_its_unit_has_words():
    codes = [row[0] for row in PARAMETERS]
    assert set(codes) == set(TITLES) | set(TASKS)
    assert len({title_of(code) for code in TITLES}) == len(TITLES)
    for code, value, unit, *_ in PARAMETERS:
        assert unit in UNITS or CYCLE.fullmatch(value) or DAYS.fullmatch(value), (code, unit)


def test_the_limit_of_a_task_is_called_as_its_diagram_calls_the_task():
    processes = read_package(package_files(BPMN)).processes.values()
    drawn = {}
    for process in processes:
        for node in process.nodes.values():
            drawn.setdefault(node.id, set()).add(node.name)
    of_one_task = {code for code in TASKS if code.removeprefix("sla_") in drawn}
    assert len(of_one_task) > 100
    assert [code for code in of_one_task if TASKS[code] not in drawn[code.removeprefix("sla_")]] == []


def test_every_limit_of_a_task_that_a_diagram_reads_is_named_and_every_named_one_is_read_or_a_task():
    read = {each for file in BPMN.rglob("*.bpmn") for each in LIMIT.findall(file.read_text(encoding="utf-8"))}
    processes = read_package(package_files(BPMN)).processes.values()
    tasks = {node.id for process in processes for node in process.nodes.values()}
    named = {code.removeprefix("sla_") for code in TASKS}
    servicing = {each.removeprefix(SERVICING) for each in named if each.startswith(SERVICING)}
    assert read - named - servicing == set()
    assert {each for each in named if not each.startswith(SERVICING)} - read - tasks == set()
    assert servicing - read == {WITHIN_ANOTHER}


@pytest.mark.parametrize(
    ("code", "value", "unit", "said"),
    [
        ("premium_days", "30", "day", "30 天"),
        ("premium_reminders", "R3/P7D", "cycle", "每 7 天一次，共 3 次"),
        ("bulletin_reminders", "R/P1D", "cycle", "每 1 天一次"),
        ("follow_up_retry", "P1D", "duration", "1 天"),
        ("adult_age", "18", "year", "18 岁"),
        ("contestability_years", "2", "year", "2 年"),
        ("uw_high_amount", "3000000", "yuan", "3,000,000 元"),
        ("own_one", "7", "furlong", "7"),
    ],
)
def test_a_value_is_said_with_its_unit(code, value, unit, said):
    assert value_text(code, value, unit) == said


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("premium_days", "premium_days"),
        ("首期保费缴费期", "premium_days"),
        ("首期保费缴", "premium_days"),
        ("首期保费", None),
        ("premium_day", None),
    ],
)
def test_a_parameter_is_found_by_code_title_or_a_part_that_no_other_has(said, code):
    assert code_called(said, KNOWN) == code


def test_whoever_names_none_is_shown_what_is_like_it():
    assert titles_near("首期保费", KNOWN) == ["首期保费缴费期", "催缴首期保费的间隔"]
    assert titles_near("首期保险费缴纳期", KNOWN)[0] == "首期保费缴费期"
    assert titles_near("zzz", KNOWN) == []


def test_whoever_gives_no_whole_number_is_told_in_what_it_counts():
    assert set(WHOLE) < set(UNITS)
    assert title_of("premium_days") == "首期保费缴费期"
    assert title_of("sla_check_papers") == f"“{TASKS['sla_check_papers']}”的办理时限"
    assert title_of("own_one") == "own_one"
