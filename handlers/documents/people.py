"""Names for ids in a document: what is nothing but the id of an account or role says who that is, before it is sealed.

Records keep ids, so most papers put one under a label; here, at the one door that all of them pass, it becomes a name.
A sentence that names somebody asks `handlers.staff` itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.registry import HandlerContext
from handlers.documents.content import Block, BulletList, DocumentSpec, KeyValues, Table
from handlers.staff import MACHINES, OFFICES, call

ID = re.compile(r"[a-z][a-z0-9._-]+")
AND = "、"
"""Between several in one place."""


def with_names(context: HandlerContext, spec: DocumentSpec) -> DocumentSpec:
    """The document with the names of its people as of now; one query, none where nothing looks like an id."""
    ids = {part for text in _texts(spec) for part in text.split(AND) if ID.fullmatch(part)}
    if not ids:
        return spec
    people = context.people(sorted(ids))
    said = {**OFFICES, **MACHINES, **{account_id: call(person) for account_id, person in people.items()}}
    return replace(
        spec,
        issued_by=_say(spec.issued_by, said),
        sections=[replace(each, blocks=[_named(block, said) for block in each.blocks]) for each in spec.sections],
        # The line says in what capacity somebody signs.
        signatures=[
            replace(line, name=people[line.name].name) if line.name in people else line for line in spec.signatures
        ],
    )


def _texts(spec: DocumentSpec) -> Iterator[str]:
    yield spec.issued_by
    yield from (line.name for line in spec.signatures)
    for section in spec.sections:
        for block in section.blocks:
            match block:
                case KeyValues():
                    yield from (value for _, value in block.pairs)
                case Table():
                    yield from (cell for row in block.rows for cell in row)
                case BulletList():
                    yield from block.items


def _named(block: Block, said: Mapping[str, str]) -> Block:
    match block:
        case KeyValues():
            return replace(block, pairs=[(label, _say(value, said)) for label, value in block.pairs])
        case Table():
            return replace(block, rows=[_all(row, said) for row in block.rows])
        case BulletList():
            return replace(block, items=_all(block.items, said))
    return block


def _all(texts: Sequence[str], said: Mapping[str, str]) -> list[str]:
    return [_say(text, said) for text in texts]


def _say(text: str, said: Mapping[str, str]) -> str:
    return AND.join(said.get(part, part) for part in text.split(AND))
