"""Two houses that differ in nothing but what one reader may not see; and what that reader gets out of each.

The second is a copy of the first, with the same key, in which every secret is another: records more, portions more and
otherwise worded, otherwise labelled or gone, proposals, posts, and what came without a label.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from concord.desk.admitting import Foreign, ForeignPortion
from concord.desk.proposing import Widening
from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.node.kinds import INSTALLED
from concord.node.node import Node, open_node
from concord.release.labels import LabelSet
from tests import naive
from tests.cast import NOON, book
from tests.node.founded import FIRST
from tests.web.conftest import give_passwords
from tests.web.house import MARKINGS, labelled
from tests.web.proofs.coming import come_in, tokens_of
from tests.web.proofs.furnishing import MARKS, PERSONAS, Furnished, furnish, withheld
from tests.web.proofs.walking import LEAST, Reach, asked_api, is_page, least_of, plain, program, typed_of, walked
from tests.web.serving import served
from tests.web.stores import copied

READ = json.JSONDecoder().raw_decode
"""Reads what a broken site says more than JSON after."""
REACH = Reach(10, 1)
DRAWN = ("/account/2fa/",)
"""Pages with secrets that are drawn anew whenever they are looked at."""
FORM_HANDLE = re.compile(rb'(name="(?:token|draft|made-for)" value=")([^"]*)"')
"""What a form gives back: a token of the desk, or the name of a draft; another in every answer."""


@dataclass(frozen=True)
class Twins:
    """Both folders, what the first holds, and a token for each delegate."""

    furnished: Furnished
    folders: tuple[Path, Path]
    tokens: Mapping[str, str]


def make_twins(folder: Path, persona: str) -> Twins:
    """Two such houses for a reader."""
    one, two = folder / "one", folder / "two"
    furnished = furnish(one)
    give_passwords(one)
    tokens = tokens_of(one)
    copied(one, two)
    node = open_node(two, INSTALLED)
    change_secrets(node, furnished, persona)
    node.close()
    return Twins(furnished, (one, two), tokens)


def change_secrets(node: Node, furnished: Furnished, persona: str) -> None:
    """Make every secret of a reader another one."""
    hidden = {word: MARKS[word] for word in sorted(withheld(persona))}
    for word, label_set in hidden.items():
        parts = (_part("head", {"title": f"More {word}", "date": "2017-05-15"}, label_set), _body(word, label_set))
        desk = node.desk(*FIRST, at=NOON)
        desk.file(Draft(f"more {word}", "document", parts, label_set if label_set.originator else None))
    came = ForeignPortion("a", "head", {"title": "canaryquarantined again"})
    node.desk(*FIRST, at=NOON).admit(Foreign("elsewhere", "2", "document", (came,)))
    post = {"post": "DE/delegate", "institution": "DE", "house": "EU", "topics": ("hybrid",), "title-en": "Hidden"}
    secret = next(label_set for label_set in hidden.values() if label_set.originator is not None)
    node.desk(*FIRST, at=NOON).file(Draft("hidden post", "post", (_part("head", post, secret),)))
    for record in furnished.ids["documents"]:
        _turn(node, record, persona, secret)


def _turn(node: Node, record: str, persona: str, secret: LabelSet) -> None:
    """Word anew, add to, take from and propose on what a reader does not see of a record."""
    edition = node.desk(*FIRST, at=NOON).get(record)
    if edition is None:
        return
    unseen = [each for each in edition.portions if each.name == "body" and _is_hidden(each.label_set, persona)]
    puts = tuple(Put(each.id, {"text": "Other words altogether."}) for each in unseen[1:])
    adds = (_body(f"added canary{len(unseen)}", secret),)
    removes = tuple(each.id for each in unseen[:1])
    node.desk(*FIRST, at=NOON).edit(Edit(f"turn {record}", record, edition.digest, puts, adds, removes))
    if len(unseen) > 1:
        asked = Widening(record, unseen[1].id, labelled(MARKINGS["staffs"]), "canaryreason")
        node.desk(*FIRST, at=NOON).widen(f"wider {record}", asked)


def _is_hidden(label_set: LabelSet, persona: str) -> bool:
    who = PERSONAS[persona]
    return who is None or naive.decide(label_set, reader=who, rulebook=book(), at=NOON).outcome != "released"


def _part(name: str, values: Mapping[str, object], label_set: LabelSet) -> NewPortion:
    return NewPortion(name, name, values, label_set if label_set.originator else None)


def _body(word: str, label_set: LabelSet) -> NewPortion:
    values = {"form": "paragraph", "text": f"Another text. {word}"}
    return NewPortion(f"b {word}", "body", values, label_set if label_set.originator else None)


def answers(
    twins: Twins, folder: Path, persona: str, start: Iterable[str], settings: str, reach: Reach
) -> dict[str, bytes]:
    """Everything that a reader gets out of a house, by address, handles left out and followed instead."""
    with served(folder, settings) as site:
        pages = walked(come_in(site, persona), start, reach)
        said = program(site, twins.tokens[persona], twins.furnished)
        followed = dict(listed(site, twins.tokens[persona]))
    kept = {a: FORM_HANDLE.sub(rb"\1", plain(each)) for a, each in pages.items() if not a.startswith(DRAWN)}
    whole = {address: each for address, each in kept.items() if is_page(pages[address])}
    return whole | {address: plain(each) for address, each in said.items()} | followed


def listed(site: str, token: str) -> Iterator[tuple[str, bytes]]:
    """Lists of two records a page, read to their ends by their cursors; and what changed since what changed."""
    for kind in INSTALLED.by_name:
        found: list[object] = []
        cursor = ""
        while cursor or not found:
            asked = urlencode({"kind": kind, "limit": 2, "cursor": cursor})
            page, _ = READ(asked_api(site, f"/api/v1/records?{asked}", token).body.decode())
            found.append(page.get("records", page))
            cursor = page.get("cursor", "")
        yield f"pages of {kind}", json.dumps(found).encode()
    changed, _ = READ(asked_api(site, "/api/v1/changes", token).body.decode())
    since = urlencode({"since": changed["token"]})
    again, _ = READ(asked_api(site, f"/api/v1/changes?{since}", token).body.decode())
    yield "changes", json.dumps([changed["records"], again["records"], again["everything"]]).encode()


def differing(twins: Twins, persona: str, configured: tuple[str, ...]) -> list[str]:
    """The addresses whose answers tell the houses apart."""
    return _differing(twins, persona, typed_of(configured, twins.furnished), "tests.web.settings", REACH)


def found_by(twins: Twins, persona: str, settings: str) -> list[str]:
    """The addresses whose answers tell the houses apart, where a broken site is found."""
    return _differing(twins, persona, least_of(twins.furnished), settings, LEAST)


def _differing(twins: Twins, persona: str, start: Iterable[str], settings: str, reach: Reach) -> list[str]:
    one, two = (answers(twins, folder, persona, start, settings, reach) for folder in twins.folders)
    return sorted(address for address in one.keys() | two.keys() if one.get(address) != two.get(address))
