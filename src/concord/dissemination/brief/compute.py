"""The brief of a document: every answer the kernel gives, at every date on which it changed, for each change alone.

Source: docs/spec/brief.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from concord.dissemination.brief.answers import Answers
from concord.dissemination.brief.contract import Brief, Group, Open, Seat
from concord.dissemination.brief.portions import portions
from concord.dissemination.brief.staff import assumptions, effects, hanging, hypotheses, minds, offers
from concord.dissemination.brief.views import Editions, Shot, shots, turns
from concord.dissemination.scene import Scene, house
from concord.facts import OpenItem, open_items
from concord.release.edition import banner
from concord.release.readers import Reader
from concord.release.records import Form

SINCE = datetime(1995, 1, 1, tzinfo=UTC)
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
"""The days the slider covers: from the first, to before the second."""


def compute(
    scene: Scene, at: datetime, progress: Callable[[str, int, int], None] = lambda what, done, of: None
) -> Brief:
    """The brief of a scene as of `at`; `progress` is told what is being done, how much of how much."""
    answers, editions = Answers(scene), Editions(scene)
    found = turns(scene, SINCE, UNTIL, at, lambda done, of: progress("dates", done, of))
    names = _seats(scene, at, [reader.id for turn in found for reader in turn.readers])
    numbered = {seat["id"]: number for number, seat in enumerate(names)}
    seen = []
    assumed_books = assumptions(scene)
    for shot in shots(scene, found, numbered, answers, editions, lambda m: minds(scene, m, assumed_books)):
        seen.append(shot)
        progress("views", len(seen), len(found))
    now = _on(seen, at)
    offered = offers(scene, now)
    changed = []
    for shot in seen:
        changed.append(effects(scene, shot, offered, answers))
        progress("changes", len(changed), len(seen))
    kept = {identity for each in changed for identity in each}
    assumed = list(hypotheses(scene, seen, answers))
    count, by_fact = hanging(now.matrix)
    doubtful = _open(scene, by_fact)
    label_sets = tuple(scene.record.label_set(portion) for portion in scene.record.portions)
    whole = banner(label_sets, rulebook=scene.book.rulebook, at=at)
    return {
        "title": next((p.words for p in scene.record.portions if p.form is Form.TITLE), scene.record.id),
        "id": scene.record.id,
        "owner": house(scene.record.owner),
        "exercise": scene.is_exercise,
        "banner": " · ".join(scene.book.print_label(label) for label in whole.labels),
        "as_of": at.date().isoformat(),
        "range": [SINCE.date().isoformat(), "2026-12-31"],
        "made_under": scene.book.rulebook.digest[:12],
        "hanging": count,
        "portions": portions(scene),
        "groups": _groups(scene),
        "seats": names,
        "facts": {**answers.facts, **{entry["fact"]: scene.fact(entry["fact"]) for entry in doubtful}},
        "answers": answers.entries,
        "views": [shot.view for shot in seen],
        "editions": editions.entries,
        "changes": [offer.shown for offer in offered if offer.shown["id"] in kept],
        "effects": changed,
        "hypotheses": assumed,
        "open": doubtful,
    }


def _on(seen: list[Shot], at: datetime) -> Shot:
    """The shot that holds on a date."""
    begun = [shot for shot in seen if shot.turn.at <= at]
    return begun[-1] if begun else seen[0]


def _seats(scene: Scene, at: datetime, identities: list[str]) -> list[Seat]:
    """Every seat that appears at any date, named as of the date of the brief."""
    known = {reader.id: reader for reader in scene.readers_ever(identities)}
    return [
        {"id": identity, "name": scene.name(known[identity], at), "through": _through(known[identity])}
        for identity in dict.fromkeys(identities)
    ]


def _through(reader: Reader) -> str:
    return "itself" if reader.through == reader.party else house(reader.through)


def _groups(scene: Scene) -> dict[str, Group]:
    return {rule.id: {"name": rule.name, "rule": rule.sentence} for rule in scene.rules}


def _open(scene: Scene, by_fact: dict[str, int]) -> list[Open]:
    """The unconfirmed fields on which squares hang, most squares first."""
    counted = [(item, sum(by_fact.get(name, 0) for name in item.names)) for item in open_items(scene.book.facts)]
    ordered = sorted((pair for pair in counted if pair[1]), key=lambda pair: -pair[1])
    return [
        {"fact": item.fact, "field": item.field, "squares": squares, "settle": settling(item)}
        for item, squares in ordered
    ]


def settling(item: OpenItem) -> str:
    """The command that settles an open field: a date that is not known is given, anything else confirmed."""
    if item.wants_value:
        return f"concord facts correct {item.fact} {item.field} DATE"
    return f"concord facts confirm {item.fact} {item.field}"
