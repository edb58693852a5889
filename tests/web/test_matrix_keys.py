"""The page of a matrix in a browser: by keyboard, by slider, narrow, and without script (W41, W43, W131)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.chromium import NEEDED
from tests.web.house import House
from tests.web.visiting import PASSWORD

Opened = Callable[..., Page]
pytestmark = NEEDED


@pytest.fixture(scope="module")
def state(browser: Browser, site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a browser keeps of an officer who came in by the keyboard, and who sees everything."""
    kept = tmp_path_factory.mktemp("browser") / "state.json"
    page = browser.new_page()
    page.goto(f"{site}/account/login/")
    page.fill("[name=login]", "sec-1")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{site}/")
    page.context.storage_state(path=kept)
    page.context.close()
    return kept


@pytest.fixture
def opened(browser: Browser, site: str, state: Path) -> Opened:
    """Opens a page in a window of its own."""

    def page_at(path: str, *, width: int = 1280, script: bool = True) -> Page:
        window = ViewportSize(width=width, height=900)
        page = browser.new_page(viewport=window, java_script_enabled=script, locale="en-GB", storage_state=state)
        page.goto(f"{site}{path}")
        return page

    return page_at


def complaints(page: Page) -> list[str]:
    """What the page complains of from now on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.reload()
    return found


@pytest.fixture
def path(house: House) -> str:
    """The address of a matrix."""
    return f"/documents/{house.records['staffs']}/matrix"


def test_arrows_walk_between_squares_and_enter_opens_the_reasons(opened: Opened, path: str) -> None:
    page = opened(path)
    found = complaints(page)
    page.locator(".matrix").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
    squares = page.locator(".matrix td a")
    assert squares.evaluate_all("all => all.filter(each => each.tabIndex === 0).length") == 1
    squares.first.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(squares.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(squares.first).to_be_focused()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#why-title")).to_contain_text("Not released; releasable on decision")
    expect(page.locator("#told")).to_contain_text("Not released; releasable on decision")
    expect(page.locator(".matrix td a[aria-current]")).to_be_focused()
    assert page.url.endswith("#why")
    assert found == []


def test_the_slider_goes_to_another_date(opened: Opened, path: str) -> None:
    page = opened(f"{path}?at=2004-05-01")
    slider = page.locator(".dates input[type=range]")
    expect(slider).to_have_attribute("aria-valuetext", "1 May 2004")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/matrix?at=2004-03-29&was=at%3D2004-05-01")
    expect(page.locator(".dates time").first).to_have_text("29 March 2004")


def test_the_slider_names_its_ends_and_has_a_tick_for_each_step(opened: Opened, path: str) -> None:
    page = opened(path)
    listed = page.locator("#all-dates time").all_text_contents()
    assert page.locator(".slide .bounds time").all_text_contents() == [listed[0], listed[-1]]
    assert page.locator(".slide line").count() == len(listed)
    assert page.locator("#slider").get_attribute("max") == str(len(listed) - 1)
    widths = page.locator(".slide svg, #slider").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().width)"
    )
    assert widths[1] - widths[0] == 16
    assert page.locator(".slide line").evaluate_all("all => all.every(each => each.getBBox().height > 0)")


def test_without_script_the_slider_is_sent_by_the_keyboard(opened: Opened, path: str) -> None:
    page = opened(f"{path}?at=2004-05-01&names=common-eu", script=False)
    page.locator("#slider").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**/matrix?at=2004-03-29&names=common-eu&was=*")


def test_without_script_everything_is_a_link(opened: Opened, path: str) -> None:
    page = opened(path, script=False)
    page.locator("a[rel=prev]").click()
    expect(page.locator("a[rel=next]")).to_be_visible()
    page.locator(".matrix td a").nth(40).click()
    expect(page.locator("#why-title")).not_to_have_text("Reasons")
    page.locator("details summary", has_text="Common members, through the EU").click()
    page.get_by_role("link", name="Show the names").locator("visible=true").click()
    expect(page.locator("#names")).to_contain_text("Belgium")


@pytest.mark.parametrize("place", ["matrix", "compare"])
def test_on_a_telephone_only_the_table_moves_sideways(opened: Opened, path: str, place: str) -> None:
    page = opened(path.replace("matrix", place), width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    small = "all => all.filter(each => each.getBoundingClientRect().height < 44).length"
    assert page.locator(".matrix td a, .actions a, .turn .button").evaluate_all(small) == 0


def test_every_square_has_a_name_for_who_does_not_see_it(opened: Opened, path: str) -> None:
    page = opened(path)
    squares = page.locator(".matrix td a")
    names = ("released", "releasable on decision", "needs a decision", "not released")
    named = [squares.locator(":scope").and_(page.get_by_role("link", name=name, exact=True)).count() for name in names]
    assert (sum(named), named[2], min(named[0], named[1], named[3]) > 0) == (squares.count(), 0, True)
    assert page.get_by_role("region", name="Portions by groups of readers").count() == 1
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(each => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
