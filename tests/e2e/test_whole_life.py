"""One customer's whole life with the agency: first contact, needs, proposal, policy, a claim paid, a claim refused.

Driven by every role at its desk and by the customer on a phone; days go by where the SOP waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from tests.chromium import CHROMIUM
from tests.e2e import life as chapters
from tests.e2e.agency import AgencyAhead
from tests.e2e.claimant import Policyholder
from tests.e2e.english import BothLanguages
from tests.e2e.life import Life
from tests.e2e.office import Shift, new_customer
from tests.web.test_browser import BUILT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600, func_only=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: no life is walked in a browser"),
    pytest.mark.skipif(not BUILT.exists(), reason="web/static/build is missing: run npm run build in web/frontend"),
]


@pytest.fixture
def life(agency_ahead: AgencyAhead, browser: Browser, tmp_path: Path) -> Iterator[Life]:
    """Afterwards no browser complained, and the server's log tells nothing of the customer."""
    who = new_customer("高远")
    looks = BothLanguages((who["name"], *chapters.WRITTEN))
    customer = Policyholder(browser, agency_ahead.address, who, agency_ahead.outbox)
    shift = Shift(browser, agency_ahead, looks)
    customer.inspect = looks
    yield Life(customer, shift, invoice(tmp_path / "invoice.jpg"))
    log = agency_ahead.log.read_text("utf-8")
    assert "delivery.written" in log  # it is the log of this very server
    assert [who[secret] in log for secret in ("name", "mobile", "id_no", "account_no")] == [False] * 4
    assert [person.complaints for person in (customer, *shift.staff)] == [[]] * (1 + len(shift.staff))
    customer.leaves()
    for person in shift.staff:
        person.leaves()


def invoice(path: Path) -> Path:
    """What a phone's camera would hand over."""
    picture = Image.new("RGB", (1200, 1600), "white")
    ImageDraw.Draw(picture).text((100, 100), "INVOICE 80,000.00")
    picture.save(path)
    return path


def test_from_the_first_contact_to_a_claim_paid_and_one_refused(life: Life, agency_ahead: AgencyAhead) -> None:
    for chapter in chapters.CHAPTERS:
        chapter(life)
    proved = agency_ahead.audit_everything()
    assert proved["not_intact"] == []
    assert proved["not_the_same"] == []
    for process, ends in chapters.ENDS.items():
        assert set(ends) <= set(proved["ends"][process]), process
