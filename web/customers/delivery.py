"""How a message reaches a customer: a port, and the adapter that only writes files.

The link goes one way and the code another (in the demo both into the outbox), and no page shows a code.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """To one customer. `kind`: `link`, `code` or `notice`; `to`: a phone number or e-mail address."""

    kind: str
    to: str
    text: str
    at: datetime


class Delivery(Protocol):
    """Takes a message over or raises; a provider's adapter implements it."""

    def send(self, message: Message) -> None: ...


class ConsoleDelivery:
    """Writes each message into a file of the outbox folder (mode 0600): for a demo, or until a provider is set up.

    The log only says that there is a message and where: texts hold names and codes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = f"{message.at:%Y%m%dT%H%M%S}-{message.kind}"
        number = len(list(self._folder.glob(f"{stem}*")))
        file = self._folder / f"{stem}-{number}.txt"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(f"To: {message.to}\n\n{message.text}\n")
        log.info("delivery.written", kind=message.kind, file=str(file))
