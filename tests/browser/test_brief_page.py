"""The page of a brief in a browser, opened from disk: by keyboard, by pointer, narrow, printed, and without script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from concord.cli.brief.page import WORDS, render, view_on
from tests.cli.sample_brief import sample

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (chromium, chromium-browser)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("brief") / "brief.html"
    file.write_text(render(sample()), encoding="utf-8")
    return file.as_uri()


class Opened:
    """The page in a window of its own, with what it asked for and complained of."""

    def __init__(self, browser: Browser, address: str, *, width: int = 1400, script: bool = True) -> None:
        self.address = address
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=script)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, fragment: str = "") -> Page:
        """Open the page afresh with a fragment of the address."""
        if self.page.url != "about:blank":
            self.page.goto("about:blank")
        self.page.goto(self.address + fragment)
        return self.page

    def label(self, row: int, column: int) -> str:
        """What a screen reader says of a square."""
        return self.page.locator(f"#rows tr:nth-child({row + 1}) .q >> nth={column}").get_attribute("aria-label") or ""

    def marks(self) -> list[list[str]]:
        """The outcome of every square as drawn, row by row."""
        drawn: list[list[str]] = self.page.evaluate(
            """names => [...document.querySelectorAll('#rows tr')].map(row => [...row.querySelectorAll('.q')]
                .map(cell => names.find(name => cell.classList.contains(name))))""",
            list(WORDS),
        )
        return drawn


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    window = Opened(browser, address)
    yield window
    window.page.close()


def expected(date: str) -> list[list[str]]:
    brief = sample()
    return [[brief["answers"][answer]["outcome"] for answer in row] for row in view_on(brief, date)["squares"]]


def row_of(portion: str) -> int:
    return [each["id"] for each in sample()["portions"]].index(portion)


def column_of(group: str, date: str = "2017-05-15") -> int:
    return [column["group"] for column in view_on(sample(), date)["columns"]].index(group)


def test_the_page_asks_for_nothing_but_itself(opened: Opened) -> None:
    opened.go()
    opened.page.click("#tab-editions")
    opened.page.click("#tab-hypotheses")
    assert opened.asked == [opened.address]


def test_the_page_complains_of_nothing(opened: Opened) -> None:
    opened.go()
    opened.page.click("#tab-editions")
    opened.page.click("#tab-matrix")
    opened.page.click(".q >> nth=40")
    assert opened.complaints == []


def test_the_script_draws_the_matrix_that_stands_in_the_page(browser: Browser, address: str, opened: Opened) -> None:
    still = Opened(browser, address, script=False)
    still.go()
    assert still.page.locator("#rows .q").count() == sum(len(row) for row in expected("2017-05-15"))
    still.page.close()
    opened.go()
    assert opened.marks() == expected("2017-05-15")


def test_without_script_the_page_says_so_and_shows_no_dead_controls(browser: Browser, address: str) -> None:
    still = Opened(browser, address, script=False)
    still.go()
    expect(still.page.locator("noscript p")).to_be_visible()
    expect(still.page.locator(".live:visible")).to_have_count(0)
    still.page.close()


def test_the_slider_goes_from_turning_date_to_turning_date_by_keyboard(opened: Opened) -> None:
    opened.go()
    opened.page.focus("#thumb")
    dates = []
    for key in ("ArrowLeft", "ArrowLeft", "ArrowRight", "End", "Home"):
        opened.page.keyboard.press(key)
        dates.append(opened.page.inner_text("#date"))
    assert dates == ["1 May 2017", "6 December 2016", "1 May 2017", "7 March 2024", "1 January 1995"]


@pytest.mark.parametrize("date", ["1995-01-01", "2004-05-01", "2008-04-02", "2023-04-04", "2026-12-31"])
def test_the_matrix_shown_is_the_matrix_of_the_date(opened: Opened, date: str) -> None:
    opened.go(f"#date={date}")
    assert opened.marks() == expected(date)


def test_the_counts_are_those_of_the_seats_of_the_date(opened: Opened) -> None:
    opened.go("#date=2017-06-05")
    counted = opened.page.locator("#counts b").all_inner_texts()
    assert opened.page.inner_text("#seats-shown") == "74"
    assert sum(int(each.replace(",", "")) for each in counted) == 54 * 74


def test_a_new_date_says_what_changed_and_why(opened: Opened) -> None:
    opened.go()
    opened.page.click("#earlier")
    expect(opened.page.locator("#since")).to_contain_text("46 squares changed. Agreement of the EU with Moldova")
    expect(opened.page.locator("#say")).to_contain_text("1 May 2017: 46 squares changed.")
    expect(opened.page.locator("#thumb")).to_have_attribute("aria-valuetext", "1 May 2017")


def test_the_slider_follows_the_pointer_to_the_nearest_turning_date(opened: Opened) -> None:
    opened.go()
    box = opened.page.locator("#track").bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    opened.page.mouse.click(box["x"] + 1, box["y"] + box["height"] / 2)
    expect(opened.page.locator("#date")).to_have_text("1 January 1995")


def test_every_square_says_portion_group_and_outcome_in_words(opened: Opened) -> None:
    opened.go()
    row, column = row_of("p7"), column_of("allies")
    assert opened.label(row, column) == "portion 7, Common members, through NATO, 22 seats: releasable on decision"
    labels = [opened.label(index, 0) for index in (0, 5, 20)]
    assert all(any(word in label for word in WORDS.values()) for label in labels)


def test_one_place_of_the_grid_is_in_the_order_of_the_tab_key(opened: Opened) -> None:
    opened.go()
    opened.page.click(".q >> nth=40")
    expect(opened.page.locator("#grid [tabindex='0']")).to_have_count(1)


def test_arrow_keys_move_in_the_grid_and_stop_at_its_edges(opened: Opened) -> None:
    opened.go()
    opened.page.locator("#grid [tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Control+Home", "ArrowUp", "End"):
        opened.page.keyboard.press(key)
    assert opened.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Anyone, 1 seat"


def test_enter_opens_the_explanation_and_escape_goes_back_to_the_square(opened: Opened) -> None:
    opened.go()
    opened.page.locator("#grid [tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        opened.page.keyboard.press(key)
    expect(opened.page.locator("#panel h2").first).to_be_focused()
    expect(opened.page.locator("#panel .kicker")).to_have_text(
        "Portion 2 · Common members, through the EU: what separates part 1 · 20 seats"
    )
    opened.page.keyboard.press("Escape")
    assert opened.page.evaluate("document.activeElement.getAttribute('aria-label')") == opened.label(3, 0)


def test_an_explanation_names_rule_fact_date_source_and_confidence(opened: Opened) -> None:
    opened.go("#cell=p7.allies")
    reasons = opened.page.locator("#panel .reasons")
    expect(reasons).to_contain_text("An agreement in force allows a release at this level. R64")
    expect(reasons).to_contain_text("since 14 March 2003 · OJ L 80, 27.3.2003 · sourced")


def test_a_change_shows_what_would_become_releasable_and_there_is_a_way_back(opened: Opened) -> None:
    opened.go("#cell=p7.allies")
    opened.page.click("[data-change='tear-line-p7']")
    expect(opened.page.locator("#grid .framed")).to_have_count(9)
    expect(opened.page.locator("#more-released")).to_have_text("+37")
    assert opened.label(row_of("p7"), column_of("allies")).endswith("with the change chosen: released")
    opened.page.click(".back")
    expect(opened.page.locator("#grid .framed")).to_have_count(0)
    assert opened.marks() == expected("2017-05-15")


def test_only_changes_computed_for_the_square_are_offered(opened: Opened) -> None:
    opened.go("#cell=p7.outside")
    offered = opened.page.locator("#panel [data-change]").evaluate_all("all => all.map(each => each.dataset.change)")
    assert offered == ["reword-p7", "tear-line-p7"]


def test_names_are_shown_on_a_click_only(opened: Opened) -> None:
    opened.go("#group=framework")
    expect(opened.page.locator("#panel")).not_to_contain_text("Delegate of")
    opened.page.click("text=Show names")
    expect(opened.page.locator("#panel .names li")).to_have_count(5)


def test_a_group_of_one_is_shown_by_its_rule_only(opened: Opened) -> None:
    opened.go("#group=outside")
    expect(opened.page.locator("#panel")).to_contain_text("A group of one is shown by its rule only.")
    expect(opened.page.locator("text=Show names")).to_have_count(0)


def test_the_address_brings_the_same_view_back(opened: Opened) -> None:
    opened.go("#date=2004-05-01&cell=p7.allies&change=tear-line-p7")
    fragment = opened.page.url.partition("#")[2]
    shown = (opened.marks(), opened.page.inner_text("#panel"))
    opened.go("#" + fragment)
    assert (opened.page.inner_text("#date"), opened.marks(), opened.page.inner_text("#panel")) == ("1 May 2004", *shown)


def test_an_address_that_is_not_understood_opens_the_page_as_it_is(opened: Opened) -> None:
    opened.go("#date=2017-02-30&cell=p999.nobody&change=none&tab=vault&reader=%3Cb%3E&group=constructor")
    assert opened.page.inner_text("#date") == "15 May 2017"
    expect(opened.page.locator("#panel h2")).to_have_text("Why, and what can be done")
    assert opened.marks() == expected("2017-05-15")
    assert opened.complaints == []


def test_an_edition_is_read_by_group_and_date(opened: Opened) -> None:
    opened.go("#tab=editions&reader=public")
    sheet = opened.page.locator(".edition")
    assert sheet.locator(".no").all_inner_texts() == ["", "", "1", "2", "3", "", "4", "5"]


def test_a_reader_of_nothing_is_told_what_is_told_of_no_record(browser: Browser, tmp_path: Path) -> None:
    brief = sample()
    views = [view | {"edition": [-1 for _ in view["columns"]]} for view in brief["views"]]
    file = tmp_path / "brief.html"
    file.write_text(render(brief | {"views": views}), encoding="utf-8")
    window = Opened(browser, file.as_uri())
    window.go()
    window.page.click("#tab-editions")
    expect(window.page.locator(".nothing")).to_have_text("No such record.")
    window.page.close()


def test_two_editions_stand_side_by_side_with_what_differs(opened: Opened) -> None:
    opened.go("#tab=editions&reader=common&second=agreed")
    expect(opened.page.locator(".edition")).to_have_count(2)
    expect(opened.page.locator("#difference")).to_contain_text("portions in both")
    alone = opened.page.locator(".edition >> nth=0").locator(".alone .text").all_inner_texts()
    assert "The authority's duty officer spoke of an instruction by telephone and would not say from whom." in alone


def test_hypotheses_are_off_until_chosen_and_say_that_they_imply_no_position(opened: Opened) -> None:
    opened.go()
    opened.page.click("#tab-hypotheses")
    expect(opened.page.locator("#hypotheses h2")).to_have_text("Hypothesis for analysis; implies no position")
    expect(opened.page.locator("#assumed")).to_have_text("Nothing is assumed.")
    opened.page.check("[data-hypothesis='outside']")
    expect(opened.page.locator("#assumed")).to_contain_text("The originator: a release decision for each paper.")


def test_a_hypothesis_never_stands_in_the_address_nor_in_the_matrix(opened: Opened) -> None:
    opened.go()
    opened.page.click("#tab-hypotheses")
    opened.page.check("[data-hypothesis='outside']")
    assert "hypothes" not in opened.page.url
    opened.page.click("#tab-matrix")
    assert opened.marks() == expected("2017-05-15")


def test_only_what_differs_hides_rows_that_are_alike_for_all(opened: Opened) -> None:
    opened.go()
    opened.page.check("#differ")
    hidden = opened.page.locator("#rows tr[hidden]").count()
    assert hidden == sum(len(set(row)) == 1 for row in expected("2017-05-15"))


def test_a_portion_is_found_by_its_words(opened: Opened) -> None:
    opened.go()
    opened.page.fill("#find", "duty officer")
    expect(opened.page.locator("#rows tr:not([hidden])")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 768, 1024, 1400])
def test_nothing_is_wider_than_the_window(browser: Browser, address: str, width: int) -> None:
    window = Opened(browser, address, width=width)
    fragments = ("", "#cell=p7.allies&change=tear-line-p7", "#tab=editions&reader=common&second=agreed")
    widths = [window.go(each).evaluate("document.documentElement.scrollWidth") for each in fragments]
    window.page.close()
    assert widths == [width] * 3


def test_on_a_telephone_the_square_stays_in_sight_above_its_explanation(browser: Browser, address: str) -> None:
    window = Opened(browser, address, width=360)
    window.go("#cell=p23.agreed")
    square = window.page.locator("#grid [aria-selected='true']").bounding_box() or {"x": 0, "y": 0, "height": 0}
    panel = window.page.locator("#panel").bounding_box() or {"y": 0}
    strip = window.page.locator("#strip").bounding_box() or {"y": 0, "height": 0}
    assert strip["y"] + strip["height"] <= square["y"] + 1
    assert square["y"] + square["height"] <= panel["y"] + 1
    window.page.close()


def test_on_paper_the_exercise_line_stands_on_every_page(opened: Opened) -> None:
    opened.go()
    opened.page.emulate_media(media="print")
    shown = opened.page.evaluate(
        "[...document.querySelectorAll('.running')].map(line => getComputedStyle(line).display)"
    )
    assert shown == ["table-header-group", "table-footer-group"]


def test_on_dark_paper_nothing_stays_light(browser: Browser, address: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 26)"
    page.close()
