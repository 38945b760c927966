from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from handlers.new_business.application import SLA
from handlers.parameters import NoParameterError, days_later, parameter, sla_days
from handlers.quote import NoRateError, yearly_premium
from handlers.records import Parameter, ProductRate
from handlers.reference import PRODUCTS, load_reference
from handlers.sales.reference import GROUP_PRODUCTS
from handlers.words import age_on, yuan_text

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)


@pytest.fixture
def reference(session):
    load_reference(session)
    return session


@pytest.mark.parametrize(
    ("product", "sex", "age", "total", "extra", "factor", "premium"),
    [
        ("TL-A", "male", 36, 500_000, 0, "1", "950.00"),
        ("TL-A", "female", 36, 500_000, 0, "1", "650.00"),
        ("CI-A", "male", 36, 500_000, 20, "1", "5760.00"),
        ("AC-A", "male", 36, 1_000_000, 0, "1.75", "1400.00"),
        ("MD-A", "female", 41, 2_000_000, 50, "1", "1320.00"),
    ],
)
def test_the_premium_follows_table_extra_and_occupation(reference, product, sex, age, total, extra, factor, premium):
    found = yearly_premium(
        reference, product, sum_assured=Decimal(total), sex=sex, age=age, on=DAY, extra_pct=Decimal(extra),
        factor=Decimal(factor),
    )  # fmt: skip
    assert found == Decimal(premium)


def test_half_a_fen_is_rounded_up_once_and_only_at_the_end(reference):
    # 1.90 per mille of 12,345 is 23.4555; with 10 % extra 25.80105: rounding the parts first would give 25.81.
    plain = yearly_premium(reference, "TL-A", sum_assured=Decimal(12_345), sex="male", age=36, on=DAY)
    rated = yearly_premium(
        reference, "TL-A", sum_assured=Decimal(12_345), sex="male", age=36, on=DAY, extra_pct=Decimal(10)
    )
    assert (plain, rated) == (Decimal("23.46"), Decimal("25.80"))


def test_the_rates_of_the_day_count(reference):
    reference.add(
        ProductRate(
            product_code="TL-A", sex="male", age_from=31, age_to=40, per_mille=Decimal("2.10"),
            valid_from=date(2026, 7, 1), mark="I",
        )
    )  # fmt: skip
    reference.flush()

    def premium(day):
        return yearly_premium(reference, "TL-A", sum_assured=Decimal(100_000), sex="male", age=36, on=day)

    assert (premium(date(2026, 6, 30)), premium(date(2026, 7, 1))) == (Decimal("190.00"), Decimal("210.00"))


def test_an_age_without_a_rate_is_refused(reference):
    with pytest.raises(NoRateError):
        yearly_premium(reference, "TL-A", sum_assured=Decimal(1000), sex="male", age=99, on=DAY)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1990, 3, 2), date(2026, 3, 1), 35),
        (date(1990, 3, 2), date(2026, 3, 2), 36),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
    ],
)
def test_age_changes_on_the_birthday(birth, day, age):
    assert age_on(birth, day) == age


def test_amounts_read_as_people_write_them():
    assert yuan_text(Decimal("1234567.5")) == "1,234,567.50"


def test_a_parameter_has_the_value_of_its_day(reference):
    reference.add(
        Parameter(
            code="terms_days", value="10", unit="day", source="a later rule", mark="SOP", valid_from=date(2026, 9, 1)
        )
    )
    reference.flush()
    assert parameter(reference, "terms_days", NOW) == "15"
    assert parameter(reference, "terms_days", datetime(2026, 8, 31, 15, 59, tzinfo=UTC)) == "15"
    assert parameter(reference, "terms_days", datetime(2026, 8, 31, 16, 0, tzinfo=UTC)) == "10"


def test_an_unknown_parameter_has_no_value(reference):
    with pytest.raises(NoParameterError, match="moon_phase"):
        parameter(reference, "moon_phase", NOW)


def test_a_period_ends_with_its_last_day_in_china(reference):
    assert days_later(reference, "terms_days", NOW) == datetime(2026, 3, 17, 15, 59, 59, tzinfo=UTC)


def test_every_task_with_a_due_date_has_its_days(reference):
    assert all(days >= 1 for days in sla_days(reference, NOW, SLA).values())


def test_no_two_products_have_one_code():
    codes = [row[0] for row in (*PRODUCTS, *GROUP_PRODUCTS)]
    assert len(codes) == len(set(codes))
