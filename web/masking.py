"""Masks of DOMAIN §8: what a list, a history or a notice may show of a person. Always done on the server."""

from __future__ import annotations

from typing import Any

import orjson
from flask_babel import gettext

SHORTEST_NUMBER = 8
COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯")


def mask_name(name: str) -> str:
    """张三丰 → 张**, 欧阳娜娜 → 欧阳**, John Smith → J*********."""
    name = name.strip()
    kept = 2 if name[:2] in COMPOUND_SURNAMES and name[2:] else 1
    return name[:kept] + "*" * max(len(name) - kept, 1 if name else 0)


def mask_mobile(number: str) -> str:
    """13812345678 → 138****5678."""
    digits = number.strip()
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= SHORTEST_NUMBER else "****"


def mask_email(address: str) -> str:
    """anna@example.com → a***@example.com."""
    local, at, host = address.strip().partition("@")
    return f"{local[:1]}***{at}{host}" if at else "****"


HEALTH_PROCESSES = frozenset({"underwriting"})
"""Processes whose decisions look at health data (`bpmn/README.md`: `risk` lives only inside underwriting)."""
HEALTH_NAMES = frozenset({"risk", "health", "findings", "disclosures", "measurements"})
FORM_NAMES = frozenset({"answers"})
"""What a person filled in: a handler moves it to sealed tables in the same step."""
_NAME_KEYS = frozenset({"name", "applicant_name", "insured_name", "customer_name", "payer_name", "account_holder"})
_MOBILE_KEYS = frozenset({"mobile", "phone", "telephone"})
_CLOSED_KEYS = frozenset(
    {
        "id_no",
        "id_number",
        "address",
        "employer",
        "account",
        "account_no",
        "bank_account",
        "email",
        "signature",
        "income",
    }
)
LONGEST = 160


def say_value(name: str, value: Any, *, sees_health: bool) -> str:
    """A variable's value for a history: personal data masked, health data closed to who may not see it."""
    root = name.split(".", maxsplit=1)[0].strip()
    if root in FORM_NAMES and value is not None:
        return gettext("（表单内容，保存在加密的业务记录里）")
    if (root in HEALTH_NAMES or name in HEALTH_NAMES) and value is not None and not sees_health:
        return gettext("（健康信息，仅核保和理赔可见）")
    return _shorten(_words(mask_value(name.rsplit(".", maxsplit=1)[-1], value)))


def mask_value(key: str, value: Any) -> Any:
    """The value with personal fields masked, at any depth."""
    if isinstance(value, dict):
        return {inner: mask_value(inner, one) for inner, one in value.items()}
    if isinstance(value, list):
        return [mask_value(key, one) for one in value]
    if not isinstance(value, str) or not value:
        return value
    if key in _NAME_KEYS:
        return mask_name(value)
    if key in _MOBILE_KEYS:
        return mask_mobile(value)
    if key in _CLOSED_KEYS:
        return "****"
    return value


def _words(value: Any) -> str:
    if value is None or value == "":
        return gettext("空")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


def _shorten(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
