"""A page in both languages: sound to axe, no wider than its screen, and in English without a word that nobody typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

from tests.chromium import settle
from tests.web.test_browser import require_sound

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SWITCH = "中文"
NUMBERS = re.compile(r"[\w-]*\d[\w-]*")


def speaks_english(own_words: Collection[str]) -> Callable[[Page], None]:
    """Looks at a page in a second window that is switched to English; `own_words`: what people wrote themselves."""
    said = re.compile("|".join(re.escape(words) for words in sorted((*own_words, SWITCH), key=len, reverse=True)))

    def inspect(page: Page) -> None:
        window = in_english(page)
        try:
            english = window.pages[0]
            english.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
            settle(english)
            require_sound(english)
            chinese = [line for line in english.inner_text("body").splitlines() if CHINESE.search(said.sub("", line))]
            assert chinese == [], (page.url, chinese)
        finally:
            window.close()

    return inspect


def in_english(page: Page) -> BrowserContext:
    """A second window of the same person on the same page, switched to English."""
    assert page.context.browser
    touched = bool(page.evaluate("navigator.maxTouchPoints"))
    window = page.context.browser.new_context(
        storage_state=page.context.storage_state(), viewport=page.viewport_size, locale="en-GB",
        is_mobile=touched, has_touch=touched,
    )  # fmt: skip
    english = window.new_page()
    english.goto(page.url, wait_until="domcontentloaded")
    english.get_by_role("button", name="English").click()
    english.locator("html[lang=en]").wait_for(state="attached")
    settle(english)
    return window


@dataclass
class BothLanguages:
    """Looks at each page once in both languages; pages of one kind differ by whom they are about.

    Of the staff's task page one is looked at, with whatever form: what forms say in English, `tests/sop/test_labels.py`
    knows. On the phone every step is a page of its own.
    """

    own_words: Collection[str]
    seen: set[tuple[str, str]] = field(default_factory=set)

    def __call__(self, page: Page) -> None:
        place = NUMBERS.sub("…", page.url.partition("//")[2].partition("?")[0])
        step = page.locator("h1").first.inner_text() if page.evaluate("navigator.maxTouchPoints") else ""
        if (place, step) in self.seen:
            return
        self.seen.add((place, step))
        require_sound(page)
        speaks_english(self.own_words)(page)
