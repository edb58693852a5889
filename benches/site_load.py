"""The site under the readers of an exercise day, over a node that holds many records.

Twenty readers ask for one page every two seconds each, at instants that are set beforehand (open loop: a page that is
late makes no later one wait for it), and a reader's time runs from the instant at which the page was to be asked for.
One server process on this machine, which also runs the readers.
*95th* is the 95th percentile in elapsed milliseconds, meant to be under 150 (limit). *live* is what 200 open lines add
to the memory of the idle server, in MB, meant to be under 200 (limit). `python -m benches.site_load FOLDER RECORDS`
fills a folder that is measured later by `python -m benches.site_load FOLDER 0`.
"""

from __future__ import annotations

import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.request import Request

from benches.measure import Line, alone, within
from concord.desk.records import Draft, NewPortion
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from concord.release.labels import LabelSet
from tests.cast import NOON
from tests.node.founded import FIRST
from tests.web import house
from tests.web.conftest import give_passwords
from tests.web.serving import served
from tests.web.visiting import Visitor

RECORDS, FEW = 1_000_000, 2_000
BATCH = 500
READERS, EVERY_SECONDS = 20, 2.0
SECONDS, FEW_SECONDS = 60, 10
LINES, FEW_LINES = 200, 20
P95, MEMORY = 150.0, 200.0
ACCOUNTS = ("ie-1", "no-1", "de-1", "sec-2")
WORDS = ("harbour", "pilot", "tug", "lock", "buoy", "quay", "chart", "tide")
PAGES = (
    "/",
    "/documents",
    "/documents?order=title",
    "/documents?q=harbour",
    "/documents?q=tide+lock",
    "DOCUMENT",
    "DOCUMENT",
    "/directory",
    "/rulebook",
    "/log",
    "/api/v1/openapi.json",
)


def run(*, quick: bool) -> Iterator[Line]:
    """The figures."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "eu"
        fill(path, FEW if quick else RECORDS)
        yield from measured(path, quick=quick)


def fill(path: Path, count: int) -> None:
    """A node with the documents of the house and so many more."""
    give_passwords(house.make_house(path).folder)
    rng, node = Random(1), open_node(path, INSTALLED)
    labels = {name: house.labelled(marking) for name, marking in house.MARKINGS.items()}
    names = sorted(labels)
    try:
        for number in range(0, count, BATCH):
            batch = range(number, min(number + BATCH, count))
            at = NOON + timedelta(seconds=number + 1)
            node.desk(*FIRST, at=at).file_all([_draft(each, labels, names, rng) for each in batch])
            if number % 50_000 == 0:
                print(f"{number:,} of {count:,} filed", file=sys.stderr, flush=True)
    finally:
        node.close()


def _draft(number: int, labels: dict[str, LabelSet], names: list[str], rng: Random) -> Draft:
    day = date(2010, 1, 1) + timedelta(days=rng.randrange(2_600))
    title = f"{rng.choice(WORDS)} {rng.choice(WORDS)} {number}"
    text = " ".join(rng.choices(WORDS, k=12))
    head = NewPortion("head", "head", {"title": title, "date": day.isoformat()}, labels[rng.choice(names)])
    body = NewPortion("body", "body", {"form": "paragraph", "text": text}, labels[rng.choice(names)])
    return Draft(f"load {number}", "document", (head, body))


def measured(path: Path, *, quick: bool) -> Iterator[Line]:
    """The figures of the site in a folder."""
    with served(path, "benches.site_settings") as site:
        visitors = [_come_in(site, account) for account, _ in zip(cycle(ACCOUNTS), range(READERS), strict=False)]
        process = _server_of(path)
        taken = _asked(visitors, FEW_SECONDS if quick else SECONDS)
        every = sorted(each for times in taken.values() for each in times)
        yield within("site-load.95th", quantiles(every, n=20)[-1], "ms", P95, quick=quick)
        yield alone("site-load.median", median(every), "ms")
        yield alone("site-load.worst", every[-1], "ms")
        for page, times in sorted(taken.items()):
            yield alone(f"site-load.{page}", median(times), "ms")
        lines = FEW_LINES if quick else LINES
        idle = _resident(process)
        with ExitStack() as open_lines:
            for number in range(lines):
                visitor = visitors[number % len(visitors)]
                open_lines.enter_context(visitor.opener.open(Request(f"{site}/live"), timeout=60))
            time.sleep(12)
            yield within("site-load.live", _resident(process) - idle, "MB", MEMORY, quick=quick)


def _come_in(site: str, account: str) -> Visitor:
    visitor = Visitor(site)
    if visitor.sign_in(account).status != 200:
        raise SystemExit(f"expected {account} to come in, found otherwise")
    return visitor


def _asked(visitors: list[Visitor], seconds: int) -> dict[str, list[float]]:
    """How long each page took, by its address, in milliseconds from when it was to be asked for."""
    shown = visitors[0].get("/documents").text
    document = re.findall(r'href="(/documents/[0-9a-f]{32})"', shown)[0]
    taken: dict[str, list[float]] = defaultdict(list)
    start = time.monotonic() + 1
    rng = Random(2)

    def one(visitor: Visitor, page: str, due: float) -> None:
        time.sleep(max(0.0, due - time.monotonic()))
        answer = visitor.get(document if page == "DOCUMENT" else page)
        taken[page].append((time.monotonic() - due) * 1000)
        if answer.status not in (200, 401, 404):
            raise SystemExit(f"expected {page} to be shown, found status {answer.status}")

    rounds = int(seconds / EVERY_SECONDS)
    with ThreadPoolExecutor(READERS * 2) as threads:
        dues = [
            (visitor, rng.choice(PAGES), start + round_ * EVERY_SECONDS + rng.random() * EVERY_SECONDS)
            for round_ in range(rounds)
            for visitor in visitors
        ]
        for asked in [threads.submit(one, *each) for each in sorted(dues, key=lambda each: each[2])]:
            asked.result()
    return taken


def _server_of(path: Path) -> int:
    """The number of the process that serves a folder."""
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        if f"tests.web.serving\0{path}\0".encode() in each.read_bytes():
            return int(each.parent.name)
    raise SystemExit(f"expected a process that serves {path}, found none")


def _resident(process: int) -> float:
    """Memory of a process in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    place, records = Path(sys.argv[1]), int(sys.argv[2])
    if records:
        fill(place, records)
    else:
        for line in measured(place, quick=False):
            print(line.as_json(), flush=True)
