"""Hand over with a reason and a notice to both, act as a substitute within limits, and come back by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.actor import Channel
from engine.chain_facts import SubstitutionAppointed, SubstitutionEnded
from engine.errors import BadInput, Conflict, Forbidden
from tests.web.conftest import AGENT, account
from web.accounts.leaving import dismiss
from web.handover.colleagues import actor_of
from web.handover.mandates import Wanted, appoint, mandate, mandate_for
from web.handover.returning import KEEPER, end_substitutions
from web.notices.notices import notices_of
from web.tables import Account, AccountRole, Substitution

PEOPLE = {
    "bo.wen": ("薄文", ["agent"]),
    "lin.feng": ("林峰", ["agent_lead"]),
    "wu.fang": ("吴芳", ["management"]),
}


@pytest.fixture(autouse=True)
def colleagues(store):
    hashed = account(store, "li.na").password_hash
    with store.session() as rows:
        made_at = rows.get(Account, "li.na").created_at
        for account_id, (name, roles) in PEOPLE.items():
            rows.add(
                Account(
                    id=account_id, name=name, password_hash=hashed, password_is_one_time=False, created_at=made_at,
                    roles=[AccountRole(role=role) for role in roles],
                )
            )  # fmt: skip


@pytest.fixture
def task(engine, quote):
    (found,) = engine.queries.tasks_of_case(quote)
    engine.claim(found.id, AGENT)
    return found.id


def wanted(engine, **changes) -> Wanted:
    now = engine.clock.now()
    given = {
        "principal_id": "li.na", "substitute_id": "bo.wen", "starts_at": now, "ends_at": now + timedelta(days=3),
        "roles": frozenset({"agent"}), "processes": None, "reason": "年假",
    }  # fmt: skip
    return Wanted(**given | changes)


def told(engine, account_id: str) -> list[tuple[str, str, str]]:
    return [(notice.kind, notice.by, notice.words) for notice in notices_of(engine, account_id)]


def person(store, account_id: str):
    return actor_of(account(store, account_id))


def test_a_lead_reassigns_with_a_reason_and_both_are_told(engine, log_in, task):
    lead = log_in("lin.feng")
    page = lead.get(f"/tasks/{task}/hand-over").text
    assert "薄文" in page
    assert "孙悦" not in page  # no agent
    refused = lead.post(f"/tasks/{task}/hand-over", data={"to": "bo.wen", "reason": " "})
    assert refused.status_code == 422
    assert engine.queries.task(task).holder == "li.na"
    assert lead.post(f"/tasks/{task}/hand-over", data={"to": "bo.wen", "reason": "李娜在外地"}).status_code == 302
    assert engine.queries.task(task).holder == "bo.wen"
    assert told(engine, "bo.wen") == [("given", "lin.feng", "李娜在外地")]
    assert told(engine, "li.na") == [("taken", "lin.feng", "李娜在外地")]
    bo = log_in("bo.wen")
    assert "1 条新通知" in bo.get("/inbox").text
    assert "李娜在外地" in bo.get("/notices").text
    assert "条新通知" not in bo.get("/inbox").text


def test_who_neither_holds_nor_leads_cannot_hand_over(engine, log_in, task):
    for stranger in ("bo.wen", "zhao.min"):
        browser = log_in(stranger)
        assert browser.get(f"/tasks/{task}/hand-over").status_code == 403
        assert browser.post(f"/tasks/{task}/hand-over", data={"to": stranger, "reason": "x"}).status_code == 403
        assert browser.post(f"/tasks/{task}/give-back", data={"reason": "x"}).status_code == 403
    assert engine.queries.task(task).holder == "li.na"
    assert log_in("wu.fang").post(f"/tasks/{task}/give-back", data={"reason": "病假"}).status_code == 302
    assert engine.queries.task(task).holder is None
    assert told(engine, "li.na") == [("released", "wu.fang", "病假")]


def test_a_substitute_takes_over_in_anothers_name_and_both_names_are_in_the_journal(engine, log_in, task, quote):
    substitution = appoint(engine, wanted(engine), AGENT)
    assert "已设为外出" in log_in("li.na").get("/inbox").text
    bo = log_in("bo.wen")
    assert "以代理身份办理" in bo.get("/inbox").text
    assert "代李娜接手" not in bo.get(f"/tasks/{task}").text
    assert bo.post("/acting", data={"substitution": substitution}).status_code == 302
    assert "您正在代理李娜" in bo.get("/inbox").text
    assert "代李娜接手" in bo.get(f"/tasks/{task}").text
    bo.post(f"/tasks/{task}/take-over")
    now = engine.queries.task(task)
    assert (now.holder, now.held_for) == ("bo.wen", "li.na")
    last = engine.queries.history(quote)[-1]
    assert (last.command, last.actor_id, last.on_behalf_of) == ("assign", "bo.wen", "li.na")
    bo.post("/acting", data={"substitution": ""})
    assert "您正在代理" not in bo.get("/inbox").text


def test_when_the_end_comes_authority_ends_and_what_is_held_goes_back(engine, store, clock, log_in, task):
    substitution = appoint(engine, wanted(engine), AGENT)
    bo = log_in("bo.wen")
    bo.post("/acting", data={"substitution": substitution})
    bo.post(f"/tasks/{task}/take-over")
    clock.advance(timedelta(days=3))
    bo = log_in("bo.wen")  # the session of three days ago is over
    assert bo.post("/acting", data={"substitution": substitution}).status_code == 403
    engine.chores.append(lambda: end_substitutions(engine))
    engine.sweep()
    now = engine.queries.task(task)
    assert (now.holder, now.held_for) == ("li.na", None)
    assert "returned" in [kind for kind, *_ in told(engine, "li.na")]
    assert end_substitutions(engine) == 0
    said = [fact for entry in engine.queries.engine_history() for fact in entry.facts]
    (begun,) = [fact for fact in said if isinstance(fact, SubstitutionAppointed)]
    (ended,) = [fact for fact in said if isinstance(fact, SubstitutionEnded)]
    assert (begun.principal, begun.substitute, begun.roles, begun.reason) == ("li.na", "bo.wen", ("agent",), "年假")
    assert (ended.substitution, ended.how, ended.returned) == (substitution, "time", 1)
    assert all(verdict.intact for verdict in engine.verify())


def test_ending_it_early_gives_back_at_once_and_a_leaver_ends_it_too(engine, store, log_in, task):
    first = appoint(engine, wanted(engine), AGENT)
    given = mandate_of(store, engine, first)
    engine.assign(task, given.actor("薄文", Channel.WEB), given.actor("薄文", Channel.WEB), "代理接手")
    assert log_in("zhao.min").post(f"/substitutions/{first}/end").status_code == 403
    assert log_in("li.na").post(f"/substitutions/{first}/end").status_code == 302
    assert engine.queries.task(task).holder == "li.na"
    second = appoint(engine, wanted(engine), AGENT)
    given = mandate_of(store, engine, second)
    engine.assign(task, given.actor("薄文", Channel.WEB), given.actor("薄文", Channel.WEB), "代理接手")
    dismiss(engine, "li.na", KEEPER)
    assert mandate_of(store, engine, second) is None
    assert engine.queries.task(task).holder is None


def mandate_of(store, engine, substitution: str):
    with store.session() as rows:
        return mandate(rows, substitution, "bo.wen", engine.clock.now())


def test_a_mandate_never_grows_beyond_what_may_be_passed_on(engine, store):
    lead, boss, admin = (person(store, one) for one in ("lin.feng", "wu.fang", "admin"))
    for by, changes, refusal in (
        (AGENT, {"substitute_id": "li.na"}, BadInput),
        (AGENT, {"reason": ""}, BadInput),
        (AGENT, {"roles": frozenset()}, BadInput),
        (AGENT, {"ends_at": engine.clock.now()}, BadInput),
        (AGENT, {"ends_at": engine.clock.now() + timedelta(days=400)}, BadInput),
        (AGENT, {"substitute_id": "zhao.min"}, Forbidden),  # an underwriter does not become an agent this way
        (AGENT, {"substitute_id": "auditor"}, Forbidden),
        (AGENT, {"roles": frozenset({"underwriter"})}, Forbidden),
        (AGENT, {"principal_id": "zhao.min", "roles": frozenset({"underwriter"})}, Forbidden),
        (lead, {"principal_id": "zhao.min", "roles": frozenset({"underwriter"})}, Forbidden),
        (lead, {"substitute_id": "lin.feng"}, Forbidden),
        (boss, {"principal_id": "admin", "roles": frozenset({"admin"})}, Forbidden),
        (admin, {}, Forbidden),
    ):
        with pytest.raises(refusal):
            appoint(engine, wanted(engine, **changes), by)
    appoint(engine, wanted(engine, substitute_id="zhao.min"), lead)  # who leads the role may pass it on
    with pytest.raises(Conflict):
        appoint(engine, wanted(engine, substitute_id="zhao.min"), lead)
    with store.session() as rows:
        given = mandate_for(rows, "li.na", "zhao.min", engine.clock.now())
    assert given.roles == {"agent"}
    own = appoint(engine, wanted(engine), AGENT)
    assert mandate_of(store, engine, own).roles == {"agent"}
    with store.session() as rows:
        rows.get(Account, "bo.wen").roles = [AccountRole(role="operations")]
    assert mandate_of(store, engine, own).roles == frozenset()  # named by herself: only what both have


def test_a_page_names_a_substitute_and_keeps_what_was_typed_when_it_cannot(engine, store, log_in):
    li = log_in("li.na")
    form = {"substitute": "bo.wen", "first_day": "2026-11-20", "last_day": "2026-11-25", "roles": "agent"}
    again = li.post("/substitutions", data={**form, "processes": "quote", "reason": " "})
    assert again.status_code == 422
    assert 'value="2026-11-25"' in again.text
    assert li.post("/substitutions", data={**form, "processes": "quote", "reason": "年假"}).status_code == 302
    with store.session() as rows:
        (found,) = rows.query(Substitution).all()
        assert found.processes == "quote"
        assert found.ends_at.isoformat() == "2026-11-25T16:00:00+00:00"  # midnight in Shanghai
    assert "薄文代理李娜" in li.get("/substitutions").text


def test_a_clock_stands_still_on_the_page_on_the_tile_and_in_the_history(engine, log_in, task, quote):
    li = log_in("li.na")
    assert "暂停时限" in li.get(f"/tasks/{task}").text
    li.post(f"/tasks/{task}/pause", data={"ground": "customer", "reason": "客户下周才回来"})
    page = li.get(f"/tasks/{task}").text
    assert "时限暂停 · 等客户" in page
    assert "客户下周才回来" in page
    assert "时限暂停 · 等客户" in li.get("/inbox").text
    assert "客户下周才回来" in li.get(f"/cases/{quote}").text
    li.post(f"/tasks/{task}/resume")
    assert engine.queries.task(task).paused_at is None
    assert engine.replay(quote).agrees


def test_all_clocks_of_a_case_stand_still_as_one_operation(engine, log_in, task, quote):
    li = log_in("li.na")
    assert "暂停本案的时限（1 件）" in li.get(f"/cases/{quote}").text
    assert "暂停本案的时限" not in log_in("wang.qiang").get(f"/cases/{quote}").text
    li.post(f"/cases/{quote}/pause", data={"ground": "customer", "reason": "客户出差"})
    assert engine.queries.task(task).paused_at is not None
    (paused,) = [fact for fact in engine.queries.history(quote)[-1].facts if fact.name == "TaskClockPaused"]
    assert paused.operation.startswith("op-")
    assert "恢复本案的时限（1 件）" in li.get(f"/cases/{quote}").text
    log_in("wang.qiang").post(f"/cases/{quote}/resume")
    assert engine.queries.task(task).paused_at is not None  # not his
    li.post(f"/cases/{quote}/resume")
    assert engine.queries.task(task).paused_at is None
