"""Masks of DOMAIN §8 for the fields that records hold. Done on the server, by the reader's role."""

from __future__ import annotations

from decimal import Decimal

COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯")
BANDS = (50_000, 100_000, 200_000, 500_000, 1_000_000, 3_000_000)
WAN = 10_000
SHORT = 8


def mask_name(name: str) -> str:
    """张三丰 → 张**, 欧阳娜娜 → 欧阳**."""
    kept = 2 if name[:2] in COMPOUND_SURNAMES and name[2:] else 1
    return name[:kept] + "*" * max(len(name) - kept, 1 if name else 0)


def mask_number(number: str) -> str:
    """An identity number: 110101199001011237 → 110***********1237."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) > SHORT else "*" * len(number)


def mask_mobile(number: str) -> str:
    """13800005678 → 138****5678."""
    return f"{number[:3]}****{number[-4:]}" if len(number) > SHORT else "*" * len(number)


def mask_account(number: str) -> str:
    """6222020200001234567 → **** 4567."""
    return f"**** {number[-4:]}" if number else ""


def mask_address(address: str) -> str:
    """The first six characters, which name province or city and district."""
    return f"{address[:6]}****" if address else ""


def money_band(amount: Decimal) -> str:
    """An income or debt as a band in 万: 200000 → 20-50万."""
    if amount <= 0:
        return "0"
    for low, high in zip((0, *BANDS), BANDS, strict=False):
        if amount < high:
            return f"{low // WAN}-{high // WAN}万"
    return f"{BANDS[-1] // WAN}万以上"
