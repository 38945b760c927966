"""The interpreter that forms are settled in."""

from __future__ import annotations

import json
import threading
from functools import cache
from pathlib import Path

from py_mini_racer import JSEvalException, JSOOMException, JSTimeoutException, MiniRacer

from engine.errors import FeelLimitExceeded, FormError

BUNDLE = Path(__file__).parent.parent / "feel" / "build" / "feel.js"
TIME_LIMIT = 2.0


class _Isolate:
    def __init__(self) -> None:
        self._racer = MiniRacer()
        self._racer.eval(BUNDLE.read_text(encoding="utf-8"))
        self._lock = threading.Lock()

    def call(self, function: str, request: str) -> str:
        with self._lock:
            try:
                return str(self._racer.eval(f"sopflow.forms.{function}({json.dumps(request)})", timeout_sec=TIME_LIMIT))
            except (JSTimeoutException, JSOOMException) as error:
                raise FeelLimitExceeded from error
            except JSEvalException as error:
                raise FormError(f"The form cannot be evaluated: {error}") from error


@cache
def interpreter() -> _Isolate:
    return _Isolate()
