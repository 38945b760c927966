"""FEEL: the expression language of diagrams, decisions and forms."""

from engine.feel.evaluate import evaluate_feel, evaluate_many, parse_problem, parse_problems
from engine.feel.wire import to_json

__all__ = ["evaluate_feel", "evaluate_many", "parse_problem", "parse_problems", "to_json"]
