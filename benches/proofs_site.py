"""The long form of the crawl: every address of a site as everybody, every withheld word looked for in raw bytes.

Pages with all their states, files, the API by tokens, the line that stays open; on a file and, where there is one, on a
server of PostgreSQL. What was asked stands on standard error: addresses, patterns, personas, words.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import postgres
from tests.web.conftest import give_passwords
from tests.web.proofs.addresses import routes
from tests.web.proofs.coming import POSTS, all_by, all_of, tokens_of
from tests.web.proofs.furnishing import MARKS, OPEN_HANDED, PERSONAS, furnish
from tests.web.proofs.walking import LONG, Found
from tests.web.serving import served
from tests.web.stores import on_server


def prove_crawl(jobs: int) -> Iterator[str]:
    """Every answer to everybody: "" or what it told that it should not."""
    for store in ("file", "server") if postgres.binaries() else ("file",):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "eu"
            yield from _crawled(place, store, on_server(OPEN_HANDED) if store == "server" else OPEN_HANDED)


def _crawled(place: Path, store: str, settings: str) -> Iterator[str]:
    furnished = furnish(place, settings)
    give_passwords(place)
    configured, tokens = routes(place), tokens_of(place)
    with served(place) as site:
        for persona in PERSONAS:
            found = [all_of(site, furnished, persona, configured, LONG)]
            found += [all_by(site, furnished, persona, tokens[persona])] if persona in POSTS else []
            for each in found:
                _tell(store, each)
                told = list(each.told())
                yield from told
                yield from ("" for _ in range(len(each.answers) - len(told)))


def _tell(store: str, found: Found) -> None:
    asked = f"{len(found.answers):,} addresses of {len(found.patterns)} patterns, {len(MARKS)} words"
    print(f"{store}: {found.persona or 'nobody'}: {asked}", file=sys.stderr, flush=True)
