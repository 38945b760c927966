"""The English of what diagrams, forms, decisions and notices say: `bpmn/**/labels.en.yaml` and `phrases.en.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr, unescape

from handlers.yaml_files import read_yaml
from web.i18n.label_room import make_room
from web.i18n.locale import chosen_language
from web.i18n.phrases import Phrases

OWN = Path(__file__).parents[1] / "cases" / "labels.en.yaml"
_NAME = re.compile(r' name="([^"]*)"')
_OPTION = re.compile(r'\blabel: "([^"]*)"')
_PROCESS = re.compile(r'<(?:\w+:)?process [^>]*?\bid="([^"]*)"')
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
    """Looks labels up; a label without English stays Chinese.

    The same Chinese word can have another English in another process (期限 is a limit, a term or a due date), so a
    diagram and a form are said with the file of their own folder first.
    """

    def __init__(
        self,
        english: Mapping[str, str],
        patterns: Mapping[str, str] | None = None,
        codes: Mapping[str, tuple[str, str]] | None = None,
        own: Mapping[str, Mapping[str, str]] | None = None,
        variables: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        """`own`: id of a process or form → what its own folder says."""
        self._variables = dict(variables or {})
        self._english = dict(english)
        self._own = dict(own or {})
        self._codes = dict(codes or {})
        self._phrases = Phrases(patterns or {}, self._english.get)

    @classmethod
    def read(cls, bpmn: Path) -> Labels:
        """Our own labels, then those of the processes, then those of all processes together, which win."""
        everywhere = bpmn / "labels.en.yaml"
        files = [file for file in sorted(bpmn.glob("**/labels.en.yaml")) if file != everywhere]
        of_processes = {file.parent: _texts((file,)) for file in files}
        english = _texts((OWN,))
        for texts in (*of_processes.values(), _texts((everywhere,) if everywhere.exists() else ())):
            english.update(texts)
        return cls(
            english,
            _texts(sorted(bpmn.glob("**/phrases.en.yaml"))),
            _texts(sorted(bpmn.glob("**/codes.yaml"))),
            {
                named.stem: texts
                for folder, texts in of_processes.items()
                for named in (folder, *folder.glob("forms/*.form"))
            },
            _texts((variables,) if (variables := bpmn / "variables.yaml").exists() else ()),
        )

    def say(self, text: str | None) -> str:
        """The label in the language of the request."""
        if not text or chosen_language() != "en":
            return text or ""
        return self.english(text)

    def english(self, text: str, within: str | None = None) -> str:
        """The label in English, whatever the request speaks. `within`: the id of the process or form it stands in."""
        for known in (self._own.get(within or "", {}), self._english):
            if found := known.get(text) or known.get(text.strip()):
                return found
        return text

    def say_code(self, code: str) -> str:
        """What a code of the decision tables is called, in the language of the request; an unknown one stays."""
        known = self._codes.get(code)
        return code if known is None else known[1 if chosen_language() == "en" else 0]

    def say_variable(self, name: str) -> str:
        """What a variable, or a part of one, is called, in the language of the request; an unknown one stays."""
        known = self._variables.get(name)
        return self.say(self.say_code(name)) if known is None else known[1 if chosen_language() == "en" else 0]

    @property
    def variables(self) -> dict[str, str]:
        """The variables that have a name, in the language of the request."""
        return {name: self.say_variable(name) for name in self._variables}

    def say_composed(self, text: str | None) -> str:
        """A text that was put together from labels, names and numbers, in the language of the request."""
        if not text or chosen_language() != "en":
            return text or ""
        return self.english_composed(text)

    def english_composed(self, text: str) -> str:
        """A composed text in English, whatever the request speaks."""
        return self._phrases.say(text)

    def translate_values(self, values: Any, written: frozenset[str] = frozenset()) -> Any:
        """What a form shows of a case, in the language of the request; `written`: fields that go back as they are."""
        if chosen_language() != "en":
            return values
        return self._shown_values(values, written)

    def _shown_values(self, node: Any, written: frozenset[str]) -> Any:
        if isinstance(node, dict):
            return {
                key: value if key in written or key == "value" else self._shown_values(value, written)
                for key, value in node.items()
            }
        if isinstance(node, list):
            return [self._shown_values(item, written) for item in node]
        return self._phrases.say(node) if isinstance(node, str) else node

    def translate_form(self, schema: Any) -> Any:
        """A form-js schema with every shown text in the language of the request."""
        if chosen_language() != "en":
            return schema
        return self._walk(schema, schema.get("id") if isinstance(schema, dict) else None)

    def _walk(self, node: Any, form: str | None) -> Any:
        if isinstance(node, list):
            return [self._walk(item, form) for item in node]
        if not isinstance(node, dict):
            return node
        return {key: self._shown(key, value, form) for key, value in node.items()}

    def _shown(self, key: str, value: Any, form: str | None) -> Any:
        if key == "valuesExpression" and isinstance(value, str):
            return _OPTION.sub(lambda found: f'label: "{self.english(found[1], form)}"', value)
        if key in (*_SHOWN, *_APPEARANCE) and isinstance(value, str) and not value.startswith("="):
            return self.english(value, form)
        return self._walk(value, form)

    def translate_diagram(self, xml: str) -> str:
        """A diagram with its labels in the language of the request; the Chinese one is the deployed file itself."""
        if chosen_language() != "en":
            return xml
        process = _PROCESS.search(xml)
        within = process[1] if process else None
        named = _NAME.sub(lambda found: f" name={quoteattr(self.english(unescape(found[1], _ENTITIES), within))}", xml)
        return make_room(named)


def _texts(files: Iterable[Path]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for file in files:
        found.update(read_yaml(file.read_text("utf-8")) or {})
    return found
