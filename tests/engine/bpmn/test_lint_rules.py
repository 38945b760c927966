"""Each rule speaks about its invalid diagram, at the right element, and is silent about its valid one."""

from __future__ import annotations

import re

import pytest

from engine.bpmn.findings import Severity
from engine.bpmn.lint import RULES, lint_diagram
from tests.engine.bpmn.lint_cases import CASES

PLACE = re.compile(r"\{\w+\}")


def test_every_rule_has_its_two_diagrams():
    assert [rule.id for rule in RULES] == list(dict.fromkeys(rule.id for rule in RULES))
    assert {rule.id for rule in RULES} == set(CASES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_page(rule):
    assert len(rule.page) > 40
    assert rule.page.endswith(".")


@pytest.mark.parametrize("rule", CASES)
def test_the_invalid_diagram_is_found_out(rule):
    case = CASES[rule]
    found = [finding for finding in lint_diagram(case.invalid, "x.bpmn", case.known) if finding.rule == rule]
    assert case.element in [finding.element_id for finding in found]
    for finding in found:
        for text in (finding.sentence, finding.remedy, finding.sentence_zh, finding.remedy_zh):
            assert text
            assert not PLACE.search(text)
        assert finding.file == "x.bpmn"
        assert finding.line is not None


@pytest.mark.parametrize("rule", CASES)
def test_the_valid_diagram_has_no_error_and_is_not_found_by_the_rule(rule):
    case = CASES[rule]
    findings = lint_diagram(case.valid, "x.bpmn", case.known)
    assert [f for f in findings if f.severity is Severity.ERROR or f.rule == rule] == []
