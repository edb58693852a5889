"""Editions for tests: a title and paragraphs under label sets that ask every kind of question."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from concord.desk import Edition, Moment, Shown
from concord.dissemination.matrix import Table, scene_of, table_of
from concord.release.labels import Label, LabelSet, Mention
from tests.cases.given import read_marking
from tests.cast import ADA, NOON, book

MARKINGS = (
    "EU UNCLASSIFIED - LIMITE",
    "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO",
    "RESTREINT UE/EU RESTRICTED",
    "CONFIDENTIEL UE/EU CONFIDENTIAL",
    "NATO CONFIDENTIAL Releasable to EU Council",
)
LATER = datetime(2019, 3, 1, tzinfo=UTC)
"""When an embargo ends."""


@cache
def label_sets() -> tuple[LabelSet, ...]:
    """Plain markings; one with a need to know, one under embargo, one that holds and one that names NATO's."""
    plain = tuple(LabelSet(read_marking(marking, book(), NOON)) for marking in MARKINGS)
    of_nato = Mention("NATO", "CONFIDENTIAL", NOON, frozenset({"EU"}))
    unknown = Mention("NATO", "CONFIDENTIAL", NOON, None)
    return (
        *plain,
        replace(plain[1], communities=frozenset({"exercise/white-cell"})),
        replace(plain[1], embargo=LATER),
        replace(plain[3], contains=(of_nato,)),
        replace(plain[1], refers_to=(unknown,)),
    )


def edition(sets: tuple[LabelSet, ...] | None = None) -> Edition:
    """An edition with a public title and one paragraph under each label set."""
    head = Shown("h", "head", LabelSet(read_marking("PUBLIC", book(), NOON)), (("title", "A paper"),))
    body = [
        Shown(f"b{number}", "body", each, (("form", "paragraph"), ("text", f"Text {number}.")))
        for number, each in enumerate(sets or label_sets(), 1)
    ]
    return Edition("paper", "document", (head, *body))


def write(label: Label) -> str:
    """A marking in short."""
    return label.level


def table(at: datetime = NOON, given: Edition | None = None, language: str = "en") -> Table:
    """The matrix of an edition at an instant."""
    paper, scene = scene_of(given or edition(), Moment(ADA, book(), NOON), write, language)
    return table_of(paper, scene, at)
