"""`python -m tests.web.proofs.addresses FOLDER`: prints the address patterns of the site of a node, one a line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.web.serving import ROOT


def routes(folder: Path) -> tuple[str, ...]:
    """The patterns of the site of a node, as its configuration has them."""
    command = [sys.executable, "-m", "tests.web.proofs.addresses", str(folder)]
    return tuple(subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout.splitlines())


def _walk(patterns: Sequence[Any], prefix: str) -> Iterator[str]:
    for each in patterns:
        route = prefix + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _walk(each.url_patterns, route)
        else:
            yield route


if __name__ == "__main__":
    from concord.web.commands import start

    start(Path(sys.argv[1]), "tests.web.settings")
    from django.urls import get_resolver

    print("\n".join(_walk(get_resolver().url_patterns, "/")))
