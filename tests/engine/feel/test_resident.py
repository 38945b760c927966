"""Pages of V8's library that only mirror the file are given back, and nothing that was written to."""

from __future__ import annotations

import sys

import pytest

from engine.feel import evaluate_feel, resident
from engine.feel.isolate import V8_LIBRARY

SMAPS = """\
7f0000000000-7f0000002000 r--p 00000000 08:01 1    /lib/libmini_racer.so
Rss:                   8 kB
Anonymous:             0 kB
Swap:                  0 kB
7f0000002000-7f0000004000 r--p 00002000 08:01 1    /lib/libmini_racer.so
Anonymous:             4 kB
Swap:                  0 kB
7f0000004000-7f0000006000 r--p 00004000 08:01 1    /lib/libmini_racer.so
Anonymous:             0 kB
Swap:                  4 kB
7f0000006000-7f0000008000 rw-p 00006000 08:01 1    /lib/libmini_racer.so
Anonymous:             0 kB
Swap:                  0 kB
7f0000008000-7f000000a000 r-xp 00000000 08:01 2    /lib/libother.so
Anonymous:             0 kB
Swap:                  0 kB
"""


def test_only_what_the_file_still_holds_is_dropped():
    assert list(resident._clean(SMAPS, V8_LIBRARY)) == [(0x7F0000000000, 0x7F0000002000)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of its mappings")
def test_the_isolate_works_on_after_its_pages_were_given_back():
    assert evaluate_feel("1 + 1") == 2
    assert resident.give_back_pages(V8_LIBRARY) > 10_000_000
    assert evaluate_feel('matches("aab", "^a+b$")') is True
