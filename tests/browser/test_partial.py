"""Lists and the matrix in a browser: what a filter, an order, a page and a date change, and nothing else (W34-W38)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, StorageState, expect

from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from tests.browser.looking import WIDE, complaints
from tests.cast import NOON
from tests.chromium import NEEDED
from tests.node.founded import FIRST
from tests.web.conftest import give_passwords
from tests.web.house import MARKINGS, House, labelled, make_house
from tests.web.serving import served
from tests.web.visiting import PASSWORD

pytestmark = NEEDED
SHEETS = 30
FOCUSED = "document.activeElement.id"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with more documents than stand on a page, one of them of an exercise."""
    found = make_house(tmp_path_factory.mktemp("many") / "eu")
    node = open_node(found.folder, INSTALLED)
    values: list[dict[str, object]] = [
        {"title": f"Sheet {n:02}", "date": str(date(2016, 1, 1) + timedelta(n))} for n in range(SHEETS)
    ]
    values.append({"title": "Drill", "date": "2015-12-31", "exercise": True})
    heads = [NewPortion("head", "head", each, labelled(MARKINGS["staffs"])) for each in values]
    node.desk(*FIRST, at=NOON).file_all([Draft(f"sheet {n}", "document", (head,)) for n, head in enumerate(heads)])
    node.close()
    give_passwords(found.folder)
    return found


@pytest.fixture(scope="module")
def many_site(many: House) -> Iterator[str]:
    """The address of its site."""
    with served(many.folder) as address:
        yield address


@pytest.fixture(scope="module")
def state(many_site: str, browser: Browser) -> StorageState:
    """What a browser keeps of a delegate of Norway, who came in."""
    window = browser.new_context(base_url=many_site)
    come_in(window.new_page(), "no-1")
    kept = window.storage_state()
    window.close()
    return kept


@pytest.fixture
def window(many_site: str, browser: Browser, state: StorageState) -> Iterator[BrowserContext]:
    """A window of that delegate."""
    found = browser.new_context(base_url=many_site, viewport=WIDE, locale="en-GB", storage_state=state)
    found.new_page()
    yield found
    found.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """The list of documents; whatever a browser complains of is an error. How often a whole page was asked for."""
    found = window.pages[0]
    wrong = complaints(found)
    found.goto("/documents")
    found.evaluate("window.isSame = true")
    yield found
    assert wrong == []


def come_in(page: Page, account: str) -> None:
    """Through the door."""
    page.goto("/account/login/")
    page.fill("[name=login]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/$"))


def take_away(house: House) -> None:
    """Narrow what an ally sees of a document by its title."""
    node = open_node(house.folder, INSTALLED)
    desk = node.desk(*FIRST, at=NOON)
    edition = desk.get(house.records["staffs"])
    assert edition is not None
    narrower = Put(edition.portions[0].id, label_set=labelled(MARKINGS["confidential"]))
    desk.edit(Edit("take away", edition.id, edition.digest, (narrower,)))
    node.close()


def is_same(page: Page) -> bool:
    """Whether the page around the part is the one that was opened."""
    return bool(page.evaluate("window.isSame === true"))


def test_typing_narrows_the_list_and_the_field_keeps_what_is_typed(page: Page) -> None:
    page.locator("#q").press_sequentially("drill")
    expect(page.locator("#part tbody tr")).to_have_count(1)
    expect(page.locator("#told")).to_have_text("1 line is shown.")
    expect(page).to_have_url(re.compile(r"/documents\?q=drill&was=$"))
    assert (page.evaluate(FOCUSED), page.input_value("#q"), is_same(page)) == ("q", "drill", True)
    assert page.locator("input[name=next]").first.input_value() == "/documents?q=drill&was="


def test_what_marks_the_page_follows_the_part(page: Page) -> None:
    expect(page.locator("p.exercise")).to_have_count(0)
    page.locator("#q").press_sequentially("drill")
    expect(page.locator("p.exercise")).to_be_visible()
    page.fill("#q", "sheet")
    expect(page.locator("p.exercise")).to_have_count(0)
    assert is_same(page)


def test_choosing_narrows_the_list_and_keeps_the_focus(page: Page) -> None:
    page.goto("/commitments")
    page.evaluate("window.isSame = true")
    page.locator("#status").focus()
    page.locator("#status").select_option("limited")
    expect(page.locator("#part tbody tr")).to_have_count(1)
    page.wait_for_url(re.compile("status=limited"))
    page.locator("#by-review").click()
    page.wait_for_url(re.compile("status=limited.*order=review"))
    expect(page.locator("#typed input[name=order]")).to_have_value("review")
    assert (page.evaluate(FOCUSED), page.input_value("#status"), is_same(page)) == ("by-review", "limited", True)


