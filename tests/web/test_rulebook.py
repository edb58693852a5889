"""The rulebook: section by section, page by page, as of a day that it knows (W17, W132)."""

from __future__ import annotations

import re

import pytest

from concord.release.names import BEGINNING
from tests.cast import book
from tests.web.test_pages import signed_in
from tests.web.visiting import Answer, Visitor, read

SECTIONS = {"agreements": len(book().agreements), "memberships": len(book().memberships)}
SAID = "is none of the days of which the rulebook knows"


@pytest.fixture(scope="module")
def norway(site: str) -> Visitor:
    """Everybody may read the rulebook."""
    return signed_in(site, "no-1")


def lines(answer: Answer) -> list[str]:
    """The lines of the section that is shown."""
    return [" ".join(row.text_content().split()) for row in read(answer).xpath("//div[@id='part']//tbody/tr")]


def every_page(visitor: Visitor, query: str = "") -> list[Answer]:
    """The pages of a section, as their links lead on."""
    found = [visitor.get(f"/rulebook?{query}")]
    while onward := read(found[-1]).xpath("//a[@id='page-next']/@href"):
        found.append(visitor.get(f"/rulebook{onward[0]}"))
    return found


def every_line(visitor: Visitor, query: str) -> list[str]:
    """The lines of a section, by its pages."""
    return [line for answer in every_page(visitor, query) for line in lines(answer)]


@pytest.mark.parametrize(("section", "count"), SECTIONS.items())
def test_the_pages_of_a_section_hold_every_line_of_it_once(norway: Visitor, section: str, count: int) -> None:
    assert len(every_line(norway, f"section={section}")) == count
    assert len(lines(norway.get(f"/rulebook?section={section}"))) == 25


def test_each_section_says_how_many_lines_it_has_for_what_is_looked_for(norway: Visitor) -> None:
    page = read(norway.get("/rulebook?q=norway"))
    told = {each.get("id"): int(each.text_content().split()[-1]) for each in page.xpath("//p[@class='tabs']/a")}
    assert told == {f"section-{name}": len(every_line(norway, f"q=norway&section={name}")) for name in SECTIONS} | {
        "section-policies": 0
    }
    assert 0 < told["section-agreements"] < SECTIONS["agreements"]


def test_a_section_and_a_page_that_cannot_be_give_the_first(norway: Visitor) -> None:
    first = lines(norway.get("/rulebook"))
    assert lines(norway.get("/rulebook?section=none&page=x")) == first
    assert "CONFIDENTIEL UE/EU CONFIDENTIAL" in norway.get("/rulebook?section=policies").text.split("<main")[1]


def test_it_is_shown_as_of_a_day_with_what_is_not_sure(norway: Visitor) -> None:
    assert "As of 15 May 2017" in norway.get("/rulebook").text
    assert "As of 1 January 2003" in norway.get("/rulebook?at=2003-01-01").text
    now, then = ("".join(every_line(norway, f"section=memberships{more}")) for more in ("", "&at=2003-01-01"))
    assert now.count("not on this day") < then.count("not on this day")
    assert "unconfirmed" in "".join(every_line(norway, "section=agreements"))


def test_a_day_that_it_does_not_know_is_told_with_those_that_it_knows(norway: Visitor) -> None:
    begun = [each.period.since for each in book().memberships] + [each.period.since for each in book().agreements]
    begun += [policy.since for policy in book().policies]
    first = min(each for each in begun if each > BEGINNING)
    for day in ("1066-10-14", "2999-01-01", "never"):
        text = norway.get(f"/rulebook?at={day}").text
        assert f"“{day}” {SAID}, which are those from {first:%-d %B %Y} to 31 December 2025." in text
        assert "As of 15 May 2017" in text
    for day in (f"{first:%Y-%m-%d}", "2025-12-31", ""):
        assert SAID not in norway.get(f"/rulebook?at={day}").text


def test_a_day_before_it_begins_is_no_day_without_members(norway: Visitor) -> None:
    """Shown as that of such a day nothing would read as if there had been nothing."""
    shown = every_line(norway, "section=memberships&at=1066-10-14")
    assert shown == every_line(norway, "section=memberships")


def test_filters_keep_the_section_and_begin_at_its_first_page(norway: Visitor) -> None:
    page = read(norway.get("/rulebook?section=memberships&page=2&at=2003-01-01"))
    assert page.xpath("//form[@class='filter']//input[@name='section']/@value") == ["memberships"]
    assert page.xpath("//form[@class='filter']//input[@name='page']") == []
    onward = page.get_element_by_id("section-agreements").get("href")
    assert re.fullmatch(r"\?(?=.*at=2003-01-01)(?=.*section=agreements)[^#]*", onward)
    assert "page" not in onward
