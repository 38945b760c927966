"""What sets a limit, as the letter about a missed one says it."""

import ast
from pathlib import Path

import pytest

import handlers
from handlers.breaches import basis_text
from tests.sop.decisions import BPMN
from web.i18n.labels import Labels


@pytest.mark.parametrize(
    ("clause", "said", "english"),
    [
        ("Insurance Law art 47", "《保险法》第 47 条", "Insurance Law, article 47"),
        ("Insurance Law arts 37, 47", "《保险法》第 37 条和第 47 条", "Insurance Law, articles 37 and 47"),
        ("SOP B7", "SOP B7", "SOP B7"),
        ("4.7.2", "SOP 4.7.2", "SOP 4.7.2"),
    ],
)
def test_the_basis_of_a_limit_is_said_in_the_reader_s_language(clause, said, english):
    assert basis_text(clause) == said
    assert Labels.read(BPMN).english_composed(said) == english


def test_every_law_that_a_handler_cites_has_a_name():
    said = {
        node.value
        for path in Path(handlers.__file__).parent.rglob("*.py")
        if path.name not in {"reference.py", "clauses.py"}
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " art" in node.value
    }
    cited = {text for text in said if text[0].isupper() and text[-1].isdigit() and len(text) < 40}
    assert cited >= {"Insurance Law art 47", "Order 2010-4 art 15", "Order 2023-2 art 36", "PIPL art 57"}
    assert all(basis_text(text).startswith("《") for text in cited)
