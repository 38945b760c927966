"""Sentences in two languages with places for facts: what a finding says is written once, beside the rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in English and Chinese; `{name}` stands for a fact."""

    en: str
    zh: str

    def fill(self, facts: dict[str, str]) -> Text:
        """Put the facts in their places. A missing fact is a mistake of the rule's author and raises KeyError."""
        return Text(self.en.format_map(facts), self.zh.format_map(facts))