def test_pages_and_order_by_keyboard_and_back(page: Page) -> None:
    page.locator("#by-title").press("Enter")
    page.wait_for_url(re.compile(r"order=title&was=$"))
    expect(page.locator("#part tbody tr").first).to_contain_text("Drill")
    assert page.evaluate(FOCUSED) == "by-title"
    page.locator("#page-next").press("Enter")
    page.wait_for_url(re.compile("after="))
    expect(page.locator("#part tbody")).to_contain_text("Sheet 29")
    assert (page.evaluate(FOCUSED), is_same(page)) == ("part", True)
    page.go_back()
    expect(page.locator("#part tbody tr").first).to_contain_text("Drill")
    expect(page.locator("#told")).to_have_text("")
    page.wait_for_load_state()
    page.go_back()
    expect(page).to_have_url(re.compile("/documents$"))
    expect(page.locator("#part tbody tr").first).not_to_contain_text("Drill")
    page.wait_for_load_state()
    page.go_forward()
    expect(page).to_have_url(re.compile("order=title&was=$"))
    expect(page.locator("#part tbody tr").first).to_contain_text("Drill")


def test_back_gives_the_list_under_what_was_looked_for(page: Page) -> None:
    page.locator("#q").press_sequentially("drill")
    expect(page.locator("#part tbody tr")).to_have_count(1)
    page.locator("#part tbody a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drill")
    page.go_back()
    expect(page.locator("#part tbody tr")).to_have_count(1)
    assert page.input_value("#q") == "drill"
    page.go_back()
    expect(page.locator("#part tbody tr")).to_have_count(25)
    assert page.input_value("#q") == ""


def test_dates_and_squares_of_a_matrix_swap_what_they_change(page: Page, many: House) -> None:
    page.goto(f"/documents/{many.records['staffs']}/matrix")
    page.evaluate("window.isSame = true")
    page.locator(".matrix td a").nth(3).press("Enter")
    expect(page.locator("#why-title")).not_to_have_text("Reasons")
    expect(page.locator(".matrix td a").nth(3)).to_be_focused()
    expect(page.locator("#told")).not_to_be_empty()
    page.locator("#slider").press("ArrowLeft")
    page.wait_for_url(re.compile(r"matrix\?at="))
    expect(page.locator("#slider")).to_be_focused()
    page.locator("#group-common-eu summary").press("Enter")
    page.locator("#group-common-eu a").press("Enter")
    expect(page.locator("#names")).to_contain_text("Belgium")
    expect(page.locator("#names")).to_be_focused()
    assert is_same(page)


def test_nothing_of_what_was_shown_is_kept_by_the_browser(page: Page) -> None:
    page.locator("#q").press_sequentially("drill")
    expect(page.locator("#part tbody tr")).to_have_count(1)
    kept = page.evaluate("JSON.stringify([Object.values(sessionStorage), Object.values(localStorage)])")
    assert "Drill" not in kept
    assert "Sheet" not in kept


def test_going_back_shows_nothing_that_was_taken_away(page: Page, many: House) -> None:
    row = page.locator("#part tbody tr", has_text="Paper canaryheadstaffs")
    expect(row).to_have_count(1)
    page.locator("#q").press_sequentially("sheet")
    expect(row).to_have_count(0)
    with ThreadPoolExecutor(1) as beside:  # Playwright's own thread is one for the browser alone
        beside.submit(take_away, many).result()
    page.go_back()
    expect(page).to_have_url(re.compile("/documents$"))
    expect(page.locator("#part tbody tr").first).to_be_visible()
    expect(row).to_have_count(0)


def test_a_refusal_is_a_page_of_its_own(page: Page, window: BrowserContext) -> None:
    window.clear_cookies()
    page.locator("#q").press_sequentially("drill")
    page.wait_for_url(re.compile(r"/account/login/\?next=/documents%3Fq%3Ddrill%26was%3D$"))
    expect(page.locator("[name=login]")).to_be_focused()
    expect(page.locator("nav[aria-label=Parts]")).to_have_count(0)


def test_a_fault_is_a_page_of_its_own(page: Page) -> None:
    page.evaluate("document.querySelector('form.filter').setAttribute('action', '/documents/none')")
    page.evaluate("htmx.process(document.querySelector('form.filter'))")
    page.locator("#q").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    expect(page.locator(".bar")).to_be_visible()


def test_another_account_in_the_same_browser_gets_a_page_of_its_own(page: Page, window: BrowserContext) -> None:
    window.clear_cookies()
    come_in(window.new_page(), "de-1")
    page.locator("#q").press_sequentially("drill")
    expect(page.locator(".seat summary")).to_contain_text("DE/delegate")
    assert not is_same(page)


def test_what_takes_long_says_so_and_so_does_what_fails(window: BrowserContext) -> None:
    page, held = window.pages[0], list[Route]()
    page.goto("/documents")
    page.route("**/documents?*", lambda route: held.append(route))
    page.locator("#q").press_sequentially("drill")
    expect(page.locator("#told.waiting")).to_have_text("Working…")
    held.pop().continue_()
    expect(page.locator("#told")).to_have_text("1 line is shown.")
    expect(page.locator("#told.waiting")).to_have_count(0)
    page.fill("#q", "sheet")
    expect(page.locator("#told.waiting")).to_have_text("Working…")
    held.pop().abort()
    expect(page.locator("#told.waiting")).to_have_text("The site did not answer. Try again.")
