"""The same page in English: as sound as the Chinese one, and without a Chinese word that nobody typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from playwright.sync_api import Page

from tests.web.test_browser import require_sound

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SWITCH = "中文"


def speaks_english(own_words: Collection[str]) -> Callable[[Page], None]:
    """Looks at a page in a second window that is switched to English; `own_words`: what people wrote themselves."""
    said = re.compile("|".join(re.escape(words) for words in sorted((*own_words, SWITCH), key=len, reverse=True)))

    def inspect(page: Page) -> None:
        assert page.context.browser
        window = page.context.browser.new_context(
            storage_state=page.context.storage_state(), viewport=page.viewport_size, locale="en-GB"
        )
        try:
            english = window.new_page()
            english.goto(page.url)
            english.get_by_role("button", name="English").click()
            english.locator("html[lang=en]").wait_for(state="attached")
            english.wait_for_load_state("networkidle")
            english.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
            require_sound(english)
            lines = english.inner_text("body").splitlines()
            chinese = [line for line in lines if CHINESE.search(said.sub("", line))]
            assert chinese == [], chinese
        finally:
            window.close()

    return inspect
