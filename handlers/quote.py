"""Yearly premium by the product's dated rate table: `Decimal` throughout, rounded half up to the fen, once."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handlers.records.product import ProductRate
from handlers.words import FEN


class NoRateError(LookupError):
    """The rate table has no row for this product, sex and age."""


def yearly_premium(
    session: Session,
    product_code: str,
    *,
    sum_assured: Decimal,
    sex: str,
    age: int,
    on: date,
    extra_pct: Decimal = Decimal(0),
    factor: Decimal = Decimal(1),
) -> Decimal:
    """Yuan a year for a sum assured in yuan.

    `extra_pct`: extra premium of a rated risk in percent; `factor`: occupation factor of accident cover.
    Raises `NoRateError`.
    """
    per_mille = session.scalar(
        select(ProductRate.per_mille)
        .where(ProductRate.product_code == product_code, ProductRate.sex == sex)
        .where(ProductRate.age_from <= age, ProductRate.age_to >= age, ProductRate.valid_from <= on)
        .where(or_(ProductRate.valid_to.is_(None), ProductRate.valid_to >= on))
        .order_by(ProductRate.valid_from.desc())
    )
    if per_mille is None:
        raise NoRateError(f"no rate of {product_code} for {sex}, age {age}, on {on.isoformat()}")
    exact = sum_assured / 1000 * per_mille * factor * (1 + extra_pct / 100)
    return exact.quantize(FEN, rounding=ROUND_HALF_UP)
