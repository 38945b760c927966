import pytest
from flask import Flask

from engine.engine import Engine
from handlers.masks import mask_mobile, mask_name
from web.cases.reading import SEES_HEALTH
from web.masking import mask_email, say_value
from web.permissions import LEADS


@pytest.mark.parametrize(
    ("name", "masked"), [("张三丰", "张**"), ("欧阳娜娜", "欧阳**"), ("李", "李*"), ("", ""), ("Jo Li", "J****")]
)
def test_a_name_keeps_its_surname_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_and_addresses_keep_what_the_owner_recognises() -> None:
    assert mask_mobile("13812345678") == "138****5678"
    assert mask_mobile("12345") == "*****"
    assert mask_email("anna@example.com") == "a***@example.com"
    assert mask_email("nonsense") == "****"


def test_a_history_shows_values_but_no_person(app: Flask) -> None:
    with app.test_request_context():
        person = {"name": "张三丰", "mobile": "13812345678", "id_no": "110101199003078515", "age": 36}
        said = say_value("applicant", [person], sees_health=True)
        assert "张**" in said
        assert "36" in said
        for secret in ("三丰", "13812345678", "110101199003078515"):
            assert secret in repr(person)
            assert secret not in said


def test_health_is_closed_to_most_and_form_content_to_all(app: Flask) -> None:
    with app.test_request_context():
        assert "31.2" in say_value("risk", {"bmi": 31.2}, sees_health=True)
        assert "31.2" not in say_value("risk", {"bmi": 31.2}, sees_health=False)
        assert "31.2" not in say_value("risk.bmi", 31.2, sees_health=False)
        for name in ("paper_facts", "risk_levels", "risk_level", "risk_reason"):  # of the needs analysis
            assert "已有疾病" in say_value(name, "已有疾病", sees_health=True)
            assert "已有疾病" not in say_value(name, "已有疾病", sees_health=False)
        assert "blood" not in say_value("answers", {"q1": "blood"}, sees_health=True)
        assert say_value("answers", None, sees_health=False) == "空"


def test_within_underwriting_every_value_may_tell_of_health(app: Flask) -> None:
    with app.test_request_context():
        assert "75" in say_value("points", 75, process_id="underwriting", sees_health=True)
        assert "75" not in say_value("points", 75, process_id="underwriting", sees_health=False)
        assert "加费" in say_value("terms_text", "加费 50%", process_id="servicing_underwriting", sees_health=True)
        assert "加费" not in say_value("terms_text", "加费 50%", process_id="servicing_underwriting", sees_health=False)
        assert say_value("item_code", "pos_loan", process_id="servicing_underwriting", sees_health=False) == "pos_loan"
        assert say_value("application_no", "2026-1", process_id="underwriting", sees_health=False) == "2026-1"


@pytest.mark.parametrize(
    ("process", "name", "value"),
    [
        ("claim_determination", "decision_facts", {"ground": "suicide"}),
        ("claim_assessment", "fraud_text", "papers disagree"),
        ("claim_investigation", "fraud_indicated", "indicated"),
        ("claim", "claim_types", ["critical_illness"]),
        ("claim_papers", "papers_text", "pathology"),
    ],
)
def test_what_a_claim_tells_of_health_is_closed_to_most(app: Flask, process: str, name: str, value: object) -> None:
    with app.test_request_context():
        secret = repr(value).strip("[]{}'").rsplit("'", maxsplit=1)[-1]
        assert secret in say_value(name, value, process_id=process, sees_health=True)
        assert secret not in say_value(name, value, process_id=process, sees_health=False)
        assert say_value("claim_no", "LP-1", process_id=process, sees_health=False) == "LP-1"


def test_values_read_as_words_and_stay_short(app: Flask) -> None:
    with app.test_request_context():
        assert say_value("ok", value=True, sees_health=False) == "是"
        assert say_value("note", "x" * 500, sees_health=False).endswith("…")


def test_a_history_says_people_and_the_limits_of_tasks_in_words(app: Flask, engine: Engine) -> None:
    with app.test_request_context():
        assert say_value("agent_id", "li.na", sees_health=False) == "李娜"
        assert say_value("requesters", ["li.na", "wang.qiang"], sees_health=False) == "李娜、王强"
        assert say_value("fill_reminders", "R5/P7D", sees_health=False) == "每 7 天一次，共 5 次"
        assert say_value("sla", {"check_papers": 1, "accept": 2}, sees_health=False) == "核对投保资料 1；受理保全 2"


def test_whoever_judges_health_sees_it_at_every_level_and_nobody_who_only_leads() -> None:
    for judge in ("underwriter", "underwriter_u2", "underwriting_committee", "claims", "claims_manager"):
        assert judge in SEES_HEALTH
    assert SEES_HEALTH.isdisjoint({"agent", "compliance", "operations", *LEADS})
