"""The benchmarks behind `sopflow bench`."""

from __future__ import annotations

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def child_environ(**more: str) -> dict[str, str]:
    """The environment of a process that runs a module of this folder, wherever the benchmark was called from."""
    places = [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places)), **more}
