"""How the tables of the standard are asked: an expression and what `to_json` must make of its value."""

from typing import Any

import pytest

from engine.feel import evaluate_feel, to_json

Case = tuple[str, Any]


def cases(*rows: Case) -> pytest.MarkDecorator:
    """A test of each row, called by its expression."""
    return pytest.mark.parametrize(("expression", "expected"), rows, ids=[expression for expression, _ in rows])


def check(expression: str, expected: Any, **context: Any) -> None:
    """The value of the expression, with its type; numbers to fifteen digits."""
    found = to_json(evaluate_feel(expression, context))
    if isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-15)
    else:
        assert (type(found), found) == (type(expected), expected)
