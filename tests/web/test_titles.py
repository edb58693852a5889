"""What facts are called is told in French: titles of agreements, questions, what was reported (W101)."""

from __future__ import annotations

import re

import pytest

from concord.facts import action_points, progress, shipped
from concord.facts.parties import RECALL
from concord.web.holes import HOLE
from concord.web.titles import NOT_LOOKED_UP, QUESTIONS, TITLES
from tests.web.house import House
from tests.web.test_rulebook import every_page
from tests.web.visiting import Visitor, read

FORMS = [re.compile("(.+)".join(map(re.escape, HOLE.split(title)[::2]))) for title in TITLES]


def titles() -> set[str]:
    """The titles of all agreements that ship."""
    return {fact["title"] for fact in shipped().by_id.values() if fact.table.name == "agreements"}


def test_every_title_that_ships_is_of_the_catalogue() -> None:
    assert {title for title in titles() if not any(form.fullmatch(title) for form in FORMS)} == set()
    assert len(titles()) > 40


def test_no_title_is_of_the_catalogue_that_none_ships() -> None:
    held = titles() | {"What EU SECRET is equal to"}
    assert [form.pattern for form in FORMS if not any(form.fullmatch(title) for title in held)] == []


def test_every_question_that_ships_is_of_the_catalogue() -> None:
    asked = [fact for fact in shipped().by_id.values() if fact.table.name == "questions"]
    assert {fact[name] for fact in asked for name in ("question", "decides")} == set(QUESTIONS)


def test_what_was_not_looked_up_is_said_in_the_words_of_the_catalogue() -> None:
    assert shipped().source_by_id[RECALL].title == NOT_LOOKED_UP


def test_what_was_reported_is_there_in_both_languages() -> None:
    assert [fact.id for fact in progress() if not fact.text_fr or not fact.report_fr] == []
    assert [fact.id for fact in progress() if fact.text_fr == fact.text] == []
    assert [point.id for point in action_points() if not point.text_fr or not point.theme_fr] == []


@pytest.fixture
def french(site: str) -> Visitor:
    """An officer who reads French."""
    visitor = Visitor(site, "fr")
    visitor.sign_in("sec-1")
    return visitor


def test_the_rulebook_tells_titles_and_marks_sources_as_english(french: Visitor) -> None:
    answers = every_page(french)
    text = "".join(answer.text for answer in answers)
    assert "Accord de sécurité Autriche–OTAN (PPP)" in text
    assert "Accord UE–Norvège sur les procédures de sécurité" in text
    assert "security agreement" not in text
    foreign = {each.text for answer in answers for each in read(answer).xpath('//main//span[@lang="en"]')}
    assert "Times of Malta, 2009" in foreign
    assert NOT_LOOKED_UP not in text


def test_dates_of_a_matrix_name_a_party_once(french: Visitor, house: House) -> None:
    said = french.get(f"/documents/{house.records['own']}/matrix").text
    assert "Accord de sécurité Autriche–OTAN (PPP) : à partir de cette date" in said
    assert "Autriche\u00a0: Accord" not in said
