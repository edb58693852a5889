"""Three grades of a field of a fact, and the compiler's words they come from.

Source: docs/spec/facts.md FA10-FA13; docs/spec/release.md R41.
"""

from __future__ import annotations

from concord.release.periods import Confidence

WORD_BY_GRADE = {
    Confidence.SOURCED: "sourced",
    Confidence.WELL_KNOWN: "well known",
    Confidence.UNCONFIRMED: "unconfirmed",
}
"""The words in which tables and overlays write a grade."""

GRADE_BY_WORD = {word: grade for grade, word in WORD_BY_GRADE.items()}


def grade_of(words: str) -> Confidence:
    """The grade that the compiler's own words allow at most: what was not looked up is unconfirmed.

    Words that start with "source" were read in the cited text, "recall-high" is well known, all else is unconfirmed.
    """
    if words.startswith("source"):
        return Confidence.SOURCED
    return Confidence.WELL_KNOWN if words.startswith("recall-high") else Confidence.UNCONFIRMED
