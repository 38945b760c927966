"""The browser of the tests: Debian's Chromium, with what a machine without a screen needs."""

from __future__ import annotations

from shutil import which

from playwright.sync_api import Page

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

READY = """() => document.readyState === "complete" && document.fonts.status === "loaded"
  && [...document.querySelectorAll("[aria-busy]")].every(place => !place.checkVisibility())"""
"""Loaded, and whatever is seen of forms, diagrams and folded parts has been filled in."""


def settle(page: Page) -> None:
    """Wait until the page is as somebody would see it; quicker than a network that is idle for half a second."""
    page.wait_for_function(READY)
