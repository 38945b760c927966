"""Somebody at a browser: reads labels, writes, chooses and presses. Who it is: `staff.py`, `customer.py`.

Nothing here knows an element's id or calls the engine; what a person cannot find on the page, a test cannot do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

PATIENCE = 20_000
"""Milliseconds that a person waits for a page of a busy machine."""


def labelled(label: str) -> re.Pattern[str]:
    """The label of a field, with or without the star of a required one."""
    return re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")


@dataclass(frozen=True)
class Application:
    """What an agent asks to begin with, and the case number that was given."""

    key: str
    case_id: str


class Person:
    """Somebody at a browser. Everything that the browser complained of is kept in `complaints`."""

    def __init__(self, browser: Browser, address: str, size: Mapping[str, int], **device: Any) -> None:
        """`device`: what else the browser is: Playwright's words for a context."""
        self.address = address
        self.size = dict(size)
        self.complaints: list[str] = []
        self.inspect: Callable[[Page], None] = lambda _: None
        """Looks at every page that this person stops at."""
        self._opens(browser.new_context(viewport=dict(size), locale="zh-CN", **device))

    def _opens(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def sharpens(self, scale: int) -> None:
        """Take the same session to a screen of more dots: a drawing's words can be read in a picture of it."""
        old = self.context
        state, browser = old.storage_state(), old.browser
        assert browser
        self._opens(browser.new_context(viewport=self.size, storage_state=state, device_scale_factor=scale))
        old.close()

    def leaves(self) -> None:
        self.context.close()

    def writes(self, label: str, text: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_label(labelled(label)).fill(text)

    def picks(self, question: str, option: str, within: Locator | None = None) -> None:
        """Answer a question of round buttons."""
        box = (within or self.page).locator(".fjs-form-field-radio").filter(has_text=question)
        box.get_by_label(option, exact=True).check()

    def ticks(self, *labels: str, within: Locator | None = None) -> None:
        for label in labels:
            (within or self.page).get_by_label(labelled(label)).check()

    def chooses(self, label: str, option: str, within: Locator | None = None) -> None:
        """Open a list and take one of its lines."""
        box = (within or self.page).locator(".fjs-form-field-select").filter(has_text=label)
        box.locator(".fjs-input-group").click()
        box.get_by_text(option, exact=True).last.click()

    def writes_day(self, label: str, day: str, within: Locator | None = None) -> None:
        """A day, written as `2026-11-22` into a field of days."""
        field = (within or self.page).get_by_label(labelled(label))
        field.fill(day)
        field.press("Enter")

    def group(self, title: str) -> Locator:
        """The box of fields with this title."""
        return self.page.locator(".fjs-form-field-grouplike").filter(
            has=self.page.locator("> label, > .fjs-form-field-label").filter(has_text=title)
        )

    def list_of(self, title: str) -> Locator:
        """The list of rows with this title, which can be added to."""
        return self.page.locator(".fjs-form-field-dynamiclist").filter(
            has=self.page.locator("> label, > .fjs-form-field-label").filter(has_text=labelled(title))
        )

    def row(self, rows: Locator, number: int) -> Locator:
        """A row of a list, added if it is not there yet; the first is 0."""
        there = rows.locator(".fjs-repeat-row-container")
        while there.count() <= number:
            rows.get_by_role("button", name="新增一项").click()
        return there.nth(number)

    def waits_for_form(self) -> None:
        self.page.locator(".fjs-form").wait_for()
        self.inspect(self.page)
