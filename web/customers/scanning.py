"""Looking for malware in what customers send: a port, and the adapter that is none and says so."""

from __future__ import annotations

from typing import Protocol

from flask_babel import gettext


class MalwareFoundError(ValueError):
    """The scanner refused the file."""


class Scanner(Protocol):
    """Looks at a file's bytes before anything else reads them; a product's adapter implements it."""

    def scan(self, content: bytes) -> str:
        """What it found, in one short Chinese sentence for the file. Raises `MalwareFoundError`."""
        ...


class NoScanner:
    """No scanner is connected. Pictures are drawn anew in any case, so nothing but the picture itself is kept."""

    def scan(self, content: bytes) -> str:
        return "未接入扫描；图片已重新编码，不保留原文件"

    @property
    def notice(self) -> str:
        """What the customer is told."""
        return gettext("目前没有接入病毒扫描。图片会重新编码后保存，不保留原文件和拍摄位置。")
