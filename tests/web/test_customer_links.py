from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from engine.clock import ManualClock
from engine.store.store import Store
from web.customers import links
from web.customers.links import Entry
from web.tables import CustomerLink

BOTH_STORES = True

SECRET = "site-secret"


@pytest.fixture
def rows(store: Store):
    with store.session() as session:
        yield session


@pytest.fixture
def made(rows: Session, clock: ManualClock) -> tuple[CustomerLink, str]:
    return links.make_link(rows, "case-1", "customer-1", "li.na", clock.now())


def enter(rows: Session, link: CustomerLink, code: str, clock: ManualClock) -> Entry:
    return links.enter_code(rows, link, code, SECRET, clock.now())[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_table_holds_neither_token_nor_code(rows: Session, made, clock: ManualClock) -> None:
    link, token = made
    code = links.make_code(link, SECRET, clock.now())
    rows.flush()
    kept = repr([getattr(link, column.key) for column in CustomerLink.__table__.columns])
    assert len(code) == 6
    assert token not in kept
    assert code not in kept


def test_a_link_is_found_by_its_token_until_it_expires(rows: Session, made, clock: ManualClock) -> None:
    link, token = made
    assert links.find_link(rows, token, clock.now()) is link
    assert links.find_link(rows, token + "x", clock.now()) is None
    clock.advance(links.LINK_LASTS)
    assert links.find_link(rows, token, clock.now()) is None


def test_a_new_link_ends_the_one_before(rows: Session, made, clock: ManualClock) -> None:
    _, old = made
    _, new = links.make_link(rows, "case-1", "customer-1", "li.na", clock.now())
    assert links.find_link(rows, old, clock.now()) is None
    assert links.find_link(rows, new, clock.now()) is not None


def test_the_right_code_opens_once(rows: Session, made, clock: ManualClock) -> None:
    link, _ = made
    code = links.make_code(link, SECRET, clock.now())
    entry, token = links.enter_code(rows, link, f" {code} ", SECRET, clock.now())
    assert entry is Entry.IN
    assert links.link_of_session(rows, token, clock.now()) is link
    assert enter(rows, link, code, clock) is Entry.USED_UP
    clock.advance(links.SESSION_LASTS)
    assert links.link_of_session(rows, token, clock.now()) is None


def test_a_code_expires(rows: Session, made, clock: ManualClock) -> None:
    link, _ = made
    code = links.make_code(link, SECRET, clock.now())
    clock.advance(links.CODE_LASTS)
    assert enter(rows, link, code, clock) is Entry.USED_UP


def test_guessing_uses_the_code_up_and_then_the_link(rows: Session, made, clock: ManualClock) -> None:
    link, token = made
    for _ in range(links.MAX_CODES):
        assert links.may_send_code(link, clock.now())
        code = links.make_code(link, SECRET, clock.now())
        answers = [enter(rows, link, wrong(code), clock) for _ in range(links.MAX_ATTEMPTS)]
        assert answers == [Entry.WRONG] * (links.MAX_ATTEMPTS - 1) + [Entry.USED_UP]
        assert enter(rows, link, code, clock) is Entry.USED_UP
        clock.advance(links.CODE_PAUSE)
    assert not links.may_send_code(link, clock.now())
    assert link.end_reason == "too_many_codes"
    assert links.find_link(rows, token, clock.now()) is None


def test_codes_come_no_faster_than_one_a_minute(rows: Session, made, clock: ManualClock) -> None:
    link, _ = made
    links.make_code(link, SECRET, clock.now())
    assert not links.may_send_code(link, clock.now() + timedelta(seconds=59))
    assert links.may_send_code(link, clock.now() + timedelta(seconds=60))


def test_a_new_code_voids_the_one_before(rows: Session, made, clock: ManualClock) -> None:
    link, _ = made
    old = links.make_code(link, SECRET, clock.now())
    while (new := links.make_code(link, SECRET, clock.now())) == old:
        pass
    assert enter(rows, link, old, clock) is Entry.WRONG
    assert enter(rows, link, new, clock) is Entry.IN
