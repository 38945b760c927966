"""How many guesses a password would take: `python -m web.accounts.guesses` in a process of its own.

zxcvbn's word lists take 15 MB, which a server would keep for ever for the sake of a rare page. The password comes in
on standard input, so it stands in no list of processes.
"""

from __future__ import annotations

import json
import subprocess
import sys

MOST_CHARACTERS = 72
"""What follows adds nothing to the estimate but time."""
WELL_KNOWN = ("sopflow", "baoxian", "woaini", "woaiwojia", "1314", "5201314", "520", "168", "888", "mima", "guanliyuan")
"""What the word lists, which are English, do not know."""


def strength(password: str, near: list[str]) -> int:
    """0 (known to everybody) to 4 (very many guesses), counting what is `near` the person as known."""
    asked = json.dumps({"password": password[:MOST_CHARACTERS], "near": [*near, *WELL_KNOWN]})
    done = subprocess.run(  # noqa: S603 - this very module
        [sys.executable, "-m", __name__], input=asked, capture_output=True, text=True, timeout=30, check=True
    )
    return int(done.stdout)


def _main() -> None:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - only here: see above

    asked = json.load(sys.stdin)
    print(zxcvbn(asked["password"], user_inputs=asked["near"])["score"])  # noqa: T201 - the answer


if __name__ == "__main__":
    _main()
