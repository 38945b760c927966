"""DMN: decision tables and all other decision logic, on FEEL."""

from engine.dmn.evaluate import Evaluation, evaluate, evaluate_decision
from engine.dmn.lint import lint_decision
from engine.dmn.model import Model
from engine.dmn.parse import parse

__all__ = ["Evaluation", "Model", "evaluate", "evaluate_decision", "lint_decision", "parse"]
