"""The release rule put to regopy: a bundle compiled once, with the seats as its data.

A label and an instant are the input of a question: labels as data too take regopy 20 times as long.
"""

from __future__ import annotations

from importlib import import_module

from benches.peers.plain import PlainLabel, PlainSeat, PlainWorld, owned
from benches.peers.rego_text import written

Json = dict[str, object]

ENTRY = "concord/released"


class Rego:
    """regopy with the rules as a bundle, and the world's seats and labels as plain values."""

    name = "regopy"

    def __init__(self, world: PlainWorld) -> None:
        rego = import_module("regopy")
        self._make_input = rego.Input
        self._interpreter = rego.Interpreter()
        self._interpreter.add_module("concord.rego", written(world))
        self._interpreter.add_data({"seats": {str(n): _seat(seat, world) for n, seat in enumerate(world.seats)}})
        self._bundle = self._interpreter.build(None, [ENTRY])
        self._labels = [_label(label) for label in world.labels]

    def released(self, reader: int, label: int, at: int) -> bool:
        """Whether that label is released to that reader, by their places in the world."""
        asked = {"seat": str(reader), "label": self._labels[label], "at": at}
        self._interpreter.set_input(self._make_input(asked))
        output = self._interpreter.query_bundle_entrypoint(self._bundle, ENTRY)
        return bool(output[0][0])


def _seat(seat: PlainSeat, world: PlainWorld) -> Json:
    found: Json = {
        "through": seat.through,
        "facts": _facts(seat.party, world),
        "briefed": dict.fromkeys(seat.briefed, True),
        "communities": dict.fromkeys(seat.communities, True),
    }
    for owner, papers in seat.papers.items():
        held = {"levels": dict.fromkeys(papers.levels, True), "values": dict.fromkeys(papers.values, True)}
        found[f"papers_{owner}"] = {**held, "span": dict(vars(papers.span))}
    if seat.nationality:
        found["nationality"] = _facts(seat.nationality, world)
    return found


def _facts(party: str, world: PlainWorld) -> Json:
    facts = world.parties[party]
    found: Json = {"party": party}
    found |= {key: [dict(vars(span)) for span in spans] for key, spans in facts.spans.items()}
    return found | owned(party, world)


def _label(label: PlainLabel) -> Json:
    return {
        "house": label.house,
        "rank": label.rank,
        "level": label.level,
        **{name: list(values) for name, values in label.sets.items()},
        "restrictive": list(label.restrictive),
        "inside": label.inside,
        "communities": list(label.communities),
        "embargo": label.embargo,
    }
