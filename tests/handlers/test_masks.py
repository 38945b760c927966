from decimal import Decimal

import pytest

from handlers.masks import mask_account, mask_address, mask_mobile, mask_name, mask_number, money_band


def test_a_masked_value_keeps_what_a_person_recognises_and_no_more():
    assert mask_name("张三丰") == "张**"
    assert mask_name("欧阳娜娜") == "欧阳**"
    assert mask_number("110101199001011237") == "110***********1237"
    assert mask_mobile("13800005678") == "138****5678"
    assert mask_account("6222020200001234567") == "**** 4567"
    assert mask_address("北京市朝阳区示例路 1 号") == "北京市朝阳区****"


def test_short_values_are_hidden_altogether():
    assert mask_number("12345678") == "********"
    assert mask_name("张") == "张*"
    assert (mask_name(""), mask_account(""), mask_address("")) == ("", "", "")


@pytest.mark.parametrize(
    ("amount", "band"),
    [(0, "0"), (1, "0-5万"), (50_000, "5-10万"), (200_000, "20-50万"), (3_000_000, "300万以上")],
)
def test_an_income_becomes_a_band(amount, band):
    assert money_band(Decimal(amount)) == band
