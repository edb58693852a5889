"""The page of a brief as text: complete without script, closed to the outside, and safe for any content."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from itertools import product
from typing import cast

import pytest
from lxml import html

from concord.cli.brief.page import WORDS, count, day, embed, render, view_on
from concord.dissemination.brief.contract import Brief
from tests.cli.sample_brief import sample

NEVER_SAID = r"\b(blocked|blocking|shut out|leak\w*|refus\w*|veto\w*|denied|forbidden)\b"
NASTY = "</script><!--<script> & <b>bold</b> \u2028 ]]> {{ 7 * 7 }}"


def with_text(text: str) -> Brief:
    """The sample with `text` wherever a portion, a group or a fact speaks."""
    brief = copy.deepcopy(sample())
    brief["title"] = brief["portions"][3]["text"] = brief["portions"][3]["short"] = text
    brief["groups"]["common"]["name"] = brief["facts"]["MD"]["text"] = text
    return brief


def find(page: str, path: str) -> list[str]:
    """What `path` (XPath, ending in strings) finds in the page."""
    return cast("list[str]", html.fromstring(page).xpath(path))


def told(page: str, path: str) -> str:
    """The text of the first element that `path` finds, with single spaces."""
    return cast("str", html.fromstring(page).xpath(f"normalize-space({path})"))


def embedded(page: str) -> object:
    return json.loads(find(page, "//script[@id='answers']/text()")[0])


def outside_the_answers(page: str) -> str:
    return re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)


def test_the_page_holds_every_answer_of_the_brief() -> None:
    assert embedded(render(sample())) == json.loads(json.dumps(sample()))


def test_the_page_names_nothing_outside_itself() -> None:
    page = outside_the_answers(render(sample()))
    assert re.findall(r"https?:|//\w|@import|url\(|\bsrc=|\bhref=|fetch\(|XMLHttp|WebSocket|import\(", page) == []


def test_the_page_makes_no_code_and_no_markup_from_text() -> None:
    page = outside_the_answers(render(sample()))
    assert re.findall(r"\beval\b|\bFunction\b|innerHTML|outerHTML|insertAdjacent|document\.write", page) == []


def test_only_the_style_and_script_of_the_page_itself_may_run() -> None:
    page = render(sample())
    policy = find(page, "//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    found = [base64.b64encode(hashlib.sha256(part[1].encode()).digest()).decode() for part in (style, script) if part]
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{found[1]}'; style-src 'sha256-{found[0]}';")


def test_text_cannot_end_the_script_it_stands_in() -> None:
    page = render(with_text(NASTY))
    assert page.count("</script") == render(sample()).count("</script")
    assert "<!--" not in page


def test_nasty_text_arrives_as_it_was_written() -> None:
    assert json.loads(embed(with_text(NASTY)))["portions"][3]["text"] == NASTY


def test_text_is_never_read_as_markup_or_as_a_template() -> None:
    page = outside_the_answers(render(with_text(NASTY)))
    assert "<b>bold</b>" not in page
    assert "{{ 7 * 7 }}" in page


def test_the_matrix_of_the_date_of_the_brief_stands_in_the_page_without_script() -> None:
    brief = sample()
    shown = find(render(brief), "//tbody[@id='rows']/tr/td/span[@class='vh']/text()")
    squares = view_on(brief, brief["as_of"])["squares"]
    assert shown == [WORDS[brief["answers"][answer]["outcome"]] for row in squares for answer in row]


def test_the_page_says_what_is_missing_where_no_script_runs() -> None:
    assert "concord matrix" in told(render(sample()), "//noscript")


def test_the_counts_add_up_to_portions_times_the_seats_of_the_date() -> None:
    brief = sample()
    seats = [sum(len(column["seats"]) for column in view["columns"]) for view in brief["views"]]
    assert [sum(count(brief, view).values()) for view in brief["views"]] == [54 * each for each in seats]
    assert (seats[0], seats[-1]) == (72, 74)


def test_the_four_words_are_the_only_words_for_an_outcome() -> None:
    assert list(WORDS.values()) == ["released", "releasable on decision", "needs a decision", "not released"]


def test_nobody_is_blamed_in_words() -> None:
    assert re.findall(NEVER_SAID, outside_the_answers(render(sample())).lower()) == []


def test_names_of_seats_stand_nowhere_but_among_the_answers() -> None:
    page = outside_the_answers(render(sample()))
    assert [seat["name"] for seat in sample()["seats"] if seat["name"] in page] == []


def test_an_exercise_says_so_at_the_head_and_at_the_foot() -> None:
    page = render(sample())
    assert told(page, "//div[@class='running']").count("EXERCISE") == 3
    assert told(page, "//div[@class='running last']").count("EXERCISE") == 3


def test_a_document_that_is_no_exercise_does_not_say_so() -> None:
    assert told(render(sample() | {"exercise": False}), "//div[@class='running']") == sample()["banner"]


def test_the_page_names_the_facts_that_are_not_confirmed() -> None:
    foot = told(render(sample()), "//details[contains(@class, 'open')]")
    assert "80 squares hang on 2 unconfirmed facts" in foot
    assert "Agreement of the EU with Moldova" in foot


def test_a_long_marking_stands_whole_in_the_head() -> None:
    marking = " · ".join(["RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO"] * 9)
    assert find(render(sample() | {"banner": marking}), "//dl[@class='about']//dd/text()")[2] == marking


def test_a_brief_without_open_facts_says_that_nothing_hangs() -> None:
    page = render(sample() | {"open": [], "hanging": 0})
    assert "no square hangs on an unconfirmed fact" in page


def test_a_brief_without_hypotheses_has_no_tab_for_them() -> None:
    page = render(sample() | {"hypotheses": []})
    assert find(page, "//*[@id='tab-hypotheses'][@hidden]/@id") == ["tab-hypotheses"]


def test_a_brief_whose_date_no_view_holds_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no view of the brief holds on 1994-12-31"):
        render(sample() | {"as_of": "1994-12-31"})


def test_a_view_ends_the_day_before_the_next_begins() -> None:
    assert view_on(sample(), "2004-04-30")["at"] == "2004-03-29"
    assert view_on(sample(), "2004-05-01")["at"] == "2004-05-01"


@pytest.mark.parametrize(("given", "shown"), [("2017-05-15", "15 May 2017"), ("May 2004", "May 2004"), ("", "")])
def test_a_date_is_written_out(given: str, shown: str) -> None:
    assert day(given) == shown


def test_a_brief_of_the_usual_size_makes_a_page_under_a_megabyte() -> None:
    assert len(render(sample()).encode()) < 1_000_000


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_ink_is_legible_on_every_ground(scheme: int) -> None:
    """Contrast of at least 4.5 to 1. Source: WCAG 2.2, success criterion 1.4.3."""
    root = re.findall(r":root\{(.*?)\}", render(sample()), re.DOTALL)[scheme]
    colours = {name: value.ljust(7, value[-1]) for name, value in re.findall(r"--([\w-]+):(#\w+)", root)}
    pairs = product(("ink", "soft", "accent", "ask", "refer", "shut"), ("paper", "sheet"))
    faint = []
    for ink, ground in [*pairs, ("accent", "accent-wash"), ("ask", "ask-wash"), ("soft", "wash"), ("shut", "wash")]:
        light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        faint += [(ink, ground)] if (light + 0.05) / (dark + 0.05) < 4.5 else []
    assert faint == []
