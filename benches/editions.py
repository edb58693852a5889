"""The editions of a document of 10,000 portions for 60 audiences, from the label sets to the last block.

The document is generated: sections of numbered paragraphs with references, tables, captions, footnotes, and now and
then a further wording. One matrix, what is kept once for each distinct row of answers, one edition for each distinct
set of kept portions. Two sets of audiences: seats that differ by a few rules only, and seats of which no two keep the
same (each has a need to know of its own).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from benches.measure import Line, Prepare, alone, interleaved, within
from benches.papers import FIRST_DAY
from benches.world import AT, EU, EU_LEVELS, NATO, NATO_LEVELS, SEED, fresh, make_rulebook
from concord.release.edition import Edition, keep, make
from concord.release.labels import Group, Kind, Label, LabelSet, PolicyRef
from concord.release.matrix import matrix
from concord.release.readers import Clearance, Community, Reader
from concord.release.records import Form, Portion, Record, Ref
from concord.release.rulebook import Rulebook

AUDIENCES = 60
FEW_SECONDS, MANY_SECONDS = 2.0, 8.0
ROOMS = tuple(f"room {n}" for n in range(AUDIENCES))


def run(*, quick: bool) -> Iterator[Line]:
    """Both sets of audiences."""
    portions = 500 if quick else 10_000
    book = make_rulebook()
    record = make_record(portions)
    groups = {"few": (make_few(), FEW_SECONDS), "many": (make_many(), MANY_SECONDS)}
    tasks: dict[str, Prepare] = {name: _prepared(record, readers, book) for name, (readers, _) in groups.items()}
    taken = interleaved(tasks, rounds=1 if quick else 3)
    yield alone("editions.portions", len(record.portions), "portions")
    for name, (readers, limit) in groups.items():
        yield alone(f"editions.{name}.kept-sets", len(set(make_all(record, readers, book).kept)), "sets")
        yield within(f"editions.{name}", taken[name], "s", limit, quick=quick)


@dataclass(frozen=True)
class Made:
    """What each audience keeps, and the edition of each distinct set of kept portions."""

    kept: tuple[tuple[str, ...], ...]
    editions: dict[tuple[str, ...], Edition]


def make_all(record: Record, readers: tuple[Reader, ...], rulebook: Rulebook) -> Made:
    """Every audience's edition: decide once, keep once for each row, make once for each set."""
    label_sets = [record.label_set(portion) for portion in record.portions]
    squares = matrix(label_sets, readers, rulebook=rulebook, at=AT)
    rows = [squares.kept(column) for column in range(len(readers))]
    by_row = {row: keep(record, row) for row in dict.fromkeys(rows)}
    wanted = dict.fromkeys(kept for kept in by_row.values() if kept)
    made = {kept: make(record, kept, rulebook=rulebook, at=AT) for kept in wanted}
    return Made(tuple(by_row[row] for row in rows), made)


def _prepared(record: Record, readers: tuple[Reader, ...], rulebook: Rulebook) -> Prepare:
    def prepare() -> Callable[[], object]:
        book, anew = fresh(rulebook), replace(record)
        return lambda: make_all(anew, readers, book)

    return prepare


# Audiences


def make_few() -> tuple[Reader, ...]:
    """60 seats that fall into few kinds: members of both, of one, posts, partners; cleared high or low."""
    places = [("FR", "EU"), ("IE", "EU"), ("CY", "EU"), ("FR", "NATO"), ("TR", "NATO"), ("EEAS", "EU"), ("CH", "CH")]
    return tuple(
        Reader(f"{n}", *places[n % 7], clearances=_clearances(2 + n % 2 * 2 if n % 7 < 5 else 3))
        for n in range(AUDIENCES)
    )


def make_many() -> tuple[Reader, ...]:
    """60 seats of which each has a need to know that no other has."""
    return tuple(replace(reader, communities=(Community(ROOMS[n]),)) for n, reader in enumerate(make_few()))


def _clearances(levels: int) -> tuple[Clearance, ...]:
    return Clearance(NATO, frozenset(NATO_LEVELS[:levels])), Clearance(EU, frozenset(EU_LEVELS[:levels]))


# The document


def make_record(portions: int) -> Record:
    """A document of so many portions: a section of a heading and 24 portions again and again."""
    rng = Random(SEED)
    label_sets = _label_sets()
    public = Label(PolicyRef("public"), "PUBLIC", (), FIRST_DAY)
    rooms = [LabelSet(public, communities=frozenset({room})) for room in ROOMS]
    made: list[Portion] = []
    for number in range(portions):
        chosen = label_sets[rng.randrange(len(label_sets)) if number % 25 else 0]
        needed = rooms[number // 40 % AUDIENCES] if number % 40 == 17 else chosen
        made.append(_portion(number, needed, rng, portions))
    return Record("bench", "EU", date(2017, 5, 15), label_sets[0], tuple(made))


def _label_sets() -> list[LabelSet]:
    labels = [_eu(level, release) for level in (0, 1, 2, 3) for release in ("", "NATO", "CH")]
    labels += [_nato(level, release) for level in (0, 1, 2, 3) for release in ("", "EU Council", "EU institutions")]
    return [LabelSet(label) for label in labels]


def _eu(level: int, release: str) -> Label:
    groups = (Group("Releasable To", Kind.PERMISSIVE, ("EU", release)),) if release else ()
    return Label(PolicyRef(EU), EU_LEVELS[level], groups, FIRST_DAY)


def _nato(level: int, release: str) -> Label:
    context = ("NATO", "Releasable") if release else ("NATO",)
    groups = [Group("Context", Kind.PERMISSIVE, context)]
    if release:
        groups.append(Group("Releasable To", Kind.PERMISSIVE, ("NATO", release)))
    return Label(PolicyRef(NATO), NATO_LEVELS[level], tuple(groups), FIRST_DAY)


def _portion(number: int, label_set: LabelSet, rng: Random, portions: int) -> Portion:
    """One portion by its place in the section."""
    place, identity = number % 25, f"p{number}"
    text = f"Sentence {number} of a paper that belongs to an exercise and says nothing. " * rng.choice((2, 3, 5))
    if place == 0:
        return Portion(identity, f"{number:06}", Form.HEADING, (f"Section {number // 25}",), label_set, depth=1)
    if place == 10:
        return Portion(identity, f"{number:06}", Form.TABLE, (text,), label_set)
    if place == 11:
        return Portion(
            identity, f"{number:06}", Form.CAPTION, ("Table # ", text), label_set, caption_of=f"p{number - 1}"
        )
    if place == 24:
        return Portion(identity, f"{number:06}", Form.FOOTNOTE, (text,), label_set)
    if place in (6, 16):
        base = f"p{number - 1}"
        return Portion(identity, f"{number:06}", Form.PARAGRAPH, (text,), label_set, numbered=True, variant_of=base)
    other = Ref(f"p{rng.randrange(portions)}", "(paragraph #)")
    note = Ref(f"p{min(number - place + 24, portions - 1)}", "#")
    body = (text, other, " ", note) if place in (3, 13, 20) else (text, other, ".") if place % 2 else (text,)
    return Portion(identity, f"{number:06}", Form.PARAGRAPH, body, label_set, numbered=True)
