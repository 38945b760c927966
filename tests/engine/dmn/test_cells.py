"""What the linter can tell of a cell from its text."""

import pytest

from engine.dmn.lint.cells import accepted, certainly_meet


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("-", "> 5", True),
        ("> 5", "< 6", True),
        ("> 5", "< 5", False),
        (">= 5", "<= 5", True),
        (">= 5", "< 5", False),
        ("[1..5]", "(5..9]", False),
        ("[1..5]", "[5..9]", True),
        ("[1..5]", "3", True),
        ("1, 7", "7, 9", True),
        ("1, 7", "8, 9", False),
        ('"a", "b"', '"b"', True),
        ('"a,b"', '"b"', False),
        ("true", "false", False),
        ('not("a")', '"b"', False),
        ('not("a")', 'not("a")', True),
        ("date(x)", "> 5", False),
    ],
)
def test_two_cells_certainly_meet_or_nobody_knows(one, other, meet):
    assert certainly_meet(one, other) is meet
    assert certainly_meet(other, one) is meet


@pytest.mark.parametrize("text", ["x", "> y", "not(1)", '"open', "1,,2", "[1..x]", ",", "? > 3"])
def test_what_is_not_simple_is_unknown(text):
    assert accepted(text) is None
