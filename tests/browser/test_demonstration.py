"""The first page of the demonstration in a browser: the tour by clicks alone, and one click to come in (X6, X7, X9)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.looking import complaints, faults
from tests.demo.running import Running, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (chromium, chromium-browser)"),
]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Both nodes, in a folder of their own."""
    with running(tmp_path_factory.mktemp("toured")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window without cookies, in which no script runs: every page works without one."""
    found = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield found
    found.close()


@pytest.fixture
def page(window: BrowserContext, both: Running) -> Iterator[Page]:
    """The first page; what a browser complains of, such as a policy that is not kept, is an error."""
    complaints: list[str] = []
    found = window.new_page()
    found.on("console", lambda message: complaints.append(message.text))
    found.goto(both.said["first"])
    yield found
    assert complaints == []


def test_the_tour_is_one_click_a_step(page: Page) -> None:
    seen = page.locator(".seen")
    expect(seen.get_by_role("heading", name="Germany, reading through NATO")).to_be_visible()
    expect(seen).to_contain_text("A NATO report of 3 May reaches the same view.")
    page.get_by_role("link", name="Next: Ireland").click()
    expect(seen).to_contain_text("gets the paragraph in full")
    expect(seen).to_contain_text("Ireland has taken part in the Partnership for Peace since 1999.")
    page.get_by_role("link", name="Next: Norway").click()
    expect(seen.locator("blockquote")).to_contain_text("A further interruption of traffic at Port Calder is possible.")
    expect(seen).to_contain_text("its owner can decide it")
    page.get_by_role("link", name="Cyprus").click()
    expect(seen).to_contain_text("no agreement of the day lets that reach Cyprus")


def test_a_step_leads_into_the_paper_by_one_click(page: Page) -> None:
    page.get_by_role("button", name="Read the whole paper as DE/EU").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harbour incident at Port Calder")
    expect(page.locator(".demonstration")).to_be_visible()
    expect(page.locator("p.exercise")).to_be_visible()


def test_one_click_comes_in_at_either_node_and_neither_forgets(page: Page, both: Running) -> None:
    first, second = (page.locator(".nodes section").nth(number) for number in (0, 1))
    first.get_by_role("button", name="Delegate of Cyprus").click()
    expect(page.locator(".seat summary")).to_contain_text("CY/EU")
    page.get_by_role("link", name="Personas and tour").click()
    second.get_by_role("button", name="Delegate of Norway").click()
    expect(page.locator(".seat summary")).to_contain_text("NO/NATO")
    assert page.url == f"{both.node('nato')}/"
    page.goto(both.node("eu"))
    expect(page.locator(".seat summary")).to_contain_text("CY/EU")


def test_the_first_page_fits_a_narrow_window(browser: Browser, both: Running) -> None:
    narrow = browser.new_page(viewport={"width": 360, "height": 800})
    narrow.goto(both.said["first"] + "?state=NO")
    assert narrow.evaluate("document.documentElement.scrollWidth") == 360
    narrow.close()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_first_page_is_open_to_everybody(browser: Browser, both: Running, language: str) -> None:
    window = browser.new_context(locale=f"{language}-BE")
    page = window.new_page()
    wrong = complaints(page)
    page.goto(both.said["first"])
    wrong += faults(page, language)
    window.close()
    assert "\n".join(wrong) == ""


def test_a_style_inside_a_page_is_complained_of(browser: Browser, both: Running) -> None:
    """Else the silence of the others would say nothing."""
    page = browser.new_page()
    wrong = complaints(page)
    page.goto(both.said["first"])
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=color:#eee>Pale</p><img src=/x.png>')")
    wrong += faults(page, "en")
    page.close()
    assert any("Content Security Policy" in each for each in wrong)
    assert any("image-alt" in each for each in wrong)
