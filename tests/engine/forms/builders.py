"""Short ways to write forms."""

from __future__ import annotations

from typing import Any


def form(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "default", "id": "Form_1", "schemaVersion": 19, "components": list(components)}


def field(type_: str, key: str = "value", **attributes: Any) -> dict[str, Any]:
    return {"type": type_, "id": f"Field_{key}", "key": key, "label": key, **attributes}


def rows(path: str, *components: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    return {"type": "dynamiclist", "id": f"List_{path}", "path": path, "components": list(components), **attributes}


def group(*components: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    return {"type": "group", "id": "Group_1", "components": list(components), **attributes}
