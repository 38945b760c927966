"""Places in answers: a tuple of keys and row numbers, written `rows[0].name`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Path = tuple[str | int, ...]
MISSING: Final = object()


def write_path(path: Path) -> str:
    """`("rows", 0, "name")` as `rows[0].name`."""
    text = ""
    for segment in path:
        text += f"[{segment}]" if isinstance(segment, int) else f".{segment}" if text else str(segment)
    return text


def get_at(target: Any, path: Path) -> Any:
    """The value at a path, `MISSING` where there is none."""
    for segment in path:
        is_row = isinstance(target, list) and isinstance(segment, int) and segment < len(target)
        if not is_row and not (isinstance(target, dict) and segment in target):
            return MISSING
        target = target[segment]
    return target


def set_at(target: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value at a path, making the objects and lists on the way. A list is filled up with null."""
    current: Any = target
    for index, segment in enumerate(path):
        is_last = index == len(path) - 1
        if isinstance(segment, int):
            current.extend([None] * (segment + 1 - len(current)))
        following = get_at(current, (segment,))
        if is_last:
            current[segment] = value
        elif not isinstance(following, list if isinstance(path[index + 1], int) else dict):
            current[segment] = [] if isinstance(path[index + 1], int) else {}
        current = current[segment]


def flatten(nested: Mapping[Any, Any], above: Path = ()) -> Iterator[tuple[Path, list[Any]]]:
    """The lists at the leaves of marshmallow's nested messages, with their paths."""
    for segment, below in nested.items():
        path = above if segment == "_schema" else (*above, segment)
        if isinstance(below, Mapping):
            yield from flatten(below, path)
        else:
            yield path, below
