"""Nothing that a site answers holds a word that is withheld: every address pattern, persona and class of label (W8)."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.web.proofs.coming import POSTS, all_by, all_of, least_by
from tests.web.proofs.furnishing import MARKS, PERSONAS, Furnished, withheld
from tests.web.proofs.walking import GIVEN, SHORT, unpacked
from tests.web.serving import served

OVERWRITTEN = "canarybefore"
"""Nothing shows it any more, whoever may read it."""
NARROW = "no-1"
"""Who sees least of those who see something."""
UNASKED = {"/account/logout/", "/api/v1/", "/api/v1/records/*"}
"""Ends a visit; is no page; is asked by a token."""


@pytest.mark.parametrize("persona", PERSONAS)
def test_nothing_that_is_withheld_is_told_and_all_that_is_released_is_found(
    full_site: str, furnished: Furnished, configured: tuple[str, ...], persona: str
) -> None:
    found = all_of(full_site, furnished, persona, configured, SHORT)
    assert list(found.told()) == []
    assert found.words() | {OVERWRITTEN} == set(MARKS) - withheld(persona) | {OVERWRITTEN}
    asked = {GIVEN.sub("*", route) for route in configured} - UNASKED
    assert asked - found.patterns == set()


@pytest.mark.parametrize("persona", POSTS)
def test_no_program_is_told_more(
    full_site: str, furnished: Furnished, bearers: Mapping[str, str], persona: str
) -> None:
    found = all_by(full_site, furnished, persona, bearers[persona])
    assert list(found.told()) == []
    assert found.words() == set(MARKS) - withheld(persona) - {OVERWRITTEN}


@pytest.mark.parametrize("broken", ["hidden_by_style", "counted_before_release", "told_apart", "given_beside"])
def test_a_broken_site_is_found(furnished: Furnished, bearers: Mapping[str, str], broken: str) -> None:
    """Hidden in the browser; a count in a badge; an error that differs; a file or answer made beside the desk."""
    with served(furnished.house.folder, f"tests.web.broken_{broken}") as site:
        found = [*least_by(site, furnished, NARROW).told()]
        found += all_by(site, furnished, NARROW, bearers[NARROW]).told()
    assert found != []


def test_a_word_in_a_member_of_an_archive_is_read() -> None:
    held, inside = BytesIO(), BytesIO()
    with ZipFile(inside, "w") as file:
        file.writestr("word/document.xml", "canarypublic " * 99)
    with ZipFile(held, "w", compression=8) as file:
        file.writestr("a paper.docx", inside.getvalue())
    assert b"canarypublic" not in held.getvalue()
    assert b"canarypublic" in unpacked(held.getvalue())
