"""Probes of the table of elements. They assert outside test modules, so their assertions are rewritten too."""

import pytest

pytest.register_assert_rewrite(
    *(f"tests.engine.elements.{name}" for name in ("activities", "events", "flows", "loops", "settings"))
)
