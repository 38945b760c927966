"""Every code has its two sentences, and every code that is raised has a row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import engine.forms
from engine.forms.messages import LANGUAGES, SENTENCES, sentence

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(engine.forms.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_name_the_same_facts(code):
    chinese, english = (set(re.findall(r"\{(\w+)\}", text)) for text in SENTENCES[code])
    assert chinese == english
    assert all(sentence(code, lang, **dict.fromkeys(chinese, "7")) for lang in LANGUAGES)


def test_every_problem_has_a_sentence():
    raised = set(re.findall(r"Problem\(\"(\w+)\"", SOURCES))
    assert len(raised) > 20
    assert raised <= set(SENTENCES)
