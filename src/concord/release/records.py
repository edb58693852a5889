"""A record as its owner holds it: portions in order, each with its label set. Editions are made from it.

Source: docs/spec/release.md R95-R99.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

from concord.release.labels import LabelSet


class Form(Enum):
    """What a portion is in its document."""

    TITLE = "title"
    SUMMARY = "summary"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """An item of a list; never numbered."""
    TABLE = "table"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    ANNEX = "annex"
    """The heading of an annex: depth 1, lettered A, B, C."""


HEADINGS = frozenset({Form.TITLE, Form.HEADING, Form.ANNEX})
"""Forms that are nothing without something under them."""


@dataclass(frozen=True)
class Ref:
    """A reference inside a body to the portion `target`.

    `text` is printed with `#` replaced by the number the target has in the edition; a footnote mark has the text `#`.
    """

    target: str
    text: str


Body = tuple[str | Ref, ...]
"""Text and references in reading order."""


@dataclass(frozen=True)
class Portion:
    """One portion. `label_set` None inherits the record's default (R96).

    `place` is a sortable string, never shown. `depth` is the depth of a heading (1 to 6), 0 for other forms.
    `numbered` paragraphs count 1, 2, 3 through the document; tables, captions, footnotes and annexes by their own kind.
    `variant_of` names the portion this is another wording of; variants follow it from most to least informative (R98).
    `caption_of` names the portion a caption belongs to. `derived_from` names the portions whose facts this one uses;
    a label below theirs needs `sanitised_by`, the role that approved the sanitising step (R113).
    """

    id: str
    place: str
    form: Form
    body: Body
    label_set: LabelSet | None = None
    depth: int = 0
    numbered: bool = False
    variant_of: str | None = None
    caption_of: str | None = None
    derived_from: tuple[str, ...] = ()
    sanitised_by: str | None = None

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Ids of the portions this body refers to, in order."""
        return tuple(part.target for part in self.body if isinstance(part, Ref))

    @cached_property
    def words(self) -> str:
        """The body as plain text, references by their own words."""
        return "".join(part if isinstance(part, str) else part.text for part in self.body)


@dataclass(frozen=True)
class Record:
    """A document record: `portions` in order of `place`, `default` the label set of those without their own.

    `properties` are document properties (author, keywords ...) as name and value; they leave only with an edition
    that may show them (R114). `owner` is the originator's party id.
    """

    id: str
    owner: str
    date: date
    default: LabelSet | None
    portions: tuple[Portion, ...]
    properties: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        ids = [portion.id for portion in self.portions]
        if len(set(ids)) < len(ids):
            twice = sorted({identity for identity in ids if ids.count(identity) > 1})
            raise ValueError(f"portions of a record have ids of their own: expected each once, found {twice} twice")

    @cached_property
    def by_id(self) -> dict[str, Portion]:
        """Portions by id."""
        return {portion.id: portion for portion in self.portions}

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position of each portion in the record, by id, from 0."""
        return {portion.id: number for number, portion in enumerate(self.portions)}

    def base(self, identity: str) -> str:
        """The id of the first wording of a portion: its own, or that of the portion it is a variant of."""
        portion = self.by_id.get(identity)
        return identity if portion is None else portion.variant_of or portion.id

    def label_set(self, portion: Portion) -> LabelSet:
        """The label set that decides for `portion`: its own, else the record's, else none (R15, R96)."""
        return portion.label_set or self.default or LabelSet(originator=None)
