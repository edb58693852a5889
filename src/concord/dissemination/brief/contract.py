"""What a brief holds: every answer the kernel computed for one document, ready to be looked up.

The page of a brief decides nothing, so each of its states is here as a list of indexes. Source: docs/spec/brief.md.
"""

from __future__ import annotations

from typing import Literal, TypedDict

Outcome = Literal["released", "releasable", "refer", "withheld"]
"""Released; withheld but releasable on decision; referred to a person; withheld."""
Confidence = Literal["sourced", "well known", "unconfirmed"]
Mark = Literal["", "well known"]
ChangeKind = Literal["reword", "tear-line", "consent", "brief", "clear"]
Square = tuple[int, int, int]
"""Portion index, column index in the view, answer index."""


class Chip(TypedDict):
    """A label in one line: filled steps of a bar, the policy's own abbreviation, release values (`""`: none)."""

    level: int
    of: int
    abbr: str
    to: str


class Portion(TypedDict):
    """One portion of the full record. `number` is `""` where the form has none, `variant_word` where none is varied.

    `short`: its first words, for one line of the matrix; `mentions`: "contains NS", "refers to NC".
    """

    id: str
    number: str
    form: str
    depth: int
    variant_of: str | None
    variant_word: str
    short: str
    marking: str
    chip: Chip
    text: str
    mentions: list[str]


class Group(TypedDict):
    """Readers under one rule; `rule` is one sentence."""

    name: str
    rule: str


class Seat(TypedDict):
    """One seat that is there on some date, and the organisation it reads through, as printed ("the EU", "NATO")."""

    id: str
    name: str
    through: str


class Fact(TypedDict):
    """One dated fact as shown; `since` is an ISO date or a text such as "May 2004", `""` where none applies."""

    text: str
    since: str
    confidence: Confidence
    source: str


class Reason(TypedDict):
    """One sentence of an explanation, the number of its rule, and the facts it rests on."""

    text: str
    rule: str
    facts: list[str]


class Answer(TypedDict):
    """One answer, shared by all squares that have it; `next` holds sentences: what has to be decided, and by whom."""

    outcome: Outcome
    mark: Mark
    title: str
    reasons: list[Reason]
    next: list[str]


class Column(TypedDict):
    """The seats of one group that have equal answers in a view.

    Where a group is split, `part` is `"2 of 3"`, `apart` says what separates the part from the others, `short` the same
    in few words; all three are `""` where it is not.
    """

    group: str
    part: str
    apart: str
    short: str
    seats: list[int]


class View(TypedDict):
    """The matrix from `at` (inclusive) to `until` (exclusive; null: no end known).

    `squares`: one row per portion, one answer index per column. `edition`: one index per column, -1 for no edition.
    `changed`: squares (portion x seat) whose outcome differs from the view before.
    """

    at: str
    until: str | None
    why: list[str]
    changed: int
    columns: list[Column]
    squares: list[list[int]]
    edition: list[int]


class Block(TypedDict):
    """One portion as an edition prints it, numbered afresh; `mark` is its portion mark, `(NC)`."""

    number: str
    form: str
    depth: int
    marking: str
    mark: str
    text: str


class Edition(TypedDict):
    """What one set of readers reads."""

    banner: str
    blocks: list[Block]


class Change(TypedDict):
    """Something staff can do themselves; `portion` is null where it concerns readers."""

    id: str
    portion: str | None
    kind: ChangeKind
    title: str
    text: str
    who: str


class Hypothesis(TypedDict):
    """An agreement or membership assumed for analysis; `still` says what would have to be decided, and by whom.

    `effects`: one list of squares per view.
    """

    id: str
    title: str
    text: str
    still: list[str]
    effects: list[list[Square]]


class Open(TypedDict):
    """A field of a fact that is not confirmed, and the squares that hang on it on the date of the brief.

    `settle`: the command that settles it, without its source and role.
    """

    fact: str
    field: str
    squares: int
    settle: str


class Brief(TypedDict):
    """One document's brief; `as_of` and `range` (first and last day of the slider) are ISO dates.

    `views` are in order of time, without gaps, and cover `range`. `effects` has one entry per view: for each change
    that makes a difference then, the squares it changes. `hanging`: squares (portion x seat) on `as_of` that hang on
    at least one fact of `open`.
    """

    title: str
    id: str
    owner: str
    exercise: bool
    banner: str
    as_of: str
    range: list[str]
    made_under: str
    hanging: int
    portions: list[Portion]
    groups: dict[str, Group]
    seats: list[Seat]
    facts: dict[str, Fact]
    answers: list[Answer]
    views: list[View]
    editions: list[Edition]
    changes: list[Change]
    effects: list[dict[str, list[Square]]]
    hypotheses: list[Hypothesis]
    open: list[Open]
