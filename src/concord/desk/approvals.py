"""Approvals: what takes two persons, as a record of the desk's own, moved by a declared table.

Whoever may read what an approval is about sees it, and nobody else. Source: docs/spec/desk.md D60, D62-D67.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from concord.desk.acts import Act
from concord.desk.editions import Edition, Shown
from concord.desk.kinds import Field, Kind, Names, PortionKind
from concord.desk.values import Type
from concord.release.rulebook import canonical


class About(Enum):
    """What is proposed, and the act that its second person needs."""

    WIDENING = "widening"
    """A portion is to have a wider label."""
    FACTS = "facts"
    """Rulebook or roster are to change."""
    PURGE = "purge"
    """A record is to go, by its id alone (D29)."""

    @property
    def act(self) -> Act:
        """What whoever approves or refuses it must be allowed."""
        return _ACTS[self]


_ACTS = {About.WIDENING: Act.APPROVE, About.FACTS: Act.KEEP_FACTS, About.PURGE: Act.PURGE}


class State(Enum):
    """Where an approval stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Event(Enum):
    """What may be done with one."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Who(Enum):
    """Who may do it: persons, not seats."""

    PROPOSER = "whoever proposed it"
    ANOTHER = "another person than the one who proposed it"


@dataclass(frozen=True)
class Move:
    """One row of the table."""

    state: State
    event: Event
    who: Who
    next: State


MOVES = (
    Move(State.PROPOSED, Event.APPROVE, Who.ANOTHER, State.APPROVED),
    Move(State.PROPOSED, Event.REFUSE, Who.ANOTHER, State.REFUSED),
    Move(State.PROPOSED, Event.WITHDRAW, Who.PROPOSER, State.WITHDRAWN),
)
"""Edition 1. What is not here cannot be done (D62)."""

MATTER, PURPOSE = "matter", "purpose"
"""What an approval is about; and the record for which it is made, under a label of that (D67)."""


def _field(
    name: str,
    kind: Type,
    en: str,
    fr: str,
    choices: tuple[str, ...] = (),
    *,
    indexed: bool = False,
    portion: str = MATTER,
) -> Field:
    return Field(name, kind, portion, Names(en, fr), indexed=indexed, choices=choices)


APPROVAL = Kind(
    "approval",
    Names("Approval", "Approbation"),
    (PortionKind(MATTER), PortionKind(PURPOSE, structural=True)),
    (
        _field("about", Type.CODE, "About", "Objet", tuple(each.value for each in About), indexed=True),
        _field("state", Type.CODE, "State", "État", tuple(each.value for each in State), indexed=True),
        _field("record", Type.RECORD, "Record", "Enregistrement", indexed=True),
        _field("portion", Type.WORD, "Portion", "Partie"),
        _field("base", Type.WORD, "Made from", "Établi à partir de"),
        _field("proposal", Type.TEXT, "Proposal", "Proposition"),
        _field("reason", Type.TEXT, "Reason", "Motif"),
        _field("proposed-by", Type.WORD, "Proposed by", "Proposé par", indexed=True),
        _field("proposer", Type.WORD, "Proposer (sealed)", "Auteur de la proposition (scellé)"),
        _field("decided-by", Type.WORD, "Decided by", "Décidé par", indexed=True),
        _field("for", Type.RECORD, "Made for", "Établi pour", indexed=True, portion=PURPOSE),
    ),
)
"""`proposer` is the name that the person has under the node's key: whether two are one can be told, not who it is."""


def base_of(portion: Shown) -> str:
    """What a proposal was made from: a digest of the portion as it is shown to whoever sees it (D64)."""
    shown = [portion.id, portion.name, canonical(portion.label_set), [[n, repr(v)] for n, v in portion.values]]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def next_state(edition: Edition, event: Event) -> Move | None:
    """The row of the table for an event, or None: it cannot be done now."""
    return next((move for move in MOVES if move.state.value == edition.value("state") and move.event is event), None)


def told(edition: Edition) -> Mapping[str, str]:
    """The values of an approval, all of them texts."""
    return {name: str(value) for portion in edition.portions for name, value in portion.values}


def possible(edition: Edition, person: str, acts: frozenset[Act]) -> tuple[Event, ...]:
    """The events that a person ("" for none; else its sealed name) with some acts may bring about (D60, D62)."""
    if edition.kind != APPROVAL.name or not person:
        return ()
    values = told(edition)
    who = Who.PROPOSER if person == values["proposer"] else Who.ANOTHER
    may = who is Who.PROPOSER or About(values["about"]).act in acts
    return tuple(each.event for each in MOVES if may and each.who is who and each.state.value == values["state"])
