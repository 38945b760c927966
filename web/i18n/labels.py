"""The English of what diagrams, forms and decisions say: Chinese text to English text, from `bpmn/*/labels.en.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr, unescape

import yaml

from web.i18n.locale import chosen_language

OWN = Path(__file__).parents[1] / "cases" / "labels.en.yaml"
_NAME = re.compile(r' name="([^"]*)"')
_ENTITIES = {"&quot;": '"', "&#10;": "\n", "&apos;": "'"}
_SHOWN = (
    "label",
    "description",
    "text",
    "placeholder",
    "content",
    "alt",
    "patternErrorMessage",
    "dateLabel",
    "timeLabel",
)
_APPEARANCE = ("prefixAdorner", "suffixAdorner")


class Labels:
    """Looks labels up; a label without English stays Chinese."""

    def __init__(self, english: Mapping[str, str]) -> None:
        self._english = dict(english)

    @classmethod
    def read(cls, bpmn: Path) -> Labels:
        """Our own labels, then all label files under the folder of diagrams, which win."""
        english: dict[str, str] = {}
        for file in (OWN, *sorted(bpmn.glob("**/labels.en.yaml"))):
            english.update(yaml.safe_load(file.read_text("utf-8")) or {})
        return cls(english)

    def say(self, text: str | None) -> str:
        """The label in the language of the request."""
        if not text or chosen_language() != "en":
            return text or ""
        return self.english(text)

    def english(self, text: str) -> str:
        """The label in English, whatever the request speaks."""
        return self._english.get(text) or self._english.get(text.strip()) or text

    def translate_form(self, schema: Any) -> Any:
        """A form-js schema with every shown text in the language of the request."""
        if chosen_language() != "en":
            return schema
        return self._walk(schema)

    def _walk(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: self.say(value)
            if key in (*_SHOWN, *_APPEARANCE) and isinstance(value, str) and not value.startswith("=")
            else self._walk(value)
            for key, value in node.items()
        }

    def translate_diagram(self, xml: str) -> str:
        """A diagram with its labels in the language of the request; the Chinese one is the deployed file itself."""
        if chosen_language() != "en":
            return xml
        return _NAME.sub(lambda found: f" name={quoteattr(self.say(unescape(found[1], _ENTITIES)))}", xml)
