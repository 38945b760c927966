"""What changed in a policy, as papers and pages list it."""

from handlers.servicing.servicing_file import lines_of


def test_a_mark_of_a_policy_is_said_with_its_day_and_a_holder_by_name_not_by_id():
    changed = {"frozen_at": "2026-03-01 23:00:00+00:00", "policyholder": "CUS-1", "name": "陈静", "holiday_to": None}
    assert [(line.label, line.value) for line in lines_of(changed)] == [("冻结日", "2026年3月2日"), ("姓名", "陈静")]


def test_rows_in_rows_are_said_by_their_number():
    lines = lines_of({"beneficiaries": [{"name": "张小宝", "share": 50}], "auto_premium_loan": True})
    assert [(line.label, line.value) for line in lines] == [
        ("受益人 1 姓名", "张小宝"),
        ("受益人 1 份额（%）", "50"),
        ("自动垫交保费", "是"),
    ]
