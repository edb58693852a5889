"""The matrix of a brief at every date on which it changed, with the editions it gives.

Source: docs/spec/brief.md; docs/spec/release.md R103, R123, R124.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from concord.dissemination.brief.answers import Answers
from concord.dissemination.brief.apart import Part, parts_of
from concord.dissemination.brief.contract import Block, Column, Edition, View
from concord.dissemination.brief.portions import mark_of, marking_of
from concord.dissemination.scene import Scene
from concord.formats.seats import seat_turns
from concord.release.decide import decision_key
from concord.release.edition import Edition as Made
from concord.release.edition import keep, make
from concord.release.groups import Group
from concord.release.matrix import Matrix
from concord.release.readers import Reader
from concord.release.timeline import Turn, timeline

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Shot:
    """One view with what it was made from: the matrix, and the column groups with a reader standing for each."""

    turn: Turn
    groups: tuple[Group, ...]
    view: View

    @property
    def matrix(self) -> Matrix:
        """The matrix of this view."""
        return self.turn.matrix


class Editions:
    """The distinct editions met so far, by what they keep."""

    def __init__(self, scene: Scene) -> None:
        self.entries: list[Edition] = []
        self._scene = scene
        self._known: dict[tuple[int, tuple[str, ...]], int] = {}
        sets = [scene.record.label_set(portion) for portion in scene.record.portions]
        self._turns = sorted({t for each in sets for t in decision_key(each, scene.book.rulebook).instants})

    def index(self, matrix: Matrix, column: int) -> int:
        """The number of the edition one reader gets, -1 for none."""
        kept = keep(self._scene.record, matrix.kept(column))
        if not kept:
            return -1
        key = (bisect_right(self._turns, matrix.at), kept)
        if key not in self._known:
            self._known[key] = len(self.entries)
            made = make(self._scene.record, kept, rulebook=self._scene.book.rulebook, at=matrix.at)
            self.entries.append(edition_of(made, self._scene))
        return self._known[key]


def edition_of(made: Made, scene: Scene) -> Edition:
    """An edition as it is shown: numbered blocks with their markings, under the banner of what is kept."""
    banner = " · ".join(scene.book.print_label(label) for label in made.banner.labels)
    blocks: list[Block] = [
        {
            "number": block.number,
            "form": block.form.value,
            "depth": block.depth,
            "marking": marking_of(block.label_set, scene.book),
            "mark": mark_of(block.label_set, scene.book),
            "text": block.text,
        }
        for block in made.blocks
    ]
    return {"banner": banner, "blocks": blocks}


def turns(scene: Scene, since: datetime, until: datetime, as_of: datetime, progress: Progress) -> tuple[Turn, ...]:
    """The instants from `since` to `until` at which a square changed."""
    label_sets = tuple(scene.record.label_set(portion) for portion in scene.record.portions)
    return timeline(
        label_sets,
        scene.readers,
        rulebook=scene.book.rulebook,
        since=since,
        until=until,
        seat_turns=seat_turns(scene.seats_file, scene.book.rulebook.memberships),
        progress=progress,
    )


def shots(
    scene: Scene,
    found: tuple[Turn, ...],
    seats: dict[str, int],
    answers: Answers,
    editions: Editions,
    apart: Callable[[Matrix], Sequence[object]],
) -> Iterator[Shot]:
    """The view of each turn; `seats` numbers the seats of the brief.

    `apart` gives for each reader what else tells it apart from the others of its group.
    """
    for number, turn in enumerate(found):
        until = found[number + 1].at if number + 1 < len(found) else None
        groups = scene.groups(turn.matrix, apart(turn.matrix))
        stands = [group.columns[0] for group in groups]
        view: View = {
            "at": _day(turn.at),
            "until": _day(until) if until else None,
            "why": list(reasons(turn, scene)),
            "changed": turn.changed,
            "columns": [
                _column(group, part, turn.matrix, seats)
                for group, part in zip(groups, parts_of(scene, turn.matrix, groups), strict=True)
            ],
            "squares": [
                [answers.index(turn.matrix.decision(row, column)) for column in stands]
                for row in range(len(turn.matrix.squares))
            ],
            "edition": [editions.index(turn.matrix, column) for column in stands],
        }
        yield Shot(turn, groups, view)


def _column(group: Group, part: Part, matrix: Matrix, seats: dict[str, int]) -> Column:
    return {
        "group": group.rule.id,
        "part": f"{group.part} of {group.parts}" if group.parts > 1 else "",
        "apart": part.text,
        "short": part.short,
        "seats": [seats[matrix.readers[c].id] for c in group.columns],
    }


def reasons(turn: Turn, scene: Scene) -> Iterator[str]:
    """What turned at a date: facts, and dates on labels or of readers."""
    yield from dict.fromkeys(
        str(scene.turned(identity, turn.at)) for identity in turn.facts if not identity.endswith("-EAPC")
    )
    if turn.at in scene.seats_file.bounds:
        yield "A post among the readers is set up or ends"
    if any(turn.at in decision_key(each, scene.book.rulebook).instants for each in turn.label_sets):
        yield "A date on a label: an embargo ends, or a successor label begins"
    if any(turn.at in bounds(reader) for reader in turn.readers):
        yield "A clearance, briefing or need to know of a reader begins or ends"


def bounds(reader: Reader) -> frozenset[datetime]:
    """The dates on which what a reader holds itself begins or ends."""
    periods = [c.period for c in reader.clearances] + [b.period for b in reader.briefings]
    periods += [community.period for community in reader.communities]
    return frozenset(bound for period in periods for bound in period.bounds)


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()
