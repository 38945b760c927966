"""What every way outside has in common: what is sent, and in how many words it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Problem(StrEnum):
    """Why a message did not get through. Closed and alphabetical; rows name them."""

    ADDRESS_REFUSED = "address_refused"
    """The other side knows no such address."""
    HOST_NOT_ALLOWED = "host_not_allowed"
    LOGIN_FAILED = "login_failed"
    NO_ADDRESS = "no_address"
    NOT_CONFIGURED = "not_configured"
    PRIVATE_ADDRESS = "private_address"
    REFUSED = "refused"
    RESTING = "resting"
    """The other side did not answer a moment ago; it is left alone for a while."""
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    UNSAFE = "unsafe"
    """No encryption, or a certificate that nobody vouches for."""


LASTING = frozenset(
    {
        Problem.ADDRESS_REFUSED,
        Problem.HOST_NOT_ALLOWED,
        Problem.NO_ADDRESS,
        Problem.NOT_CONFIGURED,
        Problem.PRIVATE_ADDRESS,
    }
)
"""Trying again would not help."""
AWAY = frozenset({Problem.TIMED_OUT, Problem.UNREACHABLE})
"""The other side does not answer: whoever comes next should not wait for it too."""


class CannotSend(Exception):
    """The message did not get through."""

    def __init__(self, problem: Problem, code: str = "", *, is_lasting: bool | None = None) -> None:
        # A code of the other side, never its words: those may repeat what was sent, keys included.
        self.problem, self.code = problem, code[:40]
        self.is_lasting = problem in LASTING if is_lasting is None else is_lasting
        super().__init__(f"{problem.value} {self.code}".strip())


@dataclass(frozen=True, slots=True)
class Address:
    """Where to; `secret` signs what goes to a DingTalk robot."""

    to: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in a message: what happened, about what, where to look."""

    sentence: str
    about: str
    link: str


@dataclass(frozen=True, slots=True)
class Message:
    """In the reader's language, without a customer's data. `key`: the same message again has the same."""

    title: str
    lines: tuple[Line, ...]
    more: str
    """What is left out of a long digest, in words; empty: nothing."""
    key: str


class Way(Protocol):
    """Sends a message or raises `CannotSend`."""

    def send(self, message: Message, address: Address) -> None: ...
