"""The pages work on both stores: no room of the site is left to SQLite alone."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from engine.store.store import Store
from tests.web.conftest import LogIn
from web.rooms import ROOMS

BOTH_STORES = True
ENTERED_ELSEWHERE = {
    "accounts": "test_accounts",
    "addresses": "test_staff_rooms",
    "admin": "test_accounts",
    "asking": "test_new_business",
    "beginning": "test_new_business",
    "cases": "test_cases",
    "customer_links": "test_cases",
    "customers": "test_new_business",
    "dossier": "test_staff_rooms",
    "handover": "test_staff_rooms",
    "home": "test_new_business",
    "inbox": "test_inbox",
    "incidents": "test_cases",
    "leads": "test_staff_rooms",
    "notices": "test_staff_rooms",
    "papers": "test_new_business",
    "privacy": "test_new_business",
    "provider": "test_staff_rooms",
    "refusals": "test_staff_rooms",
    "reports": "test_reports",
    "search": "test_staff_rooms",
    "second_factor": "test_staff_rooms",
    "sessions": "test_staff_rooms",
    "substitutions": "test_staff_rooms",
    "tables": "test_new_business",
    "withdrawal": "test_new_business",
}


def test_every_room_is_entered_on_both_stores(app: Flask, store: Store, store_kind: str, log_in: LogIn) -> None:
    assert store.engine.dialect.name == store_kind
    assert {room.name for room in ROOMS} == {*ENTERED_ELSEWHERE, "language", "start"}
    for file in set(ENTERED_ELSEWHERE.values()):
        assert re.search(
            r"^BOTH_STORES = True$", (Path(__file__).parent / f"{file}.py").read_text("utf-8"), re.MULTILINE
        )
    browser = log_in("li.na")
    browser.post("/language", data={"language": "en", "next": "/"})
    assert 'lang="en"' in browser.get("/", follow_redirects=True).text
