"""`python -m tests.web.accounts FOLDER PASSWORD`: gives the accounts on standard input that password."""

from __future__ import annotations

import sys
from pathlib import Path

from concord.web.commands import start

if __name__ == "__main__":
    start(Path(sys.argv[1]), "tests.web.settings")
    from concord.web.accounts.passwords import give

    for name in sys.stdin.read().split():
        assert give(name, sys.argv[2]) == []
