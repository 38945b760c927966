"""Amounts and days in words, as staff and customers read them. Chinese; pages translate."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from handlers.parameters import local_day

FEN = Decimal("0.01")
MONTHS_OF_YEAR = 12


def yuan_text(amount: Decimal) -> str:
    """`12,345.60`, as a customer reads it."""
    return f"{amount.quantize(FEN, rounding=ROUND_HALF_UP):,}"


def day_text(moment: datetime | date) -> str:
    """`2026年3月2日`, the agency's calendar day of a moment."""
    day = local_day(moment) if isinstance(moment, datetime) else moment
    return f"{day.year}年{day.month}月{day.day}日"


def age_on(birth: date, day: date) -> int:
    """Full years on a day; the day of birth counts from its own date on."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def anniversary(day: date, years: int) -> date:
    """The same day years later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, MONTHS_OF_YEAR)
    first = date(day.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


EXCLUSIONS = {
    "liver": "肝脏疾病",
    "thyroid": "甲状腺疾病",
    "thyroid_cancer": "甲状腺癌",
    "breast": "乳腺疾病",
    "breast_cancer": "乳腺癌",
    "lung": "肺部疾病",
    "lung_cancer": "肺癌",
    "hypertension": "高血压及其并发症",
    "diabetes": "糖尿病及其并发症",
    "mental": "精神疾病",
    "other": "约定的其他部位",
}
"""What may be left out of a cover, by code: underwriting of new business and of changes says it alike."""
