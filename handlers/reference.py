"""Sample reference data: products, rates, parameters. Loaded by the demo and by scenarios; a user replaces them.

Each family keeps its parameters in its own `reference.py`; here they are put together.

Every row says where it comes from. Mark `I` is illustrative: a plausible sample, not a company's tariff or manual.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.after_sales import reference as after_sales
from handlers.agency import reference as agency
from handlers.claims import reference as claims
from handlers.compliance import reference as compliance
from handlers.governance import reference as governance
from handlers.new_business import reference as new_business
from handlers.records import Parameter, Product, ProductRate
from handlers.sales import reference as sales
from handlers.servicing import reference as servicing

SINCE = date(2020, 1, 1)
PARAMETERS = (
    *new_business.PARAMETERS,
    *after_sales.PARAMETERS,
    *sales.PARAMETERS,
    *agency.PARAMETERS,
    *governance.PARAMETERS,
    *compliance.PARAMETERS,
    *servicing.PARAMETERS,
    *claims.PARAMETERS,
)
PRODUCTS = (
    # code, name, kind, ages, sums, death benefit, indemnity, grade, waiting days
    ("TL-A", "安心定期寿险（示例）", "life", (0, 65), (10_000, 20_000_000), True, False, 2, 90),
    ("CI-A", "康护重大疾病保险（示例）", "critical_illness", (0, 70), (10_000, 10_000_000), True, False, 2, 90),
    ("MD-A", "百万医疗保险（示例）", "medical", (0, 65), (100_000, 4_000_000), False, True, 1, 30),
    ("AC-A", "综合意外伤害保险（示例）", "accident", (0, 75), (10_000, 5_000_000), True, False, 1, 0),
    ("HH-A", "家庭财产保险（示例）", "property", (18, 80), (10_000, 5_000_000), False, True, 1, 0),
)
OLDEST = 105
BANDS = ((0, 17), (18, 30), (31, 40), (41, 50), (51, 60), (61, 80))
RATES: Mapping[tuple[str, str], tuple[str, ...]] = {
    # yuan a year per 1,000 yuan of sum assured, by age band
    ("TL-A", "male"): ("0.80", "1.20", "1.90", "4.20", "9.80", "22.00"),
    ("TL-A", "female"): ("0.60", "0.80", "1.30", "2.70", "6.10", "14.50"),
    ("CI-A", "male"): ("3.10", "5.20", "9.60", "18.50", "33.00", "52.00"),
    ("CI-A", "female"): ("2.90", "5.00", "9.10", "16.90", "28.50", "45.00"),
    ("MD-A", "male"): ("0.20", "0.16", "0.24", "0.42", "0.75", "1.40"),
    ("MD-A", "female"): ("0.19", "0.18", "0.26", "0.44", "0.70", "1.30"),
    ("AC-A", "male"): ("0.60", "0.80", "0.80", "0.80", "0.90", "1.20"),
    ("HH-A", "male"): ("0.50", "0.50", "0.50", "0.50", "0.50", "0.50"),
    ("HH-A", "female"): ("0.50", "0.50", "0.50", "0.50", "0.50", "0.50"),
    ("AC-A", "female"): ("0.60", "0.80", "0.80", "0.80", "0.90", "1.20"),
}


def load_reference(session: Session, overrides: Mapping[str, str | int] | None = None) -> None:
    """Write the sample products, rates and parameters that are not there yet. `overrides`: parameter → value."""
    changed = {code: str(value) for code, value in (overrides or {}).items()}
    unknown = changed.keys() - {row[0] for row in PARAMETERS}
    if unknown:
        raise LookupError(f"no such parameter: {', '.join(sorted(unknown))}")
    known = set(session.scalars(select(Parameter.code)))
    for code, value, unit, anchor, source, mark in PARAMETERS:
        if code not in known:
            session.add(
                Parameter(
                    code=code,
                    value=changed.get(code, value),
                    unit=unit,
                    anchor_event=anchor,
                    source=source,
                    mark=mark,
                    valid_from=SINCE,
                )
            )
    load_products(session)


def load_products(session: Session) -> None:
    """Write the sample products with their rates that are not there yet."""
    _load_products(session)
    _load_group_products(session)
    session.flush()


def _load_products(session: Session) -> None:
    known = set(session.scalars(select(Product.code)))
    for code, name, kind, ages, sums, death, indemnity, grade, waiting in PRODUCTS:
        if code in known:
            continue
        session.add(
            Product(
                code=code,
                name=name,
                kind=kind,
                min_age=ages[0],
                max_age=ages[1],
                min_sum=Decimal(sums[0]),
                max_sum=Decimal(sums[1]),
                has_death_benefit=death,
                is_indemnity=indemnity,
                grade=grade,
                waiting_days=waiting,
                cooling_off_days=15,
                # The application form is of personal insurance; the property product is there for claims.
                offered=kind != "property",
            )
        )
        session.flush()
        for sex in ("male", "female"):
            for (age_from, age_to), per_mille in zip(BANDS, RATES[code, sex], strict=True):
                session.add(
                    ProductRate(
                        product_code=code,
                        sex=sex,
                        age_from=age_from,
                        age_to=age_to,
                        per_mille=Decimal(per_mille),
                        valid_from=SINCE,
                    )
                )


def _load_group_products(session: Session) -> None:
    known = set(session.scalars(select(Product.code)))
    for code, name, kind, sums, indemnity, grade, waiting, per_mille in sales.GROUP_PRODUCTS:
        if code in known:
            continue
        session.add(
            Product(
                code=code,
                name=name,
                kind=kind,
                customer_kind="group",
                min_age=0,
                max_age=OLDEST,
                min_sum=Decimal(sums[0]),
                max_sum=Decimal(sums[1]),
                has_death_benefit=False,
                is_indemnity=indemnity,
                grade=grade,
                waiting_days=waiting,
                cooling_off_days=15,
                offered=True,
            )
        )
        session.flush()
        session.add(
            ProductRate(
                product_code=code,
                sex="group",
                age_from=0,
                age_to=OLDEST,
                per_mille=Decimal(per_mille),
                valid_from=SINCE,
            )
        )
