"""A valid and an invalid diagram for each lint rule, gathered by theme."""

from tests.engine.bpmn import lint_cases_drawing, lint_cases_flow, lint_cases_work

CASES = {**lint_cases_flow.CASES, **lint_cases_work.CASES, **lint_cases_drawing.CASES}
