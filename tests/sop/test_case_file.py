"""What each role sees of an application's file, and that the case itself never holds it."""

from datetime import UTC, datetime

import orjson
import pytest

from engine.clock import ManualClock
from handlers.new_business.case_file import application_file
from handlers.scenarios import CAST, read_scenarios, run_scenario
from tests.sop.decisions import BPMN

SECRETS = ("张伟", "110101199001011237", "6222020200001234567", "13800005678", "乙肝病毒携带", "示例路")


def story(name):
    scenarios = read_scenarios(BPMN / "underwriting/scenarios/underwriting.yaml")
    return next(scenario for scenario in scenarios if name in scenario.name)


@pytest.fixture(scope="module")
def evidence_case(sop_engines):
    """A disclosed hepatitis, told to the end of underwriting; `seen`: the variables after every step."""
    scenario, seen = story("体检、分次补件"), []
    clock = ManualClock(datetime(2026, 3, 2, tzinfo=UTC))
    with sop_engines(clock) as engine:

        def look(case_id):
            detail = engine.queries.case_detail(case_id)
            seen.append(dict(detail.variables))
            seen.extend(
                dict(engine.queries.task_detail(t.id, CAST["underwriter_u3"]).variables) for t in detail.open_tasks
            )

        told = run_scenario(scenario, engine, clock, watch=look)
        assert told.problems == []
        with engine.store.session() as session:
            application_id = engine.queries.case_detail(told.case_id).variables["application_id"]
            files = {
                role: application_file(session, application_id, [role])
                for role in ("agent", "compliance", "operations", "underwriter", "customer", "claims")
            }
        yield seen, files


def words(sections):
    return "\n".join(f"{line.label} {line.value}" for section in sections for line in section.lines)


def test_no_variable_ever_holds_what_names_or_describes_the_person(evidence_case):
    seen, _ = evidence_case
    assert len(seen) > 20
    said = orjson.dumps(seen).decode()
    assert "application_id" in said
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize(
    ("role", "sees", "hidden"),
    [
        (
            "agent",
            ["张伟", "138****5678", "有（1 项）", "除外肝脏疾病"],
            ["2015年", "110101199001011237", "200,000.00 元"],
        ),
        ("compliance", ["张伟", "与姓名一致", "20-50万"], ["乙肝", "6222020200001234567"]),
        ("operations", ["**** 4567", "身份证复印件"], ["乙肝"]),
        ("underwriter", ["乙肝病毒携带", "200,000.00 元", "A 类体检", "除外承保"], ["110101199001011237"]),
        ("customer", ["乙肝病毒携带", "110101199001011237", "6222020200001234567"], ["阅卷"]),
    ],
)
def test_a_role_sees_what_it_decides_on_and_no_more(evidence_case, role, sees, hidden):
    text = words(evidence_case[1][role])
    assert [part for part in sees if part not in text] == []
    assert [part for part in hidden if part in text] == []


def test_who_does_not_work_on_applications_sees_nothing(evidence_case):
    assert evidence_case[1]["claims"] == []
