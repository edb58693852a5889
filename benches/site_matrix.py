"""The page of the matrix of a document, made in the process of its site: 200 portions by every reader that ships.

The paper has the label sets of the paper that ships, again and again; it is read by an officer who sees all of it. A
page is what a browser is sent: session, seat, edition, squares, groups, dates, reasons of one square, and the text.
*first* is the first page after the rulebook came into force, which works out every date since 1995 for the paper (the
median of several processes); *day* a date that was not asked for before. Processor time in milliseconds. Meant to be at
most 300 ms (limit).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benches.measure import Line, within
from concord.cli.document import demo_document
from concord.cli.scene import open_scene
from concord.desk.records import Draft, NewPortion
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from concord.release.labels import LabelSet
from concord.web.commands import start
from tests.cast import NOON
from tests.node.founded import FIRST
from tests.web import house

LIMIT = 300.0
PORTIONS, FEW = 200, 40
ROUNDS, FIRSTS = 15, 6
SETTINGS = house.ALLOWED.replace('"NATO exercise policy" = "CONFIDENTIAL"', '"NATO exercise policy" = "SECRET"')
"""A node that may hold what NATO released to the EU."""


def run(*, quick: bool) -> Iterator[Line]:
    """The figures, taken in a process of its own: a process serves one site (W1)."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "eu"
        house.make_house(path, SETTINGS)
        record = _filed(path, FEW if quick else PORTIONS)
        told = _told(path, record, 3 if quick else ROUNDS)
        firsts = [told["first"], *(_told(path, record, 1)["first"] for _ in range(1 if quick else FIRSTS))]
    for name, value in (told | {"first": median(firsts)}).items():
        yield within(f"site-matrix.{name}", value, "ms", LIMIT, quick=quick)


def _told(path: Path, record: str, rounds: int) -> dict[str, float]:
    """The figures by their names, of a process of its own."""
    command = [sys.executable, "-m", "benches.site_matrix", str(path), record, str(rounds)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name: float(value) for name, value in map(str.split, told.splitlines())}


def measured(path: Path, record: str, rounds: int) -> Iterator[tuple[str, float]]:
    """Names and figures of the site in a folder."""
    start(path, "tests.web.settings")
    import_module("concord.web.server")
    client = import_module("django.test").Client(HTTP_HOST="127.0.0.1")
    account = import_module("concord.web.models").Account.objects.get_or_create(name=FIRST[0])[0]
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/documents")

    def page(query: str) -> float:
        begun = time.process_time()
        answer = client.get(f"/documents/{record}/matrix{query}")
        taken = time.process_time() - begun
        if answer.status_code != 200 or b"partners-with" not in answer.content:
            raise SystemExit(f"expected the page of a matrix, found status {answer.status_code}")
        return taken * 1000

    yield "first", page("")
    yield "again", median(page("") for _ in range(rounds))
    yield "square", median(page("?square=10,partners-with") for _ in range(rounds))
    yield "day", median(page(f"?at={2001 + number}-07-03") for number in range(rounds))


def _filed(path: Path, count: int) -> str:
    """A paper of so many portions, under the label sets of the paper that ships as far as the node takes them."""
    shipped = open_scene(demo_document(), seats_file=None, policies=(), profiles=(), overlay=None).record
    taken = [shipped.label_set(portion) for portion in shipped.portions if _is_taken(shipped.label_set(portion))]
    body = [
        NewPortion(f"p{number}", "body", {"form": "paragraph", "text": f"Portion {number} of a long paper."}, each)
        for number, each in enumerate(islice(cycle(taken), count - 1))
    ]
    node = open_node(path, INSTALLED)
    values = {"title": "A long paper", "date": "2017-05-15"}
    head = NewPortion("head", "head", values, house.labelled(house.MARKINGS["staffs"]))
    record = node.desk(*FIRST, at=NOON).file(Draft("long", "document", (head, *body))).record
    node.close()
    return record


def _is_taken(label_set: LabelSet) -> bool:
    """Whether the node may hold it, and its officer read it."""
    owners = {mention.owner for mention in (*label_set.contains, *label_set.refers_to)}
    label = label_set.originator
    return label is not None and not label_set.communities and "SECRET" not in label.level and owners <= {"NATO"}


if __name__ == "__main__":
    for told_name, told_value in measured(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])):
        print(told_name, round(told_value, 1))
