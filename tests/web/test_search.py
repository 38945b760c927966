"""The search box: what is found by which key, by whom, at what cost, and what is left behind of what was typed."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from structlog.testing import capture_logs

from engine.actor import Actor, ActorKind, Channel
from engine.engine import Engine
from engine.errors import BadInput
from engine.store.history import access_log
from engine.views import Readable
from handlers.privacy import known_hash
from handlers.records import Claim, Customer, Policy
from handlers.records.claim import ClaimStatus
from handlers.records.customer import Identity
from handlers.reference import load_reference
from handlers.scenarios.worlds import WORLDS
from tests.web.conftest import AGENT, LogIn
from web.customers.people import find_or_register
from web.search.address import LASTS, open_text, seal_text
from web.search.finding import find
from web.search.indexing import index_some
from web.search.keys import Kind, keys_of

OTHER = Actor("chen.hao", ActorKind.PERSON, Channel.TEST, frozenset({"agent"}), "陈浩")
WANG = Actor("wang.qiang", ActorKind.PERSON, Channel.TEST, frozenset({"operations"}), "王强")
PHONE, ID_NO, NAME = "13812345678", "110101199003078515", "张三丰"


@dataclass(frozen=True)
class Matters:
    """A customer with a policy and a claim, each with a case; one of the cases is over."""

    customer_id: str
    policy_id: str
    policy_no: str
    claim_id: str
    claim_no: str
    open_case: str
    done_case: str
    claim_case: str


@pytest.fixture
def matters(engine: Engine, customer_id: str, quote: str) -> Matters:
    now = engine.clock.now()
    with engine.store.session() as rows:
        load_reference(rows)
        made = WORLDS["policy_in_force"](rows, {"policyholder": customer_id}, now)
        policy = rows.get_one(Policy, made["policy_id"])
        policy.agent_id = "li.na"
        claim = Claim(
            id="CLM-1", number="C202611200001", policy_id=policy.id, customer_id=customer_id, insured_id=customer_id,
            agent_id="li.na", channel="hotline", reported_by="customer", claimant_relation="self",
            status=ClaimStatus.OPENED, reported_at=now, amount_claimed=Decimal(0),
        )  # fmt: skip
        rows.add(claim)
    done = engine.start("quote", {"policy_id": made["policy_id"], "agent_id": "li.na"}, AGENT)
    engine.cancel(done, WANG_ADMIN, "重复")
    about_claim = engine.start("quote", {"claim_no": "C202611200001", "customer_id": customer_id}, WANG)
    return Matters(
        customer_id, made["policy_id"], made["policy_no"], "CLM-1", "C202611200001", quote, done, about_claim
    )


WANG_ADMIN = Actor("wang.qiang", ActorKind.PERSON, Channel.TEST, frozenset({"operations", "admin"}), "王强")


def ids(found) -> set[str]:
    return {case.id for case in found.cases}


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("１３８ 1234-5678", [Kind.PHONE, Kind.PHONE, Kind.ID_NUMBER, Kind.NUMBER]),
        ("+86 13812345678", [Kind.PHONE, Kind.PHONE, Kind.ID_NUMBER, Kind.NUMBER]),
        ("１１０１０１１９９００３０７８５１ｘ", [Kind.ID_NUMBER, Kind.NUMBER]),
        ("91110000EXAMPLE001", [Kind.ID_NUMBER, Kind.NUMBER]),
        ("P20251016WORLD001", [Kind.ID_NUMBER, Kind.NUMBER]),
        ("张 三丰", [Kind.NAME]),
        ("上海360科技有限公司", [Kind.NAME]),
        ("John Smith", [Kind.NAME, Kind.NUMBER]),
        ("Q-1001", [Kind.NUMBER]),
        ("张", []),
        ("   ", []),
        ("长" * 90, []),
    ],
    ids=["wide phone", "foreign phone", "wide id", "group", "policy", "name", "firm", "latin", "key", "short",
         "blank", "long"],
)  # fmt: skip
def test_what_was_typed_is_taken_for_what_it_may_be(typed: str, kinds: list[Kind]) -> None:
    assert [key.kind for key in keys_of(typed)] == kinds
    assert all(typed not in repr(key) for key in keys_of(typed))


def test_a_person_is_found_by_each_key_with_open_and_done_cases_and_masked(engine: Engine, matters: Matters) -> None:
    written = (PHONE, "１３８　1234 5678", "+86-138-1234-5678", ID_NO, "110101 19900307 8515", NAME, "张　三丰")
    for typed in written:
        found = find(engine, WANG, typed)
        (person,) = found.customers
        assert (person.id, person.name, person.mobile) == (matters.customer_id, "张**", "138****5678"), typed
        assert PHONE not in str(found)
        assert ID_NO not in str(found)
        assert ids(found) == {matters.open_case, matters.done_case, matters.claim_case}, typed


def test_numbers_find_policies_claims_and_cases(engine: Engine, matters: Matters) -> None:
    policy = find(engine, WANG, f" {matters.policy_no.lower()} ")
    assert [(hit.id, hit.holder) for hit in policy.policies] == [(matters.policy_id, "张**")]
    assert ids(policy) == {matters.done_case, matters.claim_case}
    claim = find(engine, WANG, "Ｃ2026 1120 0001")
    assert [hit.number for hit in claim.claims] == [matters.claim_no]
    assert ids(claim) == {matters.claim_case}
    assert ids(find(engine, WANG, "q-1001")) == ids(find(engine, WANG, "Q-10")) == {matters.open_case}
    assert ids(find(engine, WANG, matters.done_case.upper())) == {matters.done_case}
    nothing = find(engine, WANG, "Q-2")
    assert nothing.is_empty
    assert nothing.next is None


def test_a_group_is_found_by_its_name_and_its_code(engine: Engine) -> None:
    with engine.store.session() as rows:
        identity = Identity("示例（上海）科技有限公司", "uscc", "91110000EXAMPLE001", "010-88886666")
        group = find_or_register(rows, identity, "li.na", engine.clock.now())
        rows.get_one(Customer, group).kind = "group"
    for typed in ("示例(上海)科技有限公司", "91110000example001", "010-88886666"):
        assert [(one.id, one.kind) for one in find(engine, WANG, typed).customers] == [(group, "group")]


def test_an_agent_finds_the_own_and_nothing_of_a_colleague(engine: Engine, matters: Matters) -> None:
    own = find(engine, AGENT, PHONE)
    assert [person.id for person in own.customers] == [matters.customer_id]
    assert ids(own) == {matters.open_case, matters.done_case}
    assert [hit.number for hit in find(engine, AGENT, matters.policy_no).policies] == [matters.policy_no]
    for typed in (PHONE, ID_NO, NAME, matters.policy_no, matters.claim_no, "Q-1001", matters.open_case):
        assert find(engine, OTHER, typed).is_empty
    with engine.store.session() as rows:
        rows.execute(update(Policy).values(agent_id="chen.hao"))
    assert [hit.number for hit in find(engine, OTHER, matters.policy_no).policies] == [matters.policy_no]
    assert [person.id for person in find(engine, OTHER, PHONE).customers] == [matters.customer_id]


def test_nobody_finds_cases_of_which_they_may_not_know(engine: Engine, matters: Matters) -> None:
    found = find(engine, WANG, PHONE, readable=Readable({"quote"}))
    assert found.customers
    assert not found.cases
    assert find(engine, WANG, "Q-1001", readable=Readable({"quote"})).is_empty


def test_many_of_one_name_and_many_cases_come_page_by_page(engine: Engine, matters: Matters) -> None:
    now = engine.clock.now()
    with engine.store.session() as rows:
        for number in range(4):
            find_or_register(rows, Identity(NAME, id_no=f"11010119900307000{number}"), "li.na", now)
    seen, after = [], None
    while True:
        page = find(engine, WANG, NAME, after=after, limit=2)
        assert not page.cases
        seen += [person.id for person in page.customers]
        after = page.next
        if after is None:
            break
    assert (len(seen), len(set(seen))) == (5, 5)
    cases, after = [], None
    for _ in range(3):
        page = find(engine, WANG, PHONE, after=after, limit=1)
        cases += [case.id for case in page.cases]
        after = page.next
    assert (sorted(cases), after) == (sorted([matters.open_case, matters.done_case, matters.claim_case]), None)
    with pytest.raises(BadInput):
        find(engine, WANG, NAME, after="elsewhere")


def test_no_search_reads_a_whole_table(engine: Engine, matters: Matters) -> None:
    asked: list[tuple[str, object]] = []
    own = engine.store.engine

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(own, "before_cursor_execute", note)
    try:
        for typed in (PHONE, ID_NO, NAME, matters.policy_no, matters.claim_no, "Q-10", matters.open_case):
            find(engine, WANG, typed)
            find(engine, AGENT, typed)
    finally:
        event.remove(own, "before_cursor_execute", note)
    scans = set()
    with engine.store.read() as connection:
        for statement, parameters in asked:
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                if "SCAN" in row[-1] and "process_versions" not in row[-1]:
                    scans.add((row[-1], statement[:160]))
    assert len(asked) > 20
    # The list of deployed processes is short, whatever was done; it tells which are confidential.
    assert {plan for plan, _ in scans} <= {"SCAN newest", "SCAN anon_1"}, scans


def test_what_was_typed_stays_nowhere(app: Flask, log_in: LogIn, engine: Engine, matters: Matters, caplog) -> None:
    browser = log_in("wang.qiang")
    with capture_logs() as logged, caplog.at_level(logging.DEBUG):
        for typed in (PHONE, ID_NO, NAME):
            answer = browser.post("/search", data={"text": typed})
            address = answer.headers["Location"]
            page = browser.get(address)
            assert "张**" in page.text
            assert "138****5678" in page.text
            assert typed not in address
            # The box itself says again what its own reader typed, and nothing else does.
            assert page.text.count(typed) == 1
    assert not any(secret in f"{logged}{caplog.text}" for secret in (PHONE, ID_NO, NAME))
    with engine.store.read() as connection:
        lines = connection.execute(select(access_log).where(access_log.c.verb == "search")).all()
    with engine.store.session() as rows:
        sealed = rows.get_one(Customer, matters.customer_id)
        hashes = {sealed.mobile_hash, sealed.id_no_hash, sealed.name_hash}
    assert len(lines) == 3
    assert {line.actor_id for line in lines} == {"wang.qiang"}
    said = " ".join(f"{line.what} {line.reason}" for line in lines)
    assert hashes <= set(re.findall(r"[0-9a-f]{64}", said))
    assert not any(secret in said for secret in (PHONE, ID_NO, NAME))


def test_an_address_opens_for_its_own_account_and_for_a_day_at_most(clock) -> None:
    now = clock.now()
    piece = seal_text("张三丰", "li.na", "secret", now)
    assert open_text(piece, "li.na", "secret", now + LASTS) == "张三丰"
    assert open_text(piece, "li.na", "secret", now + LASTS + timedelta(minutes=1)) is None
    assert open_text(piece, "sun.yue", "secret", now) is None
    assert open_text(piece, "li.na", "other", now) is None
    assert open_text(piece[:-2] + "AA", "li.na", "secret", now) is None
    assert open_text("", "li.na", "secret", now) is open_text("ü", "li.na", "secret", now) is None


def test_the_pages_say_what_can_be_searched_and_what_was_found(log_in: LogIn, matters: Matters) -> None:
    browser = log_in("li.na")
    assert "统一社会信用代码" in browser.get("/search").text
    assert browser.post("/search", data={"text": " "}).headers["Location"].endswith("/search")
    assert browser.get("/search/forged").headers["Location"].endswith("/search")
    page = browser.post("/search", data={"text": matters.policy_no}, follow_redirects=True).text
    assert f"/dossiers/policy/{matters.policy_id}" in page
    assert f"/cases/{matters.done_case}" in page
    assert f"/cases/{matters.claim_case}" not in page
    assert "没有找到" in browser.post("/search", data={"text": "13999999999"}, follow_redirects=True).text
    assert "至少输入两个字" in browser.post("/search", data={"text": "张"}, follow_redirects=True).text
    assert log_in("admin").get("/search").status_code == 403


def test_names_from_before_are_hashed_later_and_erased_people_stay_unfound(engine: Engine, matters: Matters) -> None:
    with engine.store.session() as rows:
        gone = find_or_register(rows, Identity(NAME, id_no="110101199003070000"), "li.na", engine.clock.now())
        rows.execute(update(Customer).values(name_hash=None))
        rows.execute(update(Customer).where(Customer.id == gone).values(id_no_hash="", mobile_hash=""))
    assert find(engine, WANG, NAME).is_empty
    while index_some(engine):
        continue
    assert [person.id for person in find(engine, WANG, NAME).customers] == [matters.customer_id]
    with engine.store.read() as connection, engine.store.session() as rows:
        assert connection is not None
        assert known_hash(rows, NAME) == rows.get_one(Customer, matters.customer_id).name_hash
