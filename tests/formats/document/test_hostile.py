"""Bytes that nobody meant as a document: refused with findings, never with another error."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.document.test_writing import CANONICAL
from tests.formats.document.written import FRONT, findings_of, read_text

PIECES = [
    "{#p",
    "}",
    "\n",
    "\n\n",
    "# ",
    "- ",
    "| ",
    "[^n1]",
    "]: ",
    "](#p)",
    "[",
    "\\",
    "+++",
    ' label="',
    "x",
    '"',
    "é",
]


@settings(max_examples=100, deadline=timedelta(seconds=5))
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_findings(data: bytes) -> None:
    assert findings_of(data) != []


@settings(max_examples=100, deadline=timedelta(seconds=5))
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_mixture_of_our_own_signs_is_read_or_refused_with_findings(pieces: list[str]) -> None:
    assert isinstance(findings_of((FRONT + "".join(pieces)).encode()), list)


@settings(max_examples=100, deadline=timedelta(seconds=5))
@given(st.integers(0, len(CANONICAL) - 1), st.integers(0, 40), st.sampled_from(PIECES))
def test_any_damage_to_a_document_is_read_or_refused_with_findings(at: int, length: int, piece: str) -> None:
    damaged = CANONICAL[:at] + piece + CANONICAL[at + length :]
    assert isinstance(findings_of(damaged.encode()), list)


def test_ten_thousand_portions_are_read() -> None:
    text = FRONT + "".join(
        f"\n{{#p{n} label='NATO R'}}\nSee [paragraph #](#p0).\n".replace("'", '"') for n in range(10_000)
    )
    assert len(read_text(text).portions) == 10_000
