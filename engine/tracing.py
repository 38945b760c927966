"""Where something was raised, fit for a log: files, lines and functions, no values. Locals and messages quote cases."""

from __future__ import annotations

import traceback
from pathlib import PurePath


def where(error: BaseException, frames: int = 6) -> str:
    """The type of an error and its innermost frames: `ValueError at screening.py:41 in screen < …`."""
    found = traceback.extract_tb(error.__traceback__)[-frames:]
    path = " < ".join(f"{PurePath(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in reversed(found))
    return f"{type(error).__name__} at {path}"
