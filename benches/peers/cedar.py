"""The release rule put to cedarpy: facts as dated attributes of the seat, policies and entities parsed once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import import_module

from benches.peers.cedar_text import written
from benches.peers.plain import PlainLabel, PlainSeat, PlainWorld, Span, numbered, owned

Json = dict[str, object]


class Cedar:
    """cedarpy with the world's policies and entities as handles."""

    name = "cedarpy"

    def __init__(self, world: PlainWorld, policies: str = "", entities: Iterable[Json] = ()) -> None:
        self._cedar = import_module("cedarpy")
        self._policies = self._cedar.PolicySet.from_str(policies or written(world))
        self._entities = self._cedar.Entities.from_json_str(json.dumps([*entities] or entities_of(world)))
        self._seats = [{"type": "Seat", "id": seat.id} for seat in world.seats]
        self._labels = [{"type": label.house, "id": str(n)} for n, label in enumerate(world.labels)]
        self._context = ""
        self._at: int | None = None

    def released(self, reader: int, label: int, at: int) -> bool:
        """Whether that label is released to that reader, by their places in the world."""
        found = self._cedar.is_authorized(self._request(reader, label, at), self._policies, self._entities)
        return bool(found.allowed)

    def released_all(self, pairs: Iterable[tuple[int, int]], at: int) -> list[bool]:
        """Many at once, by the call for batches."""
        requests = [self._request(reader, label, at) for reader, label in pairs]
        found = self._cedar.is_authorized_batch(requests, self._policies, self._entities)
        return [bool(each.allowed) for each in found]

    def _request(self, reader: int, label: int, at: int) -> Json:
        if at != self._at:
            self._at, self._context = at, json.dumps({"at": at})
        return {
            "principal": self._seats[reader],
            "action": {"type": "Action", "id": "read"},
            "resource": self._labels[label],
            "context": self._context,
        }


# Entities


def entities_of(world: PlainWorld) -> list[Json]:
    """Seats with the facts of their party, labels, and the parties that are somebody's nationality."""
    seats = [_seat(seat, world) for seat in world.seats]
    labels = [_label(n, label) for n, label in enumerate(world.labels)]
    nationalities = sorted({seat.nationality for seat in world.seats if seat.nationality})
    return seats + labels + [_entity("Party", party, _facts(party, world)) for party in nationalities]


def _entity(kind: str, identity: str, attributes: Json) -> Json:
    return {"uid": {"type": kind, "id": identity}, "attrs": attributes, "parents": []}


def _seat(seat: PlainSeat, world: PlainWorld) -> Json:
    found: Json = {"through": seat.through, "communities": seat.communities, "briefed": sorted(seat.briefed)}
    found |= _facts(seat.party, world)
    for owner, papers in seat.papers.items():
        found[f"papers_{owner}"] = {"levels": papers.levels, "values": papers.values, **_record(papers.span)}
    if seat.nationality:
        found["nationality"] = {"__entity": {"type": "Party", "id": seat.nationality}}
    return _entity("Seat", seat.id, found)


def _facts(party: str, world: PlainWorld) -> Json:
    facts = world.parties[party]
    found: Json = {"party": party}
    for key, spans in facts.spans.items():
        found |= {numbered(key, n): _record(span) for n, span in enumerate(spans)}
    return found | owned(party, world)


def _label(number: int, label: PlainLabel) -> Json:
    found: Json = {"rank": label.rank, "level": label.level, "embargo": label.embargo, **label.sets}
    found |= {"restrictive": label.restrictive, "inside": label.inside, "communities": label.communities}
    return _entity(label.house, str(number), found)


def _record(span: Span) -> Json:
    return dict(vars(span))
