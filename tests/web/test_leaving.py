"""The edition of a document as a file (PO20, W129)."""

from __future__ import annotations

import re

import pytest

from tests.formats.docx.reading import parts, words
from tests.formats.pdf.reading import pages, root_of
from tests.web.house import CANARIES, NORWAY, PEOPLE, House
from tests.web.visiting import Answer, Visitor

ENDINGS = ("docx", "pdf")
MARKING = re.compile(r'<p class="marking">([^<]+)</p>')


def signed_in(site: str, account: str, language: str = "en") -> Visitor:
    """Somebody who came in."""
    visitor = Visitor(site, language=language)
    assert visitor.sign_in(account).status == 200
    return visitor


def told(answer: Answer, ending: str) -> str:
    """Every word of a file; of an answer that is none, its own."""
    if answer.status != 200:
        return answer.text
    return " ".join(parts(answer.body).values()) if ending == "docx" else " ".join(pages(answer.body))


def canaries(text: str) -> set[str]:
    """The words of the house that stand in a text."""
    return set(re.findall(r"canary[a-z]+", text))


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("account", ["sec-1", *PEOPLE])
def test_a_file_holds_what_its_page_holds(site: str, house: House, account: str, ending: str) -> None:
    visitor = signed_in(site, account)
    found = []
    for record in house.records.values():
        page, file = visitor.get(f"/documents/{record}"), visitor.get(f"/documents/{record}/edition.{ending}")
        assert file.status == page.status
        assert canaries(told(file, ending)) == canaries(page.text)
        found.append(canaries(page.text))
    assert any(found)
    assert found[0] <= {*CANARIES, "canaryheadpublic"}


@pytest.mark.parametrize("account", ["sec-1", *PEOPLE])
def test_a_file_stands_under_the_marking_of_its_page(site: str, house: House, account: str) -> None:
    visitor = signed_in(site, account)
    for record in (house.records["public"], house.records["staffs"]):
        page = MARKING.search(visitor.get(f"/documents/{record}").text)
        assert page is not None
        marking = page[1].strip()
        assert words(visitor.get(f"/documents/{record}/edition.docx").body, "word/header1.xml") == marking
        assert pages(visitor.get(f"/documents/{record}/edition.pdf").body)[0].startswith(marking)


@pytest.mark.parametrize("ending", ENDINGS)
def test_of_what_is_not_there_and_of_what_is_withheld_there_is_one_answer(site: str, house: House, ending: str) -> None:
    visitor = signed_in(site, NORWAY[0])
    closed, nothing = house.records["closed"], "0" * 32
    hidden, absent = (visitor.get(f"/documents/{each}/edition.{ending}") for each in (closed, nothing))
    assert (hidden.status, absent.status) == (404, 404)
    assert hidden.plain.replace(closed.encode(), nothing.encode()) == absent.plain


def test_a_file_is_in_the_language_of_its_page(site: str, house: House) -> None:
    where = f"/documents/{house.records['staffs']}/edition.pdf"
    found = {language: signed_in(site, "sec-1", language).get(where) for language in ("en", "fr")}
    assert {language: str(root_of(answer.body)["/Lang"]) for language, answer in found.items()} == {
        "en": "en",
        "fr": "fr",
    }
    assert "attachment" in found["fr"].headers["content-disposition"]
