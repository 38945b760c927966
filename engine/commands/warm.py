"""Machines that are kept in memory between steps, so that a warm step restores nothing (DESIGN §4)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from engine.spiff.machine import Machine
from engine.store.keys import Cipher


@dataclass(slots=True)
class Warm:
    """A case in memory as it was after the step that made it this version."""

    machine: Machine
    cipher: Cipher
    version: int


class WarmCases:
    """The most recently used cases. A step takes one OUT and puts it back after its commit.

    So no two threads share a machine, and a step that fails leaves none behind that is half changed.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._cases: OrderedDict[str, Warm] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, case_id: str, version: int) -> Warm | None:
        """The case if it is here and of this version; an older one is dropped."""
        with self._lock:
            warm = self._cases.pop(case_id, None)
        return warm if warm is not None and warm.version == version else None

    def put(self, case_id: str, warm: Warm) -> None:
        """Keep a case; the one unused for longest makes room."""
        with self._lock:
            self._cases[case_id] = warm
            self._cases.move_to_end(case_id)
            while len(self._cases) > self._limit:
                self._cases.popitem(last=False)

    def drop(self, case_id: str) -> None:
        with self._lock:
            self._cases.pop(case_id, None)

    def clear(self) -> None:
        with self._lock:
            self._cases.clear()

    def __len__(self) -> int:
        return len(self._cases)
