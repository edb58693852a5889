"""No page in French says anything of its own in English: every address pattern, as several personas (W15, W103)."""

from __future__ import annotations

import pytest

from tests.node.founded import FIRST
from tests.web.proofs.coming import come_in
from tests.web.proofs.furnishing import Furnished
from tests.web.proofs.speaking import is_of_concord, texts, unspoken
from tests.web.proofs.walking import Reach, is_page, typed_of, walked
from tests.web.visiting import Answer

FEW = Reach(4, 2, seeks=False)
"""Some addresses of each pattern."""
PERSONAS = (f"{FIRST[0]} {FIRST[1]}", "no-1", "")
"""Who may do most, who sees least, and who does not come in."""


@pytest.mark.parametrize("persona", PERSONAS)
def test_what_a_page_says_in_french_is_french(
    full_site: str, furnished: Furnished, configured: tuple[str, ...], persona: str
) -> None:
    french, english = (come_in(full_site, persona, language) for language in ("fr", "en"))
    found = walked(french, typed_of(configured, furnished), FEW)
    pages = {address: page for address, page in found.items() if "#" not in address and is_page(page)}
    said = {(text, address) for address, page in pages.items() for text in unspoken(page, english.get(address))}
    assert dict(sorted(said)) == {}
    assert len(pages) > 50


def test_a_page_that_says_something_in_english_is_found() -> None:
    page = '<html lang="{}"><p>{}</p><p lang="en">The rules of the house</p><p>RESTREINT UE/EU RESTRICTED</p></html>'
    french = Answer(200, "/", {}, page.format("fr", "The rules of the house").encode())
    english = Answer(200, "/", {}, page.format("en", "The rules of the house").encode())
    assert list(unspoken(french, english)) == ["The rules of the house"]
    assert "RESTREINT UE/EU RESTRICTED" in texts(french)
    assert not is_of_concord("EU exercise policy: CONFIDENTIEL UE/EU CONFIDENTIAL")
