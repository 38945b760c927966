"""Tests of the machine. The runner asserts outside test modules, so its assertions are rewritten too."""

import pytest

pytest.register_assert_rewrite("tests.engine.spiff.running")
