"""`python -m tests.web.tokens FOLDER`: prints a token for each `account post days` on standard input."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from concord.web.commands import start
from tests.cast import NOON

if __name__ == "__main__":
    start(Path(sys.argv[1]), "tests.web.settings")
    from concord.web.api.tokens import issue

    for line in sys.stdin.read().splitlines():
        account, post, days = line.split()
        print(issue(account, post, NOON + timedelta(days=int(days))))
