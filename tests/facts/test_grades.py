"""The compiler's words and the grades they allow."""

from __future__ import annotations

import pytest

from concord.facts.grades import grade_of
from concord.release.periods import Confidence


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("source", Confidence.SOURCED),
        ("source (report)", Confidence.SOURCED),
        ("source for the act, recall for dates", Confidence.SOURCED),
        ("recall-high", Confidence.WELL_KNOWN),
        ("secondary source", Confidence.UNCONFIRMED),
        ("secondary source and recall", Confidence.UNCONFIRMED),
        ("recall", Confidence.UNCONFIRMED),
        ("recall (existence implied by participation in the Agreed Framework)", Confidence.UNCONFIRMED),
        ("reconstructed", Confidence.UNCONFIRMED),
        ("not found", Confidence.UNCONFIRMED),
        ("", Confidence.UNCONFIRMED),
    ],
)
def test_words_allow_a_grade_at_most(words: str, grade: Confidence) -> None:
    assert grade_of(words) is grade
