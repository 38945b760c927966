"""Masks of DOMAIN §8: what a list, a history or a notice may show of a person. Always done on the server."""

from __future__ import annotations

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
