"""What others do in both stores of a proof: somebody who sees more than its reader hands over and proposes.

The same is asked for in both; what differs is what the other sees, and nothing of that may reach the reader.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from concord.desk import Moment, NotThereError
from concord.desk.facts import Facts
from concord.desk.gate import Gate
from concord.desk.handovers import Handing, How
from concord.desk.proposing import Widening
from concord.desk.records import Head, Portion
from concord.desk.roster import Audience, Person, Post, Roster, Sitting
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from tests.desk.interference import Room, open_desk
from tests.desk.worlds import AnyTime, Scene, Step, load
from tests.worlds import World

SETTLED = timedelta(hours=30)
"""How long before the moment of a scene the roster comes into force."""
TITLED = timedelta(hours=20)
"""How long before it the paper is filed of which the reader may read a title alone."""
ACTING = (timedelta(hours=6, minutes=30), timedelta(minutes=30))
"""How long before it the other acts, between transactions of the scene."""


@dataclass(frozen=True)
class Asked:
    """What the other asks for, in both stores: of records by their ids, and of portions with a label set for each."""

    other: Reader
    records: tuple[str, ...]
    portions: tuple[tuple[str, str, LabelSet], ...]


def with_titles(one: Scene, two: Scene, world: World) -> tuple[Scene, Scene, Asked | None]:
    """Both with a paper of which the reader may read a title alone: in one of them there is more of it, for the other.

    And what the other asks for: handovers of every record, and proposals about titles and some other portions; None if
    nobody sees more.
    """
    other = _other(one, world)
    if other is None:
        return one, two, None
    gate, own = AnyTime(one.moment), Gate(replace(one.moment, reader=other))
    seen = [label_set for label_set in world.label_sets if own.passes(label_set)]
    shown = next((label_set for label_set in seen if gate.passes(label_set)), None)
    hidden = next(label_set for label_set in seen if not gate.passes(label_set))
    if shown is not None:
        title = Portion("titled-title-0", "title", "000", {"title": "harbour"}, shown, 1)
        text = Portion("titled-paragraph-0", "paragraph", "001", {"text": "tug"}, hidden, 1)
        one, two = _with(one, title, text), _with(two, title)
    return one, two, _asked_of(one, two, other, world)


def _with(scene: Scene, *portions: Portion) -> Scene:
    """A scene that begins with one paper more."""
    head, at = Head("titled", "paper", "x"), scene.moment.at - TITLED
    return replace(scene, steps=(Step(at, head, tuple((each.id, each) for each in portions)), *scene.steps))


def _asked_of(one: Scene, two: Scene, other: Reader, world: World) -> Asked:
    rng = Random(world.seed)
    found = {(s.head.id, name): p for scene in (one, two) for s in scene.steps for name, p in s.portions if p}
    titles = [place for place, portion in found.items() if portion.name == "title"]
    places = sorted({*titles, *rng.sample(sorted(found), min(len(found), 4))})
    proposed = [(*place, rng.choice(world.label_sets)) for place in places for _ in range(3)]
    proposed += [("titled", "titled-title-0", label_set) for label_set in world.label_sets]
    return Asked(other, tuple(sorted({record for record, _ in found})), tuple(proposed))


def _other(scene: Scene, world: World) -> Reader | None:
    """Who reads most of what is hidden from the reader of a scene."""
    gate = AnyTime(scene.moment)
    hidden = [label_set for label_set in world.label_sets if not gate.passes(label_set)]
    found = {
        reader: sum(map(Gate(replace(scene.moment, reader=reader)).passes, hidden))
        for reader in world.readers
        if reader.id not in ("", scene.moment.reader.id)
    }
    other = max(found, key=lambda reader: found[reader], default=None)
    return other if other is not None and found[other] else None


def settled(room: Room, asked: Asked | None, world: World) -> Room:
    """A room under a roster in which the other has a post and is an audience."""
    seats = [asked.other] if asked else []
    roster = Roster(
        posts=tuple(Post(r.id, r.party, r.through, r.communities, r.roles) for r in seats),
        persons=tuple(Person("other", r.nationality, r.clearances, r.briefings) for r in seats),
        sittings=tuple(Sitting("other", r.id) for r in seats),
        audiences=tuple(Audience("own", (r.id,)) for r in seats),
    )
    with room.store.writing(room.scene.moment.at - SETTLED) as writing:
        writing.turn(Facts(world.rulebook, roster))
    moment = replace(room.scene.moment, facts=room.store.facts)
    return replace(room, scene=replace(room.scene, moment=moment))


def furnish(room: Room, asked: Asked | None) -> None:
    """Load the transactions of a scene; in between, the other acts."""
    steps, since = room.scene.steps, None
    for number, before in enumerate(ACTING):
        until = room.scene.moment.at - before
        load(room.store, tuple(s for s in steps if (since is None or s.at > since) and s.at <= until))
        if asked is not None:
            moment = replace(room.scene.moment, reader=asked.other, at=until, person="other")
            act(moment, room, asked, f"{number}")
        since = until
    load(room.store, tuple(s for s in steps if since is None or s.at > since))


def act(moment: Moment, room: Room, asked: Asked, name: str) -> None:
    """Hand over each record, and propose each wider label; what cannot be is refused, and that is all."""
    desk = open_desk(moment, room.store)
    for record in asked.records:
        with suppress(MalformedError, NotThereError):
            desk.hand_over(f"handed {name} {record}", Handing("own", (record,), How.EXPORT))
    for number, (record, portion, label_set) in enumerate(asked.portions):
        with suppress(MalformedError, NotThereError):
            desk.widen(f"proposed {name} {number}", Widening(record, portion, label_set))
